// Drives a few pages with puppeteer-core and prints what it saw. Argument: {connect, site, otherSite}.
import puppeteer from "puppeteer-core";

const { connect, site, otherSite } = JSON.parse(process.argv[2]);
const browser = await puppeteer.connect({ ...connect, defaultViewport: null });
const seen = { product: await browser.version() };
const page = await browser.newPage();

await page.goto(`${site}form.html`);
await page.type("#name", "Ada");
await Promise.all([page.waitForNavigation(), page.click("#send")]);
seen.name = await page.$eval("#name", (element) => element.textContent);

await page.goto(`${site}frames/localhost/button.html`);
const frame = await page.waitForFrame((frame) => frame.url().startsWith(otherSite));
const button = await frame.waitForSelector("#b");
await button.click();
seen.frame = await button.evaluate((element) => element.textContent);

page.once("dialog", async (dialog) => {
  seen.dialog = dialog.message();
  await dialog.accept();
});
await page.evaluate(() => confirm("sure?"));

seen.screenshot = (await page.screenshot()).length;
seen.pdf = (await page.pdf()).length;

const [worker] = await Promise.all([
  new Promise((resolve) => page.once("workercreated", resolve)),
  page.goto(`${site}worker.html`),
]);
seen.worker = await worker.evaluate(() => self.answer);

await page.goto(`${site}popup.html`);
const [popup] = await Promise.all([new Promise((resolve) => page.once("popup", resolve)), page.click("#open")]);
await popup.waitForSelector("#b");
seen.popup = await popup.title();
await popup.close();

await page.evaluate(() => void (document.cookie = "puppet=yes"));
seen.cookie = (await page.cookies()).find((cookie) => cookie.name === "puppet")?.value;
await page.deleteCookie({ name: "puppet" });

const session = await page.createCDPSession();
seen.cdp = (await session.send("Runtime.evaluate", { expression: "6 * 7" })).result.value;
await session.detach();

await page.close();
await browser.disconnect();
console.log(JSON.stringify(seen));
