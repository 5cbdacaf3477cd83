// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

// The browser of the tests: browser.mjs PLAN URL opens the address in a real Chromium, does what the
// plan says, and writes down what it saw. The plan is a JSON file:
//
//   {"chromium": "/usr/bin/chromium", "width": 1000, "height": 700, "dark": false,
//    "result": "/where/result.json",
//    "steps": [{"fill": "login", "text": "ada"}, {"untick": "meeting:delete:meeting"},
//              {"press": "Allow"}, {"follow": "Cancel"}, {"expect": "Connected"}, {"read": "pre"},
//              {"tab": "http://127.0.0.1:1/"}, {"picture": "/where/page.png"}]}

import { readFile, rename, writeFile } from 'node:fs/promises';

import { chromium } from 'playwright-core';

const PATIENCE = 180000;
const LOCAL = /^127\.0\.0\.1$|\.localhost$/;

const actions = {
  fill: (page, step) => page.locator(`input[name="${step.fill}"]`).fill(step.text),
  untick: (page, step) => page.locator(`input[value="${step.untick}"]`).uncheck(),
  press: (page, step) => page.getByRole('button', { name: step.press, exact: true }).click(),
  follow: (page, step) => page.getByRole('link', { name: step.follow }).click(),
  expect: (page, step) => page.getByRole('heading', { name: step.expect, exact: true }).waitFor(),
  read: async (page, step, seen) => seen.read.push(await page.locator(step.read).innerText()),
  tab: (page, step) => page.goto(step.tab),
  picture: (page, step) => page.screenshot({ path: step.picture, fullPage: true }),
};

async function describe(page) {
  return {
    url: page.url(),
    text: await page.locator('body').innerText(),
    wide: await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
  };
}

async function openTab(context, seen) {
  const page = await context.newPage();

  page.setDefaultTimeout(PATIENCE);
  page.on('console', (message) => seen.console.push(`${message.location().url} ${message.text()}`));
  page.on('requestfailed', (request) => seen.failed.push(request.url()));
  page.on('popup', (popup) => popup.on('load', async () => {
    seen.popups.push(await popup.locator('h1').innerText().catch((error) => error.message));
  }));
  return page;
}

async function visit(browser, plan, url, seen) {
  const context = await browser.newContext({
    viewport: { width: plan.width ?? 1000, height: plan.height ?? 700 },
    colorScheme: plan.dark ? 'dark' : 'light',
  });
  let page = await openTab(context, seen);

  // There is nothing but this computer; the pages of the server would like a font from elsewhere.
  await context.route(({ hostname }) => !LOCAL.test(hostname), (route) => {
    seen.elsewhere.push(route.request().url());
    return route.abort();
  });
  try {
    await page.goto(url);
    for (const step of plan.steps) {
      const name = Object.keys(actions).find((action) => action in step);
      // Another one, next to those that are there.
      if (step.tab !== undefined)
        page = await openTab(context, seen);
      await actions[name](page, step, seen);
    }
  } catch (error) {
    seen.error = error.message;
  }
  Object.assign(seen, await describe(page));
}

const [planPath, url] = process.argv.slice(2);
const plan = JSON.parse(await readFile(planPath, 'utf8'));
const seen = { opened: url, version: null, console: [], failed: [], elsewhere: [], popups: [],
  read: [], error: null };
// What the programs set for themselves is not for those that they start.
seen.inherited = Object.keys(process.env).filter((name) => /^(GLIBC_TUNABLES|CONVOKE_)/.test(name));
// What makes our own programs strict would end this one.
const { G_DEBUG, G_ENABLE_DIAGNOSTIC, MALLOC_CHECK_, ...environment } = process.env;
const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update'];

try {
  const browser = await chromium.launch({
    executablePath: plan.chromium,
    // Its own walls need namespaces, which root and containers do not have.
    chromiumSandbox: false,
    args: flags,
    env: environment,
  });
  seen.version = browser.version();
  try {
    await visit(browser, plan, url, seen);
  } finally {
    await browser.close();
  }
} catch (error) {
  seen.error ??= error.message;
}
await writeFile(`${plan.result}.new`, JSON.stringify(seen));
await rename(`${plan.result}.new`, plan.result);
