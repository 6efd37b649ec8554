"""``setDownloadBehavior`` and ``cancelDownload``, with Chrome's own complaints."""

import pytest

from tests.script import Script, tab

TAB = tab(1)


@pytest.mark.parametrize("behavior", ["default", "deny", "what no Chrome knows"])
def test_a_behavior_without_a_folder_needs_none(script: Script, behavior: str) -> None:
    script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, "Browser.setDownloadBehavior", {"behavior": behavior}) << alice.gets(1, {})


@pytest.mark.parametrize("behavior", ["allow", "allowAndName"])
def test_a_behavior_that_saves_files_needs_a_folder(script: Script, behavior: str) -> None:
    script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.setDownloadBehavior", {"behavior": behavior})
        << alice.is_refused(1, -32602, "downloadPath not provided")
    )


def test_a_context_that_is_not_there_is_refused(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.setDownloadBehavior", {"behavior": "deny", "browserContextId": "no"})
        << alice.is_refused(1, -32602, "Failed to find browser context for id no")
    )


def test_the_page_form_is_for_pages(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = script.attached(alice, TAB, chrome)
    (
        script
        >> alice.sends(1, "Page.setDownloadBehavior", {"behavior": "deny"})
        << alice.is_refused(1, -32601, "'Page.setDownloadBehavior' wasn't found")
        >> alice.sends(2, "Page.setDownloadBehavior", {"behavior": "deny"}, page)
        << chrome.commanded(TAB, "Page.enable")
        << alice.gets(2, {}, page)
        >> chrome.answers()
    )


def test_a_download_that_nobody_knows_cannot_be_canceled(script: Script) -> None:
    script.browser(TAB)
    alice = script.client()
    (
        script
        >> alice.sends(1, "Browser.cancelDownload", {"guid": "g"})
        << alice.is_refused(1, -32602, "No download item found for the given GUID")
    )
