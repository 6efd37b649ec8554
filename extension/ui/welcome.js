/** The first-run page: what to do, and whether it has worked yet. */
import { byId, setSentence } from "./dom.js";
import { describeLink } from "./link-words.js";
import { watch } from "./worker.js";

watch((view) => {
  const { tone, title, text } = describeLink(view);
  byId("state", HTMLElement).dataset.tone = tone;
  byId("state-title", HTMLElement).textContent = title;
  setSentence(byId("state-text", HTMLElement), text);
});

byId("options", HTMLButtonElement).addEventListener("click", () => void chrome.runtime.openOptionsPage());
