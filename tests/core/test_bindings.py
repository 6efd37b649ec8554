"""A binding's calls go to those who added its name."""

from tests.script import Script, tab

TAB = tab(1)
HOOK = {"name": "hook"}


def test_calls_go_to_those_who_added_it_whether_or_not_runtime_is_on(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    script >> bob.sends(1, "Runtime.enable", {}, at_bob) << chrome.commanded(TAB, "Runtime.enable")
    script >> alice.sends(1, "Runtime.addBinding", HOOK, at_alice) << chrome.commanded(TAB, "Runtime.addBinding", HOOK)
    (
        script
        >> chrome.reports(TAB, "Runtime.bindingCalled", HOOK)
        << alice.hears("Runtime.bindingCalled", HOOK, at_alice)
        >> chrome.reports(TAB, "Runtime.bindingCalled", {"name": "other"})
    )


def test_one_of_two_is_removed_by_the_second(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(1, "Runtime.addBinding", HOOK, session) << chrome.commanded(TAB, "Runtime.addBinding")
        script >> chrome.answers() << client.gets(1, {}, session)
    (
        script
        >> alice.sends(2, "Runtime.removeBinding", HOOK, at_alice)
        << chrome.commanded(TAB, "Runtime.getIsolateId", {})
        >> chrome.answers({"id": "1"})
        << alice.gets(2, {}, at_alice)
        >> chrome.reports(TAB, "Runtime.bindingCalled", HOOK)
        << bob.hears("Runtime.bindingCalled", HOOK, at_bob)
        >> bob.sends(2, "Runtime.removeBinding", HOOK, at_bob)
        << chrome.commanded(TAB, "Runtime.removeBinding", HOOK)
    )


def test_it_leaves_with_the_last_who_added_it(script: Script) -> None:
    chrome, alice, at_alice, bob, at_bob = script.pair(TAB)
    carol = script.client("carol")
    script.attached(carol, TAB, chrome, first=False)
    for client, session in ((alice, at_alice), (bob, at_bob)):
        script >> client.sends(1, "Runtime.addBinding", HOOK, session) << chrome.commanded(TAB, "Runtime.addBinding")
    script >> alice.leaves()
    script >> bob.leaves() << chrome.commanded(TAB, "Runtime.removeBinding", HOOK)
