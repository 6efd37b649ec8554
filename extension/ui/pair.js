/** The page on which a person confirms a pairing. The offer's name is in the address; the worker has the rest. */
import { byId, setSentence, wordList } from "./dom.js";
import { ask, watch } from "./worker.js";

/** @typedef {"question" | "done" | "failed"} Step */

const STEPS = /** @type {Step[]} */ (["question", "done", "failed"]);
const pairButton = byId("pair", HTMLButtonElement);
const offerId = () => decodeURIComponent(location.hash.slice(1));

/** @param {Step} step */
function turnTo(step) {
  for (const id of STEPS) byId(id, HTMLElement).hidden = id !== step;
}

/**
 * @param {string} title
 * @param {string} subtitle
 */
function setHead(title, subtitle) {
  document.title = title;
  byId("title", HTMLElement).textContent = title;
  setSentence(byId("subtitle", HTMLElement), subtitle);
}

async function showOffer() {
  try {
    /** @type {import("../chrome/pairings.js").Offer} */
    const offer = await ask({ type: "offer", id: offerId() });
    setHead("Pair with this gateway?", "Do so only if you have just run `tabrelay pair` yourself.");
    byId("gateway-name", HTMLElement).textContent = offer.name || "Unnamed";
    byId("host", HTMLElement).textContent = offer.host;
    byId("place", HTMLElement).textContent = offer.isLocal ? "(this computer)" : "(another computer)";
    byId("gateway-words", HTMLElement).replaceChildren(wordList(offer.words));
    turnTo("question");
    // Not the button that says yes: a page that opens under a typing hand must not be answered by chance.
    byId("cancel", HTMLButtonElement).focus();
  } catch (error) {
    showFailure(/** @type {Error} */ (error).message, false);
  }
}

/**
 * @param {string} sentence
 * @param {boolean} canRetry
 */
function showFailure(sentence, canRetry) {
  setHead("Not paired", "Nothing has changed in this browser.");
  setSentence(byId("failure", HTMLElement), sentence);
  byId("again", HTMLButtonElement).hidden = !canRetry;
  turnTo("failed");
  byId(canRetry ? "again" : "leave", HTMLButtonElement).focus();
}

async function pair() {
  pairButton.disabled = true;
  byId("progress", HTMLElement).textContent = "Pairing…";
  try {
    await ask({ type: "pair", id: offerId() });
    setHead("Paired", "Programs can now be let in, to the tabs that you share.");
    turnTo("done");
    byId("close", HTMLButtonElement).focus();
  } catch (error) {
    showFailure(/** @type {Error} */ (error).message, true);
  }
  pairButton.disabled = false;
  byId("progress", HTMLElement).textContent = "";
}

async function closePage() {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id);
}

byId("form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void pair();
});
byId("cancel", HTMLButtonElement).addEventListener("click", () => void ask({ type: "decline" }).then(closePage));
byId("again", HTMLButtonElement).addEventListener("click", () => void showOffer());
byId("close", HTMLButtonElement).addEventListener("click", () => void closePage());
byId("leave", HTMLButtonElement).addEventListener("click", () => void closePage());
addEventListener("hashchange", () => void showOffer());

watch((view) => byId("browser-words", HTMLElement).replaceChildren(wordList(view.device.words)));
void showOffer();
