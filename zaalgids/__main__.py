"""`python -m zaalgids`: the same as the console script."""

from zaalgids.commands.command_line import main

main()
