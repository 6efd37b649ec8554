/** The state of the link in words. */

/** @typedef {import("../chrome/pages.js").View} View */

const times = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/**
 * A tone for the sign, a title of a few words, and a text that says more.
 * @param {Pick<View, "link" | "gateways">} view
 * @returns {{tone: "good" | "busy" | "bad" | "none", title: string, text: string}}
 */
export function describeLink({ link, gateways }) {
  if (gateways.length === 0 && link.phase === "off") {
    return { tone: "none", title: "Not paired", text: "Pair this browser with a gateway to begin." };
  }
  switch (link.phase) {
    case "ready":
      return { tone: "good", title: `Linked to ${link.host}`, text: `Since ${times.format(link.since)}.` };
    case "connecting":
      return { tone: "busy", title: `Connecting to ${link.host}…`, text: link.sentence };
    case "waiting":
      return { tone: "bad", title: "Not linked, trying again", text: link.sentence };
    case "held":
      return { tone: "bad", title: "Not linked", text: link.sentence };
    default:
      return { tone: link.sentence ? "bad" : "none", title: "Not linked", text: link.sentence };
  }
}
