/**
 * Says to the gateway what `SharedTabs` found worth saying, in order. Before a tab is announced as no longer shared,
 * the debugger has left it: nothing of the page is heard after the person said so.
 */

/** @typedef {import("../core/tabs.js").Announcement} Announcement */
/** @typedef {import("../link.js").Link} Link */
/** @typedef {import("./debuggers.js").Debuggers} Debuggers */

export class Announcer {
  /** @type {Map<number, Announcement[]>} what has to wait until the debugger has left the tab */
  #leaving = new Map();
  #link;
  #debuggers;

  /**
   * @param {Link} link
   * @param {Debuggers} debuggers
   */
  constructor(link, debuggers) {
    this.#link = link;
    this.#debuggers = debuggers;
  }

  /** @param {Announcement[]} announcements */
  announce(announcements) {
    for (const announcement of announcements) this.#one(announcement);
  }

  /** A snapshot is being sent: it says all that waits here. */
  clear() {
    for (const waiting of this.#leaving.values()) waiting.length = 0;
  }

  /** @param {Announcement} announcement */
  #one(announcement) {
    const { tabId } = announcement.payload;
    const waiting = this.#leaving.get(tabId);
    if (waiting !== undefined) return void waiting.push(announcement);
    if (announcement.event !== "tab.gone" || !this.#debuggers.isNeeded(tabId)) return this.#send(announcement);
    this.#leaving.set(tabId, [announcement]);
    this.#debuggers.detach(tabId, () => {
      const due = this.#leaving.get(tabId) ?? [];
      this.#leaving.delete(tabId);
      this.announce(due);
    });
  }

  /** @param {Announcement} announcement */
  #send({ event, payload }) {
    if (!this.#link.ready) return;
    const told = event === "tab.gone" ? payload : { ...payload, attached: this.#debuggers.isAttached(payload.tabId) };
    this.#link.send(JSON.stringify({ type: "event", event, payload: told }));
  }
}
