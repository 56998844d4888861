"""`python -m labelwright.cli`: the program where no script of it is on the path."""

from labelwright.cli import main

if __name__ == "__main__":  # a process that this one spawns reads the file too
    main()
