"""The museum as JSON for other programs: what is published, for everyone; the drafts, for who has a token."""
