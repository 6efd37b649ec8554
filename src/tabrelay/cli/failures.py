"""What a command says and which code it exits with when something went wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from tabrelay.cli.exits import Exit
from tabrelay.protocol.errors import CallRefused, CallTimeout, Cause, Code, HandshakeError, LinkLost, RefusedError

ACCESS_CODES = frozenset({Code.UNAUTHORIZED, Code.FORBIDDEN, Code.NOT_PAIRED})
BROWSER_CAUSES = frozenset({Cause.BROWSER_NONE, Cause.BROWSER_AMBIGUOUS, Cause.BROWSER_UNKNOWN, Cause.BROWSER_AWAY})
UNREACHABLE = frozenset({"TIMEOUT", "CLOSED"})


@dataclass(frozen=True, slots=True)
class Failure:
    """``code`` is stable and for programs, ``message`` a sentence with its cure, ``details`` what the gateway added."""

    exit: Exit
    code: str
    message: str
    details: dict[str, object] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """``{"error": {"code", "message", "details"}}``."""
        return {"error": {"code": self.code, "message": self.message, "details": self.details}}


class CommandFailed(Exception):  # noqa: N818 - reads as the state it names
    """A command's own failure, raised where none of the product's errors fits."""

    def __init__(self, code: str, message: str, exit_code: Exit = Exit.FAILED) -> None:
        self.failure = Failure(exit_code, code, message)
        super().__init__(message)


def failure_of(error: BaseException) -> Failure:
    """The failure that an error of this product amounts to."""
    if isinstance(error, CommandFailed):
        return error.failure
    if isinstance(error, RefusedError):
        return _refused(error)
    name = _constant(type(error).__name__)
    if isinstance(error, HandshakeError):
        return Failure(Exit.NO_GATEWAY if error.reason in UNREACHABLE else Exit.REFUSED, name, str(error))
    exits = {"NO_GATEWAY": Exit.NO_GATEWAY, "BROWSER_TIMEOUT": Exit.BROWSER}
    if isinstance(error, (CallTimeout, LinkLost)):
        return Failure(exits.get(name, Exit.FAILED), name, str(error))
    return Failure(exits.get(name, Exit.FAILED), name, str(error) or name)


def choices_text(failure: Failure) -> str:
    """The browsers to choose from, where the gateway named them; ``""`` otherwise."""
    choices = failure.details.get("choices")
    if not isinstance(choices, list):
        return ""
    lines = [f"  {c.get('name', '')}  {str(c.get('id', ''))[:12]}" for c in choices if isinstance(c, dict)]
    return "\n".join(lines)


def _refused(error: RefusedError) -> Failure:
    if error.cause in BROWSER_CAUSES:
        exit_code = Exit.BROWSER
    elif error.code in ACCESS_CODES or not isinstance(error, CallRefused):
        exit_code = Exit.REFUSED
    else:
        exit_code = Exit.FAILED
    return Failure(exit_code, error.cause, str(error), dict(error.details))


def _constant(name: str) -> str:
    """``NoGateway`` → ``NO_GATEWAY``."""
    return "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()
