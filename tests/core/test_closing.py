"""Closing a tab: by Chrome's debugger where it is attached, by the extension else."""

from tests.script import Script, tab

TAB = tab(1)
CLOSE = "Target.closeTarget"


def test_an_attached_tab_is_closed_without_asking_its_page(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> alice.sends(1, CLOSE, {"targetId": TAB["targetId"]})
    script << chrome.commanded(TAB, CLOSE, {"targetId": TAB["targetId"]})
    script >> chrome.answers({"success": True}) << alice.gets(1, {"success": True})


def test_another_is_closed_by_the_extension(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, CLOSE, {"targetId": TAB["targetId"]}) << chrome.asked("tabs.remove", {"tabId": 1})
    script >> chrome.fails("Tabs cannot be edited right now")
    script << alice.is_refused(1, -32000, "Tabs cannot be edited right now")


def test_one_that_is_gone_before_the_answer_is_closed(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, CLOSE, {"targetId": TAB["targetId"]}) << chrome.asked("tabs.remove", {"tabId": 1})
    script >> chrome.loses(TAB) >> chrome.fails("No tab with id: 1.") << alice.gets(1, {"success": True})


def test_one_that_the_debugger_may_not_close_is_closed_by_the_extension(script: Script) -> None:
    """A page that crashed on its way to a `chrome://` address: Chrome shows the address, and refuses the command."""
    chrome = script.browser(TAB)
    alice = script.client()
    script.attached(alice, TAB, chrome)
    script >> alice.sends(1, CLOSE, {"targetId": TAB["targetId"]}) << chrome.commanded(TAB, CLOSE)
    script >> chrome.fails("Cannot access a chrome:// URL") << chrome.asked("tabs.remove", {"tabId": 1})
    script >> chrome.answers() << alice.gets(1, {"success": True})
