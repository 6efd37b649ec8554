"""Playwright's hands: keyboard, mouse, touch, files, dialogs, locators and waiting; the same on both ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Dialog, Error, Page, expect

from tests.chrome.conftest import Site

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKS_BEFORE_UNLOAD = "addEventListener('beforeunload', event => event.preventDefault())"

MOUSE = """<input id=i><div id=d style="width:200px;height:200px">here</div><script>
    seen = [];
    for (const type of ["mousedown", "mouseup", "click", "dblclick", "contextmenu", "wheel"])
        document.getElementById("d").addEventListener(type, () => seen.push(type));
</script>"""

DRAG = """<style>div {width: 90px; height: 90px}</style><div id=a draggable=true>a</div><div id=b>b</div><script>
    seen = [];
    a.ondragstart = event => event.dataTransfer.setData("text/plain", "dragged");
    b.ondragover = event => event.preventDefault();
    b.ondrop = event => seen.push(event.dataTransfer.getData("text/plain"));
</script>"""


async def test_dialogs_say_what_they_ask(page: Page) -> None:
    seen: list[tuple[str, str, str]] = []

    async def answers(dialog: Dialog) -> None:
        seen.append((dialog.type, dialog.message, dialog.default_value))
        await dialog.accept("typed")

    page.on("dialog", answers)
    assert await page.evaluate("[alert('a'), confirm('b'), prompt('c', 'd')]") == [None, True, "typed"]
    assert seen == [("alert", "a", ""), ("confirm", "b", ""), ("prompt", "c", "d")]


async def test_a_page_that_asks_before_it_unloads(page: Page, site: Site) -> None:
    await page.goto(site.url("form.html"))
    await page.click("#name")
    await page.evaluate(ASKS_BEFORE_UNLOAD)
    async with page.expect_event("dialog") as asked:
        await page.close(run_before_unload=True)
    dialog = await asked.value
    assert dialog.type == "beforeunload"
    await dialog.dismiss()
    async with page.expect_event("dialog") as asked:
        leaves = asyncio.create_task(page.goto(site.url("button.html")))
    await (await asked.value).accept()
    await leaves
    assert await page.title() == "inner"
    await page.click("#b")
    await page.evaluate(ASKS_BEFORE_UNLOAD)
    await page.close()
    assert page.is_closed()


async def test_keyboard_mouse_and_touch(page: Page) -> None:
    await page.set_content(MOUSE)
    await page.focus("#i")
    await page.keyboard.type("Héllo 日本")
    await page.keyboard.press("Shift+ArrowLeft")
    await page.keyboard.press("Backspace")
    await page.keyboard.insert_text("本!")
    assert await page.input_value("#i") == "Héllo 日本!"
    await page.keyboard.press("Control+A")
    await page.keyboard.press("Delete")
    assert await page.input_value("#i") == ""
    await page.dblclick("#d")
    await page.click("#d", button="right")
    await page.mouse.wheel(0, 10)
    await page.wait_for_function("seen.includes('wheel')")
    once = ["mousedown", "mouseup", "click"]
    assert await page.evaluate("seen") == [*once, *once, "dblclick", "mousedown", "contextmenu", "mouseup", "wheel"]
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    await page.evaluate("document.body.addEventListener('touchstart', () => seen.push('touchstart'))")
    await session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 50, "y": 100}]})
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert "touchstart" in await page.evaluate("seen")
    await session.detach()


async def test_what_is_dragged_is_dropped(page: Page) -> None:
    await page.set_content(DRAG)
    await page.drag_and_drop("#a", "#b")
    assert await page.evaluate("seen") == ["dragged"]


async def test_files_are_chosen_and_set(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "up.txt"
    file.write_text("up")
    await page.set_content("<input type=file id=f multiple>")
    async with page.expect_file_chooser() as opened:
        await page.click("#f")
    chooser = await opened.value
    assert chooser.is_multiple()
    await chooser.set_files(file)
    assert await page.evaluate("document.getElementById('f').files[0].text()") == "up"
    made = [{"name": f"{n}.txt", "mimeType": "text/plain", "buffer": f"made {n}".encode()} for n in range(2)]
    await page.set_input_files("#f", made)  # type: ignore[arg-type]
    texts = "Promise.all([...document.getElementById('f').files].map(async file => file.name + await file.text()))"
    assert await page.evaluate(texts) == ["0.txtmade 0", "1.txtmade 1"]
    await page.set_input_files("#f", [])
    assert await page.evaluate("document.getElementById('f').files.length") == 0


async def test_choices_are_made(page: Page) -> None:
    await page.set_content(
        "<select id=s multiple><option>a<option>b<option>c</select>"
        "<label>Tick <input type=checkbox id=c></label><input type=radio id=r>"
    )
    assert await page.select_option("#s", ["a", "c"]) == ["a", "c"]
    await expect(page.locator("#s")).to_have_values(["a", "c"])
    await page.get_by_label("Tick").check()
    await expect(page.locator("#c")).to_be_checked()
    await page.uncheck("#c")
    await page.check("#r")


async def test_locators_find_by_role_label_text_and_through_shadow_roots(page: Page) -> None:
    await page.set_content(
        "<label>Name<input></label><button>Go</button><p>para <b>bold</b></p><img alt=pic>"
        "<div data-testid=tid title=tip>text</div>"
        "<section><template shadowrootmode=open><i>shadow</i></template></section>"
        "<script>document.querySelector('section').attachShadow({mode: 'open'}).innerHTML = '<i>shadow</i>'</script>"
    )
    await page.get_by_label("Name").fill("q")
    await page.get_by_role("button", name="Go").click()
    assert await page.get_by_test_id("tid").inner_text() == "text"
    assert await page.get_by_title("tip").count() == 1
    assert await page.get_by_alt_text("pic").count() == 1
    assert await page.locator("section i").inner_text() == "shadow"
    assert await page.get_by_text("bold").evaluate("element => element.tagName") == "B"
    assert await page.locator("p").filter(has_text="para").all_inner_texts() == ["para bold"]
    assert '- button "Go"' in await page.locator("body").aria_snapshot()
    await expect(page.locator("p")).to_match_aria_snapshot("- paragraph: para bold")


async def test_waiting_ends_when_what_is_waited_for_is_there(page: Page) -> None:
    await page.set_content("<div id=d>0</div>")
    await page.evaluate("void setTimeout(() => document.getElementById('d').textContent = '1', 300)")
    await expect(page.locator("#d")).to_have_text("1")
    async with page.expect_console_message() as said:
        await page.evaluate("void setTimeout(() => console.warn('late', {a: 1}), 300)")
    message = await said.value
    assert message.type == "warning"
    assert await message.args[1].json_value() == {"a": 1}
    with pytest.raises(Error, match="Timeout 300ms exceeded"):
        await page.wait_for_selector("#never", timeout=300)
    with pytest.raises(AssertionError):
        await expect(page.locator("#never")).to_be_visible(timeout=300)
