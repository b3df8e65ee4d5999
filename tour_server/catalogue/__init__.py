"""The museum as staff edit it: drafts with their history, pictures, and the desk's pages for them."""
