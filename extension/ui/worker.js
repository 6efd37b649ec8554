/** How the pages talk to the worker. */

/** @typedef {import("../chrome/pages.js").View} View */

/** ms before a page looks for the worker again; Chrome ends workers at will, and a page may outlive several. */
const AGAIN_MS = 500;

/**
 * Asks the worker for something; resolves with its value, rejects with a sentence for the person.
 * @param {{type: string, [part: string]: unknown}} message
 * @returns {Promise<any>}
 */
export async function ask(message) {
  /** @type {import("../chrome/pages.js").Reply} */
  const reply = await chrome.runtime.sendMessage(message);
  if (!reply.ok) throw new Error(reply.sentence);
  return reply.value;
}

/**
 * Calls back with the worker's view now and after every change.
 * @param {(view: View) => void} show
 */
export function watch(show) {
  const port = chrome.runtime.connect({ name: "view" });
  port.onMessage.addListener(show);
  port.onDisconnect.addListener(() => setTimeout(() => watch(show), AGAIN_MS));
}
