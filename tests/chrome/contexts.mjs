// Browser contexts with puppeteer-core; prints what it saw. Argument: {connect, site}.
import puppeteer from "puppeteer-core";

const { connect, site } = JSON.parse(process.argv[2]);
const browser = await puppeteer.connect({ ...connect, defaultViewport: null });
const seen = {};

const context = await browser.createBrowserContext();
const page = await context.newPage();
await page.goto(`${site}form.html`);
await page.evaluate(() => void (document.cookie = "puppet=inside"));
seen.inside = (await context.cookies()).map(({ name }) => name);
seen.outside = (await browser.defaultBrowserContext().cookies()).map(({ name }) => name);
seen.pages = (await context.pages()).length;
seen.contexts = browser.browserContexts().length;
const closed = new Promise((resolve) => page.once("close", resolve));
await context.close();
await closed;
seen.left = browser.browserContexts().length;

await browser.disconnect();
console.log(JSON.stringify(seen));
