"""`python -m labelwright.cli`: the program where no script of it is on the path."""

from labelwright.cli import main

main()
