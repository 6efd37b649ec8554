"""Habits of the source that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import parse, python_files, shown

INITS = {shown(path): path for path in python_files("src") if path.name == "__init__.py"}
PURE = {shown(path): path for path in python_files("src/tabrelay/protocol", "src/tabrelay/core")}


def is_name_only(statement: ast.stmt) -> bool:
    """Whether a statement imports, documents, or sets ``__all__`` or ``__version__``, and does nothing else.

    Names that are imported on first use (PEP 562) are names too, with their imports for the type checker.
    """
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__version__")]):
            return True
        case ast.AnnAssign(target=ast.Name(id="__all__" | "__version__")):
            return True
        case ast.FunctionDef(name="__getattr__" | "__dir__"):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=imports, orelse=[]):
            return all(isinstance(line, ast.Import | ast.ImportFrom) for line in imports)
        case _:
            return False


@pytest.mark.parametrize("name", INITS)
def test_an_init_file_holds_names_only(name: str) -> None:
    others = [statement for statement in parse(INITS[name]).body if not is_name_only(statement)]
    assert not others, f"{name}:{others[0].lineno} does something: give it a file of its own"


def undocumented(path: Path) -> Iterator[str]:
    """The public classes and functions of a module that have no docstring, and the module itself if it has none."""
    module = parse(path)
    if ast.get_docstring(module) is None:
        yield f"{shown(path)}:1: the module"
    definitions = (
        node for node in module.body if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    for node in definitions:
        if not node.name.startswith("_") and ast.get_docstring(node) is None:
            yield f"{shown(path)}:{node.lineno}: {node.name}"


@pytest.mark.parametrize("name", PURE)
def test_what_protocol_and_core_offer_is_documented(name: str) -> None:
    missing = list(undocumented(PURE[name]))
    assert not missing, "No docstring:\n" + "\n".join(missing)
