"""Targets below pages: who hears of them, and who gets sessions on them."""

from tests.script import CdpClient, Extension, Info, Script, child, sid, tab, tab_target

TAB, OTHER = tab(1), tab(2)
FRAME = child(1, "iframe")
WORKER = child(3, "service_worker")
ELSEWHERE = {**WORKER, "session": "D" * 32}
"""The same service worker, as Chrome announces it on another page in its scope."""

WORKERS_ONLY = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
PAUSES = {**WORKERS_ONLY, "filter": [{"type": "service_worker"}]}
RUN = "Runtime.runIfWaitingForDebugger"


def auto_attaches(script: Script, chrome: Extension, client: CdpClient, shown: object, *, first: bool = True) -> str:
    """``client`` attaches to a page and auto-attaches to what is below it."""
    assert isinstance(shown, dict)
    page = script.attached(client, shown, chrome, first=first)
    script >> client.sends(8, "Target.setAutoAttach", {**WORKERS_ONLY, "waitForDebuggerOnStart": False}, page)
    script << chrome.commanded(shown, "Target.setAutoAttach") >> chrome.answers() << client.gets(8, {}, page)
    return page


def test_a_discoverer_hears_that_a_frame_comes_changes_and_goes(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    page = auto_attaches(script, chrome, alice, TAB)
    script >> bob.sends(1, "Target.setDiscoverTargets", {"discover": True})
    script.skip()
    id_ = FRAME["info"]["targetId"]
    (
        script
        >> chrome.reports_child(TAB, FRAME)
        << bob.hears("Target.targetCreated", {"targetInfo": Info(targetId=id_, attached=False)})
        << bob.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=id_, attached=True)})
        << alice.hears_attached(id_, 2, page)
        >> chrome.reports(TAB, "Target.targetInfoChanged", {"targetInfo": {**FRAME["info"], "url": "https://new/"}})
        << alice.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=id_, url="https://new/")}, page)
        << bob.hears("Target.targetInfoChanged", {"targetInfo": Info(targetId=id_, url="https://new/")})
        >> bob.sends(2, "Target.getTargetInfo", {"targetId": id_})
        << bob.gets(2, {"targetInfo": Info(url="https://new/", attached=True)})
        >> chrome.reports(TAB, "Target.detachedFromTarget", {"sessionId": FRAME["session"]})
        << alice.hears_detached(id_, 2, page)
        << bob.hears("Target.targetDestroyed", {"targetId": id_})
    )


def test_the_last_to_leave_a_frame_leaves_it_unattached(script: Script) -> None:
    chrome = script.browser(TAB)
    alice = script.client()
    page = auto_attaches(script, chrome, alice, TAB)
    script >> chrome.reports_child(TAB, FRAME) << alice.hears_attached(FRAME["info"]["targetId"], 2, page)
    script >> alice.sends(1, "Target.setDiscoverTargets", {"discover": True})
    script.skip()
    (
        script
        >> alice.sends(2, "Target.detachFromTarget", {"sessionId": sid(2)}, page)
        << alice.hears_detached(FRAME["info"]["targetId"], 2, page)
        << alice.hears("Target.targetInfoChanged", {"targetInfo": Info(type="iframe", attached=False)})
        << alice.gets(2, {}, page)
    )


def test_a_service_worker_is_attached_on_the_browser_first_and_on_its_page_too(script: Script) -> None:
    """As on Chrome's own port. It runs when both have let it."""
    chrome = script.browser(TAB)
    alice = script.client()
    script >> alice.sends(1, "Target.setAutoAttach", PAUSES) << alice.gets(1, {})
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(2, "Target.setAutoAttach", WORKERS_ONLY, page)
    script << chrome.commanded(TAB, "Target.setAutoAttach") >> chrome.answers() << alice.gets(2, {}, page)
    id_ = WORKER["info"]["targetId"]
    (
        script
        >> chrome.reports_child(TAB, WORKER, paused=True)
        << alice.hears_attached(id_, 2, waiting=True)
        << alice.hears_attached(id_, 3, page, waiting=True)
        >> alice.sends(3, RUN, {}, sid(3))
        << alice.gets(3, {}, sid(3))
        >> alice.sends(4, RUN, {}, sid(2))
        << chrome.commanded(TAB, RUN, {}, WORKER["session"])
        >> chrome.answers()
        << alice.gets(4, {}, sid(2))
    )


