"""Filters as Chrome applies them, ids as Chrome writes them."""

import re

import msgspec
import pytest
from msgspec import UNSET

from tabrelay.core.targets import FilterEntry, TargetFilter, TargetInfo, derived_id
from tabrelay.protocol.ids import TargetId


@pytest.mark.parametrize(
    ("entries", "accepted"),
    [
        (UNSET, {"page", "iframe", "worker"}),
        ([], set()),
        ([{}], {"page", "tab", "browser", "iframe", "worker"}),
        ([{"type": "page", "exclude": True}, {}], {"tab", "browser", "iframe", "worker"}),
        ([{"type": "tab"}], {"tab"}),
        ([{}, {"type": "page", "exclude": True}], {"page", "tab", "browser", "iframe", "worker"}),
        ([{"exclude": True}], set()),
    ],
)
def test_the_first_entry_that_matches_decides(entries: object, accepted: set[str]) -> None:
    parsed = UNSET if entries is UNSET else msgspec.convert(entries, list[FilterEntry])
    target_filter = TargetFilter(parsed)
    assert {kind for kind in ("page", "tab", "browser", "iframe", "worker") if target_filter.accepts(kind)} == accepted


def test_a_derived_id_looks_like_chromes_and_depends_on_kind_and_seed() -> None:
    ids = {derived_id(kind, seed) for kind in ("tab", "browser") for seed in ("a", "b")}
    assert len(ids) == 4
    assert all(re.fullmatch("[0-9A-F]{32}", id_) for id_ in ids)
    assert derived_id("tab", "a") == derived_id("tab", "a")


def test_target_info_leaves_out_what_is_not_known_and_keeps_false() -> None:
    info = TargetInfo(TargetId("T"), "page", "", "", attached=False, can_access_opener=False)
    assert msgspec.json.encode(info) == (
        b'{"targetId":"T","type":"page","title":"","url":"","attached":false,"canAccessOpener":false}'
    )
