/**
 * Frames on their way out of one connection, in order. Twin of `gateway/outbox.py`.
 *
 * A message costs the worker more than all else that it does to a small frame, so frames share one where they can:
 *
 * - What is sent in one task leaves in its microtask. Chrome hands over several answers in one task, and the microtask
 *   runs when the last of them has been handed over: nothing waits for anything that is not there yet.
 * - Each event of Chrome's comes in a task of its own. The first one leaves like an answer; those that follow closely
 *   are collected for a moment. Nobody asked for them, but whatever is sent after them waits for none: it takes them along.
 */
import { Utf8 } from "./protocol/utf8.js";

/** Length at which a message is full, in UTF-16 units; a longer frame is a message of its own. */
const MESSAGE_UNITS = 64 * 1024;

/** How long events are collected. */
const COLLECT_MS = 1;

/** Events that come within this time of others are a burst. */
const BURST_MS = 2;

/** Most frames that are collected. */
const COLLECTED_FRAMES = 32;

/** What events begin with. */
const EVENT_HEAD = '{"type":"event"';

/** @typedef {Pick<import("./connection.js").Ports, "setTimeout" | "clearTimeout" | "now">} Clock */

export class Outbox {
  #batches = false;
  #binary = false;
  /** @type {string[]} */
  #frames = [];
  /** Whether they leave at the end of this task already. */
  #leaving = false;
  /** @type {any} runs while events are collected */
  #timer;
  /** When an event left last, or went to be collected. */
  #eventAt = 0;
  #utf8 = new Utf8();
  #clock;
  #write;

  /**
   * @param {Clock} clock
   * @param {(data: string | Uint8Array<ArrayBuffer>) => void} write one message; the bytes are lent
   */
  constructor(clock, write) {
    this.#clock = clock;
    this.#write = write;
  }

  /**
   * What the other end takes: frames that share a message, UTF-8 in binary messages.
   * @param {{batches: boolean, binary: boolean}} granted
   */
  agree({ batches, binary }) {
    this.#batches = batches;
    this.#binary = binary;
  }

  /** @param {string} frame */
  send(frame) {
    if (!this.#batches) return this.#message(frame);
    this.#frames.push(frame);
    if (this.#leaving || this.#collects(frame)) return;
    this.#leaving = true;
    queueMicrotask(() => this.#flush());
  }

  /** Nothing leaves any more. */
  end() {
    this.#frames = [];
    this.#write = () => {};
    this.#clock.clearTimeout(this.#timer);
  }

  /**
   * Whether this frame, the newest, can wait for others.
   * @param {string} frame
   */
  #collects(frame) {
    if (frame.length > MESSAGE_UNITS || !frame.startsWith(EVENT_HEAD)) return false;
    const now = this.#clock.now();
    const isBurst = now - this.#eventAt <= BURST_MS;
    this.#eventAt = now;
    if (!isBurst || this.#frames.length >= COLLECTED_FRAMES) return false;
    this.#timer ??= this.#clock.setTimeout(() => this.#flush(), COLLECT_MS);
    return true;
  }

  #flush() {
    const frames = this.#frames;
    this.#frames = [];
    this.#leaving = false;
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (frames.length === 1) return this.#message(frames[0]);
    let batch = "";
    for (const frame of frames) {
      if (batch !== "" && batch.length + frame.length > MESSAGE_UNITS) {
        this.#write(batch);
        batch = "";
      }
      if (frame.length > MESSAGE_UNITS) this.#message(frame); // joining would copy it
      else batch += `\n${frame}`; // JSON.stringify makes no line breaks
    }
    if (batch !== "") this.#write(batch);
  }

  /** @param {string} frame */
  #message(frame) {
    this.#write(this.#binary && frame.length > MESSAGE_UNITS ? this.#utf8.encode(frame) : frame);
  }
}
