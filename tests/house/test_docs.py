"""The documentation says what is there: what can be made from the source is, and what is written names real things."""

import ast
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tabrelay.cli import checks, examine
from tabrelay.config import STATE_DIR_VARIABLE, Settings
from tabrelay.core.commands import ANSWERED, REFUSED
from tabrelay.extension_id import EXTENSION_ID
from tabrelay.protocol import control, operator
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import Cause, Code
from tabrelay.protocol.limits import Limits
from tests.house.tree import ROOT, shown, text_files
from tools import docs
from tools.pages.command_line import commands, options

PAGES = {
    shown(path): path.read_text(encoding="utf-8")
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
}
REFERENCE = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.md")}
COMMANDS = dict(commands())

FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")


# What is generated ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [name for name, text in PAGES.items() if docs.names(text)])
def test_what_is_made_from_the_source_is_current(page: str) -> None:
    assert docs.filled(PAGES[page]) == PAGES[page], "run `make docs`"


def test_everything_that_can_be_made_stands_somewhere() -> None:
    assert sorted(name for text in PAGES.values() for name in docs.names(text)) == sorted(docs.BLOCKS)


def test_every_marker_has_its_end() -> None:
    for page, text in PAGES.items():
        assert text.count("<!-- made by") == text.count("<!-- end of") == len(docs.names(text)), page


def test_the_check_names_a_page_that_is_stale_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = "<!-- made by tools/docs.py: limits -->\nold\n<!-- end of limits -->\n"
    page = tmp_path / "page.md"
    page.write_text(stale, encoding="utf-8")
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "DOCS", tmp_path)

    assert docs.main(["--check"]) == 1
    assert "page.md" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8") == stale

    assert docs.main([]) == 0
    assert "`handshake_bytes`" in page.read_text(encoding="utf-8")
    assert docs.main(["--check"]) == 0


def test_the_tool_runs_from_anywhere(tmp_path: Path) -> None:
    tool = ROOT / "tools" / "docs.py"
    run = subprocess.run([sys.executable, tool, "--check"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


# What has to be documented -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("settings", [*Limits.__struct_fields__, *Settings.__struct_fields__]),
        ("errors", [*Cause, *Code, *(code.name for code in CloseCode)]),
        ("cli", [f"tabrelay {name}" for name, command in COMMANDS.items() if not hasattr(command, "commands")]),
        ("cdp", [*ANSWERED, *REFUSED]),
        ("wire", [*control.COMMANDS, *control.EVENTS, *operator.METHODS, *operator.EVENTS]),
    ],
)
def test_the_reference_leaves_nothing_out(page: str, names: list[str]) -> None:
    missing = [name for name in names if f"`{name}`" not in REFERENCE[page]]
    assert not missing


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented(name: str) -> None:
    section = REFERENCE["cli"].partition(f"\n## tabrelay {name}\n")[2].partition("\n## ")[0]
    missing = [option for option in options(COMMANDS[name]) if f"`{option}" not in section]
    assert not missing or hasattr(COMMANDS[name], "commands")


def test_every_bound_and_every_setting_has_a_meaning() -> None:
    rows = [line.split(" | ") for line in REFERENCE["settings"].splitlines() if line.startswith("| `")]
    assert all(row[-1].strip(" |") for row in rows)


def findings() -> Iterator[str]:
    """What ``tabrelay doctor`` calls the things it looks at, where the name stands in the source."""
    for module in (checks, examine):
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="ok" | "warning" | "broken") | ast.Attribute(attr="ok" | "warning" | "broken"),
                    args=[ast.Constant(value=str(name)), *_],
                ):
                    yield name
                case _:
                    pass


def test_every_finding_of_the_doctor_is_explained() -> None:
    table = PAGES["docs/guide/troubleshooting.md"].partition("## What the doctor looks at")[2].partition("\n## ")[0]
    named = {name for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for name in row.split(", ")}
    assert set(findings()) <= named


# What is named has to exist ------------------------------------------------------------------------------------------


SAYINGS = ("## The badge shows", "## The gateway does not start")


def test_every_sentence_that_troubleshooting_quotes_is_said() -> None:
    sources = [path for path in text_files() if re.match(r"(src|extension)/.*\.(py|js)$", shown(path))]
    # A sentence may stand in several literals, one after the other.
    said = re.sub(r'"\s*\+?\s*f?"', "", "\n".join(path.read_text(encoding="utf-8") for path in sources))
    page = PAGES["docs/guide/troubleshooting.md"]
    for heading in SAYINGS:
        rows = re.findall(r"^\| ([^|]+) \|", page.partition(heading)[2].partition("\n## ")[0], re.MULTILINE)[1:]
        quoted = [part.strip() for row in rows for part in re.split(r"…|, (?=[A-Z])|19222", row) if part.strip()]
        assert len(quoted) > 5
        assert not [part for part in quoted if part not in said]


