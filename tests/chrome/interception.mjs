// Intercepts on a page that is open already, until it is ended. Argument: {endpoint, url}.
import puppeteer from "puppeteer-core";

const { endpoint, url } = JSON.parse(process.argv[2]);
const browser = await puppeteer.connect({ browserWSEndpoint: endpoint, defaultViewport: null });
const page = (await browser.pages()).find((page) => page.url() === url);
page.on("request", (request) => {
  if (request.url().endsWith("/mock")) return request.respond({ body: "from puppeteer" });
  if (request.url().endsWith("/held")) return console.log("held");
  return request.continue({ headers: { ...request.headers(), "x-puppeteer": "1" } });
});
await page.setRequestInterception(true);
console.log("ready");
