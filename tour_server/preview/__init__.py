"""The preview: what visitors would see if the drafts were published now, behind a link that ends by itself."""
