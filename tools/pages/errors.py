"""``docs/reference/errors.md``: every cause with its sentence, every close code with its meaning."""

from __future__ import annotations

from tabrelay.cli.exits import Exit
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import CATALOGUE, Code
from tools.pages.markdown import code, table

CODES = {
    Code.INVALID_REQUEST: "The request is wrong. Sending it again changes nothing; mend the program.",
    Code.NOT_PAIRED: "The device is not known to this gateway. Pair it.",
    Code.UNAUTHORIZED: "The proof of who is asking is missing, wrong or too old.",
    Code.FORBIDDEN: "It is clear who is asking, and that one may not do this.",
    Code.NOT_FOUND: "What was named does not exist.",
    Code.UNAVAILABLE: "It cannot be done now, and perhaps can later.",
    Code.CHROME: "Chrome itself said no; the message is Chrome's.",
    Code.INTERNAL: "The gateway failed. Its log has the details.",
}
"""How a program should read a coarse code."""

CLOSES = {
    CloseCode.NORMAL: "All was said: the peer was done, or a page that the connection stood for was closed.",
    CloseCode.GOING_AWAY: "The peer goes away: Chrome ended the extension's worker, or a browser's page was left.",
    CloseCode.POLICY_VIOLATION: "A rule was broken that has no code of its own. This gateway sends it nowhere today.",
    CloseCode.TOO_LARGE: "A frame was larger than allowed: 64 KiB before `hello-ok`, `policy.maxPayload` after it.",
    CloseCode.INTERNAL_ERROR: "The gateway failed on what this connection sent; its log has the details.",
    CloseCode.RESTARTING: "The gateway stops, or starts anew. Connect again when it is back.",
    CloseCode.HANDSHAKE_TIMEOUT: "The handshake was not finished in time, by whichever side was waited for.",
    CloseCode.HANDSHAKE_REFUSED: "`connect` was refused. The reason begins with the cause.",
    CloseCode.PROTOCOL_ERROR: "Something arrived that this protocol does not have. The reason begins with the cause.",
    CloseCode.HEARTBEAT_LOST: "Nothing was heard from the peer for two ticks.",
    CloseCode.SUPERSEDED: "A newer link of the same device took over.",
    CloseCode.REVOKED: "The device was removed from the gateway. Pair it again.",
    CloseCode.SLOW_CONSUMER: "The peer read too slowly, and too much was waiting for it.",
    CloseCode.TICKET_ENDED: "The client's ticket expired or was revoked. Make another one.",
    CloseCode.BROWSER_GONE: "The client's browser went away and did not come back within its grace, or was removed.",
}

EXITS = {
    Exit.OK: "Done.",
    Exit.FAILED: "It failed; the message says why.",
    Exit.USAGE: "The command was used wrongly.",
    Exit.NO_GATEWAY: "No gateway runs, or none could be reached.",
    Exit.REFUSED: "The gateway does not let this command in, or could not prove that it is the right one.",
    Exit.BROWSER: "No browser is linked, or several are and one must be named, or the one named did not come.",
    Exit.INTERRUPTED: "Interrupted with Ctrl-C.",
}


def codes() -> str:
    """The coarse codes."""
    return table(("code", "meaning"), [(code(one.value), CODES[one]) for one in Code])


def causes() -> str:
    """The catalogue, in its own order."""
    rows = [
        (code(cause.value), code(entry.code.value), entry.sentence, "yes" if entry.retryable else "")
        for cause, entry in CATALOGUE.items()
    ]
    return table(("cause", "code", "what it says", "retry"), rows)


def closes() -> str:
    """The close codes."""
    rows = [(code(one.value), code(one.name), CLOSES[one]) for one in CloseCode]
    return table(("code", "name", "meaning"), rows)


def exits() -> str:
    """The exit codes of the command line."""
    return table(("code", "meaning"), [(code(one.value), EXITS[one]) for one in Exit])


BLOCKS = {"codes": codes, "causes": causes, "close-codes": closes, "exit-codes": exits}
