from __future__ import annotations

import io

from rich.console import Console, RenderableType

from tabrelay.cli import render
from tabrelay.protocol.operator import BrowserView, ClientView, DeviceView, Status, TabView, TicketCreated, TicketView

NOW = 1_000_000_000
MINUTE = 60_000


def shown(text: RenderableType) -> str:
    out = io.StringIO()
    Console(file=out, width=1000).print(text)
    return out.getvalue()


BROWSER = BrowserView(
    id="b" * 64, name="work", state="linked", product="Chrome/156.0", mode="shared", tabs=2, clients=1
)


def test_status_names_the_gateway_its_browsers_and_its_clients() -> None:
    client = ClientView(id="c", browser="b" * 64, ticket="t1", label="tests", connected_at=NOW - 5 * MINUTE, sessions=3)
    status = Status(
        "0.1.0", "http://127.0.0.1:1", 7, NOW - MINUTE, "f" * 64, "amber-fox", "/state [x]", (BROWSER,), (client,)
    )
    text = shown(render.status_text(status, NOW))
    assert "http://127.0.0.1:1 (version 0.1.0, pid 7)" in text
    assert "for 1 min" in text
    assert "amber-fox  ffffffffffffffff…" in text
    assert "/state [x]" in text
    assert "tests   work     3         5 min ago" in text


def test_what_is_not_there_is_a_sentence_with_a_cure() -> None:
    assert "tabrelay pair" in shown(render.browsers_table((), NOW))
    assert "toolbar" in shown(render.tabs_table(()))
    assert "tabrelay pair" in shown(render.devices_table((), NOW))
    assert "tabrelay ticket create" in shown(render.tickets_table((), NOW))


def test_tabs_show_their_whole_target_id_and_are_no_markup() -> None:
    tab = TabView("b", "work", "A" * 32, "https://example.com/" + "x" * 100, "[bold]A title", True, False, 0)
    text = shown(render.tabs_table((tab,)))
    assert "A" * 32 in text
    assert "[bold]A title" in text
    assert "x…" in text


def test_devices_and_tickets() -> None:
    device = DeviceView("d" * 64, "work", "node", "linux", "amber-fox", NOW, 0, False)
    assert "work  dddddddddddd  node  linux     amber-fox  offline  never" in shown(
        render.devices_table((device,), NOW)
    )
    ticket = TicketView("t1", "tests", "b", "work", "expired", NOW - 2, NOW - 1, port=99)
    assert "t1      tests  work     expired  expired  0        99" in shown(render.tickets_table((ticket,), NOW))


def test_a_fresh_ticket_comes_with_the_lines_to_paste() -> None:
    ticket = TicketCreated("t1", "b", "work", "ws://w", "http://h", NOW + 12 * 60 * MINUTE)
    text = render.ticket_text(ticket, NOW)
    assert "Ticket t1 for work, expires in 12 h. It is not shown again." in text
    assert 'p.chromium.connect_over_cdp("ws://w")' in text
    assert 'puppeteer.connect({browserWSEndpoint: "ws://w"})' in text
    assert "tabrelay ticket create --port" in text


def test_with_a_port_selenium_has_its_line_too() -> None:
    ticket = TicketCreated("t1", "b", "work", "ws://w", "http://h", NOW, debugger_address="127.0.0.1:9")
    assert 'options.debugger_address = "127.0.0.1:9"' in render.ticket_text(ticket, NOW)


def test_a_page_cannot_talk_to_the_terminal_through_its_title() -> None:
    tab = TabView("b", "work", "A" * 32, "u", "a\x1b]0;owned\x07b\n", active=True, attached=False, sessions=0)
    text = shown(render.tabs_table((tab,)))
    assert "\x1b" not in text
    assert "a�]0;owned�b�" in text


def test_times() -> None:
    assert render.ago(0, NOW) == "never"
    assert render.ago(NOW - 10, NOW) == "now"
    assert render.ago(NOW - 5 * MINUTE, NOW) == "5 min ago"
    assert render.until(NOW, NOW) == "expired"
