// Curated pairs of question and SQL.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, ask, open, shot } from "./browser.js";

let browser;
before(async () => (browser = await open()));
after(() => browser?.close());

test("adds an example, gets its SQL as the answer, and removes it", async () => {
  const page = await browser.visitor();
  const question = "Which carriers matter to us?";
  await page.getByRole("link", { name: "Examples", exact: true }).click();
  await page.getByText("Add an example").click();
  await page.getByLabel("Question", { exact: true }).fill(question);
  await page.getByLabel("SQL", { exact: true }).fill("SELECT name FROM airlines ORDER BY name LIMIT 3");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const card = page.locator("article", { hasText: question });
  await card.waitFor();
  await shot(page, "examples");

  await page.getByRole("link", { name: "New question", exact: true }).click();
  await ask(page, question);
  const turn = await answered(page);
  await turn.locator(".verified").waitFor();

  await page.getByRole("link", { name: "Examples", exact: true }).click();
  await card.getByRole("button", { name: /^Remove/ }).click();
  await card.waitFor({ state: "detached" });
  assert.deepEqual(page.faults, [], "errors of the page");
});

test("is told why a statement is no example", async () => {
  const page = await browser.visitor();
  await page.getByRole("link", { name: "Examples", exact: true }).click();
  await page.getByText("Add an example").click();
  await page.getByLabel("Question", { exact: true }).fill("Can I empty a table?");
  await page.getByLabel("SQL", { exact: true }).fill("DELETE FROM flights");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: /DELETE/ }).waitFor();
  await shot(page, "examples-refused");
});
