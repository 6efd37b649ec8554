// What puppeteer-core sees in a browser, check by check. Argument: {connect, site, otherSite, file}. Prints one object:
// what each check returned, or the message of the error it ended with.
import puppeteer, { KnownDevices } from "puppeteer-core";

const LIMIT_MS = 30_000;
const { connect, site, otherSite, file } = JSON.parse(process.argv[2]);
const browser = await puppeteer.connect({ ...connect, defaultViewport: null });

/** Width and height of a PNG. */
const size = (/** @type {Uint8Array} */ png) => [Buffer.from(png).readUInt32BE(16), Buffer.from(png).readUInt32BE(20)];

/** What a page says until it says "last". */
const heard = async (page, expression) => {
  const said = [];
  const last = new Promise((resolve) => {
    page.on("console", (message) => {
      if (message.text() === "last") resolve(undefined);
      else said.push([message.type(), message.text()]);
    });
  });
  page.on("pageerror", (error) => said.push(["error", error.message]));
  await page.evaluate(expression);
  await last;
  return said;
};

const CHECKS = {
  async interception(page) {
    await page.setRequestInterception(true);
    const answers = { "/made-up": { status: 203, contentType: "text/plain", body: "made up" } };
    page.on("request", (request) => {
      if (request.isInterceptResolutionHandled()) return;
      const { pathname } = new URL(request.url());
      if (pathname in answers) void request.respond(answers[pathname]);
      else if (pathname === "/failed") void request.abort("failed");
      else void request.continue();
    });
    await page.goto(`${site}form.html`);
    return page.evaluate(async () => [
      await fetch("/made-up").then((response) => response.text()),
      await fetch("/failed").catch((error) => error.message),
    ]);
  },

  async network(page) {
    const seen = [];
    page.on("response", (response) => {
      const request = response.request();
      if (!request.url().endsWith("favicon.ico")) seen.push([response.status(), request.resourceType()]);
    });
    await page.setExtraHTTPHeaders({ "x-extra": "1" });
    await page.setUserAgent({ userAgent: "puppet" });
    await page.setCacheEnabled(false);
    const response = await page.goto(`${site}form.html`);
    const sent = response.request().headers();
    return [sent["x-extra"], sent["user-agent"], (await response.text()).includes("form"), seen];
  },

  async workers(page) {
    const started = new Promise((resolve) => page.once("workercreated", resolve));
    await page.goto(`${site}worker.html`);
    const answer = await (await started).evaluate(() => self.answer);
    const gone = new Promise((resolve) => page.once("workerdestroyed", resolve));
    await page.goto(`${site}form.html`);
    await gone;
    return [answer, page.workers().length];
  },

  async serviceWorkers(page) {
    const found = browser.waitForTarget((target) => target.type() === "service_worker" && target.url() === `${site}sw.js`);
    await page.goto(`${site}sw.html`);
    const worker = await (await found).worker();
    const answer = await worker.evaluate(() => self.answer);
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).unregister());
    return answer;
  },

  async targets(page) {
    const opened = browser.waitForTarget((target) => target.url() === `${site}button.html`);
    await page.goto(`${site}popup.html`);
    await page.click("#open");
    const target = await opened;
    const gone = new Promise((resolve) => {
      browser.on("targetdestroyed", (destroyed) => destroyed === target && resolve(undefined));
    });
    const popup = await target.page();
    const seen = [target.type(), target.opener() === page.target(), popup !== null];
    await popup.close();
    await gone;
    return seen;
  },

  async frames(page) {
    await page.goto(`${site}frames/localhost/button.html`);
    const frame = await page.waitForFrame((frame) => frame.url().startsWith(otherSite));
    await (await frame.waitForSelector("#b")).click();
    return [await frame.$eval("#b", (element) => element.textContent), page.frames().length];
  },

  async tracing(page) {
    await page.tracing.start({ screenshots: true });
    await page.goto(`${site}form.html`);
    return JSON.parse(Buffer.from(await page.tracing.stop()).toString()).traceEvents.length > 100;
  },

  async styleCoverage(page) {
    await page.coverage.startCSSCoverage();
    await page.setContent("<style>b {color: red} i {color: blue}</style><b>bold</b>");
    return (await page.coverage.stopCSSCoverage()).map((sheet) => sheet.ranges.length);
  },

  async scriptCoverage(page) {
    await page.coverage.startJSCoverage();
    await page.goto(`${site}worker.html`);
    return (await page.coverage.stopJSCoverage()).length;
  },

  async screenshots(page) {
    await page.setViewport({ width: 300, height: 200 });
    await page.setContent(
      "<style>body {margin: 0} ::-webkit-scrollbar {display: none} #a {width: 40px; height: 30px}</style>" +
        "<div style='height: 900px'><div id=a></div></div>",
    );
    const element = await page.$("#a");
    return [
      size(await page.screenshot()),
      size(await page.screenshot({ fullPage: true })),
      size(await page.screenshot({ clip: { x: 0, y: 500, width: 10, height: 20 } })),
      size(await element.screenshot()),
    ];
  },

  async pdf(page) {
    await page.setContent("<h1>title</h1>");
    return Buffer.from(await page.pdf({ format: "a4" })).toString("latin1", 0, 4);
  },

  async functions(page) {
    await page.exposeFunction("twice", (number) => number * 2);
    await page.evaluateOnNewDocument(() => (globalThis.early = 1));
    await page.goto(`${site}form.html`);
    return page.evaluate(async () => [await globalThis.twice(21), globalThis.early]);
  },

  async files(page) {
    await page.setContent("<input type=file id=f>");
    const [chooser] = await Promise.all([page.waitForFileChooser(), page.click("#f")]);
    await chooser.accept([file]);
    const chosen = await page.$eval("#f", (input) => input.files[0].text());
    await page.reload();
    await page.setContent("<input type=file id=f>");
    await (await page.$("#f")).uploadFile(file);
    return [chosen, await page.$eval("#f", (input) => input.files[0].text())];
  },

  async dialogs(page) {
    const seen = [];
    page.on("dialog", (dialog) => {
      seen.push([dialog.type(), dialog.message(), dialog.defaultValue()]);
      void dialog.accept("typed");
    });
    return [await page.evaluate(() => [alert("a"), confirm("b"), prompt("c", "d")]), seen];
  },

  async emulation(page) {
    await page.emulate(KnownDevices["iPhone 13"]);
    await page.goto(`${site}form.html`);
    await page.emulateTimezone("Asia/Tokyo");
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    await page.emulateCPUThrottling(2);
    await page.emulateVisionDeficiency("achromatopsia");
    return page.evaluate(() => [
      devicePixelRatio,
      navigator.userAgent.includes("iPhone"),
      "ontouchstart" in window,
      new Date(0).getHours(),
      matchMedia("(prefers-color-scheme: dark)").matches,
    ]);
  },

  async cookies(page) {
    await page.goto(`${site}form.html`);
    await page.setCookie({ name: "set", value: "1" });
    const before = (await page.cookies()).filter(({ name }) => name === "set").length;
    await page.deleteCookie({ name: "set" });
    return [before, (await page.cookies()).filter(({ name }) => name === "set").length];
  },

  async incognito() {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.goto(`${site}form.html`);
    await page.evaluate(() => cookieStore.set("apart", "1")); // awaited, unlike document.cookie
    const names = (await context.cookies()).map(({ name }) => name);
    await context.close();
    return [names, browser.browserContexts().length];
  },

  async accessibility(page) {
    await page.goto(`${site}form.html`);
    const flat = ({ role, name, children = [] }) => [[role, name], ...children.flatMap(flat)];
    return flat(await page.accessibility.snapshot()).filter(([role]) => role === "button" || role === "textbox");
  },

  async sessions(page) {
    const session = await page.createCDPSession();
    const { result } = await session.send("Runtime.evaluate", { expression: "6 * 7" });
    await session.detach();
    return result.value;
  },

  async screencast(page) {
    await page.goto(`${site}form.html`);
    const session = await page.createCDPSession();
    const shown = new Promise((resolve) => session.once("Page.screencastFrame", resolve));
    await session.send("Page.startScreencast", { format: "png" });
    await page.evaluate(() => (document.body.style.background = "red"));
    const { data, sessionId } = await shown;
    await session.send("Page.screencastFrameAck", { sessionId });
    await session.detach();
    return data.length > 100;
  },

  async locators(page) {
    await page.goto(`${site}form.html`);
    await page.locator("#name").fill("located");
    await page.locator("::-p-aria(Send)").click();
    await page.waitForSelector("p#name");
    return page.$eval("#name", (element) => element.textContent);
  },

  async drag(page) {
    await page.setContent("<style>div {width: 90px; height: 90px}</style><div id=a draggable=true></div><div id=b></div>");
    await page.evaluate(() => {
      globalThis.seen = [];
      const target = document.getElementById("b");
      target.ondragover = (event) => event.preventDefault();
      target.ondrop = () => globalThis.seen.push("dropped");
    });
    await (await page.$("#b")).drop(await page.$("#a"));
    return page.evaluate(() => globalThis.seen);
  },

  async messages(page) {
    await page.goto(`${site}form.html`);
    return heard(page, () => {
      console.warn("careful", 1);
      setTimeout(() => {
        setTimeout(() => console.log("last"));
        throw new Error("thrown");
      });
    });
  },

  async crash(page) {
    await page.goto(`${site}form.html`);
    const crashed = new Promise((resolve) => page.once("error", (error) => resolve(error.message)));
    page.goto("chrome://crash").catch(() => {});
    return crashed;
  },
};

const seen = {};
for (const [name, check] of Object.entries(CHECKS)) {
  const page = await browser.newPage();
  const limit = AbortSignal.timeout(LIMIT_MS);
  const late = new Promise((_, reject) => limit.addEventListener("abort", () => reject(new Error("too late"))));
  try {
    seen[name] = await Promise.race([check(page), late]);
  } catch (error) {
    seen[name] = error.message;
  }
  await Promise.race([page.close(), late]);
}
await browser.disconnect();
console.log(JSON.stringify(seen));
