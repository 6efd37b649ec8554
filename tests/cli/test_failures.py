from __future__ import annotations

import pytest

from tabrelay.browser import BrowserExited, BrowserNotFound
from tabrelay.cli.exits import Exit
from tabrelay.cli.failures import CommandFailed, Failure, choices_text, failure_of
from tabrelay.client import BrowserTimeout, NoGateway
from tabrelay.config import PortTaken
from tabrelay.protocol.errors import (
    CATALOGUE,
    CallRefused,
    CallTimeout,
    Cause,
    GatewayUntrusted,
    HandshakeClosed,
    HandshakeInvalid,
    HandshakeRefused,
    HandshakeTimeout,
    LinkLost,
)


def refused(cause: Cause) -> CallRefused:
    return CallRefused(CATALOGUE[cause].code, cause, CATALOGUE[cause].sentence, {"code": cause.value})


@pytest.mark.parametrize(
    ("error", "exit_code", "code"),
    [
        (NoGateway(), Exit.NO_GATEWAY, "NO_GATEWAY"),
        (HandshakeClosed("x"), Exit.NO_GATEWAY, "HANDSHAKE_CLOSED"),
        (HandshakeTimeout("x"), Exit.NO_GATEWAY, "HANDSHAKE_TIMEOUT"),
        (HandshakeInvalid("x"), Exit.REFUSED, "HANDSHAKE_INVALID"),
        (HandshakeRefused("UNAVAILABLE", "X", "x"), Exit.REFUSED, "X"),
        (GatewayUntrusted("x"), Exit.REFUSED, "GATEWAY_UNTRUSTED"),
        (refused(Cause.BROWSER_NONE), Exit.BROWSER, "BROWSER_NONE"),
        (refused(Cause.BROWSER_AMBIGUOUS), Exit.BROWSER, "BROWSER_AMBIGUOUS"),
        (refused(Cause.BROWSER_UNKNOWN), Exit.BROWSER, "BROWSER_UNKNOWN"),
        (refused(Cause.BROWSER_AWAY), Exit.BROWSER, "BROWSER_AWAY"),
        (refused(Cause.SCOPE_NOT_ALLOWED), Exit.REFUSED, "SCOPE_NOT_ALLOWED"),
        (refused(Cause.DEVICE_UNKNOWN), Exit.FAILED, "DEVICE_UNKNOWN"),
        (BrowserTimeout("x"), Exit.BROWSER, "BROWSER_TIMEOUT"),
        (CallTimeout("x"), Exit.FAILED, "CALL_TIMEOUT"),
        (LinkLost("x"), Exit.FAILED, "LINK_LOST"),
        (PortTaken("x"), Exit.FAILED, "PORT_TAKEN"),
        (BrowserNotFound("x"), Exit.FAILED, "BROWSER_NOT_FOUND"),
        (BrowserExited("x"), Exit.FAILED, "BROWSER_EXITED"),
        (CommandFailed("MINE", "x", Exit.USAGE), Exit.USAGE, "MINE"),
    ],
)
def test_every_error_has_its_exit_code_and_a_stable_name(error: Exception, exit_code: Exit, code: str) -> None:
    failure = failure_of(error)
    assert (failure.exit, failure.code, failure.message) == (exit_code, code, str(error))


def test_as_json_it_is_one_object() -> None:
    assert failure_of(refused(Cause.BROWSER_NONE)).as_json() == {
        "error": {
            "code": "BROWSER_NONE",
            "message": CATALOGUE[Cause.BROWSER_NONE].sentence,
            "details": {"code": "BROWSER_NONE"},
        }
    }


def test_choices_are_listed_where_the_gateway_named_them() -> None:
    choices: list[object] = [{"id": "abcdef0123456789", "name": "work"}, "nonsense", {}]
    failure = Failure(Exit.BROWSER, "X", "x", {"choices": choices})
    assert choices_text(failure).splitlines()[0] == "  work  abcdef012345"
    assert choices_text(Failure(Exit.BROWSER, "X", "x")) == ""
