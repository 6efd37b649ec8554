from __future__ import annotations

import tabrelay
from tabrelay.client import errors
from tabrelay.protocol.errors import CallTimeout, TabrelayError


def test_every_error_of_the_client_is_one_of_the_product() -> None:
    classes = [
        value for value in vars(errors).values() if isinstance(value, type) and value.__module__ == errors.__name__
    ]
    assert len(classes) == 5
    assert all(issubclass(one, TabrelayError) for one in classes)


def test_the_wait_for_a_browser_is_a_call_that_took_too_long() -> None:
    assert issubclass(tabrelay.BrowserTimeout, CallTimeout)


def test_no_gateway_names_its_cure() -> None:
    assert str(tabrelay.NoGateway()) == "No gateway is running. Start one with `tabrelay up`."
