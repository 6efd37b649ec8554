"""``Target.setDiscoverTargets``: what is told, and to whom."""

from tests.script import Info, Script, child, tab

TAB = tab(1)
FRAME, WORKER = child(1, "iframe"), child(2, "worker")
ATTACH = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}


def test_only_what_the_filter_accepts_is_told(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Target.setAutoAttach", ATTACH, page)
    script << chrome.commanded(TAB, "Target.setAutoAttach") >> chrome.answers() << alice.gets(1, {}, page)
    script >> chrome.reports_child(TAB, FRAME) << alice.hears_attached(FRAME["info"]["targetId"], 2, page)
    script >> bob.sends(1, "Target.setDiscoverTargets", {"discover": True, "filter": [{"type": "iframe"}]})
    script << bob.hears("Target.targetCreated", {"targetInfo": Info(type="iframe", attached=True)}) << bob.gets(1, {})
    script >> chrome.reports_child(TAB, WORKER) << alice.hears_attached(WORKER["info"]["targetId"], 3, page)


def test_what_is_below_a_page_is_not_known_when_nobody_is_attached(script: Script) -> None:
    chrome = script.browser(TAB)
    alice, bob = script.client("alice"), script.client("bob")
    page = script.attached(alice, TAB, chrome)
    script >> alice.sends(1, "Target.setAutoAttach", ATTACH, page)
    script << chrome.commanded(TAB, "Target.setAutoAttach") >> chrome.answers() << alice.gets(1, {}, page)
    script >> chrome.reports_child(TAB, FRAME) << alice.hears_attached(FRAME["info"]["targetId"], 2, page)
    script >> bob.sends(1, "Target.setDiscoverTargets", {"discover": True, "filter": [{"type": "iframe"}]})
    script << bob.hears("Target.targetCreated") << bob.gets(1, {})
    script >> alice.leaves()
    script << bob.hears("Target.targetInfoChanged", {"targetInfo": Info(type="iframe", attached=False)})
    script << bob.hears("Target.targetDestroyed", {"targetId": FRAME["info"]["targetId"]})
    script << chrome.asked("debugger.detach", {"tabId": 1})
