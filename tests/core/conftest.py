"""The stage that the stories of the core are played on."""

from collections.abc import Iterator

import pytest

from tests.script import Script


@pytest.fixture
def script() -> Iterator[Script]:
    """A hub that knows nobody yet; at the end of the story nothing may be left that was not expected."""
    script = Script()
    yield script
    script.is_over()