def test_frames_and_workers_are_not_attached_on_the_browser(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    script >> bob.sends(1, "Target.setAutoAttach", {**WORKERS_ONLY, "filter": [{"type": "page", "exclude": True}, {}]})
    script << bob.hears_attached(tab_target(TAB), 1) << bob.gets(1, {})
    page = auto_attaches(script, chrome, alice, TAB)
    script >> chrome.reports_child(TAB, FRAME) << alice.hears_attached(FRAME["info"]["targetId"], 3, page)
    worker = child(4, "worker")
    script >> chrome.reports_child(TAB, worker) << alice.hears_attached(worker["info"]["targetId"], 4, page)


def test_who_auto_attaches_later_gets_the_service_workers_that_are_there(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    page = auto_attaches(script, chrome, alice, TAB)
    id_ = WORKER["info"]["targetId"]
    script >> chrome.reports_child(TAB, WORKER) << alice.hears_attached(id_, 2, page)
    script >> bob.sends(1, "Target.setAutoAttach", PAUSES) << bob.hears_attached(id_, 3) << bob.gets(1, {})
    script >> bob.sends(
        2, "Target.setAutoAttach", {"autoAttach": False, "waitForDebuggerOnStart": False, "flatten": True}
    )
    script << bob.hears_detached(id_, 3) << bob.gets(2, {})


def test_a_service_worker_of_two_pages_is_one_target_and_outlives_one_of_them(script: Script) -> None:
    chrome = script.browser(TAB, OTHER)
    alice, bob = script.client("alice"), script.client("bob")
    id_ = WORKER["info"]["targetId"]
    page = auto_attaches(script, chrome, alice, TAB)
    script >> chrome.reports_child(TAB, WORKER) << alice.hears_attached(id_, 2, page)
    other = auto_attaches(script, chrome, alice, OTHER)
    script >> chrome.reports_child(OTHER, ELSEWHERE) << alice.hears_attached(id_, 4, other)
    script >> bob.sends(1, "Target.setAutoAttach", PAUSES) << bob.hears_attached(id_, 5) << bob.gets(1, {})
    workers = {"filter": [{"type": "service_worker"}]}
    script >> bob.sends(2, "Target.getTargets", workers) << bob.gets(2, {"targetInfos": [Info(targetId=id_)]})
    script >> bob.sends(3, "Target.setDiscoverTargets", {"discover": True, **workers})
    script << bob.hears("Target.targetCreated", {"targetInfo": Info(targetId=id_, attached=True)}) << bob.gets(3, {})
    (
        script
        >> chrome.loses(TAB)
        << alice.hears_detached(id_, 2, page)
        << alice.hears_detached(TAB["targetId"], 1)
        << bob.hears_detached(id_, 5)
        << bob.hears_attached(id_, 6)
    )
    script >> chrome.loses(OTHER)
    script << alice.hears_detached(id_, 4, other) << alice.hears_detached(OTHER["targetId"], 3)
    script << bob.hears_detached(id_, 6) << bob.hears("Target.targetDestroyed", {"targetId": id_})


def test_a_service_worker_does_not_keep_the_debugger_on_a_page_that_its_clients_have_left(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    page = auto_attaches(script, chrome, alice, TAB)
    id_ = WORKER["info"]["targetId"]
    script >> chrome.reports_child(TAB, WORKER) << alice.hears_attached(id_, 2, page)
    script >> bob.sends(1, "Target.setAutoAttach", PAUSES) << bob.hears_attached(id_, 3) << bob.gets(1, {})
    off = {"autoAttach": False, "waitForDebuggerOnStart": False, "flatten": True}
    script >> alice.leaves() << chrome.commanded(TAB, "Target.setAutoAttach", off)
    script >> chrome.reports(TAB, "Target.detachedFromTarget", {"sessionId": WORKER["session"]})
    script << bob.hears_detached(id_, 3) << chrome.asked("debugger.detach", {"tabId": 1})
