"""The content store: the release a kiosk holds, and how it comes by the next one."""
