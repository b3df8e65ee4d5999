"""From drafts to a release: checked, rendered, signed, and never changed again."""
