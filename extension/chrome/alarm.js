/** The alarm that wakes the worker while the gateway is away: an idle worker dies, and its timers with it. */

const NAME = "wake";
/** The shortest period Chrome grants, in minutes. */
const PERIOD = 0.5;

/** @param {boolean} wanted */
export async function keepAlarm(wanted) {
  if (!wanted) await chrome.alarms.clear(NAME);
  else if ((await chrome.alarms.get(NAME)) === undefined) await chrome.alarms.create(NAME, { periodInMinutes: PERIOD });
}
