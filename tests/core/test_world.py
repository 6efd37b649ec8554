"""The few ways in which anything leaves the world."""

import json

import msgspec
from msgspec import Raw

from tabrelay.core.browsers import Browser
from tabrelay.core.chrome_sessions import ChromeSession
from tabrelay.core.clients import Client
from tabrelay.core.effects import Effect, ToBrowser, ToClient
from tabrelay.core.sessions import Kind, Session
from tabrelay.core.tabs import TabState
from tabrelay.core.world import World
from tabrelay.protocol.cdp import CdpError, Command
from tabrelay.protocol.control import Tab, TabRef
from tabrelay.protocol.ids import (
    ChromeSessionId,
    ClientId,
    ConnId,
    DeviceId,
    SessionId,
    TabId,
    TargetId,
    TicketId,
)
from tabrelay.protocol.limits import DEFAULT_LIMITS

ROOT = ChromeSessionId("")


def stage(*, linked: bool = True) -> tuple[World, Session]:
    """A world with one client on one attached page."""
    world = World(lambda: "ID", DEFAULT_LIMITS)
    browser = Browser(device=DeviceId("d"), name="", conn=ConnId("conn") if linked else None, known=True)
    tab = TabState(browser, Tab(tab_id=TabId(1), target_id=TargetId("T"), url="", title="", window_id=1))
    chrome = tab.chrome[ROOT] = ChromeSession(ROOT, tab)
    client = Client(ClientId("alice"), browser, TicketId("t"), "", 0)
    return world, Session(SessionId("S"), client, Kind.CHROME, TargetId("T"), tab=tab, chrome=chrome)


def frames(world: World) -> list[dict[str, object]]:
    effects: list[Effect] = world.effects
    return [json.loads(effect.data) for effect in effects if isinstance(effect, ToClient | ToBrowser)]


def test_to_a_client_that_is_gone_nothing_is_said() -> None:
    world, session = stage()
    session.client.alive = False
    world.reply(session, 1)
    world.reply_value(session, 1, {})
    world.fail(session, 1, CdpError(-32000, "no"))
    world.event(session, "A.a", b"{}")
    assert world.effects == []


def test_a_forwarded_command_is_a_call_with_its_parameters_untouched() -> None:
    world, session = stage()
    world.forward(session, Command(7, 'A."a', Raw(b'{ "x": 1.0 }')))
    assert world.effects == [
        ToBrowser(
            ConnId("conn"),
            b'{"type":"req","id":"1","method":"debugger.sendCommand","params":'
            b'{"tabId":1,"method":"A.\\"a","params":{ "x": 1.0 }}}',
        )
    ]


def test_what_cannot_be_forwarded_is_answered_and_undone_at_once() -> None:
    world, session = stage(linked=False)
    undone: list[Raw | CdpError] = []
    world.forward(session, Command(7, "A.a"), before=undone.append)
    [answer] = frames(world)
    assert answer["id"] == 7
    assert isinstance(undone[0], CdpError)


def test_a_call_to_a_browser_that_is_away_is_settled_at_once() -> None:
    world, session = stage(linked=False)
    settled: list[Raw | CdpError] = []
    world.call(session.client.browser, "tabs.remove", TabRef(tab_id=TabId(1)), settled.append)
    assert isinstance(settled[0], CdpError)
    assert len(session.client.browser.calls) == 0


def test_a_call_is_a_request_with_a_deadline() -> None:
    world, session = stage()
    world.now_ms = 5
    world.call(session.client.browser, "tabs.remove", TabRef(tab_id=TabId(1)), lambda _: None)
    [call] = session.client.browser.calls
    assert call.deadline_ms == 5 + DEFAULT_LIMITS.attach_deadline_ms
    assert frames(world) == [{"type": "req", "id": "1", "method": "tabs.remove", "params": {"tabId": 1}}]


def test_own_commands_are_owed_while_the_browser_is_away_and_paid_where_it_still_matters() -> None:
    world, session = stage()
    tab, browser = session.tab, session.client.browser
    assert tab is not None
    browser.conn = None
    world.chrome_command(tab, ROOT, "Fetch.disable")
    world.chrome_command(tab, ChromeSessionId("GONE"), "Fetch.disable")
    assert world.effects == []
    browser.conn = ConnId("again")
    world.pay_debts(tab)
    world.pay_debts(tab)
    [frame] = frames(world)
    assert frame["params"] == {"tabId": 1, "method": "Fetch.disable", "params": {}}


def test_frames_are_json_whatever_is_in_them() -> None:
    world, session = stage()
    world.event_value(session, 'A."a', {"text": '"\\\n\u2028'})
    [frame] = frames(world)
    assert frame == {"method": 'A."a', "params": {"text": '"\\\n\u2028'}, "sessionId": "S"}
    assert msgspec.json.decode(b"{}") == {}
