// A browser for a test file, and what every test needs of a page.

import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start } from "./server.js";

const require = createRequire(`${process.env.ANALYST_NODE_MODULES ?? join(import.meta.dirname, "node_modules")}/`);
const { chromium } = require("playwright-core");
const axePath = require.resolve("axe-core/axe.min.js");

const SHOTS = process.env.ANALYST_SCREENSHOTS ?? join(tmpdir(), "analyst-screenshots");
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Longest wait for one thing to appear, milliseconds; a busy machine is slow. */
const PATIENCE = 30_000;

/** Starts a server and a browser; `close` ends both. */
export async function open() {
  const server = await start();
  const profile = mkdtempSync(join(tmpdir(), "analyst-browser-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
  const pages = [];
  return {
    address: server.address,
    server,

    /** A new visitor: nothing stored, and everything that goes wrong in the page noted. */
    async visitor({ width = 1280, height = 860, dark = false, path = "/" } = {}) {
      const context = await browser.browser().newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        reducedMotion: "reduce",
      });
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      page.faults = [];
      page.requests = [];
      page.on("pageerror", (error) => page.faults.push(String(error)));
      page.on("console", (message) => {
        // Chromium tells of every answer above 399; those that are meant are looked at in the page.
        const status = /Failed to load resource/.test(message.text());
        if (message.type() === "error" && !status) page.faults.push(message.text());
      });
      page.on("request", (request) => page.requests.push(request.url()));
      pages.push(page);
      await page.goto(server.address + path);
      return page;
    },

    async close() {
      await browser.close();
      await server.stop();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Writes a question and sends it. */
export async function ask(page, question) {
  await page.getByLabel("Your question").fill(question);
  await page.keyboard.press("Enter");
}

/** The last turn, once its answer, refusal or failure is there. */
export async function answered(page) {
  const turn = page.locator(".turn").last();
  await turn.locator(".answer, .state").first().waitFor();
  return turn;
}

/** Keeps a picture for a person to look at. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** Findings of axe that keep somebody out. */
export async function barriers(page) {
  // The rules are put in by the debugging protocol, so the page's own policy stays in force.
  await page.evaluate(require("node:fs").readFileSync(axePath, "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ""}`).join("; ")}`);
}
