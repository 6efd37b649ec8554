"""Reading the parameters of the commands that the gateway answers itself."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import Raw

from tabrelay.protocol import cdp
from tabrelay.protocol.errors import UNREADABLE

P = TypeVar("P")
S = TypeVar("S", bound=msgspec.Struct)


class BadParams(Exception):  # noqa: N818 - the name of what arrived
    """The parameters do not fit; holds Chrome's kind of answer."""

    def __init__(self, error: cdp.CdpError) -> None:
        self.error = error
        super().__init__(error.message)


def read(command: cdp.Command, shape: type[P]) -> P:
    """The parameters of ``command`` as ``shape``; raises :class:`BadParams` (-32602) naming what does not fit."""
    try:
        return msgspec.json.decode(command.params or b"{}", type=shape)
    except UNREADABLE as error:
        raise BadParams(cdp.CdpError(cdp.INVALID_PARAMS, "Invalid parameters", str(error))) from None


def refuse(code: int, message: str) -> BadParams:
    """An error for parameters that have the right shape and cannot be granted."""
    return BadParams(cdp.CdpError(code, message))


def lenient(data: bytes | Raw, shape: type[S]) -> S:
    """What can be read of ``data`` as a Struct that has defaults; Chrome itself complains about the rest."""
    try:
        return msgspec.json.decode(data or b"{}", type=shape)
    except UNREADABLE:
        return shape()
