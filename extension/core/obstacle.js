/** Which pages Chrome lets an extension control. */

const CONTROLLABLE = new Set(["http:", "https:", "data:", "blob:", "filesystem:", "ftp:"]);
const BLANK = /^(about:(blank|srcdoc)([?#].*)?)?$/;
const STORES = /^https:\/\/(chromewebstore\.google\.com|chrome\.google\.com\/webstore)(\/|$)/;

/**
 * Whether this is the empty document, or no address at all: a tab that has loaded nothing yet.
 * @param {string} url
 */
export function isBlank(url) {
  return BLANK.test(url);
}

/**
 * Why no extension may control a page at this address, as a sentence for a person; `""` when nothing is in the way.
 * @param {string} url
 * @param {boolean} filesAllowed whether the person allowed this extension to read files
 */
export function obstacleTo(url, filesAllowed) {
  if (isBlank(url)) return "";
  if (!URL.canParse(url)) return "Chrome does not let extensions control this page. Open another one to share.";
  if (STORES.test(url)) return "Chrome does not let extensions control the Web Store. Open another page to share.";
  const scheme = new URL(url).protocol;
  if (CONTROLLABLE.has(scheme)) return "";
  if (scheme === "file:") {
    return filesAllowed
      ? ""
      : "To share local files, switch on “Allow access to file URLs” for Tabrelay at chrome://extensions.";
  }
  return "Chrome does not let extensions control its own pages. Open a web page in this tab to share it.";
}
