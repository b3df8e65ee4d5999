"""Shows what is heard: how often kiosks told each work, in which language and when, for staff."""
