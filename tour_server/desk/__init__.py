"""The desk, the web pages for staff: the frame of every page, the page "Today", and the page for errors."""
