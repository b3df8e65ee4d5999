"""What comes in from outside: a spreadsheet or a collection's file is a proposal that staff look at."""
