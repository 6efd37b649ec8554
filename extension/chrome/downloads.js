/**
 * Downloads that shared tabs began: which of Chrome's downloads each is, and what the gateway decides of it.
 *
 * The debugger names a download by its `guid` and knows its tab; `chrome.downloads` has an id and the file. Both speak of
 * it within milliseconds, and of the same address: that is how the two are put together. A download that no shared tab
 * began is the person's: nothing is said of it, and nothing done to it.
 *
 * Chrome waits for `suggest` before it names a file, so a decision is never too late.
 */

/** How a program's downloads are called until they have been fetched: in the person's download folder, for moments. */
const PREFIX = "Tabrelay-";
/** What a worker before this one may have left there. */
const LEFT_BEHIND = String.raw`[\\/]Tabrelay-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`;
/** How many downloads that nobody has named yet are remembered: the two may be heard of in either order. */
const MOST_EARLY = 8;
/** How much earlier than the tab's word Chrome's may come: an older download of the same address is another one. */
const RECENT_MS = 2_000;

/** @typedef {import("../link.js").Link} Link */
/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("../protocol/generated.js").DownloadDecide} DownloadDecide */
/** @typedef {import("../protocol/generated.js").DownloadRef} DownloadRef */
/** @typedef {chrome.downloads.DownloadItem} Item */
/** @typedef {(suggestion?: chrome.downloads.FilenameSuggestion) => void} Suggest */

/**
 * @typedef {object} Begun a download of a shared tab
 * @property {string} url
 * @property {number | null} id Chrome's, once it is known
 * @property {DownloadDecide["action"] | null} action what the gateway decided
 * @property {Suggest | null} suggest Chrome's question for a name, while it waits for the decision
 */

export class Downloads {
  #link;
  #live;
  /** @type {Map<string, Begun>} by guid */
  #begun = new Map();
  /** @type {Map<number, string>} guids by Chrome's id */
  #guids = new Map();
  /** @type {Item[]} not named by any tab, yet */
  #early = [];

  /**
   * @param {Link} link
   * @param {ReadonlyMap<number, unknown>} live the tabs that are shared
   */
  constructor(link, live) {
    this.#link = link;
    this.#live = live;
  }

  /**
   * An event of the debugger's; all but two are none of our business.
   * @param {number | undefined} tabId
   * @param {string} method
   * @param {any} params
   */
  heard(tabId, method, params) {
    if (method === "Page.downloadWillBegin") this.#willBegin(tabId, params);
    else if (method === "Page.downloadProgress" && params.state !== "inProgress") this.#isOver(params);
  }

