/** What the toolbar button shows on a tab, and what it says when pointed at. */
import { sentenceFor } from "./failure.js";

/** @typedef {import("../link.js").LinkState} LinkState */

/**
 * @typedef {object} TabFacts
 * @property {boolean} chosen the tab is shared, or would be if it could
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
  if (tab.obstacle && (tab.explain || (tab.chosen && tab.mode === "shared"))) return problem(tab.obstacle);
  if (tab.chosen && !tab.obstacle) return sharedBadge(link, tab.mode);
  return idleBadge(link, tab.mode);
}

/**
 * @param {LinkState} link
 * @param {"shared" | "all"} mode
 * @returns {Badge}
 */
function sharedBadge(link, mode) {
  if (link.phase === "ready") {
    const way = mode === "all" ? "All tabs of this profile are." : "Click to stop sharing it.";
    return { text: "ON", tone: "on", title: `Programs can control this tab. ${way}` };
  }
  // A try after a failure stays a failure until it succeeds: the sign must not flicker, and never wait for ever.
  if (link.failure !== null) return problem(sentenceFor(link.failure, link.url));
  if (link.phase === "connecting") return { text: "…", tone: "busy", title: "Connecting to the gateway." };
  return problem("This tab is shared, but no gateway is paired. Run `tabrelay pair`.");
}

/**
 * @param {LinkState} link
 * @param {"shared" | "all"} mode
 * @returns {Badge}
 */
function idleBadge(link, mode) {
  // Held: nothing gets better without the person, so it is shown on every tab.
  if (link.phase === "held" && link.failure !== null) return problem(sentenceFor(link.failure, link.url));
  const title = mode === "all" ? "Tabrelay" : "Tabrelay: click to share this tab";
  return { text: "", tone: "none", title };
}

/**
 * @param {string} sentence
 * @returns {Badge}
 */
function problem(sentence) {
  return { text: "!", tone: "problem", title: `Tabrelay: ${sentence}` };
}
