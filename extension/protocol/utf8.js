/**
 * Text as UTF-8, for messages that are large. `TextEncoder.encode` takes three times as long as writing into room that
 * is there, and a socket that is given text takes longer still: it goes by way of UTF-16.
 */

/** Room that is kept from one message to the next, at most, in bytes. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Most bytes that one UTF-16 unit becomes. */
const BYTES_PER_UNIT = 3;

export class Utf8 {
  #encoder = new TextEncoder();
  #kept = new Uint8Array(0);

  /**
   * The bytes are good until the next call, and are to be copied (as `WebSocket.send` does) before it.
   * @param {string} text
   * @returns {Uint8Array<ArrayBuffer>}
   */
  encode(text) {
    // Large texts are nearly always ASCII alone: base64.
    let room = this.#room(text.length);
    let { read, written } = this.#encoder.encodeInto(text, room);
    if (read < text.length) {
      const begun = room.subarray(0, written);
      room = this.#room(written + BYTES_PER_UNIT * (text.length - read));
      if (room.buffer !== begun.buffer) room.set(begun);
      written += this.#encoder.encodeInto(text.slice(read), room.subarray(written)).written;
    }
    return room.subarray(0, written);
  }

  /** @param {number} bytes */
  #room(bytes) {
    if (bytes > KEPT_BYTES) return new Uint8Array(bytes);
    if (bytes > this.#kept.length) this.#kept = new Uint8Array(2 ** Math.ceil(Math.log2(bytes)));
    return this.#kept;
  }
}
