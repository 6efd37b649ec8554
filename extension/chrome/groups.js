/**
 * The tab groups that show the person what is shared: one in each window, named and coloured.
 * Changes run one after another, so that two tabs shared at once do not get a group each.
 */

const TITLE = "Tabrelay";
const COLOR = "cyan";
/** Chrome refuses changes while the person drags a tab; ms between tries, and how many there are. */
const RETRY_MS = 250;
const TRIES = 40;

export class Groups {
  /** @type {Set<number>} ids of the groups that are ours */
  ids = new Set();
  /** @type {Map<number, number>} tabs this class is moving, and how many moves of each are not finished */
  #moving = new Map();
  #last = Promise.resolve();
  #onChange;

  /** @param {() => void} onChange called when `ids` has changed */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /**
   * Whether a change of this tab's group may be our own doing.
   * @param {number} tabId
   */
  isMoving(tabId) {
    return this.#moving.has(tabId);
  }

  /**
   * Groups of an earlier life of the worker that are named and coloured as ours.
   * @returns {Promise<number[]>}
   */
  async found() {
    const groups = await chrome.tabGroups.query({ title: TITLE, color: COLOR });
    return groups.map(({ id }) => id);
  }

  /** @param {number} tabId */
  add(tabId) {
    return this.#move(tabId, async () => {
      const { windowId, groupId } = await chrome.tabs.get(tabId);
      if (this.ids.has(groupId)) return;
      const { type } = await chrome.windows.get(windowId);
      if (type !== "normal") return; // only normal windows have groups
      const ours = (await chrome.tabGroups.query({ windowId })).find(({ id }) => this.ids.has(id));
      if (ours !== undefined) return void (await chrome.tabs.group({ tabIds: [tabId], groupId: ours.id }));
      const id = await chrome.tabs.group({ tabIds: [tabId], createProperties: { windowId } });
      this.ids.add(id);
      this.#onChange();
      await chrome.tabGroups.update(id, { title: TITLE, color: COLOR });
    });
  }

  /** @param {number} tabId */
  remove(tabId) {
    return this.#move(tabId, async () => {
      const { groupId } = await chrome.tabs.get(tabId);
      if (this.ids.has(groupId)) await chrome.tabs.ungroup([tabId]);
    });
  }

  /**
   * The group is no more.
   * @param {number} groupId
   */
  closed(groupId) {
    if (this.ids.delete(groupId)) this.#onChange();
  }

  /**
   * @param {number} tabId
   * @param {() => Promise<void>} change
   */
  #move(tabId, change) {
    this.#moving.set(tabId, (this.#moving.get(tabId) ?? 0) + 1);
    const run = () => persistently(tabId, change).finally(() => this.#moved(tabId));
    this.#last = this.#last.then(run, run);
    return this.#last;
  }

  /** @param {number} tabId */
  #moved(tabId) {
    const left = (this.#moving.get(tabId) ?? 1) - 1;
    if (left > 0) this.#moving.set(tabId, left);
    else this.#moving.delete(tabId);
  }
}

/**
 * @param {number} tabId
 * @param {() => Promise<void>} change
 */
async function persistently(tabId, change) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      return await change();
    } catch {
      if (!(await exists(tabId))) return;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** @param {number} tabId */
function exists(tabId) {
  return chrome.tabs.get(tabId).then(
    () => true,
    () => false,
  );
}
