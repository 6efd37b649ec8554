/** What this browser says of itself. */

/** @typedef {import("../protocol/generated.js").BrowserInfo} BrowserInfo */

/** Names of the platforms as people know them, by `chrome.runtime.PlatformOs`. */
const PLATFORMS = /** @type {Record<string, string>} */ ({
  linux: "Linux",
  mac: "macOS",
  win: "Windows",
  cros: "ChromeOS",
  openbsd: "OpenBSD",
});

/** Made-up brands that browsers add to keep programs from relying on the list ("Not;A=Brand"). */
const GREASE = /not.*brand/i;

/**
 * `info` is what the snapshot carries, `platform` Chrome's word for the operating system, `displayName` what a person
 * recognises this browser by until they name it.
 * @returns {Promise<{info: BrowserInfo, platform: string, displayName: string}>}
 */
export async function describeBrowser() {
  const { os } = await chrome.runtime.getPlatformInfo();
  const agent = /** @type {any} */ (navigator).userAgentData;
  /** @type {{fullVersionList: {brand: string, version: string}[]}} */
  const { fullVersionList } = await agent.getHighEntropyValues(["fullVersionList"]);
  const chromium = fullVersionList.find(({ brand }) => brand === "Chromium");
  const brand = fullVersionList.find(({ brand }) => brand !== "Chromium" && !GREASE.test(brand)) ?? chromium;
  return {
    info: { product: `Chrome/${chromium?.version ?? ""}`, userAgent: navigator.userAgent, platform: os },
    platform: os,
    displayName: `${brand?.brand ?? "Chromium"} on ${PLATFORMS[os] ?? os}`,
  };
}
