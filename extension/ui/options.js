/** The settings page: it shows what the worker says, and asks it for changes. */
import { byId, element, setSentence, wordList } from "./dom.js";
import { describeLink } from "./link-words.js";
import { ask, watch } from "./worker.js";

/** @typedef {import("../chrome/pages.js").View} View */
/** @typedef {View["gateways"][number]} GatewayView */

const testButton = byId("test", HTMLButtonElement);
const testResult = byId("test-result", HTMLElement);
const pasteResult = byId("paste-result", HTMLElement);
const nameField = byId("name", HTMLInputElement);
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** What was drawn last: a list that did not change keeps its elements, and with them the focus. */
let drawnGateways = "";

/** @param {View} view */
function show(view) {
  showLink(view);
  showGateways(view.gateways);
  showMode(view);
  if (document.activeElement !== nameField) nameField.value = view.device.name;
  byId("words", HTMLElement).replaceChildren(wordList(view.device.words));
  byId("device-id", HTMLElement).textContent = view.device.id;
  byId("version", HTMLElement).textContent = view.version;
}

/** @param {View} view */
function showLink(view) {
  const { tone, title, text } = describeLink(view);
  const state = byId("state", HTMLElement);
  // What a test found does not hold for another state of the link, except the one that the test itself made.
  if (state.dataset.tone !== tone && !testButton.disabled) testResult.textContent = "";
  state.dataset.tone = tone;
  setText("state-title", title);
  if (byId("state-text", HTMLElement).textContent !== text.replaceAll("`", "")) {
    setSentence(byId("state-text", HTMLElement), text);
  }
  testButton.hidden = view.gateways.length === 0;
}

/**
 * Sets a text only when it differs: a live region would read it again.
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const into = byId(id, HTMLElement);
  if (into.textContent !== text) into.textContent = text;
}

/** @param {GatewayView[]} gateways */
function showGateways(gateways) {
  const drawing = JSON.stringify(gateways);
  if (drawing === drawnGateways) return;
  drawnGateways = drawing;
  byId("no-gateways", HTMLElement).hidden = gateways.length > 0;
  const items = gateways.map((gateway) => gatewayItem(gateway, gateways.length > 1));
  byId("gateways", HTMLElement).replaceChildren(...items);
}

/**
 * @param {GatewayView} gateway
 * @param {boolean} hasOthers
 */
function gatewayItem(gateway, hasOthers) {
  const name = gateway.name || gateway.host;
  const title = element("div", {}, [element("strong", { text: name })]);
  if (hasOthers && gateway.inUse) title.append(" ", element("span", { class: "tag", text: "in use" }));
  const paired = `${gateway.host}, paired on ${dates.format(gateway.pairedAt)}`;
  const about = element("div", {}, [title, element("div", { class: "quiet", text: paired }), wordList(gateway.words)]);
  const actions = element("div", { class: "actions" });
  if (!gateway.inUse) {
    actions.append(button("Use", `Use ${name}`, () => ask({ type: "use", fingerprint: gateway.fingerprint })));
  }
  const forget = button("Forget", `Forget ${name}`, () => confirmForget(gateway));
  forget.classList.add("danger");
  actions.append(forget);
  return element("li", { class: "gateway" }, [about, actions]);
}

/**
 * @param {string} text
 * @param {string} label
 * @param {() => unknown} act
 */
function button(text, label, act) {
  const made = element("button", { text });
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

/** @param {GatewayView} gateway */
function confirmForget(gateway) {
  const dialog = byId("forget", HTMLDialogElement);
  byId("forget-text", HTMLElement).textContent =
    `Programs behind ${gateway.name || gateway.host} lose this browser at once. To link again you have to pair again.`;
  dialog.returnValue = "cancel";
  dialog.onclose = () => {
    if (dialog.returnValue === "forget") void ask({ type: "forget", fingerprint: gateway.fingerprint });
  };
  dialog.showModal();
}

/** @param {View} view */
function showMode(view) {
  for (const input of document.querySelectorAll("input")) {
    if (input.name !== "mode") continue;
    input.checked = input.value === view.mode;
    input.disabled = view.modeIsManaged;
  }
  byId("mode-managed", HTMLElement).hidden = !view.modeIsManaged;
  setText("shared-now", [sharedNow(view.tabs.length), view.mode === "all" ? keptNow(view.kept) : ""].join(" ").trim());
}

/** @param {number} count */
function sharedNow(count) {
  if (count === 0) return "No tab is shared at the moment.";
  return count === 1 ? "1 tab is shared now." : `${count} tabs are shared now.`;
}

/** @param {number} count */
function keptNow(count) {
  if (count === 0) return "";
  const which = count === 1 ? "1 tab stays yours, because you took it back" : `${count} tabs stay yours, because you took them back`;
  return `${which}: click the button there to share again.`;
}

byId("modes", HTMLElement).addEventListener("change", ({ target }) => {
  if (target instanceof HTMLInputElement) void ask({ type: "mode", mode: target.value });
});

nameField.addEventListener("change", () => void ask({ type: "rename", name: nameField.value }));

testButton.addEventListener("click", async () => {
  testButton.disabled = true;
  delete testResult.dataset.tone;
  testResult.textContent = "Trying…";
  try {
    setSentence(testResult, await ask({ type: "test" }));
  } catch (error) {
    testResult.dataset.tone = "bad";
    setSentence(testResult, /** @type {Error} */ (error).message);
  }
  testButton.disabled = false;
  testButton.focus();
});

byId("paste-form", HTMLFormElement).addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = byId("paste", HTMLTextAreaElement);
  pasteResult.textContent = "";
  field.removeAttribute("aria-invalid");
  try {
    await ask({ type: "paste", text: field.value });
    field.value = "";
  } catch (error) {
    field.setAttribute("aria-invalid", "true");
    setSentence(pasteResult, /** @type {Error} */ (error).message);
    field.focus();
  }
});

watch(show);
