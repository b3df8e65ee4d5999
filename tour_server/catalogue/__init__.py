"""The drafts: what staff edit, and every earlier state of it."""
