"""Selenium with the distribution's chromedriver, through a port that carries a ticket."""

from __future__ import annotations

from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.chrome.conftest import Site


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
