"""Files of the client's machine reach the page: by Chrome where it may read them, else part by part."""

import base64

import pytest

from tabrelay.core.effects import AskReach, FindFiles, ReadFile
from tabrelay.core.events import FileAnswered
from tabrelay.core.file_facts import FoundFile, Reach
from tabrelay.core.upload_scripts import ADD, FINISH, HOLD
from tabrelay.core.uploads import PART_BYTES
from tabrelay.protocol.ids import ClientId
from tests.script import CdpClient, Extension, Info, Script, tab

TAB = tab(1)
SET = {"files": ["/ada/a.txt"], "backendNodeId": 5}
INPUT = {"node": {"nodeName": "INPUT", "backendNodeId": 5, "attributes": ["type", "file"]}}
ELSEWHERE = Reach(client="The gateway cannot reach the client's files: it comes from another machine.")
NO_NATIVE = Reach(browser="The gateway cannot reach the browser's files: it comes from another machine.")

Stage = tuple[Extension, CdpClient, str]


@pytest.fixture
def stage(script: Script) -> Stage:
    """Alice on a page."""
    chrome = script.browser(TAB)
    alice = script.client("alice")
    return chrome, alice, script.attached(alice, TAB, chrome)


def begun(script: Script, stage: Stage, params: dict[str, object], reach: Reach) -> None:
    """Alice sets files, and the shell says what is within reach."""
    chrome, alice, page = stage
    (
        script
        >> alice.sends(1, "DOM.setFileInputFiles", params, page)
        << AskReach(1, ClientId("alice"), chrome.conn)
        >> FileAnswered(1, reach)
    )


def described(script: Script, stage: Stage, node: dict[str, object]) -> None:
    """Chrome says what the node is."""
    chrome, _, _ = stage
    script << chrome.commanded(TAB, "DOM.describeNode", {"backendNodeId": 5}) >> chrome.answers(node)


def called(chrome: Extension, function: str, arguments: object) -> object:
    params = Info(functionDeclaration=function, arguments=arguments)
    return chrome.commanded(TAB, "Runtime.callFunctionOn", params)


def test_chrome_does_it_where_it_may_read_files(script: Script, stage: Stage) -> None:
    chrome, alice, page = stage
    begun(script, stage, SET, Reach())
    (script << chrome.commanded(TAB, "DOM.setFileInputFiles", SET) >> chrome.answers({}) << alice.gets(1, {}, page))


def test_an_error_of_chromes_own_is_the_answer(script: Script, stage: Stage) -> None:
    chrome, alice, page = stage
    begun(script, stage, SET, Reach())
    (
        script
        << chrome.commanded(TAB, "DOM.setFileInputFiles", SET)
        >> chrome.fails('{"code":-32000,"message":"No node found for given backend id"}')
        << alice.is_refused(1, -32000, "No node found for given backend id", page)
    )


def test_where_chrome_may_not_the_gateway_puts_the_files_into_the_page_part_by_part(
    script: Script, stage: Stage
) -> None:
    chrome, alice, page = stage
    size = PART_BYTES + 3
    file = FoundFile("/ada/a.txt", "a.txt", size, 1_700_000_000_000, "text/plain")
    begun(script, stage, SET, Reach())
    (
        script
        << chrome.commanded(TAB, "DOM.setFileInputFiles", SET)
        >> chrome.fails('{"code":-32000,"message":"Not allowed"}')
    )
    described(script, stage, INPUT)
    facts = [{"name": "a.txt", "relative": "", "type": "text/plain", "lastModified": 1_700_000_000_000}]
    (
        script
        << FindFiles(2, ("/ada/a.txt",), folders=False)
        >> FileAnswered(2, (file,))
        << chrome.commanded(TAB, "DOM.resolveNode", Info(backendNodeId=5))
        >> chrome.answers({"object": {"objectId": "input"}})
        << called(chrome, HOLD, [])
        >> chrome.answers({"result": {"objectId": "holder"}})
        << ReadFile(3, "/ada/a.txt", 0, PART_BYTES)
        >> FileAnswered(3, b"x" * PART_BYTES)
        << called(chrome, ADD, [{"value": 0}, {"value": base64.b64encode(b"x" * PART_BYTES).decode()}])
        >> chrome.answers({"result": {}})
        << ReadFile(4, "/ada/a.txt", PART_BYTES, 3)
        >> FileAnswered(4, b"end")
        << called(chrome, ADD, [{"value": 0}, {"value": "ZW5k"}])
        >> chrome.answers({"result": {}})
        << called(chrome, FINISH, [{"objectId": "holder"}, {"value": facts}])
        >> chrome.answers({"result": {}})
        << chrome.commanded(TAB, "Runtime.releaseObjectGroup")
        << alice.gets(1, {}, page)
    )


def test_of_an_input_for_one_file_only_the_first_is_read(script: Script, stage: Stage) -> None:
    begun(script, stage, {**SET, "files": ["/a", "/b"]}, NO_NATIVE)
    described(script, stage, INPUT)
    script << FindFiles(2, ("/a",), folders=False)


@pytest.mark.parametrize(("attribute", "folders"), [("multiple", False), ("webkitdirectory", True)])
def test_of_an_input_for_many_all_are(script: Script, stage: Stage, attribute: str, folders: bool) -> None:  # noqa: FBT001
    begun(script, stage, {**SET, "files": ["/a", "/b"]}, NO_NATIVE)
    node = {"nodeName": "INPUT", "backendNodeId": 5, "attributes": ["type", "file", attribute, ""]}
    described(script, stage, {"node": node})
    script << FindFiles(2, ("/a", "/b"), folders=folders)


