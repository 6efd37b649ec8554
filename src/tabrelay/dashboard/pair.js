/**
 * Hands the pairing in this page's fragment to the extension. A fragment never crosses the wire, so the gateway that
 * serves the page does not see it here; it leaves the address bar before anything else happens.
 */

import { EXTENSION_ID, PREFIX, SHORT_WORDS, WORDS } from "./words.js";

/** How long the extension may take to answer; a sleeping worker needs a moment to wake. */
const ANSWER_MS = 5000;

/** @typedef {{ gateway: string, name: string, expires: number }} Offer What the page shows of a pairing. */
/** @typedef {{ ok: boolean, error?: string }} Reply What the extension answers. */

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * The readable parts of a pairing string; throws when it is none.
 * @param {string} pairing
 * @returns {Offer}
 */
function read(pairing) {
  if (!pairing.startsWith(PREFIX)) throw new Error("no pairing");
  const base64 = pairing.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const { g, n, e } = JSON.parse(new TextDecoder().decode(bytes));
  if (!/^[0-9a-f]{64}$/.test(g) || typeof e !== "number") throw new Error("damaged");
  return { gateway: g, name: typeof n === "string" ? n : "", expires: e };
}

/**
 * A key's first words, as the terminal and the extension show them.
 * @param {string} fingerprint
 */
function shortWords(fingerprint) {
  return Array.from({ length: SHORT_WORDS }, (_, i) => WORDS[Number.parseInt(fingerprint.slice(2 * i, 2 * i + 2), 16)]);
}

/**
 * What the extension answers; throws when there is none that this page may talk to.
 * @param {object} message
 * @returns {Promise<Reply>}
 */
async function say(message) {
  const send = globalThis.chrome?.runtime?.sendMessage;
  if (!send) throw new Error("no extension takes messages from this page");
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("no answer")), ANSWER_MS));
  const reply = await Promise.race([send(EXTENSION_ID, message), late]);
  if (!reply) throw new Error("an empty answer");
  return reply;
}

/**
 * @param {"busy" | "good" | "bad"} tone
 * @param {string} headline
 * @param {string} [advice]
 */
function show(tone, headline, advice = "") {
  element("state").dataset.tone = tone;
  element("headline").textContent = headline;
  element("advice").textContent = advice;
}

/**
 * Show exactly these parts of the page.
 * @param {...string} ids
 */
function reveal(...ids) {
  for (const id of ["compare", "install", "retry", "copy"]) element(id).hidden = !ids.includes(id);
}

/** Whether an attempt is under way, or the pairing was handed over: looking again would only disturb. */
let settled = false;

/** @param {string} pairing */
async function handOver(pairing) {
  if (settled) return;
  settled = true;
  show("busy", "Looking for the extension…");
  reveal();
  try {
    await say({ type: "tabrelay.hello" });
  } catch {
    settled = false;
    show("bad", "The Tabrelay extension is not in this browser.", "Or it is switched off, or this is another profile.");
    reveal("install", "retry", "copy");
    return;
  }
  try {
    const reply = await say({ type: "tabrelay.pair", pairing });
    if (!reply.ok) throw new Error(reply.error);
    show("good", "Now confirm in the extension’s window.", "This page has done its part; you can close it afterwards.");
    reveal("compare");
  } catch (error) {
    settled = false;
    show("bad", "The extension did not take the pairing.", /** @type {Error} */ (error).message);
    reveal("retry", "copy");
  }
}

/** @param {Offer} offer */
function introduce(offer) {
  if (offer.name) element("gateway").textContent = `“${offer.name}”`;
  const spans = shortWords(offer.gateway).map((word) =>
    Object.assign(document.createElement("span"), { className: "word", textContent: word }),
  );
  element("words").replaceChildren(...spans);
}

/** @param {string} pairing */
async function copy(pairing) {
  try {
    await navigator.clipboard.writeText(pairing);
    element("copied").textContent = "Copied. Paste it into the extension’s options.";
  } catch {
    element("copied").textContent = "The browser did not allow it. Run `tabrelay pair --print` and copy it there.";
  }
}

function start() {
  // A pairing string has no character that would need escaping in a fragment.
  const pairing = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (!pairing) {
    show("bad", "There is no pairing in this address.", "Run `tabrelay pair`: it opens this page with one.");
    return;
  }
  /** @type {Offer} */
  let offer;
  try {
    offer = read(pairing);
  } catch {
    show("bad", "The pairing in this address is damaged.", "Run `tabrelay pair` for a new one.");
    return;
  }
  introduce(offer);
  const attempt = () => {
    if (Date.now() < offer.expires) return void handOver(pairing);
    if (!settled) show("bad", "This pairing has expired.", "Run `tabrelay pair` for a new one.");
    if (!settled) reveal();
  };
  element("retry").addEventListener("click", attempt);
  element("copy").addEventListener("click", () => void copy(pairing));
  // Whoever comes back from installing the extension should not have to look for a button.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") attempt();
  });
  attempt();
}

start();
