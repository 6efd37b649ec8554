// Uploads and downloads with puppeteer-core; prints what it saw. Argument: {connect, page, file, folder}.
import puppeteer from "puppeteer-core";

const { connect, page: url, file, folder } = JSON.parse(process.argv[2]);
const browser = await puppeteer.connect({ ...connect, defaultViewport: null });
const page = await browser.newPage();
const seen = {};
await page.goto(url);
const read = () => page.$eval("#one", async (input) => [input.files[0].name, await input.files[0].text()]);

await (await page.$("#one")).uploadFile(file);
seen.uploaded = await read();
await page.reload();
const [chooser] = await Promise.all([page.waitForFileChooser(), page.click("#one")]);
await chooser.accept([file]);
seen.chosen = await read();

const session = await page.createCDPSession();
await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, eventsEnabled: true });
const over = new Promise((resolve) => {
  session.on("Browser.downloadProgress", (progress) => progress.state === "inProgress" || resolve(progress));
});
await page.click("#report");
const { state, filePath } = await over;
seen.download = { state, filePath };
await page.close();
await browser.disconnect();
console.log(JSON.stringify(seen));
