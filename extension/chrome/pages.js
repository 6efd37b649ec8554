/** What the extension's own pages ask of the worker, and the two messages a gateway's page may send. */
import { failureOf, hostOf, sentenceFor } from "../core/failure.js";
import { VERSION } from "../protocol/generated.js";
import { HandshakeFailure } from "../protocol/handshake.js";
import { shortWords } from "../protocol/identity.js";

/** @typedef {import("./worker.js").Worker} Worker */

/**
 * All that the pages show. `link.sentence` says what is wrong and what to do, `""` when nothing is; times are ms since
 * the epoch.
 * @typedef {object} View
 * @property {string} version
 * @property {{id: string, words: string, name: string}} device
 * @property {"shared" | "all"} mode
 * @property {boolean} modeIsManaged
 * @property {(import("./settings.js").Gateway & {host: string, words: string, inUse: boolean})[]} gateways
 * @property {{phase: import("../link.js").Phase, host: string, sentence: string, since: number, retryAt: number}} link
 * @property {number} kept how many tabs the person took back
 * @property {{title: string, url: string, attached: boolean}[]} tabs
 */

/** @typedef {{ok: true, value?: any} | {ok: false, sentence: string}} Reply */

export class Pages {
  /** @type {Set<chrome.runtime.Port>} */
  #watchers = new Set();
  #worker;

  /** @param {Worker} worker */
  constructor(worker) {
    this.#worker = worker;
  }

  /**
   * A message of one of the extension's own pages.
   * @param {any} message
   * @returns {Promise<Reply>}
   */
  async answer(message) {
    try {
      return { ok: true, value: await this.#perform(message) };
    } catch (error) {
      return { ok: false, sentence: this.#sentenceOf(error) };
    }
  }

  /**
   * A message of a web page on this machine: is the extension there, and please pair.
   * @param {any} message
   * @param {string | undefined} origin
   */
  async answerWebPage(message, origin) {
    try {
      if (message?.type === "tabrelay.hello") return { ok: true, version: VERSION };
      if (message?.type !== "tabrelay.pair") return { ok: false, error: "The extension knows no such message." };
      await this.#worker.pairings.handOver(message.pairing, origin);
      return { ok: true, opened: true };
    } catch (error) {
      return { ok: false, error: this.#sentenceOf(error) };
    }
  }

  /**
   * A page that wants to be told of every change.
   * @param {chrome.runtime.Port} port
   */
  watch(port) {
    this.#watchers.add(port);
    port.onDisconnect.addListener(() => this.#watchers.delete(port));
    port.postMessage(this.#view());
  }

  /** Something that the pages show has changed. */
  changed() {
    for (const port of this.#watchers) port.postMessage(this.#view());
  }

  /** @param {any} message */
  async #perform(message) {
    const { pairings, settings } = this.#worker;
    switch (message.type) {
      case "offer":
        return pairings.offer(message.id);
      case "pair":
        return this.#pair(message.id);
      case "decline":
        return pairings.close();
      case "paste":
        return pairings.paste(message.text);
      case "test":
        return this.#test();
      case "mode":
        await this.#worker.setMode(message.mode);
        break;
      case "use":
        await settings.useGateway(message.fingerprint);
        this.#worker.keepLinked();
        break;
      case "forget":
        await this.#worker.forget(message.fingerprint);
        break;
      case "rename":
        await settings.setName(message.name);
        break;
      default:
        throw new Error(`The worker knows no message “${message.type}”.`);
    }
    this.changed();
  }

  /** @param {string} id */
  async #pair(id) {
    const pairing = await this.#worker.pairings.take(id);
    await this.#worker.pair(pairing);
    await this.#worker.pairings.close();
  }

  /** One fresh handshake, unless programs are at work on the link: theirs would be cut off by it. */
  async #test() {
    const { debuggers, link } = this.#worker;
    const host = hostOf(link.state.url);
    if (link.ready && debuggers.count > 0) {
      return `The link to ${host} is up and programs are using it, so it was not made anew.`;
    }
    const began = performance.now();
    const { server } = await link.reconnect();
    const tookMs = Math.round(performance.now() - began);
    return `${host} answered in ${tookMs} ms and proved that it is your gateway (version ${server.version}).`;
  }

  /** @param {unknown} error */
  #sentenceOf(error) {
    if (error instanceof HandshakeFailure) return sentenceFor(failureOf(error), error.url);
    return error instanceof Error ? error.message : String(error);
  }

  /** @returns {View} */
  #view() {
    const { device, displayName, link, settings, sharing } = this.#worker;
    const { phase, url, failure, since, retryAt } = link.state;
    return {
      version: VERSION,
      device: { id: device.id, words: shortWords(device.id), name: displayName },
      mode: sharing.tabs.mode,
      modeIsManaged: settings.modeIsManaged,
      gateways: settings.gateways.map((gateway) => ({
        ...gateway,
        host: hostOf(gateway.url),
        words: shortWords(gateway.fingerprint),
        inUse: gateway === settings.current,
      })),
      link: { phase, host: hostOf(url), sentence: failure === null ? "" : sentenceFor(failure, url), since, retryAt },
      kept: sharing.tabs.chosen(false).length,
      tabs: sharing.all().map(({ title, url: address, attached = false }) => ({ title, url: address, attached })),
    };
  }
}
