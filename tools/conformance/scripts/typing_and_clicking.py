"""Input: what a page notices of keys, mouse and touch."""

from __future__ import annotations

from tools.conformance.stage import Stage

LISTEN = """window.seen = [];
for (const kind of ['keydown', 'keyup', 'input', 'mousedown', 'mouseup', 'click', 'wheel', 'touchstart', 'touchend'])
  addEventListener(kind, (e) => seen.push(`${kind} ${e.key ?? e.data ?? e.button ?? ''}`), true);
i.focus(), 1"""


async def types(stage: Stage) -> None:
    """Keys and whole texts."""
    page = await stage.page("form")
    await page.evaluate(LISTEN)
    await page.call("Input.dispatchKeyEvent", {"type": "keyDown", "key": "a", "code": "KeyA", "text": "a"})
    await page.call("Input.dispatchKeyEvent", {"type": "keyUp", "key": "a", "code": "KeyA"})
    await page.call("Input.insertText", {"text": "bc"})
    await page.call("Input.imeSetComposition", {"text": "d", "selectionStart": 1, "selectionEnd": 1})
    await page.evaluate("i.value")
    await page.evaluate("seen")


async def clicks_and_touches(stage: Stage) -> None:
    """Mouse, wheel and fingers."""
    page = await stage.page("form")
    await page.evaluate(LISTEN)
    at = await page.evaluate("(() => { const r = b.getBoundingClientRect(); return {x: r.x + 5, y: r.y + 5} })()")
    at = {name: round(value) for name, value in (at or {"x": 0, "y": 0}).items()}
    await page.call("Input.dispatchMouseEvent", {"type": "mouseMoved", **at})
    await page.call("Input.dispatchMouseEvent", {"type": "mousePressed", "button": "left", "clickCount": 1, **at})
    await page.call("Input.dispatchMouseEvent", {"type": "mouseReleased", "button": "left", "clickCount": 1, **at})
    await page.call("Input.dispatchMouseEvent", {"type": "mouseWheel", "deltaX": 0, "deltaY": 10, **at})
    await page.call("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    await page.call("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await page.evaluate("seen.filter((s) => !s.startsWith('wheel'))")
    await page.ask("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": "none"})


async def intercepts_file_choosers(stage: Stage) -> None:
    """By fileChooserOpened."""
    page = await stage.page("form")
    page.ignore("Page.frame", "Page.dom", "Page.load", "DOM.")
    await page.call("Page.enable")
    await page.call("Page.setInterceptFileChooserDialog", {"enabled": True})
    await page.call("Runtime.evaluate", {"expression": "u.click()", "userGesture": True})
    await page.event("Page.fileChooserOpened")
    await page.call("Page.setInterceptFileChooserDialog", {"enabled": False})
