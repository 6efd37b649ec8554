// Puppeteer drives a tab that is shared.
//
// Needs a gateway with a browser and `npm install puppeteer-core`. The ticket comes from the environment, because other
// users can read a program's arguments:
//
//     CDP_URL=$(tabrelay ticket create --json | jq -r .ws) node examples/puppeteer.mjs

import puppeteer from 'puppeteer-core';

const browser = await puppeteer.connect({ browserWSEndpoint: process.env.CDP_URL, defaultViewport: null });
const page = await browser.newPage();
await page.setContent('<title>Hello from Puppeteer</title>');
console.log(await page.title());
await page.close();
await browser.disconnect();
