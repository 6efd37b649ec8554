"""``make conformance``: run every script over both ends, compare, print, write ``build/conformance.json``.

python -m tools.conformance                  everything
python -m tools.conformance --only 'page *'  the scripts whose names match
python -m tools.conformance --steady         direct against direct: what differs is chance, and a script's fault
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tools.conformance.report import print_report, write_report
from tools.conformance.run import run
from tools.conformance.scripts import SCRIPTS


def main() -> int:
    """The exit code: 1 when anything is different without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tools.conformance", description=__doc__)
    parser.add_argument("--only", default="*", help="a pattern of script names")
    parser.add_argument("--steady", action="store_true", help="compare the direct port with itself")
    arguments = parser.parse_args()
    began = time.monotonic()
    result = asyncio.run(run(SCRIPTS, only=arguments.only, steady=arguments.steady))
    print_report(result, time.monotonic() - began)
    if not arguments.steady and arguments.only == "*":
        write_report(result)
    return 0 if result.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
