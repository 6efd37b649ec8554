"""Storage of sites that shared tabs show; of other sites, and of the profile as a whole, nothing."""

import pytest

from tabrelay.core.storage import OF_AN_ORIGIN, OF_THE_PROFILE
from tests.script import Script, tab

TAB = tab(1, url="https://www.example.org/")
MINE = {"origin": "https://www.example.org", "storageTypes": "all"}
OTHER = {"origin": "https://bank.test", "storageTypes": "all"}


@pytest.mark.parametrize("method", OF_AN_ORIGIN)
def test_storage_of_a_site_that_no_tab_shows(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    for session in ("", page):
        script >> alice.sends(1, method, OTHER, session) << alice.is_refused(1, -32000, session=session)
        script >> alice.sends(2, method, MINE, session) << chrome.commanded(TAB, method, MINE)
        script >> chrome.answers({"usage": 1}) << alice.gets(2, {"usage": 1}, session)


@pytest.mark.parametrize("method", OF_THE_PROFILE)
def test_what_is_about_the_whole_profile(script: Script, method: str) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    for session in ("", page):
        script >> alice.sends(1, method, {}, session) << alice.is_refused(1, -32000, session=session)


@pytest.mark.parametrize("method", ["Storage.clearDataForOrigin", "Storage.getTrustTokens"])
def test_in_a_profile_for_programs_there_is_no_limit(script: Script, method: str) -> None:
    chrome = script.browser(TAB, mode="all")
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, method, OTHER, page) << chrome.commanded(TAB, method, OTHER)
    script >> chrome.answers() << alice.gets(1, {}, page)
