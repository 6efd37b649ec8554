/** What the toolbar button shows on a tab, what it says when pointed at, and what a click on it means. */
import { sentenceFor } from "./failure.js";

/** @typedef {import("../link.js").LinkState} LinkState */

/**
 * @typedef {object} TabFacts
 * @property {boolean} wanted the tab is shared, or would be if it could
 * @property {string} obstacle why Chrome lets no extension control it; `""` when nothing is in the way
 * @property {boolean} explain the person has just asked for what cannot be done
 * @property {"shared" | "all"} mode
 */

/** @typedef {{text: "" | "…" | "ON" | "!", title: string, tone: "none" | "busy" | "on" | "problem"}} Badge */

/**
 * @param {LinkState} link
 * @param {TabFacts} tab
 * @returns {Badge}
 */
export function badgeFor(link, tab) {
  if (tab.obstacle && (tab.explain || isMissed(tab))) return problem(tab.obstacle);
  if (tab.wanted && !tab.obstacle) return sharedBadge(link, tab.mode);
  return idleBadge(link);
}

/**
 * @param {TabFacts} tab
 * @returns {"share" | "unshare" | "explain"}
 */
export function clickOn(tab) {
  if (tab.obstacle && !isMissed(tab)) return "explain";
  return tab.wanted ? "unshare" : "share";
}

/**
 * Whether the person counts on a tab that cannot be shared. Where all are, nobody counts on Chrome's own pages.
 * @param {TabFacts} tab
 */
function isMissed({ wanted, mode }) {
  return wanted && mode === "shared";
}

/**
 * @param {LinkState} link
 * @param {"shared" | "all"} mode
 * @returns {Badge}
 */
function sharedBadge(link, mode) {
  if (link.phase === "ready") {
    const which = mode === "all" ? "this tab, as all of this profile" : "this tab";
    return { text: "ON", tone: "on", title: `Programs can control ${which}. Click to stop sharing it.` };
  }
  // A try after a failure stays a failure until it succeeds: the sign must not flicker, and never wait for ever.
  if (link.failure !== null) return problem(sentenceFor(link.failure, link.url));
  if (link.phase === "connecting") return { text: "…", tone: "busy", title: "Connecting to the gateway." };
  return problem("This tab is shared, but no gateway is paired. Run `tabrelay pair`.");
}

/**
 * @param {LinkState} link
 * @returns {Badge}
 */
function idleBadge(link) {
  // Held: nothing gets better without the person, so it is shown on every tab.
  if (link.phase === "held" && link.failure !== null) return problem(sentenceFor(link.failure, link.url));
  return { text: "", tone: "none", title: "Tabrelay: click to share this tab" };
}

/**
 * @param {string} sentence
 * @returns {Badge}
 */
function problem(sentence) {
  return { text: "!", tone: "problem", title: `Tabrelay: ${sentence}` };
}
