"""The museum's pictures: what is said of each, how it is framed, where it is used, and when its rights end."""
