// One of several libraries on a page: does what it is told, a line of JSON at a time, and says so with another.
// Argument: {connect, url}. Lines: {do: "start" | "type" | "leave"}.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const { connect, url } = JSON.parse(process.argv[2]);
const browser = await puppeteer.connect({ ...connect, defaultViewport: null });
const page = (await browser.pages()).find((page) => page.url() === url);
const requests = [];

const ACTS = {
  async start() {
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.exposeFunction("puppet", () => "puppeteer");
    await page.emulateTimezone("Asia/Tokyo");
    return page.title();
  },
  async type() {
    await page.type("#note", "puppeteer");
    return page.evaluate(async () => [await globalThis.puppet(), new Date(0).getHours()]);
  },
  async leave() {
    await browser.disconnect();
    return requests.includes("/made-up");
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await ACTS[JSON.parse(line).do]()));
}
