"""What travels between a device and the server: messages, topics, the museum's content, bundles.

A device of another maker can be written from this package alone. It imports only `runtime`.
"""
