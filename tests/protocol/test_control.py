"""What gateway and extension say after hello-ok: names, shapes, and frames as they were recorded."""

import json

import msgspec
import pytest
from msgspec import UNSET

from tabrelay.protocol import control

RECORDED: dict[str, object] = {
    control.SNAPSHOT: {
        "browser": {"product": "Chrome/156.0.8078.79", "userAgent": "Mozilla/5.0", "platform": "linux"},
        "mode": "shared",
        "tabs": [{"tabId": 1, "targetId": "T", "url": "u", "title": "t", "windowId": 1, "attached": True}],
    },
    control.TAB_SHARED: {"tabId": 1, "targetId": "T", "url": "u", "title": "t", "windowId": 1, "openerTabId": 2},
    control.TAB_UPDATED: {"tabId": 1, "targetId": "T", "url": "u", "title": "t", "windowId": 1, "incognito": True},
    control.TAB_GONE: {"tabId": 1, "reason": "unshared"},
    control.DEBUGGER_EVENT: {
        "tabId": 1,
        "method": "Page.loadEventFired",
        "params": {"timestamp": 1.5},
        "sessionId": "S",
    },
    control.DEBUGGER_DETACHED: {"tabId": 1, "reason": "canceled_by_user"},
    control.DOWNLOAD_ENDED: {"guid": "G", "complete": True, "filename": "/x", "receivedBytes": 9, "totalBytes": 9},
}
ASKED: dict[str, object] = {
    control.ATTACH: {"tabId": 1},
    control.DETACH: {"tabId": 1},
    control.SEND_COMMAND: {"tabId": 1, "method": "Page.enable", "params": {}, "sessionId": "S"},
    control.TABS_CREATE: {"url": "about:blank", "active": False, "newWindow": True, "left": 1, "width": 800},
    control.TABS_UPDATE: {"tabId": 1, "url": "https://example.org/"},
    control.TABS_REMOVE: {"tabId": 1},
    control.TABS_ACTIVATE: {"tabId": 1},
    control.CONTEXTS_OPEN: {"context": "C", "beside": True},
    control.CONTEXTS_CLOSE: {"context": "C"},
    control.WINDOWS_GET: {"tabId": 1},
    control.WINDOWS_UPDATE: {"windowId": 1, "state": "minimized"},
    control.DOWNLOADS_DECIDE: {"guid": "G", "action": "take"},
    control.DOWNLOADS_DISCARD: {"guid": "G"},
}


def test_every_name_has_an_example() -> None:
    assert RECORDED.keys() == control.EVENTS.keys()
    assert ASKED.keys() == control.COMMANDS.keys()


@pytest.mark.parametrize("name", RECORDED)
def test_what_an_extension_reports_is_read_whole(name: str) -> None:
    payload = json.dumps(RECORDED[name]).encode()
    again = json.loads(msgspec.json.encode(msgspec.json.decode(payload, type=control.EVENTS[name])))
    assert contains(again, RECORDED[name])


@pytest.mark.parametrize("name", ASKED)
def test_what_the_gateway_asks_is_written_as_the_extension_reads_it(name: str) -> None:
    payload = json.dumps(ASKED[name]).encode()
    assert json.loads(msgspec.json.encode(msgspec.json.decode(payload, type=control.COMMANDS[name]))) == ASKED[name]


def test_what_is_not_given_is_not_sent() -> None:
    assert msgspec.json.encode(control.WindowsUpdate(window_id=1)) == b'{"windowId":1}'
    assert control.Tab(tab_id=1, target_id="T", url="", title="", window_id=1).opener_tab_id is UNSET  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", ["unshared", "closed", "replaced", "discarded"])
def test_a_tab_may_go_for_these_reasons(reason: str) -> None:
    assert msgspec.json.decode(f'{{"tabId":1,"reason":"{reason}"}}', type=control.TabGone).reason == reason


def contains(whole: object, part: object) -> bool:
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(name in whole and contains(whole[name], value) for name, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(whole) == len(part) and all(map(contains, whole, part))
    return whole == part
