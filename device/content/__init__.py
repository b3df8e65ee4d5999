"""The content store: the release that the kiosk holds, and how it fetches the next one."""
