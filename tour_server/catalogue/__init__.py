"""The catalogue: the museum as staff edit it. Drafts, pictures, and the pages of works, tours and offers."""
