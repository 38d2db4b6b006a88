"""`python -m feedback` is the command line."""

from feedback.cli import main

if __name__ == "__main__":
    main()
