/** Small helpers for pages without a framework. */

/**
 * The element with this id.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new TypeError(`no ${kind.name} #${id}`);
  return element;
}

/**
 * A new element. Text is set as text, never as markup: names and titles come from strangers.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{class?: string, text?: string}} [traits]
 * @param {Node[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, traits = {}, children = []) {
  const made = document.createElement(tag);
  if (traits.class) made.className = traits.class;
  if (traits.text !== undefined) made.textContent = traits.text;
  made.append(...children);
  return made;
}

/**
 * The four words of a fingerprint, set so that they can be compared one by one.
 * @param {string} words
 */
export function wordList(words) {
  const spans = words.split("-").map((word) => element("span", { class: "word", text: word }));
  const list = element("span", { class: "words" }, spans);
  list.setAttribute("aria-label", words.replaceAll("-", ", "));
  list.setAttribute("role", "text");
  return list;
}

/**
 * Text in which `code` is set as code.
 * @param {HTMLElement} into
 * @param {string} sentence
 */
export function setSentence(into, sentence) {
  const parts = sentence.split("`");
  into.replaceChildren(...parts.map((part, index) => (index % 2 ? element("code", { text: part }) : new Text(part))));
}
