/**
 * The way of every frame: the gateway's calls to `chrome.*`, and Chrome's answers and events back.
 *
 * ORDER. Chrome delivers responses and events to the worker in CDP's order, several to a task. A promise continues only
 * after the whole task, an event listener runs inside it: with promises, events overtake the responses before them. So
 * the callback form is used, and each response and event goes into the one queue to the socket in the very turn in which
 * Chrome hands it over. No await and no promise may stand between the two.
 *
 * COST. All programs share this one thread: `JSON.stringify` runs over what Chrome gave alone, and the frame is put
 * around it as text.
 */
import { Answer } from "./answer.js";

/** @typedef {import("../protocol/generated.js").SendCommand} SendCommand */
/** @typedef {import("../protocol/frames.js").RequestFrame} RequestFrame */
/** @typedef {import("../link.js").Link} Link */
/** @typedef {(params: any, answer: Answer) => void} Call */

export class Relay {
  #link;
  #live;
  #calls;

  /**
   * @param {Link} link
   * @param {ReadonlyMap<number, unknown>} live the tabs that are shared
   * @param {Record<string, Call>} calls what may be asked beside `debugger.sendCommand`, by name
   */
  constructor(link, live, calls) {
    this.#link = link;
    this.#live = live;
    this.#calls = calls;
  }

  /** @param {RequestFrame} frame */
  request({ id, method, params }) {
    const answer = new Answer(this.#link, id);
    try {
      if (method === "debugger.sendCommand") this.#sendCommand(params, answer);
      else if (Object.hasOwn(this.#calls, method)) this.#calls[method](params ?? {}, answer);
      else answer.refuse("COMMAND_NOT_ALLOWED");
    } catch (error) {
      answer.chromeRefused(error); // arguments that do not fit chrome's signature are thrown back at once
    }
  }

  /**
   * @param {chrome.debugger.DebuggerSession} source
   * @param {string} method
   * @param {object | undefined} params
   */
  event(source, method, params) {
    const { tabId, sessionId } = source;
    if (!this.#link.ready || !this.#live.has(/** @type {number} */ (tabId))) return;
    const session = sessionId === undefined ? "" : `"sessionId":"${sessionId}",`;
    const text = params === undefined ? "{}" : JSON.stringify(params);
    const payload = `{"tabId":${tabId},${session}"method":"${method}","params":${text}}`;
    this.#link.send(`{"type":"event","event":"debugger.event","payload":${payload}}`);
  }

  /**
   * @param {SendCommand | undefined} params
   * @param {Answer} answer
   */
  #sendCommand(params, answer) {
    if (params === undefined || !this.#live.has(params.tabId)) return answer.refuse("TAB_NOT_SHARED");
    const { tabId, sessionId } = params;
    const target = sessionId === undefined ? { tabId } : { tabId, sessionId };
    chrome.debugger.sendCommand(target, params.method, params.params, (result) => {
      const error = chrome.runtime.lastError;
      if (error === undefined) answer.succeed(result);
      else answer.chromeRefused(error);
    });
  }
}
