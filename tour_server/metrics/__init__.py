"""How the server is, in figures, for a museum's own monitoring. Nothing about a person, nothing about a room."""