def test_every_path_that_the_architecture_names_exists() -> None:
    text = PAGES["docs/architecture.md"]
    named = {span for span in SPAN.findall(text) if re.match(r"(src|extension|tests|tools|docs)(/|$)", span)}
    assert len(named) > 30
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", [name for name in PAGES if name.startswith("docs/decisions/")])
def test_every_file_that_a_decision_names_exists(page: str) -> None:
    named = [span for span in SPAN.findall(PAGES[page]) if re.fullmatch(r"[\w/]+\.(py|js)", span)]
    assert not [name for name in named if not (ROOT / "src" / "tabrelay" / name).exists()]


def anchors(text: str) -> list[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    broken = []
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", FENCE.sub("", PAGES[page])):
        path, _, anchor = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        if not file.exists() or (anchor and anchors(file.read_text(encoding="utf-8")).count(anchor) != 1):
            broken.append(target)
    assert not broken


def quoted_commands(text: str) -> Iterator[list[str]]:
    """The ``tabrelay …`` command lines in a text, as their words: in spans, and in shell sessions."""
    lines = SPAN.findall(FENCE.sub("", text))
    for block in FENCE.finditer(text):
        if block["language"] in {"console", "text"}:
            lines += [line.removeprefix("$ ") for line in block["text"].splitlines() if line.startswith("$ ")]
    for line in lines:
        if line.startswith("tabrelay ") and not line.startswith("tabrelay …"):
            yield shlex.split(line.partition("  #")[0])[1:]


def command_of(words: list[str]) -> str:
    """The longest beginning of ``words`` that is a command, or an empty string."""
    return next((name for end in (2, 1) if (name := " ".join(words[:end])) in COMMANDS), "")


ROOT_OPTIONS = {"--install-completion", "--show-completion", "--version", "--help"}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_that_a_page_quotes_exists(page: str) -> None:
    for words in quoted_commands(PAGES[page]):
        if words[0] in ROOT_OPTIONS:
            continue
        name = command_of(words)
        assert name, f"there is no `tabrelay {' '.join(words)}`"
        rest = words[len(name.split()) :]
        assert not (hasattr(COMMANDS[name], "commands") and rest), f"there is no `tabrelay {' '.join(words)}`"
        known = set(options(COMMANDS[name])) | {"--help"}
        unknown = {word.partition("=")[0] for word in rest if word.startswith("-")} - known
        assert not unknown, f"`tabrelay {' '.join(words)}`"


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_that_a_page_quotes_exists(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    quoted = {line.split()[-1] for line in SPAN.findall(PAGES[page]) if line.startswith("make ")}
    assert quoted <= targets


def test_every_variable_that_a_page_names_is_read_somewhere() -> None:
    # Not the documentation's own source and tests: they name variables without reading them.
    readers = [path for path in text_files() if shown(path).startswith(("src/", "tools/setup.sh"))]
    source = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in readers)
    named = {name for text in PAGES.values() for name in re.findall(r"\bTABRELAY_[A-Z_]+\b", text)}
    assert STATE_DIR_VARIABLE in named
    assert not [name for name in sorted(named) if f'"{name}"' not in source]


def test_the_extension_has_one_id_in_all_pages() -> None:
    for page, text in PAGES.items():
        assert set(re.findall(r"\b[a-p]{32}\b", text)) <= {EXTENSION_ID}, page


@pytest.mark.parametrize("page", PAGES)
def test_every_example_can_be_read(page: str) -> None:
    for block in FENCE.finditer(PAGES[page]):
        if block["language"] == "python":
            compile(block["text"], page, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        elif block["language"] == "json":
            json.loads(block["text"])


def test_the_example_of_an_error_is_one() -> None:
    [block] = [found["text"] for found in FENCE.finditer(REFERENCE["errors"]) if found["language"] == "json"]
    error = json.loads(block)["error"]
    assert error["details"]["code"] in set(Cause)
    assert f"| {error['message']} |" in REFERENCE["errors"]


def test_a_struct_has_one_section_on_the_wire() -> None:
    found = anchors(REFERENCE["wire"])
    structs = {
        struct.__name__ for pair in operator.METHODS.values() for struct in pair if msgspec.structs.fields(struct)
    }
    assert len(found) == len(set(found))
    assert {name.lower() for name in structs} <= set(found)
