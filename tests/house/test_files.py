"""No file says on which machine, or from which registry, it was made."""

import re

import pytest

from tests.house.tree import shown, text_files

# The patterns are written so that none of them matches itself.
TELLTALES = {
    "a directory of one machine": re.compile(r"(?<![\w.])/(?:work|root)/|(?<![\w.])/home/\w+"),
    "the address of a package": re.compile(r'"resolved":\s*"http|registry\.npmjs'),
    "the address of a registry": re.compile(r"(?i)(?:--|\bpip_)(?:extra[-_])?index[-_]url|pythonhosted\."),
}


@pytest.mark.parametrize("what", TELLTALES)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if TELLTALES[what].search(line)
    ]
    assert not found, "\n".join(found)
