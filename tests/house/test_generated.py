"""What is made from the protocol's source is what that source says; `make generate` writes it anew."""

import base64
import hashlib
import json
import runpy

from tabrelay.extension_id import EXTENSION_ID
from tests.house.tree import ROOT

GENERATE = runpy.run_path(str(ROOT / "tools" / "generate.py"))


def test_the_extension_speaks_the_protocol_of_the_source() -> None:
    assert GENERATE["GENERATED"].read_text(encoding="utf-8") == GENERATE["generated"](), "run `make generate`"


def test_the_gateways_pages_look_like_the_extensions() -> None:
    assert GENERATE["LOOK_COPY"].read_text(encoding="utf-8") == GENERATE["look"](), "run `make generate`"


def test_generating_twice_gives_the_same() -> None:
    assert GENERATE["generated"]() == GENERATE["generated"]()


def test_the_id_of_the_extension_follows_from_its_key() -> None:
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(base64.b64decode(manifest["key"])).hexdigest()[:32]
    assert "".join(chr(ord("a") + int(digit, 16)) for digit in digest) == EXTENSION_ID


def test_the_extension_asks_for_no_more_than_it_uses() -> None:
    manifest = json.loads((ROOT / "extension" / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["permissions"]) == [
        "alarms",
        "debugger",
        "downloads",
        "storage",
        "tabGroups",
        "tabs",
        "webNavigation",
    ]
    assert not manifest.keys() & {"host_permissions", "optional_host_permissions", "content_scripts"}
    hosts = {match.split("/")[2] for match in manifest["externally_connectable"]["matches"]}
    assert hosts == {"127.0.0.1", "localhost", "[::1]"}
