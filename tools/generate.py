"""Writes the files that are made from others.

``extension/protocol/generated.js`` from the protocol's Python source, and the gateway's copy of the look that its pages
share with the extension's (``base.css``).

    python tools/generate.py           write them
    python tools/generate.py --check   write nothing; say which differ, exit 1 if any does

The same source gives the same bytes, so that a test can compare.
"""

from __future__ import annotations

import json
import sys
import textwrap
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec

import tabrelay
from tabrelay.protocol import control, messages, pairing, version
from tabrelay.protocol.close_codes import CloseCode
from tabrelay.protocol.errors import CATALOGUE
from tabrelay.protocol.frames import ErrorShape
from tabrelay.protocol.limits import DEFAULT_LIMITS
from tabrelay.protocol.words import WORDS

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ROOT / "extension" / "protocol" / "generated.js"
LOOK = ROOT / "extension" / "ui" / "base.css"
LOOK_COPY = ROOT / "src" / "tabrelay" / "dashboard" / "base.css"

HEADER = """\
// Made by tools/generate.py from src/tabrelay/protocol: change that, then say `make generate`.

"""

PLAIN_TYPES: dict[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    msgspec.Raw: "any",
    typing.Any: "any",
}


def camel(name: str) -> str:
    """``"handshake_bytes"`` as ``"handshakeBytes"``."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def js_type(annotation: typing.Any) -> str:  # noqa: ANN401 - whatever stands in an annotation
    """The JSDoc type of a Python annotation; ``UnsetType`` is left out, an absent field is its meaning."""
    if annotation in PLAIN_TYPES:
        return PLAIN_TYPES[annotation]
    if isinstance(annotation, typing.NewType):
        return js_type(annotation.__supertype__)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation.__name__
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " | ".join(json.dumps(value) for value in arguments)
    if origin in {types.UnionType, typing.Union}:
        return " | ".join(js_type(part) for part in arguments if part is not msgspec.UnsetType)
    if origin is tuple:
        return f"{js_type(arguments[0])}[]"
    if origin is dict:
        return f"Record<{js_type(arguments[0])}, {js_type(arguments[1])}>"
    raise TypeError(f"no JSDoc type for {annotation!r}")


def typedef(struct: type[msgspec.Struct]) -> str:
    """The JSDoc typedef of a Struct: names as on the wire, optional where the sender may leave a field out."""
    lines = [f"/**\n * @typedef {{object}} {struct.__name__}"]
    for field in msgspec.structs.fields(struct):
        name = field.encode_name if field.required else f"[{field.encode_name}]"
        lines.append(f" * @property {{{js_type(field.type)}}} {name}")
    return "\n".join([*lines, " */\n"])


def structs() -> Iterator[type[msgspec.Struct]]:
    """The Structs of the handshake and of what follows it, in the order of their source."""
    for module in (messages, control):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == module.__name__:
                yield value
    yield ErrorShape


def constant(doc: str, name: str, value: object, js: str = "") -> str:
    """``export const NAME = …`` with its doc comment, and its type where TypeScript cannot tell; one entry a line."""
    if isinstance(value, dict):
        entries = "".join(f"  {key}: {literal(entry)},\n" for key, entry in value.items())
        text = f"Object.freeze({{\n{entries}}})"
    elif isinstance(value, list):
        entries = "".join(f"  {literal(entry)},\n" for entry in value)
        text = f"Object.freeze([\n{entries}])"
    else:
        text = literal(value)
    comment = f"/**\n * {doc}\n * @type {{{js}}}\n */" if js else f"/** {doc} */"
    return f"{comment}\nexport const {name} = {text};\n"


def literal(value: object) -> str:
    """A value as JavaScript source; the parts of an object that stands inside another, one a line."""
    if isinstance(value, dict):
        return "{\n" + "".join(f"    {key}: {literal(part)},\n" for key, part in value.items()) + "  }"
    return json.dumps(value, ensure_ascii=False)


def constants() -> Iterator[str]:
    """Everything that both sides must agree on, by name."""
    yield constant("The version of the package this was made from.", "VERSION", tabrelay.__version__)
    yield constant("Lowest version of the handshake spoken.", "MIN_PROTOCOL", version.MIN_PROTOCOL)
    yield constant("Highest version of the handshake spoken.", "MAX_PROTOCOL", version.MAX_PROTOCOL)
    yield constant("What a pairing string begins with.", "PAIRING_PREFIX", pairing.PREFIX)
    yield constant("The gateway's first frame.", "CHALLENGE_EVENT", messages.CHALLENGE_EVENT)
    yield constant("The extension's first frame.", "CONNECT_METHOD", messages.CONNECT_METHOD)
    yield constant("What the answer that ends the handshake is called.", "HELLO_TYPE", messages.HELLO_TYPE)
    yield constant("The heartbeat, in both directions.", "TICK_EVENT", messages.TICK_EVENT)
    yield constant("Frames may share a message, a line each.", "CAP_BATCH", messages.CAP_BATCH)
    yield constant("A message may be binary: the UTF-8 of its text.", "CAP_BINARY", messages.CAP_BINARY)
    yield constant("The role of an extension.", "ROLE_NODE", messages.ROLE_NODE)
    yield constant("Why a connection ended.", "CLOSE", {code.name: code.value for code in CloseCode})
    limits = {camel(name): value for name, value in msgspec.structs.asdict(DEFAULT_LIMITS).items()}
    yield constant("Bounds, with the unit in the name.", "LIMITS", limits)
    yield constant("What the extension executes, and nothing else.", "COMMANDS", list(control.COMMANDS))
    yield constant("What the extension reports.", "EVENTS", list(control.EVENTS))
    causes = {
        cause.value: {"code": entry.code.value, "sentence": entry.sentence, "retryable": entry.retryable}
        for cause, entry in CATALOGUE.items()
    }
    doc = "Precise causes: the coarse code, what to tell a person, and whether trying again can help."
    js = "Readonly<Record<string, {code: string, sentence: string, retryable: boolean}>>"
    yield constant(doc, "CAUSES", causes, js)
    yield words()


def words() -> str:
    """The list of words, as many to a line as fit."""
    lines = textwrap.wrap(" ".join(WORDS), width=110)
    text = "\n  ".join(lines)
    value = f"Object.freeze(`\n  {text}\n`.trim().split(/\\s+/))"
    return f"/** One word for each value of a byte. */\nexport const WORDS = {value};\n"


def generated() -> str:
    """The whole text of ``generated.js``."""
    return HEADER + "\n".join([*constants(), *(typedef(struct) for struct in structs())])


def look() -> str:
    """The gateway's copy of ``base.css``: its pages and the extension's are shipped apart, and look alike."""
    return f"/* Made by tools/generate.py from {shown(LOOK)}. */\n\n{LOOK.read_text(encoding='utf-8')}"


def outputs() -> dict[Path, str]:
    """Every file that is made here, with its whole text."""
    return {GENERATED: generated(), LOOK_COPY: look()}


def shown(path: Path) -> str:
    """A path from the root of the tree, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def main(arguments: list[str]) -> int:
    """Writes, or with ``--check`` compares; returns the exit code."""
    code = 0
    for path, text in outputs().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in arguments:
            print(f"{shown(path)} is not what its source says: run `make generate`.")
            code = 1
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {shown(path)}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
