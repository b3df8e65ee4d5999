"""How the museum says names and words: entries at the desk, to be listened to before they are kept."""