def test_files_of_another_machine_cannot_be_read_and_that_is_said(script: Script, stage: Stage) -> None:
    _, alice, page = stage
    begun(script, stage, SET, ELSEWHERE)
    described(script, stage, INPUT)
    script << alice.is_refused(1, -32000, ELSEWHERE.client, page)


def test_what_is_no_file_input_is_refused_before_any_file_is_looked_for(script: Script, stage: Stage) -> None:
    _, alice, page = stage
    begun(script, stage, SET, NO_NATIVE)
    described(script, stage, {"node": {"nodeName": "INPUT", "attributes": ["type", "text"]}})
    script << alice.is_refused(1, -32000, "Node is not a file input element", page)


def test_no_files_change_nothing(script: Script, stage: Stage) -> None:
    _, alice, page = stage
    begun(script, stage, {**SET, "files": []}, NO_NATIVE)
    described(script, stage, INPUT)
    script << alice.gets(1, {}, page)


def test_a_file_that_is_not_there_is_named(script: Script, stage: Stage) -> None:
    _, alice, page = stage
    begun(script, stage, SET, NO_NATIVE)
    described(script, stage, INPUT)
    (
        script
        << FindFiles(2, ("/ada/a.txt",), folders=False)
        >> FileAnswered(2, error="'/ada/a.txt' cannot be read: No such file or directory")
        << alice.is_refused(1, -32000, "'/ada/a.txt' cannot be read: No such file or directory", page)
    )


def test_a_file_that_shrinks_meanwhile_is_not_sent_as_if_it_were_whole(script: Script, stage: Stage) -> None:
    chrome, alice, page = stage
    begun(script, stage, SET, NO_NATIVE)
    described(script, stage, INPUT)
    (
        script
        << FindFiles(2, ("/ada/a.txt",), folders=False)
        >> FileAnswered(2, (FoundFile("/ada/a.txt", "a.txt", 5, 0, ""),))
        << chrome.commanded(TAB, "DOM.resolveNode")
        >> chrome.answers({"object": {"objectId": "input"}})
        << called(chrome, HOLD, [])
        >> chrome.answers({"result": {"objectId": "holder"}})
        << ReadFile(3, "/ada/a.txt", 0, 5)
        >> FileAnswered(3, b"abc")
        << chrome.commanded(TAB, "Runtime.releaseObjectGroup")
        << alice.is_refused(1, -32000, "/ada/a.txt became shorter while it was read", page)
    )


def test_a_page_that_throws_is_an_error(script: Script, stage: Stage) -> None:
    chrome, alice, page = stage
    begun(script, stage, SET, NO_NATIVE)
    described(script, stage, INPUT)
    thrown = {"result": {}, "exceptionDetails": {"exception": {"description": "Error: no"}}}
    (
        script
        << FindFiles(2, ("/ada/a.txt",), folders=False)
        >> FileAnswered(2, ())
        << chrome.commanded(TAB, "DOM.resolveNode")
        >> chrome.answers({"object": {"objectId": "input"}})
        << called(chrome, HOLD, [])
        >> chrome.answers(thrown)
        << chrome.commanded(TAB, "Runtime.releaseObjectGroup")
        << alice.is_refused(1, -32000, "The page did not take the files: Error: no", page)
    )


def test_a_client_that_leaves_meanwhile_leaves_nothing_in_the_page(script: Script, stage: Stage) -> None:
    chrome, alice, _ = stage
    bob = script.client("bob")
    script.attached(bob, TAB, chrome, first=False)
    begun(script, stage, SET, NO_NATIVE)
    described(script, stage, INPUT)
    (
        script
        << FindFiles(2, ("/ada/a.txt",), folders=False)
        >> FileAnswered(2, (FoundFile("/ada/a.txt", "a.txt", 5, 0, ""),))
        << chrome.commanded(TAB, "DOM.resolveNode")
        >> alice.leaves()
    )
    script.skip()
    script >> chrome.answers({"object": {"objectId": "input"}})


def test_a_tab_that_goes_meanwhile_ends_it(script: Script, stage: Stage) -> None:
    chrome, alice, page = stage
    begun(script, stage, SET, NO_NATIVE)
    described(script, stage, INPUT)
    script << FindFiles(2, ("/ada/a.txt",), folders=False) >> chrome.loses(TAB)
    script.skip()
    (
        script
        >> FileAnswered(2, (FoundFile("/ada/a.txt", "a.txt", 5, 0, ""),))
        << alice.is_refused(1, -32000, "Inspected target navigated or closed", page)
    )


def test_params_that_do_not_fit_are_refused(script: Script, stage: Stage) -> None:
    _, alice, page = stage
    (
        script
        >> alice.sends(1, "DOM.setFileInputFiles", {"files": 5}, page)
        << alice.is_refused(1, -32602, "Invalid parameters", page, data="Expected `array`, got `int` - at `$.files`")
    )


def test_a_file_chooser_is_told_to_those_who_intercept_it(script: Script, stage: Stage) -> None:
    chrome, alice, page = stage
    bob = script.client("bob")
    at_bob = script.attached(bob, TAB, chrome, first=False)
    script >> bob.sends(1, "Page.enable", {}, at_bob) << chrome.commanded(TAB, "Page.enable")
    script >> chrome.answers() << bob.gets(1, {}, at_bob)
    (
        script
        >> alice.sends(1, "Page.setInterceptFileChooserDialog", {"enabled": True}, page)
        << chrome.commanded(TAB, "Page.setInterceptFileChooserDialog")
        >> chrome.answers()
        << alice.gets(1, {}, page)
        >> chrome.reports(TAB, "Page.fileChooserOpened", {"frameId": "F", "mode": "selectSingle", "backendNodeId": 5})
        << alice.hears("Page.fileChooserOpened", session=page)
    )
