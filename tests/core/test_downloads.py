"""Downloads of shared tabs: told, denied, or brought to every client's own folder."""

import pytest

from tabrelay.core.effects import AskReach, PlaceFile
from tabrelay.core.events import FileAnswered
from tabrelay.core.file_facts import Reach
from tabrelay.protocol.ids import ClientId
from tests.script import CdpClient, Extension, Script, audited, counted, tab

TAB = tab(1)
GUID = "e6932ba0-0c11-4274-9ec8-c0353a3e433b"
BEGUN = {"frameId": "F", "guid": GUID, "suggestedFilename": "report.txt", "url": "https://example.org/r"}
SAVED = {"guid": GUID, "complete": True, "filename": "/dl/Tabrelay-x", "receivedBytes": 9, "totalBytes": 9}
COMPLETED = {"guid": GUID, "totalBytes": 9, "receivedBytes": 9, "state": "completed"}
CANCELED = {"guid": GUID, "totalBytes": 0, "receivedBytes": 0, "state": "canceled"}
ELSEWHERE = Reach(client="The gateway cannot reach the client's files: it comes from another machine.")

Stage = tuple[Extension, CdpClient]


@pytest.fixture
def stage(script: Script) -> Stage:
    """Alice on a page."""
    chrome = script.browser(TAB)
    alice = script.client("alice")
    script.attached(alice, TAB, chrome)
    return chrome, alice


def wishes(script: Script, chrome: Extension, client: CdpClient, behavior: str, folder: str = "") -> None:
    params = {"behavior": behavior, "downloadPath": folder, "eventsEnabled": True}
    (
        script
        >> client.sends(1, "Browser.setDownloadBehavior", params)
        << chrome.commanded(TAB, "Page.enable")
        << client.gets(1, {})
        >> chrome.answers()
    )


def decided(chrome: Extension, action: str) -> object:
    return chrome.asked("downloads.decide", {"guid": GUID, "action": action})


def taken(script: Script, stage: Stage) -> None:
    """A download begins, and the gateway takes it for Alice."""
    chrome, alice = stage
    (
        script
        >> chrome.reports(TAB, "Page.downloadWillBegin", BEGUN)
        << alice.hears("Browser.downloadWillBegin", BEGUN)
        << AskReach(1, ClientId("alice"), chrome.conn)
        >> FileAnswered(1, Reach())
        << decided(chrome, "take")
        >> chrome.answers()
    )


@pytest.mark.parametrize(("behavior", "name"), [("allow", "report.txt"), ("allowAndName", GUID)])
def test_the_file_is_in_the_clients_folder_when_it_hears_that_it_is_complete(
    script: Script, stage: Stage, behavior: str, name: str
) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, behavior, "/ada")
    taken(script, stage)
    progress = {"guid": GUID, "totalBytes": 9, "receivedBytes": 4, "state": "inProgress"}
    (
        script
        >> chrome.reports(TAB, "Page.downloadProgress", progress)
        << alice.hears("Browser.downloadProgress", progress)
        >> chrome.reports(TAB, "Page.downloadProgress", COMPLETED)
        >> chrome.says("download.ended", SAVED)
        << PlaceFile(2, "/dl/Tabrelay-x", "/ada", name)
        >> FileAnswered(2, f"/ada/{name}")
        << alice.hears("Browser.downloadProgress", {**COMPLETED, "filePath": f"/ada/{name}"})
        << chrome.asked("downloads.discard", {"guid": GUID})
        >> chrome.answers()
    )


