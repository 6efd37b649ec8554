"""``DOM.setFileInputFiles``: files of the client's machine reach the page.

Chrome does it itself where it may read the files: the person allowed the extension file URLs, and client, gateway and
browser are on one machine. Everywhere else Chrome says ``Not allowed``, and the gateway reads the files and puts them
into the page, part by part. Then Chrome's behaviour differs in three ways: the ``input`` and ``change`` events are not
``isTrusted``; a file that cannot be read is refused, where Chrome takes it and the page fails to read it; and the
content is what it was, even if the file on the disk changes later.

=============  ===================================================================
state          what is awaited
=============  ===================================================================
asked          whether the gateway may read the client's files
native         Chrome's own answer to the command
described      what the node is
found          what the files are
holding        a place in the page for what is read
filling        the next part of a file, or Chrome's word that it has the last one
set            that the page has its files
=============  ===================================================================

Each step is a function that runs when the step before it is answered; none runs for a session that has ended.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tabrelay.core import files
from tabrelay.core.effects import FindFiles, ReadFile
from tabrelay.core.feature import Feature
from tabrelay.core.params import lenient, read
from tabrelay.core.upload_scripts import ADD, FINISH, HOLD
from tabrelay.core.wishes import Wishes
from tabrelay.core.world import NAVIGATED_OR_CLOSED
from tabrelay.protocol import cdp
from tabrelay.protocol.cdp import CdpError

if TYPE_CHECKING:
    from tabrelay.core.chrome_sessions import ChromeSession
    from tabrelay.core.file_facts import FileOutcome, FoundFile, Reach
    from tabrelay.core.sessions import Session
    from tabrelay.core.world import World
    from tabrelay.protocol.cdp import Command

SET_FILES: Final = "DOM.setFileInputFiles"
INTERCEPT: Final = "Page.setInterceptFileChooserDialog"

PART_BYTES: Final = 1024 * 1024
"""How much of a file is in the gateway's memory at once; base64 makes it a third more."""

NOT_ALLOWED: Final = CdpError(cdp.SERVER_ERROR, "Not allowed")
"""What Chrome says to an extension that may not read files."""

NO_FILE_INPUT: Final = CdpError(cdp.SERVER_ERROR, "Node is not a file input element")
"""Chrome's words."""


class _Params(msgspec.Struct, rename="camel"):
    files: list[str]
    node_id: int | UnsetType = UNSET
    backend_node_id: int | UnsetType = UNSET
    object_id: str | UnsetType = UNSET


class _Node(msgspec.Struct, rename="camel"):
    node_name: str = ""
    backend_node_id: int = 0
    attributes: list[str] = []


class _Described(msgspec.Struct):
    node: _Node = msgspec.field(default_factory=_Node)


class _Object(msgspec.Struct, rename="camel"):
    object_id: str = ""


class _Resolved(msgspec.Struct):
    object: _Object = msgspec.field(default_factory=_Object)


class _Called(msgspec.Struct, rename="camel"):
    result: _Object = msgspec.field(default_factory=_Object)
    exception_details: Raw | UnsetType = UNSET


