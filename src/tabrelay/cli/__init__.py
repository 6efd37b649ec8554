"""The command line, ``tabrelay``: one file per command; what is printed is made by pure functions."""

from tabrelay.cli.app import main

__all__ = ["main"]
