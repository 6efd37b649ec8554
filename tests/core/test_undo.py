"""When a client leaves, the page is as it was before it came; when others stay, only what it set up is undone."""

from tests.script import CdpClient, Extension, Script, tab

TAB = tab(1)
WAIT = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}


def stage(script: Script) -> tuple[Extension, CdpClient, str, CdpClient, str]:
    """Alice and Bob on one page."""
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    return chrome, alice, script.attached(alice, TAB, chrome), bob, script.attached(bob, TAB, chrome, first=False)


def test_only_the_domains_that_nobody_else_enabled_are_disabled(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = stage(script)
    for client, session, method in (
        (alice, at_alice, "Fetch.enable"),
        (alice, at_alice, "Network.enable"),
        (bob, at_bob, "Network.enable"),
    ):
        script >> client.sends(1, method, {}, session) << chrome.commanded(TAB, method)
    script >> alice.leaves() << chrome.commanded(TAB, "Fetch.disable", {})
    script >> chrome.reports(TAB, "Network.dataReceived") << bob.hears("Network.dataReceived", {}, at_bob)


def test_auto_attach_is_what_the_others_want(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = stage(script)
    no_wait = {**WAIT, "waitForDebuggerOnStart": False}
    (
        script
        >> alice.sends(1, "Target.setAutoAttach", WAIT, at_alice)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> bob.sends(1, "Target.setAutoAttach", no_wait, at_bob)
        << chrome.commanded(TAB, "Target.setAutoAttach", WAIT)
        >> alice.leaves()
        << chrome.commanded(TAB, "Target.setAutoAttach", no_wait)
    )


def test_the_last_one_leaves_nothing_to_undo_but_the_debugger(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = stage(script)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(1, "Fetch.enable", {}, session) << chrome.commanded(TAB, "Fetch.enable")
    script >> alice.leaves()
    script >> bob.leaves() << chrome.asked("debugger.detach", {"tabId": 1})


def test_what_could_not_be_undone_while_the_browser_was_away_is_undone_when_it_is_back(script: Script) -> None:
    chrome, alice, at_alice, _, _ = stage(script)
    script >> alice.sends(1, "Fetch.enable", {}, at_alice) << chrome.commanded(TAB, "Fetch.enable")
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    (
        script
        >> chrome.unlinks()
        >> alice.leaves()
        >> chrome.links()
        >> chrome.snapshot({**TAB, "attached": True})
        << chrome.commanded(TAB, "Fetch.disable", {})
    )


def test_what_could_not_be_undone_is_forgotten_with_the_debugger(script: Script) -> None:
    chrome, alice, at_alice, bob, _ = stage(script)
    script >> alice.sends(1, "Fetch.enable", {}, at_alice) << chrome.commanded(TAB, "Fetch.enable")
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    (
        script
        >> chrome.unlinks()
        >> alice.leaves()
        >> chrome.links()
        >> chrome.snapshot(TAB)
        << bob.hears_detached(TAB["targetId"], 2)
    )


def test_what_the_last_one_set_up_is_undone_when_the_debugger_stays_for_a_command(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    at_alice = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Network.enable", {}, at_alice) << chrome.commanded(TAB, "Network.enable")
    script >> chrome.answers() << alice.gets(1, {}, at_alice)
    (
        script
        >> bob.sends(1, "Storage.getUsageAndQuota", {"origin": "https://example.org"})
        << chrome.commanded(TAB, "Storage.getUsageAndQuota")
        >> alice.leaves()
        << chrome.commanded(TAB, "Network.disable", {})
        >> chrome.answers({"usage": 1})
        << bob.gets(1, {"usage": 1})
        << chrome.asked("debugger.detach")
    )
