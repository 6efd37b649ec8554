"""What people are shown. Pure: values in, something for Rich to print out; ``now_ms`` is wall-clock time."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tabrelay.cli.durations import describe_duration
from tabrelay.protocol.operator import BrowserView, DeviceView, Status, TabView, TicketCreated, TicketView

SHORT_ID = 12
STATE_STYLES = {
    "linked": "green",
    "away": "yellow",
    "offline": "dim",
    "live": "green",
    "expired": "dim",
    "revoked": "red",
}


def status_text(status: Status, now_ms: int) -> RenderableType:
    """The gateway, its browsers, who drives them."""
    facts = _facts(
        ("gateway", f"{status.url} (version {status.version}, pid {status.pid})"),
        ("running", f"for {describe_duration((now_ms - status.started_at) / 1000)}"),
        ("key", f"{status.words}  {status.fingerprint[:16]}…"),
        ("state", status.state_dir),
    )
    parts: list[RenderableType] = [facts, Text(), browsers_table(status.browsers, now_ms)]
    if status.clients:
        names = {browser.id: browser.name for browser in status.browsers}
        rows = [
            (client.label or client.ticket, names.get(client.browser, client.browser[:SHORT_ID]), str(client.sessions),
             ago(client.connected_at, now_ms))
            for client in status.clients
        ]  # fmt: skip
        parts += [Text(), table(("client", "browser", "sessions", "connected"), rows)]
    return Group(*parts)


def browsers_table(browsers: Sequence[BrowserView], now_ms: int) -> RenderableType:
    """The paired browsers."""
    if not browsers:
        return Text("No browser is paired yet. Run `tabrelay pair`, or start one with `tabrelay up --browser`.")
    rows = [
        (b.name, b.id[:SHORT_ID], b.state, b.product, b.mode, str(b.tabs), str(b.clients), ago(b.last_seen_at, now_ms))
        for b in browsers
    ]
    return table(("browser", "id", "state", "product", "mode", "tabs", "clients", "seen"), rows)


def tabs_table(tabs: Sequence[TabView]) -> RenderableType:
    """The shared tabs."""
    if not tabs:
        return Text("No tab is shared. Click the Tabrelay button in the browser's toolbar on a tab to share it.")
    rows = [(t.browser_name, t.target_id, _cut(t.title, 40), _cut(t.url, 70), str(t.sessions)) for t in tabs]
    return table(("browser", "target", "title", "url", "sessions"), rows)


def devices_table(devices: Sequence[DeviceView], now_ms: int) -> RenderableType:
    """The paired devices."""
    if not devices:
        return Text("No device is paired. Run `tabrelay pair`.")
    rows = [
        (
            d.name,
            d.id[:SHORT_ID],
            d.role,
            d.platform,
            d.words,
            "linked" if d.linked else "offline",
            ago(d.last_seen_at, now_ms),
        )
        for d in devices
    ]
    return table(("name", "id", "role", "platform", "words", "state", "seen"), rows)


def tickets_table(tickets: Sequence[TicketView], now_ms: int) -> RenderableType:
    """The tickets, without their secrets."""
    if not tickets:
        return Text("There is no ticket. Make one with `tabrelay ticket create`.")
    rows = [
        (t.id, t.label, t.browser_name, t.state, until(t.expires_at, now_ms), str(t.clients), str(t.port or ""))
        for t in tickets
    ]
    return table(("ticket", "label", "browser", "state", "expires", "clients", "port"), rows)


def ticket_text(ticket: TicketCreated, now_ms: int) -> str:
    """A fresh ticket: its addresses, and the lines to paste into a script."""
    lines = [
        f"Ticket {ticket.id} for {ticket.browser_name}, {until(ticket.expires_at, now_ms)}. It is not shown again.",
        "",
        f"  ws    {ticket.ws}",
        f"  http  {ticket.http}",
    ]
    address = ticket.debugger_address if isinstance(ticket.debugger_address, str) else ""
    if address:
        lines.append(f"  port  {address}  (lets in any program on this machine, until the ticket ends)")
    lines += ["", *(f"  {line}" for line in snippets(ticket.ws, address))]
    return "\n".join(lines)


def snippets(ws: str, address: str = "") -> list[str]:
    """One line for each kind of client. Selenium keeps nothing but ``host:port``, so it needs a port of its own."""
    selenium = (
        f'Selenium    options.debugger_address = "{address}"'
        if address
        else "Selenium    tabrelay ticket create --port, then options.debugger_address = …"
    )
    return [
        f'Playwright  browser = p.chromium.connect_over_cdp("{ws}")',
        f'Puppeteer   const browser = await puppeteer.connect({{browserWSEndpoint: "{ws}"}})',
        selenium,
    ]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A plain table; known states have their colour."""
    result = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        result.add_column(column, no_wrap=True, overflow="ignore")
    for row in rows:
        result.add_row(*(Text(printable(cell), style=STATE_STYLES.get(cell, "")) for cell in row))
    return result


def printable(text: str) -> str:
    """``text`` without control characters: titles and names come from pages and devices, and a terminal obeys."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def ago(at_ms: int, now_ms: int) -> str:
    """``"5 min ago"``; ``"never"`` for 0."""
    if not at_ms:
        return "never"
    seconds = (now_ms - at_ms) / 1000
    return "now" if seconds < 1 else f"{describe_duration(seconds)} ago"


def until(at_ms: int, now_ms: int) -> str:
    """``"expires in 12 h"`` or ``"expired"``."""
    seconds = (at_ms - now_ms) / 1000
    return "expired" if seconds <= 0 else f"expires in {describe_duration(seconds)}"


def _facts(*facts: tuple[str, str]) -> RenderableType:
    return Text("\n").join(Text.from_markup(f"[bold]{name:<8}[/] {escape(value)}") for name, value in facts)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
