/** The parts of the worker, put together, and the few things that concern several of them. */
import { clickOn } from "../core/badge.js";
import { Link } from "../link.js";
import { LIMITS } from "../protocol/generated.js";
import { keepAlarm } from "./alarm.js";
import { Announcer } from "./announcer.js";
import { Badges } from "./badges.js";
import { makeCalls } from "./calls.js";
import { Debuggers } from "./debuggers.js";
import { Device } from "./device.js";
import { Downloads } from "./downloads.js";
import { Pages } from "./pages.js";
import { Pairings, readBootstrap } from "./pairings.js";
import { Relay } from "./relay.js";
import { Settings } from "./settings.js";
import { Sharing } from "./sharing.js";

/** @typedef {import("../link.js").LinkState} LinkState */
/** @typedef {import("../link.js").Target} Target */

/** @type {import("../connection.js").Ports} */
const PORTS = {
  dial: (url) => /** @type {any} */ (new WebSocket(url)),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  now: () => Date.now(),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
};

export class Worker {
  settings = new Settings();
  device = new Device();
  debuggers = new Debuggers();
  pairings = new Pairings(this.settings);
  link = new Link(PORTS, (target) => this.device.credentials(target, this.displayName), {
    onState: (state) => this.#linkChanged(state),
    onReady: (hello, target) => this.#linked(target),
    onRequest: (frame) => this.relay.request(frame),
  });
  #announcer = new Announcer(this.link, this.debuggers);
  sharing = new Sharing(
    this.debuggers,
    (announcements) => this.#announcer.announce(announcements),
    (tabId, isNavigation) => {
      this.badges.draw(tabId, isNavigation);
      this.pages.changed();
    },
  );
  badges = new Badges(this.sharing, () => this.link.state);
  downloads = new Downloads(this.link, this.sharing.tabs.live);
  relay = new Relay(this.link, this.sharing.tabs.live, makeCalls(this.sharing, this.debuggers, this.downloads));
  pages = new Pages(this);
  /** @type {(() => void)[] | null} what waits for the start; `null` after it */
  #waiting = [];
  /** Whether whoever set this browser up has paired it: then nobody needs to be shown how. */
  #isUnattended = false;
  /** @type {any} ends the attachments of a link that does not come back */
  #graceTimer;

