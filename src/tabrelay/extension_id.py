"""The extension's id in the browser: fixed by the ``key`` in its manifest, the same in every profile."""

from __future__ import annotations

from typing import Final

EXTENSION_ID: Final = "hdjmeighdkpcopojiojfehdadknnlfak"
"""First 16 bytes of the SHA-256 of the key's SPKI DER, each hex digit mapped to ``a``-``p``."""
