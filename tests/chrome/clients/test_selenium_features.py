"""Selenium through chromedriver: windows, frames, alerts, cookies, hands, files, logs; the same on both ends."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, TimeoutException, UnexpectedAlertPresentException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support import expected_conditions as ec
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.chrome.clients.conftest import End
from tests.chrome.conftest import Site

LIMIT_S = 15

PLAY = """data:text/html,<input id=i><div id=d style='width:90px;height:90px'>here</div>
<select id=s><option>a<option>b</select><input type=file id=f><p id=h></p><script>
    seen = new Set();
    for (const type of ["click", "dblclick", "contextmenu", "mouseover"])
        d.addEventListener(type, () => seen.add(type));
    h.attachShadow({mode: "open"}).innerHTML = "<b>shadow</b>";
</script>"""


def started(address: str) -> webdriver.Chrome:
    """chromedriver, attached to the browser behind host and port."""
    path = shutil.which("chromedriver")
    assert path is not None, "chromedriver is not on the PATH: run the tests with `make test`"
    options = Options()
    options.debugger_address = address
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(path))


@pytest.fixture(scope="module")
def driver(end: End) -> Iterator[webdriver.Chrome]:
    """One for each end, in a tab of its own."""
    driver = started(end.address)
    driver.switch_to.new_window("tab")
    yield driver
    driver.close()
    driver.quit()


def waits(driver: webdriver.Chrome) -> WebDriverWait[webdriver.Chrome]:
    return WebDriverWait(driver, LIMIT_S)


def test_windows_and_popups(driver: webdriver.Chrome, site: Site) -> None:
    here = driver.current_window_handle
    before = set(driver.window_handles)
    driver.switch_to.new_window("window")
    driver.get(site.url("button.html"))
    assert driver.title == "inner"
    driver.close()
    driver.switch_to.window(here)
    driver.get(site.url("popup.html"))
    driver.find_element(By.ID, "open").click()
    waits(driver).until(ec.number_of_windows_to_be(len(before) + 1))
    [popup] = set(driver.window_handles) - before
    driver.switch_to.window(popup)
    waits(driver).until(ec.title_is("inner"))
    driver.close()
    driver.switch_to.window(here)
    assert set(driver.window_handles) == before


def test_the_window_has_a_place_and_a_size(driver: webdriver.Chrome) -> None:
    driver.set_window_rect(10, 20, 900, 700)
    assert driver.get_window_rect() == {"x": 10, "y": 20, "width": 900, "height": 700}
    driver.maximize_window()
    driver.minimize_window()
    driver.set_window_rect(0, 0, 1000, 720)
    assert driver.get_window_size() == {"width": 1000, "height": 720}


def test_frames_of_other_sites(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("frames/localhost/button.html"))
    driver.switch_to.frame("f")
    button = driver.find_element(By.ID, "b")
    button.click()
    assert button.text == "clicked"
    driver.switch_to.parent_frame()
    assert driver.title == "outer"


def test_alerts_are_read_answered_and_in_the_way(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    driver.execute_script("setTimeout(() => { window.name = prompt('name?', 'nobody') })")
    alert = waits(driver).until(ec.alert_is_present())
    assert alert.text == "name?"
    alert.send_keys("somebody")
    alert.accept()
    assert driver.execute_script("return window.name") == "somebody"
    driver.execute_script("setTimeout(() => alert('in the way'))")
    waits(driver).until(ec.alert_is_present())
    with pytest.raises(UnexpectedAlertPresentException) as refused:
        _ = driver.title
    assert refused.value.alert_text == "in the way"


def test_cookies(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    driver.add_cookie({"name": "set", "value": "1"})
    cookie = driver.get_cookie("set")
    assert cookie is not None
    assert cookie["value"] == "1"
    driver.delete_all_cookies()
    assert driver.get_cookies() == []


def test_hands_files_choices_and_shadow_roots(driver: webdriver.Chrome, tmp_path: Path) -> None:
    driver.get(PLAY)
    here = driver.find_element(By.ID, "d")
    webdriver.ActionChains(driver).move_to_element(here).click().double_click().context_click().perform()
    assert set(driver.execute_script("return [...seen]")) == {"click", "dblclick", "contextmenu", "mouseover"}
    field = driver.find_element(By.ID, "i")
    field.send_keys("abc", Keys.SHIFT, "d", Keys.BACKSPACE)
    assert field.get_property("value") == "abc"
    webdriver.ActionChains(driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).send_keys("z").perform()
    assert field.get_property("value") == "z"
    choice = driver.find_element(By.ID, "s")
    Select(choice).select_by_visible_text("b")
    assert choice.get_property("value") == "b"
    file = tmp_path / "sent.txt"
    file.write_text("sent")
    driver.find_element(By.ID, "f").send_keys(str(file))
    text = "document.getElementById('f').files[0].text().then(arguments[0])"
    assert driver.execute_async_script(text) == "sent"
    assert driver.find_element(By.ID, "h").shadow_root.find_element(By.CSS_SELECTOR, "b").text == "shadow"


def test_pictures_and_print(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    assert driver.get_screenshot_as_png().startswith(b"\x89PNG")
    assert driver.find_element(By.ID, "send").screenshot_as_png.startswith(b"\x89PNG")
    assert len(driver.print_page()) > 1000
    assert driver.find_element(By.ID, "name").accessible_name == "Name"


def test_logs_of_console_and_network(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    driver.execute_script("console.error('seen by selenium')")
    assert any("seen by selenium" in entry["message"] for entry in driver.get_log("browser"))  # type: ignore[no-untyped-call]
    assert any("Network.responseReceived" in entry["message"] for entry in driver.get_log("performance"))  # type: ignore[no-untyped-call]


def test_cdp_commands_and_conditions(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    answer = driver.execute_cdp_cmd("Runtime.evaluate", {"expression": "6 * 7"})
    assert answer["result"]["value"] == 42
    driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Asia/Tokyo"})
    assert driver.execute_script("return new Date(0).getHours()") == 9
    driver.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": ""})
    driver.set_network_conditions(offline=True, latency=5, throughput=1000)
    assert driver.execute_script("return navigator.onLine") is False
    driver.delete_network_conditions()


def test_history(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    driver.get(site.url("button.html"))
    driver.back()
    assert driver.title == "form"
    driver.forward()
    driver.refresh()
    assert driver.title == "inner"


def test_waits_have_limits(driver: webdriver.Chrome, site: Site) -> None:
    driver.get(site.url("form.html"))
    driver.implicitly_wait(0.3)
    with pytest.raises(NoSuchElementException):
        driver.find_element(By.ID, "never")
    driver.implicitly_wait(0)
    driver.set_script_timeout(0.3)
    with pytest.raises(TimeoutException):
        driver.execute_async_script("1")
    driver.set_script_timeout(30)
