"""Writing at the desk: a work as one page that reads, with what is typed, what is asked, and who else is there."""
