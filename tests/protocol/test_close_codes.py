"""Close codes."""

import pytest

from tabrelay.protocol.close_codes import CloseCode, client_may_send


@pytest.mark.parametrize(
    ("code", "may"),
    [
        (999, False),
        (1000, True),
        (1001, False),
        (1011, False),
        (3000, False),
        (3999, False),
        (4000, True),
        (4999, True),
        (5000, False),
    ],
)
def test_what_a_browser_may_close_with(code: int, may: bool) -> None:  # noqa: FBT001
    assert client_may_send(code) is may


@pytest.mark.parametrize("code", CloseCode)
def test_every_code_may_be_sent_by_a_gateway(code: CloseCode) -> None:
    assert 1000 <= code <= 1015 or 4000 <= code <= 4999
    assert code not in (1004, 1005, 1006, 1015), "reserved: never sent (RFC 6455, 7.4.1)"
