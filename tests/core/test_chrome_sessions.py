"""Who enabled what on one session of Chrome's."""

from tabrelay.core.browsers import Browser
from tabrelay.core.chrome_sessions import ChromeSession
from tabrelay.core.clients import Client
from tabrelay.core.sessions import AutoAttach, Kind, Session
from tabrelay.core.tabs import TabState
from tabrelay.core.targets import TargetFilter
from tabrelay.protocol.control import Tab
from tabrelay.protocol.ids import ChromeSessionId, ClientId, DeviceId, SessionId, TabId, TargetId, TicketId

BROWSER = Browser(device=DeviceId("d"), name="", conn=None)
TAB = TabState(BROWSER, Tab(tab_id=TabId(1), target_id=TargetId("T"), url="", title="", window_id=1))


def on(chrome: ChromeSession, name: str) -> Session:
    client = Client(ClientId(name), BROWSER, TicketId("t"), "", 0)
    session = Session(SessionId(name), client, Kind.CHROME, TargetId("T"), chrome=chrome)
    chrome.sessions.append(session)
    return session


def test_enabling_says_whether_somebody_else_had() -> None:
    chrome = ChromeSession(ChromeSessionId(""), TAB)
    alice, bob = on(chrome, "alice"), on(chrome, "bob")
    assert not chrome.enable("Page", alice)
    assert not chrome.enable("Page", alice)
    assert chrome.enable("Page", bob)
    assert chrome.enabled == {"Page": [alice, bob]}


def test_disabling_says_whether_nobody_is_left() -> None:
    chrome = ChromeSession(ChromeSessionId(""), TAB)
    alice, bob = on(chrome, "alice"), on(chrome, "bob")
    chrome.enable("Page", alice)
    chrome.enable("Page", bob)
    assert not chrome.disable("Page", alice)
    assert not chrome.disable("Page", alice)
    assert chrome.disable("Page", bob)
    assert chrome.enabled == {}
    assert chrome.disable("Network", bob)


def test_a_domain_that_chrome_is_disabling_is_not_on_for_the_next() -> None:
    chrome = ChromeSession(ChromeSessionId(""), TAB)
    alice, bob = on(chrome, "alice"), on(chrome, "bob")
    chrome.enable("Runtime", alice)
    chrome.ending.add("Runtime")
    assert not chrome.enable("Runtime", bob)


def test_a_feature_finds_its_state_again() -> None:
    class State:
        pass

    chrome = ChromeSession(ChromeSessionId(""), TAB)
    assert chrome.of(State) is chrome.of(State)
    assert ChromeSession(ChromeSessionId(""), TAB).of(State) is not chrome.of(State)


def test_auto_attach_is_what_any_session_wants() -> None:
    chrome = ChromeSession(ChromeSessionId(""), TAB)
    alice, bob = on(chrome, "alice"), on(chrome, "bob")
    assert not chrome.wants_auto_attach()
    alice.auto_attach = AutoAttach(wait=False, filter=TargetFilter())
    assert chrome.wants_auto_attach()
    assert not chrome.wants_pause()
    bob.auto_attach = AutoAttach(wait=True, filter=TargetFilter())
    assert chrome.wants_pause()
