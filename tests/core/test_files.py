"""Errands of the shell: each answered once, whoever still waits."""

from tabrelay.core.effects import AskReach
from tabrelay.core.events import FileAnswered
from tabrelay.core.file_facts import Reach
from tabrelay.protocol.ids import ClientId
from tests.script import Script, counted, tab

TAB = tab(1)


def test_an_answer_that_nobody_waits_for_is_counted(script: Script) -> None:
    script >> FileAnswered(7, b"") << counted("file_answer_unexpected")


def test_an_errand_is_answered_once(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client("alice")
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "DOM.setFileInputFiles", {"files": ["/a"], "nodeId": 1}, page)
        << AskReach(1, ClientId("alice"), chrome.conn)
        >> FileAnswered(1, Reach())
        << chrome.commanded(TAB, "DOM.setFileInputFiles", {"files": ["/a"], "nodeId": 1})
        >> FileAnswered(1, Reach())
        << counted("file_answer_unexpected")
        >> chrome.answers({})
        << alice.gets(1, {}, page)
    )


def test_of_a_browser_that_is_away_nothing_is_within_reach(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client("alice")
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> chrome.unlinks()
        >> alice.sends(1, "DOM.setFileInputFiles", {"files": ["/a"], "nodeId": 1}, page)
        << alice.is_refused(1, -32000, session=page)
    )
