"""Everything that turns one still picture into an answer: which work it is, and where people are.

Imports nothing else of ours. A kiosk and publishing use the same code, so that what was enrolled on the server
and what a camera sees go through the same steps. The steps can be read off the file names.
"""
