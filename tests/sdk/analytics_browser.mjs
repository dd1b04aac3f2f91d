// The browser's client, as its package has it, in a page of another origin than Likely's.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { chromium } from 'playwright-core';
import { report, scenario, url, writeKey } from './calls.mjs';

const bundle = new URL('./node_modules/@segment/analytics-next/dist/umd/', import.meta.url);
const page_text = '<!doctype html><title>Shop</title><script src="/index.js"></script>';

const site = createServer(async (request, response) => {
  if (request.url === '/') return response.setHeader('Content-Type', 'text/html').end(page_text);
  try {
    const file = await readFile(new URL(basename(request.url), bundle));
    response.setHeader('Content-Type', 'text/javascript').end(file);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));

// Runs in the page.
async function visit({ url, writeKey, scenario }) {
  const errors = [];
  const sent = [];
  let client;
  try {
    [client] = await window.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL: url });
  } catch (error) {
    return { sent, errors: [String(error)] };
  }
  client.on('error', (error) => errors.push(String(error.reason ?? error.code)));
  const keep = (context) => {
    if (!context.failedDelivery()) sent.push(context.event.type);
  };
  const product = { product_id: 'P1', price: 12.5 };
  if (scenario === 'all') {
    client.setAnonymousId('web-visitor');
    keep(await client.page('Home'));
    keep(await client.track('Product Viewed', product));
  }
  keep(await client.identify('web-user', { email: 'web@example.org' }));
  if (scenario === 'all') keep(await client.track('Order Completed', product));
  return { sent, errors };
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});
const page = await browser.newPage();
const requests = [];
let accepted = 0;
page.on('request', (request) => requests.push(request.url()));
page.on('response', (response) => {
  if (response.request().method() === 'POST' && response.ok()) accepted += 1;
});
await page.goto(`http://127.0.0.1:${site.address().port}/`);
const { sent, errors } = await page.evaluate(visit, { url, writeKey, scenario });
// What the first try did not bring is in the client's own queue, for it to try again.
while (accepted < sent.length) await new Promise((resolve) => setTimeout(resolve, 50));
await browser.close();
site.close();
report(sent, errors, requests);
