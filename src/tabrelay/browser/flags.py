"""The command line of a browser that is there for programs. Each flag has its reason."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

SHM = Path("/dev/shm")  # noqa: S108 - the place is Chromium's, not ours
SMALL_SHM_BYTES = 512 * 1024 * 1024

QUIET = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-search-engine-choice-screen",
    # The profile belongs to programs: nothing is fetched, reported or asked that nobody asked for.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-breakpad",
    "--no-service-autorun",
    "--password-store=basic",
    "--use-mock-keychain",
    # Tabs are driven whether or not a person looks at them.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    # The debugger's info bar would shrink every page a moment after it is attached; nobody needs telling here.
    "--silent-debugger-extension-api",
    "--test-type",
    "--hide-crash-restore-bubble",
)

FEATURES_OFF = ("Translate", "MediaRouter", "OptimizationHints", "DisableLoadExtensionCommandLineSwitch")
"""The last one makes some builds that ignore ``--load-extension`` honour it."""

FEATURES_ON = ("AllowContentInitiatedDataUrlNavigations",)
"""Chrome takes a debugger's ``Page.navigate`` for the page's own doing, and a page may not go to a ``data:`` URL."""


def command_line(
    executable: Path,
    *,
    profile: Path,
    extension: Path,
    headless: bool,
    extra: Sequence[str] = (),
    url: str = "about:blank",
) -> list[str]:
    """The arguments, the executable first. No secret is among them: other users can read a process's arguments."""
    return [
        str(executable),
        f"--user-data-dir={profile}",
        f"--load-extension={extension}",
        f"--disable-extensions-except={extension}",
        *QUIET,
        f"--disable-features={','.join(FEATURES_OFF)}",
        f"--enable-features={','.join(FEATURES_ON)}",
        *(["--headless=new", "--window-size=1280,800"] if headless else []),
        *circumstances(),
        *extra,
        url,
    ]


def circumstances() -> list[str]:
    """What this machine makes necessary."""
    flags = []
    if sys.platform.startswith("linux"):
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses to start as root with its sandbox
        if SHM.is_dir() and shutil.disk_usage(SHM).total < SMALL_SHM_BYTES:
            flags.append("--disable-dev-shm-usage")  # containers give it 64 MB, and tabs crash
    return flags
