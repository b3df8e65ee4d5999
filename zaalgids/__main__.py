"""`python -m zaalgids`: the same as the console script."""

from zaalgids.command_line import main

main()
