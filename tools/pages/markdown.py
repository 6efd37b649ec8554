"""Small pieces of Markdown, and docstrings turned into it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Sequence
from types import ModuleType

ROLE = re.compile(r":\w+:`~?(?P<name>[^`]+)`")
LITERAL = re.compile(r"``(?P<text>.+?)``", re.DOTALL)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a ``|`` in a cell is escaped, a line break becomes a space."""
    lines = [_row(head), "|" + "---|" * len(head)]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def code(text: object) -> str:
    """``text`` as code."""
    return f"`{text}`"


def prose(docstring: str | None) -> str:
    """A docstring as Markdown: its literals and references become code, paragraphs are kept."""
    text = inspect.cleandoc(docstring or "")
    text = ROLE.sub(lambda found: code(found["name"].rpartition(".")[2]), text)
    return LITERAL.sub(lambda found: code(found["text"]), text)


def one_line(docstring: str | None) -> str:
    """The whole docstring as one line of Markdown, for a table's cell."""
    return " ".join(prose(docstring).split())


def attribute_docs(module: ModuleType, class_name: str | None = None) -> dict[str, str]:
    """The strings that stand under attributes: of a module, or of one of its classes."""
    body: list[ast.stmt] = ast.parse(inspect.getsource(module)).body
    if class_name is not None:
        [found] = [node for node in body if isinstance(node, ast.ClassDef) and node.name == class_name]
        body = found.body
    docs: dict[str, str] = {}
    name = ""
    for node in body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                docs[name] = ""
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                docs[name] = text
            case _:
                name = ""
    return docs


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in cells) + " |"
