"""The doctor's findings. Pure: facts in, a finding with its cure out."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Literal

from tabrelay.protocol.operator import BrowserView, Status

State = Literal["ok", "warning", "broken"]
MARKS: dict[State, tuple[str, str]] = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "broken": ("✗", "red")}

MIN_PYTHON = (3, 11)
MIN_CHROME = 137
"""Ed25519 in WebCrypto; the extension's manifest states the same."""

MAX_SKEW_S = 60.0
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and where it is not right what to do."""

    name: str
    state: State
    found: str
    cure: str = ""

    def as_json(self) -> dict[str, str]:
        """``{"name", "state", "found", "cure"}``."""
        return asdict(self)


def ok(name: str, found: str) -> Finding:
    """All is well."""
    return Finding(name, "ok", found)


def warning(name: str, found: str, cure: str) -> Finding:
    """Something is missing that some uses need."""
    return Finding(name, "warning", found, cure)


def broken(name: str, found: str, cure: str) -> Finding:
    """Something cannot work as it is."""
    return Finding(name, "broken", found, cure)


def check_python(version: tuple[int, int, int]) -> Finding:
    """The interpreter's version."""
    text = ".".join(map(str, version))
    if version[:2] < MIN_PYTHON:
        return broken("python", f"version {text}", "Install Python 3.11 or newer, and Tabrelay in it.")
    return ok("python", f"version {text}")


def check_mode(name: str, path: str, mode: int, *, directory: bool) -> Finding:
    """Whether only the owner can look into a file or directory of the state."""
    if mode & OTHERS:
        wanted = "700" if directory else "600"
        return broken(name, f"others can read {path} (mode {mode & 0o777:o})", f"chmod {wanted} {path}")
    return ok(name, f"{path} is private")


def check_database(path: str, verdict: str) -> Finding:
    """SQLite's own verdict, ``"ok"`` or what is wrong."""
    if verdict == "ok":
        return ok("database", "is sound")
    cure = f"Stop the gateway and move {path} away; browsers then pair again."
    return broken("database", f"is damaged: {verdict}", cure)


def check_version(ours: str, theirs: str) -> Finding:
    """The gateway's version against that of this command."""
    if ours != theirs:
        return warning("version", f"the gateway is {theirs}, this command {ours}", "Restart the gateway.")
    return ok("version", f"{ours}, here and at the gateway")


def check_clock(skew_s: float) -> Finding:
    """The distance between this machine's clock and the gateway's."""
    if abs(skew_s) > MAX_SKEW_S:
        cure = "Set both clocks right (NTP): signatures are good for two minutes."
        return broken("clock", f"{abs(skew_s):.0f} s apart from the gateway's", cure)
    return ok("clock", "agrees with the gateway's")


def check_extension(path: str, theirs: str, ours: str) -> Finding:
    """The extension's files."""
    if theirs != ours:
        return warning("extension", f"version {theirs}, Tabrelay is {ours}", "Install both from one release.")
    return ok("extension", f"version {theirs} in {path}")


def check_installed_extension(path: str, theirs: str, ours: str) -> Finding:
    """The copy that ``tabrelay extension install`` made."""
    if theirs != ours:
        cure = "Run `tabrelay extension install`, then press the reload arrow on chrome://extensions."
        return warning("installed extension", f"version {theirs} in {path}, Tabrelay is {ours}", cure)
    return ok("installed extension", f"version {theirs} in {path}")


def check_browsers(status: Status) -> list[Finding]:
    """The paired browsers: linked, new enough, something shared."""
    if not status.browsers:
        cure = "Run `tabrelay pair`, or start one with `tabrelay up --browser`."
        return [warning("browsers", "none is paired", cure)]
    findings = [_browser(browser) for browser in status.browsers]
    if not any(browser.state == "linked" for browser in status.browsers):
        findings.append(warning("browsers", "none is linked", "Open a paired browser, and look at the Tabrelay badge."))
    return findings


def _browser(browser: BrowserView) -> Finding:
    name = f"browser {browser.name}"
    if browser.state != "linked":
        return ok(name, f"{browser.state}")
    major = chrome_major(browser.product)
    if major is not None and major < MIN_CHROME:
        return broken(name, f"{browser.product} is too old", f"Update it to version {MIN_CHROME} or newer.")
    if not browser.tabs:
        cure = "Click the Tabrelay button in its toolbar on a tab to share that tab."
        return warning(name, f"linked ({browser.product}), no tab is shared", cure)
    return ok(name, f"linked ({browser.product}), tabs shared: {browser.tabs}")


def chrome_major(product: str) -> int | None:
    """The major version in ``"Chrome/156.0.8078.79"`` or in what ``chromium --version`` prints."""
    match = re.search(r"(\d+)\.\d+\.\d+", product)
    return int(match[1]) if match else None


def finding_text(finding: Finding) -> str:
    """One line, and a second one with the cure where there is one; Rich markup."""
    from rich.markup import escape

    mark, colour = MARKS[finding.state]
    line = f"[{colour}]{mark}[/] [bold]{escape(finding.name)}[/]  {escape(finding.found)}"
    return f"{line}\n    {escape(finding.cure)}" if finding.cure else line
