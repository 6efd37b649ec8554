from __future__ import annotations

import webbrowser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from tabrelay.cli.open_page import has_display, opened_page, redirect_page

SECRET = "http://127.0.0.1:1/pair#tabrelay1.secret"


def test_the_browser_is_given_a_private_file_and_never_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda url: not opened.append(url))
    with opened_page(SECRET) as shown:
        assert shown
        assert "secret" not in opened[0]
        file = Path(url2pathname(urlsplit(opened[0]).path))
        assert SECRET in file.read_text()
        assert file.parent.stat().st_mode & 0o077 == 0
    assert not file.exists()


def test_without_a_display_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert not has_display()
    with opened_page(SECRET) as shown:
        assert not shown


def test_an_address_cannot_break_out_of_the_page() -> None:
    page = redirect_page('http://x/"><script>alert(1)</script>')
    assert page.count("<script>") == 1
    assert 'href="http://x/&quot;&gt;' in page