class Upload:
    """One ``DOM.setFileInputFiles`` on its way."""

    def __init__(self, world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
        self._world = world
        self._session = session
        self._chrome = chrome
        self._command = command
        self._params = read(command, _Params)
        self._reach = ""
        self._files: tuple[FoundFile, ...] = ()
        self._multiple = False
        self._input = ""
        self._holder = ""
        self._group = f"tabrelay.upload.{session.id}.{command.id}"

    def start(self) -> None:
        """Ask whose files these are."""
        files.ask_reach(self._world, self._session.client, self._reached)

    def _reached(self, reach: Reach) -> None:
        self._reach = reach.client
        if not self._session.alive:
            self._fail(NAVIGATED_OR_CLOSED)
        elif reach.client or reach.browser:
            self._describe()
        else:
            self._chrome_call(SET_FILES, self._params, self._natively)

    def _natively(self, answer: Raw | CdpError) -> None:
        if isinstance(answer, CdpError) and answer.message == NOT_ALLOWED.message:
            self._describe()
        elif isinstance(answer, CdpError):
            self._fail(answer)
        else:
            self._world.reply(self._session, self._command.id, answer)

    def _describe(self) -> None:
        """Before anything is said of the files: what Chrome says of the node comes first."""
        params = self._params
        named: dict[str, object] = {"nodeId": params.node_id, "backendNodeId": params.backend_node_id}
        named["objectId"] = params.object_id
        wanted = {name: value for name, value in named.items() if value is not UNSET}
        self._next("DOM.describeNode", wanted, self._described)

    def _described(self, answer: Raw) -> None:
        node = lenient(answer, _Described).node
        attributes = dict(zip(node.attributes[::2], node.attributes[1::2], strict=False))
        if node.node_name.casefold() != "input" or attributes.get("type", "").casefold() != "file":
            self._fail(NO_FILE_INPUT)
        elif not self._params.files:
            self._world.reply(self._session, self._command.id)  # as Chrome: nothing chosen, nothing changed
        elif self._reach:
            self._fail(CdpError(cdp.SERVER_ERROR, self._reach))
        else:
            folders = "webkitdirectory" in attributes
            self._multiple = folders or "multiple" in attributes
            wanted = self._params.files if self._multiple else self._params.files[:1]
            found = partial(self._found, node.backend_node_id)
            files.ask(self._world, lambda token: FindFiles(token, tuple(wanted), folders), found)

    def _found(self, node: int, outcome: FileOutcome, error: str) -> None:
        if error or not isinstance(outcome, tuple):
            self._fail(CdpError(cdp.SERVER_ERROR, error))
            return
        self._files = outcome
        # The main world's, whichever one the client named the node in: the page must see what is put on the files.
        wanted = {"backendNodeId": node, "objectGroup": self._group}
        self._next("DOM.resolveNode", wanted, self._resolved)

    def _resolved(self, answer: Raw) -> None:
        self._input = lenient(answer, _Resolved).object.object_id
        self._call(self._input, HOLD, [], self._held)

    def _held(self, answer: Raw) -> None:
        self._holder = lenient(answer, _Called).result.object_id
        self._read(0, 0)

    def _read(self, index: int, offset: int) -> None:
        """The part of the ``index``-th file from ``offset`` on; after the last one all is there."""
        while index < len(self._files) and offset >= self._files[index].size:
            index, offset = index + 1, 0
        if index == len(self._files):
            self._finish()
            return
        file = self._files[index]
        size = min(PART_BYTES, file.size - offset)
        was_read = partial(self._was_read, index, offset, size)
        files.ask(self._world, lambda token: ReadFile(token, file.path, offset, size), was_read)

    def _was_read(self, index: int, offset: int, size: int, outcome: FileOutcome, error: str) -> None:
        if not error and (not isinstance(outcome, bytes) or len(outcome) != size):
            error = f"{self._files[index].path} became shorter while it was read"
        if error or not isinstance(outcome, bytes):
            self._fail(CdpError(cdp.SERVER_ERROR, error))
            return
        part = base64.b64encode(outcome).decode()
        self._call(self._holder, ADD, [{"value": index}, {"value": part}], lambda _: self._read(index, offset + size))

    def _finish(self) -> None:
        facts = [
            {"name": file.name, "relative": file.relative, "type": file.type, "lastModified": file.modified_ms}
            for file in self._files
        ]
        self._call(self._input, FINISH, [{"objectId": self._holder}, {"value": facts}], self._set)

    def _set(self, _: Raw) -> None:
        self._release()
        self._world.reply(self._session, self._command.id)

    # What every step has in common ------------------------------------------------------------------------------

    def _call(self, this: str, function: str, arguments: list[object], then: Callable[[Raw], None]) -> None:
        """Call ``function`` on an object of the page."""

        def called(answer: Raw) -> None:
            details = lenient(answer, _Called).exception_details
            if details is not UNSET:
                said = msgspec.json.decode(details).get("exception", {}).get("description", "an exception")
                self._fail(CdpError(cdp.SERVER_ERROR, f"The page did not take the files: {said}"))
            else:
                then(answer)

        params = {"functionDeclaration": function, "objectId": this, "arguments": arguments}
        self._next("Runtime.callFunctionOn", {**params, "objectGroup": self._group}, called)

    def _next(self, method: str, params: Any, then: Callable[[Raw], None]) -> None:  # noqa: ANN401 - params of CDP
        """One command more; an error of Chrome's is the client's."""

        def answered(answer: Raw | CdpError) -> None:
            if isinstance(answer, CdpError):
                self._fail(answer)
            elif not self._session.alive:
                self._fail(NAVIGATED_OR_CLOSED)
            else:
                then(answer)

        self._chrome_call(method, params, answered)

    def _chrome_call(self, method: str, params: object, answered: Callable[[Raw | CdpError], None]) -> None:
        if not self._session.alive or self._chrome.tab.chrome.get(self._chrome.id) is not self._chrome:
            answered(NAVIGATED_OR_CLOSED)
            return
        self._world.chrome_command(self._chrome.tab, self._chrome.id, method, cdp.encode_value(params), answered)

    def _fail(self, error: CdpError) -> None:
        self._release()
        self._world.fail(self._session, self._command.id, error)

    def _release(self) -> None:
        """The page keeps nothing of ours, also where the client has gone meanwhile."""
        if self._input and self._chrome.tab.chrome.get(self._chrome.id) is self._chrome:
            params = cdp.encode_value({"objectGroup": self._group})
            self._world.chrome_command(self._chrome.tab, self._chrome.id, "Runtime.releaseObjectGroup", params)


def _set_files(world: World, session: Session, chrome: ChromeSession, command: Command) -> None:
    Upload(world, session, chrome, command).start()


def _chooser_opened(world: World, chrome: ChromeSession, params: Raw) -> None:
    """To the sessions that intercept choosers, and to no other."""
    for (setting, _), wishes in chrome.of(Wishes).of.items():
        if INTERCEPT in setting.sets:
            for wish in wishes:
                world.event(wish.session, "Page.fileChooserOpened", params)


FEATURE: Final = Feature(
    "uploads",
    "Files go into the page for the session that set them; a file chooser is told to the sessions that intercept it.",
    commands={SET_FILES: _set_files},
    events={"Page.fileChooserOpened": _chooser_opened},
)
