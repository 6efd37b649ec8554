import assert from "node:assert/strict";
import test from "node:test";

import { Utf8 } from "../../../extension/protocol/utf8.js";

const texts = {
  "nothing": "",
  "ASCII": "plain text".repeat(1000),
  "a little that is none": `${"x".repeat(10_000)}é`,
  "three bytes for every unit": "€".repeat(10_000),
  "pairs": "🦊".repeat(10_000),
  "a pair where the room ends": `${"x".repeat(4095)}🦊`,
  "what is kept no more": "x".repeat(17 * 1024 * 1024),
  "what becomes too large to keep": "€".repeat(6 * 1024 * 1024),
};

for (const [name, text] of Object.entries(texts)) {
  test(`the bytes are those of the text: ${name}`, () => {
    const utf8 = new Utf8();
    const expected = Buffer.from(text, "utf-8");
    assert.ok(expected.equals(utf8.encode(text)));
    assert.ok(expected.equals(utf8.encode(text)), "again");
  });
}

test("the room is used again", () => {
  const utf8 = new Utf8();
  const { buffer } = utf8.encode("x".repeat(1000));
  assert.equal(utf8.encode("y".repeat(900)).buffer, buffer);
});

test("a large text does not stay in memory", () => {
  const utf8 = new Utf8();
  const { buffer } = utf8.encode("x".repeat(17 * 1024 * 1024));
  assert.notEqual(utf8.encode("x".repeat(17 * 1024 * 1024)).buffer, buffer);
  assert.ok(utf8.encode("x").buffer.byteLength < 1024);
});

test("half a pair becomes what a WebSocket makes of it", () => {
  assert.equal(new TextDecoder().decode(new Utf8().encode("a\ud800b")), "a\ufffdb");
});