def test_page_sessions_hear_it_under_the_pages_name(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    bob = script.client("bob")
    at_bob = script.attached(bob, TAB, chrome, first=False)
    script >> bob.sends(1, "Page.enable", {}, at_bob) << chrome.commanded(TAB, "Page.enable") >> chrome.answers()
    script.skip()
    (
        script
        >> chrome.reports(TAB, "Page.downloadWillBegin", BEGUN)
        << bob.hears("Page.downloadWillBegin", BEGUN, at_bob)
        << decided(chrome, "leave")
        >> chrome.answers()
        >> chrome.reports(TAB, "Page.downloadProgress", COMPLETED)
        >> chrome.says("download.ended", SAVED)
        << bob.hears("Page.downloadProgress", COMPLETED, at_bob)
    )
    del alice


def test_each_client_has_a_copy_of_its_own(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    bob = script.client("bob")
    script.attached(bob, TAB, chrome, first=False)
    wishes(script, chrome, alice, "allow", "/ada")
    wishes(script, chrome, bob, "allow", "/bob")
    (
        script
        >> chrome.reports(TAB, "Page.downloadWillBegin", BEGUN)
        << alice.hears("Browser.downloadWillBegin", BEGUN)
        << bob.hears("Browser.downloadWillBegin", BEGUN)
        << AskReach(1, ClientId("alice"), chrome.conn)
        << AskReach(2, ClientId("bob"), chrome.conn)
        >> FileAnswered(1, Reach())
        >> FileAnswered(2, Reach())
        << decided(chrome, "take")
        >> chrome.answers()
        >> chrome.says("download.ended", SAVED)
        << PlaceFile(3, "/dl/Tabrelay-x", "/ada", "report.txt")
        << PlaceFile(4, "/dl/Tabrelay-x", "/bob", "report.txt")
        >> FileAnswered(4, "/bob/report.txt")
        << bob.hears("Browser.downloadProgress", {**COMPLETED, "filePath": "/bob/report.txt"})
        >> FileAnswered(3, "/ada/report.txt")
        << alice.hears("Browser.downloadProgress", {**COMPLETED, "filePath": "/ada/report.txt"})
        << chrome.asked("downloads.discard", {"guid": GUID})
        >> chrome.answers()
    )


def test_the_last_to_say_so_denies(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    bob = script.client("bob")
    script.attached(bob, TAB, chrome, first=False)
    wishes(script, chrome, alice, "allow", "/ada")
    wishes(script, chrome, bob, "deny")
    (
        script
        >> chrome.reports(TAB, "Page.downloadWillBegin", BEGUN)
        << alice.hears("Browser.downloadWillBegin", BEGUN)
        << bob.hears("Browser.downloadWillBegin", BEGUN)
        << decided(chrome, "cancel")
        >> chrome.answers()
        >> chrome.reports(TAB, "Page.downloadProgress", CANCELED)
        << alice.hears("Browser.downloadProgress", CANCELED)
        << bob.hears("Browser.downloadProgress", CANCELED)
        >> chrome.says("download.ended", {"guid": GUID, "complete": False})
    )


def test_what_a_client_denied_is_undone_when_it_leaves(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    bob = script.client("bob")
    script.attached(bob, TAB, chrome, first=False)
    wishes(script, chrome, bob, "deny")
    script >> bob.leaves()
    script.skip()
    script >> chrome.reports(TAB, "Page.downloadWillBegin", BEGUN) << decided(chrome, "leave") >> chrome.answers()
    del alice


def test_a_client_on_another_machine_hears_canceled_and_the_person_keeps_the_file(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, "allow", "/ada")
    (
        script
        >> chrome.reports(TAB, "Page.downloadWillBegin", BEGUN)
        << alice.hears("Browser.downloadWillBegin", BEGUN)
        << AskReach(1, ClientId("alice"), chrome.conn)
        >> FileAnswered(1, ELSEWHERE)
        << decided(chrome, "leave")
        >> chrome.answers()
        >> chrome.says("download.ended", SAVED)
        << audited("download.out_of_reach", "alice", ELSEWHERE.client)
        << counted("download_out_of_reach")
        << alice.hears("Browser.downloadProgress", CANCELED)
    )


def test_a_folder_that_cannot_be_written_is_a_download_that_failed(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, "allow", "/ada")
    taken(script, stage)
    (
        script
        >> chrome.says("download.ended", SAVED)
        << PlaceFile(2, "/dl/Tabrelay-x", "/ada", "report.txt")
        >> FileAnswered(2, error="'/ada/report.txt' cannot be written: Permission denied")
        << counted("download_not_placed")
        << alice.hears("Browser.downloadProgress", CANCELED)
        << chrome.asked("downloads.discard", {"guid": GUID})
        >> chrome.answers()
    )


@pytest.mark.parametrize(
    ("suggested", "name"), [("../../etc/passwd", "passwd"), ("..", "download"), ("C:\\x\\y.txt", "y.txt")]
)
def test_a_site_cannot_choose_the_folder(script: Script, stage: Stage, suggested: str, name: str) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, "allow", "/ada")
    script >> chrome.reports(TAB, "Page.downloadWillBegin", {**BEGUN, "suggestedFilename": suggested})
    script.skip()
    script >> FileAnswered(1, Reach()) << decided(chrome, "take") >> chrome.answers()
    script >> chrome.says("download.ended", SAVED) << PlaceFile(2, "/dl/Tabrelay-x", "/ada", name)


def test_a_client_cancels(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, "allow", "/ada")
    taken(script, stage)
    (
        script
        >> alice.sends(2, "Browser.cancelDownload", {"guid": GUID})
        << decided(chrome, "cancel")
        >> chrome.answers()
        << alice.gets(2, {})
        >> chrome.reports(TAB, "Page.downloadProgress", CANCELED)
        << alice.hears("Browser.downloadProgress", CANCELED)
        >> alice.sends(3, "Browser.cancelDownload", {"guid": GUID})
        << alice.gets(3, {})
    )


def test_a_lost_link_ends_what_was_on_its_way(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, "allow", "/ada")
    taken(script, stage)
    script >> chrome.unlinks() << alice.hears("Browser.downloadProgress", CANCELED)


def test_downloads_of_a_tab_that_closed_still_end(script: Script, stage: Stage) -> None:
    chrome, alice = stage
    wishes(script, chrome, alice, "allow", "/ada")
    taken(script, stage)
    script >> chrome.loses(TAB)
    script.skip()
    (
        script
        >> chrome.says("download.ended", SAVED)
        << PlaceFile(2, "/dl/Tabrelay-x", "/ada", "report.txt")
        >> FileAnswered(2, "/ada/report.txt")
        << alice.hears("Browser.downloadProgress", {**COMPLETED, "filePath": "/ada/report.txt"})
        << chrome.asked("downloads.discard", {"guid": GUID})
        >> chrome.answers()
    )


def test_a_tab_attached_later_is_watched_as_well(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client("alice")
    script >> alice.sends(1, "Browser.setDownloadBehavior", {"behavior": "deny"}) << alice.gets(1, {})
    script >> alice.sends(2, "Target.attachToTarget", {"targetId": TAB["targetId"], "flatten": True})
    script << chrome.asked("debugger.attach") >> chrome.answers(TAB) << chrome.commanded(TAB, "Page.enable")
    script.skip()
    script >> chrome.answers()
