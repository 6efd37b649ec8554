"""The table of settings fits the protocol of Chrome: no method is named twice, and each way back exists."""

import pytest

from tabrelay.core.settings import COMMANDS, SETTINGS
from tabrelay.core.wishes import Setting


def test_every_method_belongs_to_one_setting() -> None:
    methods = [method for setting in SETTINGS for method in {*setting.sets, setting.clear} - {""}]
    assert len(methods) == len(set(methods))
    assert set(methods) == set(COMMANDS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.sets[0])
def test_the_way_back_is_off(setting: Setting) -> None:
    key = tuple("k" for _ in setting.key)
    command = setting.default(key)
    if command is None:
        assert setting.sets[0] == "Emulation.setHardwareConcurrencyOverride"
    else:
        method, params = command
        assert setting.is_off(method, params)
        assert [params[name] for name in setting.key] == list(key)
