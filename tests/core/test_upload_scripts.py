"""The three functions that run in the page; what they do is seen in tests/chrome/test_files.py."""

import shutil
import subprocess

import pytest

from tabrelay.core.upload_scripts import ADD, FINISH, HOLD


@pytest.mark.parametrize("script", [HOLD, ADD, FINISH])
def test_it_is_one_function_expression(script: str) -> None:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    subprocess.run([node, "-e", f"if (typeof ({script}) !== 'function') process.exit(1)"], check=True)


def test_parts_of_several_files_are_kept_apart() -> None:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    program = f"""
        const holder = ({HOLD})();
        const add = {ADD};
        add.call(holder, 0, btoa("ab")); add.call(holder, 0, btoa("c")); add.call(holder, 2, btoa("d"));
        Promise.all(holder.parts.map((parts) => new Blob(parts).text())).then((t) => console.log(t.join()));
    """
    done = subprocess.run([node, "-e", program], check=True, capture_output=True, text=True)
    assert done.stdout == "abc,,d\n"
