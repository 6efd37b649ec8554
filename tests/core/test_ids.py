"""Ids come from outside."""

from tests.script import Script, sid, tab


def test_the_hub_takes_its_ids_in_the_order_it_needs_them(script: Script) -> None:
    chrome = script.browser(tab(1), tab(2))
    alice = script.client()
    assert [script.attached(alice, tab(number), chrome) for number in (1, 2)] == [sid(1), sid(2)]
