"""A process group that ends with this process, however this one ends.

Who is killed with SIGKILL cleans nothing up. So a shell watches a pipe whose other end only this process holds: when it
is closed, by us or by the kernel, the group ends. (Linux could send a signal by itself, `PR_SET_PDEATHSIG`, but only to
one process, when a thread ends, and not where the program is a set-user-id one; the pipe also serves macOS.)
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import Final

SHELL: Final = "/bin/sh"
WATCH: Final = 'read -r _; kill -s KILL -- "-$1"'
"""``read`` ends with the pipe; nothing is ever written to it."""


class Guard:
    """Watches over a process group until :meth:`release`. On Windows, which has no such groups, it does nothing."""

    def __init__(self, group: int) -> None:
        self._shell: subprocess.Popen[bytes] | None = None
        if sys.platform == "win32":
            return
        # Where there is no shell to watch, the group is still ended by whoever started it, unless that one is killed.
        with contextlib.suppress(OSError):
            self._shell = subprocess.Popen(  # noqa: S603 - a fixed script and a number
                [SHELL, "-c", WATCH, "tabrelay-guard", str(group)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # In a session of its own: Ctrl-C in the terminal must not end the watch before its object.
                start_new_session=True,
            )

    def release(self) -> None:
        """Watch no more: the group ended, or is somebody else's business. Doing it twice is no mistake."""
        shell, self._shell = self._shell, None
        if shell is not None:
            # First the shell, then the pipe: the group's number may be another group's by now.
            shell.kill()
            shell.wait()
            assert shell.stdin is not None
            shell.stdin.close()
