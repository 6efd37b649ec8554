"""What runs in the page to put files into an ``<input type=file>``: three functions, in JavaScript."""

from __future__ import annotations

from typing import Final

HOLD: Final = "function () { return { parts: [] }; }"
"""On the input: where the files are put together."""

ADD: Final = """function (index, base64) {
  const bytes = Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
  (this.parts[index] ??= []).push(new Blob([bytes]));
}"""
"""On what ``HOLD`` made: one part more of the file ``index``. As a ``Blob`` it is in the browser's storage, not in the
page's memory. Chrome before 140 has no ``fromBase64``."""

FINISH: Final = """function (holder, facts) {
  const list = new DataTransfer();
  for (const [index, { name, relative, type, lastModified }] of facts.entries()) {
    // A form sends the relative path as the name; only the name that scripts see is the file's own.
    const file = new File(holder.parts[index] ?? [], relative || name, { type, lastModified });
    if (relative) {
      Object.defineProperties(file, { name: { value: name }, webkitRelativePath: { value: relative } });
    }
    list.items.add(file);
  }
  const told = ({ name, size, type, lastModified }) => [name, size, type, lastModified].join();
  const same = (files) => [...files].map(told).join("/");
  if (this.files.length > 0 && same(this.files) === same(list.files)) {
    this.dispatchEvent(new Event("cancel", { bubbles: true }));
    return;
  }
  this.files = list.files;
  this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  this.dispatchEvent(new Event("change", { bubbles: true }));
}"""
"""On the input: the files are chosen, and the page is told as Chrome tells it; the same files again are a cancel."""
