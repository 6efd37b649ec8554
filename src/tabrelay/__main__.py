"""``python -m tabrelay``."""

from tabrelay.cli import main

main()
