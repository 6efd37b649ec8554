/** How long to wait before the next try: 1 s, doubling to 30 s, with jitter; from the start again after `reset`. */

const FIRST_MS = 1_000;
const LAST_MS = 30_000;
/** Part of a delay that chance may take off, so that many browsers do not come back to a gateway all at once. */
const JITTER = 0.25;

export class Backoff {
  #tries = 0;
  #random;

  /** @param {() => number} random in [0, 1) */
  constructor(random) {
    this.#random = random;
  }

  /** The next delay in ms. */
  next() {
    const full = Math.min(LAST_MS, FIRST_MS * 2 ** this.#tries);
    this.#tries += 1;
    return Math.round(full * (1 - JITTER * this.#random()));
  }

  reset() {
    this.#tries = 0;
  }
}
