from __future__ import annotations

from tabrelay.cli.plain import plain
from tabrelay.protocol.operator import Browsers, BrowserView, TicketCreated


def test_names_are_python_s_and_what_is_unset_is_left_out() -> None:
    ticket = TicketCreated(id="t", browser="b", browser_name="w", ws="ws", http="http", expires_at=1)
    assert plain(ticket) == {
        "id": "t", "browser": "b", "browser_name": "w", "ws": "ws", "http": "http", "expires_at": 1, "label": "",
    }  # fmt: skip


def test_it_reaches_all_the_way_down() -> None:
    browsers = Browsers((BrowserView(id="b", name="n", state="linked", last_seen_at=3),))
    assert plain({"x": browsers})["x"]["browsers"][0]["last_seen_at"] == 3