  /**
   * Runs at once when the worker has started, else then, in order.
   * @param {() => void} run
   */
  whenStarted(run) {
    if (this.#waiting === null) run();
    else this.#waiting.push(run);
  }

  async start() {
    const [bootstrap] = await Promise.all([readBootstrap(), this.device.load(), this.settings.load()]);
    this.#isUnattended = bootstrap !== null || this.settings.managedPairing !== "";
    if (bootstrap?.mode) await this.settings.setMode(bootstrap.mode);
    if (bootstrap?.name) await this.settings.setName(bootstrap.name);
    await this.sharing.restore(this.settings.mode);
    for (const run of this.#waiting ?? []) run();
    this.#waiting = null;
    this.keepLinked(this.pairings.unattended(bootstrap));
    void this.downloads.tidy();
    this.badges.drawAll();
  }

  /**
   * Nothing works without the start: the button says so, and what to do.
   * @param {unknown} error
   */
  startFailed(error) {
    console.error("Tabrelay could not start:", error);
    void chrome.action.setBadgeText({ text: "!" });
    void chrome.action.setTitle({ title: `Tabrelay could not start (${error}). Reload it at chrome://extensions.` });
  }

  /** @param {number} tabId */
  closed(tabId) {
    this.debuggers.lost(tabId);
    this.badges.forget(tabId);
    this.sharing.removed(tabId);
  }

  /** What a person recognises this browser by. */
  get displayName() {
    return this.settings.name || this.device.displayName;
  }

  /**
   * Links to the gateway in use, or first redeems a pairing.
   * @param {import("../protocol/pairing.js").Pairing | null} [pairing]
   */
  keepLinked(pairing = null) {
    const { current } = this.settings;
    if (pairing !== null) this.link.keep({ url: pairing.url, gateway: pairing.gateway, pairing });
    else if (current !== null) this.link.keep({ url: current.url, gateway: current.fingerprint, pairing: null });
    else this.link.stop();
    void keepAlarm(pairing !== null || current !== null);
  }

  /**
   * Redeems a pairing that the person confirmed; where that fails, everything stays as it was.
   * @param {import("../protocol/pairing.js").Pairing} pairing
   */
  async pair(pairing) {
    try {
      await this.link.connect({ url: pairing.url, gateway: pairing.gateway, pairing });
    } catch (error) {
      this.keepLinked();
      throw error;
    }
    void keepAlarm(true);
  }

  /**
   * Forgets a gateway; with the last one, nothing is shared any more.
   * @param {string} fingerprintHex
   */
  async forget(fingerprintHex) {
    const wasInUse = this.settings.current?.fingerprint === fingerprintHex;
    await this.settings.forgetGateway(fingerprintHex);
    if (wasInUse) this.keepLinked();
    if (this.settings.current === null) this.sharing.forgetShares();
  }

  /** @param {import("../core/tabs.js").Mode} mode */
  async setMode(mode) {
    await this.settings.setMode(mode);
    this.#applyMode();
  }

  /** @param {chrome.tabs.Tab} tab */
  clicked(tab) {
    if (tab.id === undefined) return;
    if (this.settings.current === null) return this.welcome(true);
    const meant = clickOn(this.badges.facts(tab.id));
    if (meant === "explain") this.badges.explain(tab.id);
    else this.sharing[meant](tab.id);
  }

  /**
   * Shows how to begin.
   * @param {boolean} [isAsked] by the person
   */
  welcome(isAsked = false) {
    if (isAsked || !this.#isUnattended) void chrome.tabs.create({ url: chrome.runtime.getURL("ui/welcome.html") });
  }

  /**
   * Chrome detached the debugger from a tab.
   * @param {number} tabId
   * @param {string} reason
   */
  detached(tabId, reason) {
    this.debuggers.lost(tabId);
    if (this.link.ready && this.sharing.tabs.live.has(tabId)) {
      const payload = { tabId, reason };
      this.link.send(JSON.stringify({ type: "event", event: "debugger.detached", payload }));
    }
    // The person pressed Cancel on Chrome's debugging bar: programs shall not control this tab.
    if (reason === "canceled_by_user") this.whenStarted(() => this.sharing.unshare(tabId));
  }

  async policyChanged() {
    await this.settings.load();
    this.#applyMode();
    const pairing = this.pairings.unattended(null);
    if (pairing !== null) this.keepLinked(pairing);
    this.pages.changed();
  }

  #applyMode() {
    this.sharing.setMode(this.settings.mode);
    if (this.link.ready) this.#sendSnapshot(); // the only frame that names the mode
    this.badges.drawAll();
  }

  /**
   * `hello-ok` has come: the snapshot is the first frame after it.
   * @param {Target} target
   */
  #linked({ url, gateway, pairing }) {
    clearTimeout(this.#graceTimer);
    this.#graceTimer = undefined;
    this.#announcer.clear();
    this.#sendSnapshot();
    if (pairing === null) return;
    const paired = { url, fingerprint: gateway, name: pairing.name, pairedAt: Date.now() };
    void this.settings.addGateway(paired, pairing.id).then(() => this.pages.changed());
  }

  #sendSnapshot() {
    const payload = { browser: this.device.info, mode: this.sharing.tabs.mode, tabs: this.sharing.all() };
    this.link.send(JSON.stringify({ type: "event", event: "browser.snapshot", payload }));
  }

  /** @param {LinkState} state */
  #linkChanged({ phase }) {
    if (phase !== "ready") this.downloads.abandon();
    // Refused, revoked or forgotten: nobody will come back for what is attached. Else it waits as long as the gateway.
    if (phase === "held" || phase === "off") this.debuggers.detachAll();
    else if (phase !== "ready") this.#graceTimer ??= setTimeout(() => this.debuggers.detachAll(), LIMITS.linkGraceMs);
    this.badges.drawAll();
    this.pages.changed();
  }
}
