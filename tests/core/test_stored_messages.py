"""What one clears, nobody is told later."""

import pytest

from tests.core.acts import TAB, does, fails, hears, two
from tests.script import Script


@pytest.mark.parametrize(
    ("clear", "event"),
    [
        ("Console.clearMessages", "Console.messageAdded"),
        ("Log.clear", "Log.entryAdded"),
        ("Runtime.discardConsoleEntries", "Runtime.consoleAPICalled"),
        ("Runtime.discardConsoleEntries", "Runtime.exceptionThrown"),
    ],
)
def test_messages_that_were_cleared_are_not_told_to_a_late_enabler(script: Script, clear: str, event: str) -> None:
    stage = two(script)
    _, chrome, alice, (bob, at_bob) = stage
    domain = event.partition(".")[0]
    does(stage, alice, f"{domain}.enable")
    hears(stage, event, {"n": 1}, alice)
    does(stage, alice, clear)
    hears(stage, event, {"n": 2}, alice)
    fails(stage, alice, clear, {}, "No")
    script >> bob.sends(1, f"{domain}.enable", {}, at_bob) << chrome.commanded(TAB, f"{domain}.enable")
    script >> chrome.answers() << bob.hears(event, {"n": 2}, at_bob) << bob.gets(1, {}, at_bob)
