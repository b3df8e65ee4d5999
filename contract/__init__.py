"""What travels between a device and the server: messages, topics, the museum's content, bundles.

Imports nothing else of ours. Whatever is written here, someone else's device could speak.
"""
