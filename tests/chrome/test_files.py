"""Files of the client's machine reach pages, and what pages offer reaches the client's machine."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page
from selenium import webdriver
from selenium.webdriver.common.by import By

import tabrelay
from tabrelay.extension_id import EXTENSION_ID
from tabrelay.gateway import Gateway, Settings
from tests.chrome.cdp import Cdp, connected
from tests.chrome.conftest import PAGES, Relay, Site
from tests.chrome.person import Person, person_at_browser

REPORT = (PAGES / "form.html").read_bytes()
FORBID = """chrome.developerPrivate.updateProfileConfiguration({inDeveloperMode: true}).then(() =>
  chrome.developerPrivate.updateExtensionConfiguration({extensionId: "%s", fileAccess: false}))"""
READY = "typeof told === 'function' && document.readyState === 'complete'"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    return file


# Playwright, Puppeteer and Selenium, with a browser that may read files itself ---------------------------------------


async def test_playwright_sets_files(page: Page, site: Site, file: Path) -> None:
    await page.goto(site.url("files.html"))
    await page.set_input_files("#one", file)
    assert await page.evaluate("told(one)") == [["notes.txt", "text/plain", "", 1_700_000_000_000, "hello"]]
    assert await page.evaluate("heard") == ["input one", "change one"]


async def test_playwright_waits_for_a_file_chooser(page: Page, site: Site, file: Path) -> None:
    await page.goto(site.url("files.html"))
    async with page.expect_file_chooser() as chosen:
        await page.click("#many")
    chooser = await chosen.value
    assert chooser.is_multiple()
    await chooser.set_files([file])
    assert [name for name, *_ in await page.evaluate("told(many)")] == ["notes.txt"]


@pytest.mark.parametrize(
    ("link", "name", "content"),
    [("#report", "report.html", REPORT), ("#blob", "blob.txt", b"blobby"), ("#data", "data.txt", b"hello")],
)
async def test_playwright_downloads(  # noqa: PLR0917 - fixtures
    page: Page, site: Site, tmp_path: Path, link: str, name: str, content: bytes
) -> None:
    await page.goto(site.url("files.html"))
    async with page.expect_download() as begun:
        await page.click(link)
    download = await begun.value
    assert download.suggested_filename == name
    assert content_of(await download.path()) == content
    await download.save_as(tmp_path / "saved" / name)
    assert (tmp_path / "saved" / name).read_bytes() == content


async def test_two_clients_have_a_copy_each(relay: Relay, page: Page, site: Site, tmp_path: Path) -> None:
    await page.goto(site.url("files.html"))
    async with connected(relay.ticket()["ws"]) as other:
        infos = (await other.call("Target.getTargets"))["targetInfos"]
        (target,) = [i["targetId"] for i in infos if i["type"] == "page" and i["url"] == site.url("files.html")]
        await other.attach(target)
        behavior = {"behavior": "allow", "downloadPath": str(tmp_path), "eventsEnabled": True}
        await other.call("Browser.setDownloadBehavior", behavior)
        async with page.expect_download() as begun:
            await page.click("#report")
        assert content_of(await (await begun.value).path()) == REPORT
        assert (await over(other))["filePath"] == str(tmp_path / "report.html")
        assert (tmp_path / "report.html").read_bytes() == REPORT


async def test_what_is_denied_does_not_arrive(relay: Relay, site: Site) -> None:
    async with connected(relay.ticket()["ws"]) as client:
        await client.call("Browser.setDownloadBehavior", {"behavior": "deny", "eventsEnabled": True})
        target, session = await opened(client, site)
        await click(client, session, "report")
        assert (await over(client))["state"] == "canceled"
        await client.call("Target.closeTarget", {"targetId": target})


def test_puppeteer_uploads_and_downloads(relay: Relay, site: Site, file: Path, tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None, "node is not on the PATH: run the tests with `make test`"
    connect = {"browserWSEndpoint": relay.ticket()["ws"]}
    folder = str(tmp_path / "got")
    options = json.dumps({"connect": connect, "page": site.url("files.html"), "file": str(file), "folder": folder})
    script = str(Path(__file__).with_name("files.mjs"))
    done = subprocess.run([node, script, options], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["uploaded"] == seen["chosen"] == ["notes.txt", "hello"]
    assert seen["download"] == {"state": "completed", "filePath": f"{folder}/report.html"}
    assert Path(folder, "report.html").read_bytes() == REPORT


def test_selenium_types_a_path_into_a_file_input(driver: webdriver.Chrome, site: Site, file: Path) -> None:
    driver.get(site.url("files.html"))
    driver.find_element(By.ID, "one").send_keys(str(file))
    assert driver.execute_script("return told(one)")[0][4] == "hello"


# A browser in which the person did not allow file URLs: what an extension from the store has --------------------------


@pytest_asyncio.fixture
async def person(tmp_path: Path) -> AsyncIterator[tuple[Person, str]]:
    """Somebody at such a browser, and a ticket for it."""
    settings = Settings(port=0, state_dir=tmp_path / "state")
    async with Gateway(settings) as gateway, tabrelay.connect(state_dir=gateway.settings.state_dir) as operator:
        offer = await operator.create_pairing(name="person")
        bootstrap = {"pairing": offer.pairing, "mode": "all", "name": "person"}
        async with person_at_browser(tmp_path / "browser", bootstrap) as person:
            await operator.wait_for_browser(timeout=30)
            with operator.events() as events:
                page = (await person.port.call("Target.createTarget", {"url": "chrome://extensions"}))["targetId"]
                session = await person.port.attach(page)
                await until(person.port, "document.readyState === 'complete' && !!chrome.developerPrivate", session)
                await person.port.evaluate(FORBID % EXTENSION_ID, session)
                await anext(event async for event in events if event.name == "browser.linked")
            assert await person.in_worker("return await chrome.extension.isAllowedFileSchemeAccess()") is False
            yield person, (await operator.create_ticket()).ws


async def test_files_are_put_into_the_page_where_chrome_may_not_read_them(
    person: tuple[Person, str], site: Site, file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "box"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.html").write_text("a")
    (folder / "inner" / "b.txt").write_text("b")
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(range(256)) * 10_000)
    async with connected(person[1]) as client:
        _, session = await opened(client, site)
        await set_files(client, session, "one", file)
        assert await client.evaluate("told(one)", session) == [
            ["notes.txt", "text/plain", "", 1_700_000_000_000, "hello"]
        ]
        await set_files(client, session, "one", file)
        assert await client.evaluate("heard", session) == ["input one", "change one", "cancel one"]
        await set_files(client, session, "folder", folder)
        told = await client.evaluate("told(folder)", session)
        assert [[name, path, text] for name, _, path, _, text in told] == [  # type: ignore[attr-defined]
            ["a.html", "box/a.html", "a"],
            ["b.txt", "box/inner/b.txt", "b"],
        ]
        await set_files(client, session, "many", file, large)
        whole = "many.files[1].arrayBuffer().then((b) => new Uint8Array(b).every((byte, at) => byte === at % 256))"
        assert await client.evaluate("many.files[1].size", session) == 2_560_000
        assert await client.evaluate(whole, session) is True
        await set_files(client, session, "hidden", file)
        assert await client.evaluate("hidden.files[0].name", session) == "notes.txt"


async def test_files_reach_a_frame_of_another_site(person: tuple[Person, str], site: Site, file: Path) -> None:
    async with connected(person[1]) as client:
        _, page = await client.page(site.url("frames/localhost/files.html"))
        auto = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
        await client.call("Target.setAutoAttach", auto, page)
        frame = await client.wait_for(lambda f: f.get("params", {}).get("targetInfo", {}).get("type") == "iframe")
        session = frame["params"]["sessionId"]
        await until(client, READY, session)
        await set_files(client, session, "one", file)
        assert await client.evaluate("told(one).then((files) => files[0][4])", session) == "hello"


async def test_what_cannot_be_read_is_refused_with_the_reason(
    person: tuple[Person, str], site: Site, tmp_path: Path
) -> None:
    async with connected(person[1]) as client:
        _, session = await opened(client, site)
        for path, reason in ((tmp_path / "no", "No such file or directory"), (tmp_path, "is a folder")):
            params = {"files": [str(path)], "objectId": await object_id(client, session, "one")}
            answer = await client.ask("DOM.setFileInputFiles", params, session)
            assert reason in answer["error"]["message"]
        params = {"files": [str(tmp_path)], "objectId": await object_id(client, session, "report")}
        answer = await client.ask("DOM.setFileInputFiles", params, session)
        assert answer["error"] == {"code": -32000, "message": "Node is not a file input element"}


async def test_a_download_of_the_persons_own_is_not_touched(person: tuple[Person, str], site: Site) -> None:
    somebody, ticket = person
    async with connected(ticket) as client:
        await client.call("Browser.setDownloadBehavior", {"behavior": "deny", "eventsEnabled": True})
        url = site.url("form.html")
        state = await somebody.in_worker(f"""
            const id = await chrome.downloads.download({{ url: "{url}" }});
            for (;;) {{
              const [item] = await chrome.downloads.search({{ id }});
              if (item.state === "in_progress") continue;
              await chrome.downloads.removeFile(id);
              return item.state;
            }}""")
        assert state == "complete"
        assert not [frame for frame in client.frames if "download" in frame.get("method", "")]


async def opened(client: Cdp, site: Site) -> tuple[str, str]:
    """The page of files in a new tab: its target and a session on it."""
    target, session = await client.page(site.url("files.html"))
    await until(client, READY, session)
    return target, session


def content_of(path: str | Path) -> bytes:
    return Path(path).read_bytes()


async def until(client: Cdp, expression: str, session: str) -> None:
    """Ask a page that is loading until ``expression`` is true."""
    async with asyncio.timeout(30):
        while True:
            answer = await client.ask("Runtime.evaluate", {"expression": expression}, session)
            if answer.get("result", {}).get("result", {}).get("value") is True:
                return


async def object_id(client: Cdp, session: str, name: str) -> str:
    result = await client.call("Runtime.evaluate", {"expression": name}, session)
    return str(result["result"]["objectId"])


async def set_files(client: Cdp, session: str, name: str, *files: Path) -> None:
    params = {"files": [str(file) for file in files], "objectId": await object_id(client, session, name)}
    assert await client.call("DOM.setFileInputFiles", params, session) == {}


async def click(client: Cdp, session: str, name: str) -> None:
    at = await client.evaluate(f"(r => ({{ x: r.x + 3, y: r.y + 3 }}))({name}.getBoundingClientRect())", session)
    assert isinstance(at, dict)
    for kind in ("mousePressed", "mouseReleased"):
        await client.call("Input.dispatchMouseEvent", {"type": kind, "button": "left", "clickCount": 1, **at}, session)


async def over(client: Cdp) -> dict[str, object]:
    """How the download ended."""
    frame = await client.wait_for(
        lambda f: f.get("method") == "Browser.downloadProgress" and f["params"]["state"] != "inProgress"
    )
    params: dict[str, object] = frame["params"]
    return params
