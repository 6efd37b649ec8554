"""Selenium with the distribution's chromedriver, through a port that carries a ticket."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from tests.chrome.conftest import Relay, Site


@pytest.fixture
def driver(relay: Relay) -> Iterator[webdriver.Chrome]:
    path = shutil.which("chromedriver")
    assert path is not None, "chromedriver is not on the PATH: run the tests with `make test`"
    options = Options()
    options.debugger_address = relay.ticket("--port")["debugger_address"]
    driver = webdriver.Chrome(options=options, service=Service(path))
    driver.switch_to.new_window("tab")
    yield driver
    driver.close()
    driver.quit()


def test_a_form_is_filled_and_submitted(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    driver.find_element(By.ID, "name").send_keys("Ada")
    driver.find_element(By.ID, "send").click()
    assert driver.find_element(By.ID, "name").text == "Ada"
    assert driver.get_screenshot_as_png().startswith(b"\x89PNG")


def test_frames_and_windows(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("frames/localhost/button.html"))
    driver.switch_to.frame("f")
    button = driver.find_element(By.ID, "b")
    button.click()
    assert button.text == "clicked"
    driver.switch_to.default_content()
    assert driver.title == "outer"
    here = driver.current_window_handle
    driver.switch_to.new_window("tab")
    driver.get(site.url("button.html"))
    assert driver.title == "inner"
    driver.close()
    driver.switch_to.window(here)
    assert driver.title == "outer"