  /** @param {Item} item */
  created(item) {
    const found = [...this.#begun].find(([, begun]) => begun.id === null && isAbout(item, begun.url));
    if (found !== undefined) return this.#unite(found[0], item.id);
    this.#early.push(item);
    if (this.#early.length > MOST_EARLY) this.#early.shift();
  }

  /**
   * Chrome asks for a name, and waits for it.
   * @param {Item} item
   * @param {Suggest} suggest
   */
  naming(item, suggest) {
    const begun = this.#begun.get(this.#guids.get(item.id) ?? "");
    if (begun === undefined) return suggest();
    begun.suggest = suggest;
    this.#obey(begun, /** @type {string} */ (this.#guids.get(item.id)));
  }

  /** @param {chrome.downloads.DownloadDelta} delta */
  async changed({ id, state }) {
    const guid = this.#guids.get(id);
    if (guid === undefined || state === undefined || state.current === "in_progress") return;
    const [item] = await chrome.downloads.search({ id });
    if (item !== undefined) this.#say(guid, item.state === "complete", item);
    const action = this.#begun.get(guid)?.action;
    if (action === "cancel") await remove(id);
    if (state.current !== "complete" || action !== "take") this.#forget(guid);
  }

  /**
   * @param {DownloadDecide} params
   * @param {Answer} answer
   */
  decide({ guid, action }, answer) {
    const begun = this.#begun.get(guid);
    if (begun === undefined) return answer.refuse("PARAMS_INVALID");
    begun.action = action;
    this.#obey(begun, guid);
    answer.succeed();
  }

  /**
   * @param {DownloadRef} params
   * @param {Answer} answer
   */
  discard({ guid }, answer) {
    const begun = this.#begun.get(guid);
    if (begun?.action !== "take" || begun.id === null) return answer.refuse("PARAMS_INVALID");
    const { id } = begun;
    this.#forget(guid);
    remove(id).then(
      () => answer.succeed(),
      (error) => answer.chromeRefused(error),
    );
  }

  /** The link is down: nobody will fetch what was taken, and nobody decides about what waits. */
  abandon() {
    for (const [guid, { id, action, suggest }] of [...this.#begun]) {
      suggest?.();
      if (action === "take" && id !== null) void chrome.downloads.cancel(id).then(() => remove(id), ignore);
      this.#forget(guid);
    }
  }

  /** A worker is new: what an earlier one left behind belongs to nobody. */
  async tidy() {
    const left = await chrome.downloads.search({ filenameRegex: LEFT_BEHIND });
    for (const { id } of left) await chrome.downloads.cancel(id).then(() => remove(id), ignore);
  }

  /**
   * @param {number | undefined} tabId
   * @param {{guid: string, url: string}} params
   */
  #willBegin(tabId, { guid, url }) {
    if (tabId === undefined || !this.#live.has(tabId) || !this.#link.ready || this.#begun.has(guid)) return;
    this.#begun.set(guid, { url, id: null, action: null, suggest: null });
    const at = this.#early.findIndex((item) => isAbout(item, url) && Date.parse(item.startTime) > Date.now() - RECENT_MS);
    if (at >= 0) this.#unite(guid, this.#early.splice(at, 1)[0].id);
  }

  /**
   * The debugger says that it is over; where it is known which of Chrome's downloads it was, that one says so itself.
   * @param {{guid: string, state: string}} params
   */
  #isOver({ guid }) {
    if (this.#begun.get(guid)?.id !== null) return;
    this.#say(guid, false, null);
    this.#forget(guid);
  }

  /**
   * @param {string} guid
   * @param {number} id
   */
  #unite(guid, id) {
    const begun = /** @type {Begun} */ (this.#begun.get(guid));
    begun.id = id;
    this.#guids.set(id, guid);
    this.#obey(begun, guid);
  }

  /**
   * Does what was decided as far as Chrome is ready for it.
   * @param {Begun} begun
   * @param {string} guid
   */
  #obey(begun, guid) {
    const { id, action, suggest } = begun;
    if (action === "cancel" && id !== null) void chrome.downloads.cancel(id).catch(ignore);
    if (action === null || suggest === null) return;
    begun.suggest = null;
    if (action === "take") suggest({ filename: PREFIX + guid, conflictAction: "overwrite" });
    else suggest();
  }

  /**
   * @param {string} guid
   * @param {boolean} complete
   * @param {Item | null} item
   */
  #say(guid, complete, item) {
    if (!this.#link.ready) return;
    const { filename = "", bytesReceived = 0, totalBytes = 0 } = item ?? {};
    const payload = { guid, complete, filename, receivedBytes: bytesReceived, totalBytes };
    this.#link.send(JSON.stringify({ type: "event", event: "download.ended", payload }));
  }

  /** @param {string} guid */
  #forget(guid) {
    const id = this.#begun.get(guid)?.id ?? null;
    this.#begun.delete(guid);
    if (id !== null) this.#guids.delete(id);
  }
}

/**
 * Whether a download of Chrome's is one of this address, before or after its redirects.
 * @param {Item} item
 * @param {string} url
 */
function isAbout(item, url) {
  return item.url === url || item.finalUrl === url;
}

/**
 * The file, where there is one, and the line in the person's list.
 * @param {number} id
 */
async function remove(id) {
  await chrome.downloads.removeFile(id).catch(ignore);
  await chrome.downloads.erase({ id });
}

function ignore() {}
