// What a person does with a question.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { answered, ask, open, shot } from "./browser.js";

const BY_CARRIER = "How many flights by carrier?";

let browser;
before(async () => (browser = await open()));
after(() => browser?.close());

function calm(page) {
  assert.deepEqual(page.faults, [], "errors of the page");
}

const tab = (turn, name) => turn.getByRole("tab", { name });

test("asks a question and reads the answer, the chart, the rows and the SQL", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  const turn = await answered(page);
  await turn.locator("canvas").waitFor();
  await shot(page, "ask-chart");
  await turn.getByRole("button", { name: "Line" }).click();
  await turn.locator("canvas").waitFor();
  await shot(page, "ask-chart-as-line");
  await tab(turn, "Table").click();
  assert.equal(await turn.locator("tbody tr").count(), 16);
  await tab(turn, "SQL").click();
  assert.match(await turn.locator("pre.sql").innerText(), /group by/i);
  await tab(turn, "How").click();
  assert.match(await turn.locator(".timings").innerText(), /Run the query/);
  await shot(page, "ask-timings");
  calm(page);
});

test("moves between the tabs with the arrow keys", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  const turn = await answered(page);
  await turn.getByRole("tab").first().focus();
  await page.keyboard.press("End");
  assert.equal(await tab(turn, "How").getAttribute("aria-selected"), "true");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await tab(turn, "SQL").getAttribute("aria-selected"), "true");
});

test("sorts and pages through a table that is longer than a page", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  await runSql(await answered(page), page, "SELECT distance, carrier FROM flights");
  const turn = await answered(page);
  const first = () => turn.locator("tbody tr").first().innerText();
  await turn.locator("tbody tr").first().waitFor();
  const before = await first();
  assert.equal(await turn.locator("tbody tr").count(), 25, "one page is in the document");
  await turn.getByRole("button", { name: "Next page" }).click();
  await turn.getByText(/^26–50 of/).waitFor();
  await turn.getByRole("button", { name: "Last page" }).click();
  await turn.getByText(/^9,9\d\d–10,0\d\d of/).waitFor();
  await turn.getByRole("button", { name: "distance" }).click();
  await turn.getByText(/^1–25 of/).waitFor();
  assert.equal(await turn.locator("th").first().getAttribute("aria-sort"), "descending");
  assert.notEqual(await first(), before);
  await shot(page, "table-sorted");
  calm(page);
});

test("takes the rows along as a workbook and as Parquet", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  const turn = await answered(page);
  await tab(turn, "Table").click();
  for (const [name, ending, begins] of [["Excel", ".xlsx", "PK"], ["Parquet", ".parquet", "PAR1"]]) {
    const [file] = await Promise.all([page.waitForEvent("download"), turn.getByRole("button", { name }).click()]);
    assert.ok(file.suggestedFilename().endsWith(ending), file.suggestedFilename());
    assert.equal(readFileSync(await file.path()).subarray(0, begins.length).toString(), begins);
  }
  calm(page);
});

test("asks why a number differs and reads which parts made it", async () => {
  const page = await browser.visitor();
  await ask(page, "Why is the number of flights lower in February than in January?");
  const turn = await answered(page);
  assert.match(await turn.innerText(), /By origin, most of it comes from/);
  await shot(page, "ask-why");
  calm(page);
});

test("chooses what an ambiguous question means", async () => {
  const page = await browser.visitor();
  await ask(page, "average delay by carrier");
  const turn = await answered(page);
  await shot(page, "clarification");
  await turn.locator(".choice").first().click();
  const next = page.locator(".turn").nth(1);
  await tab(next, "Table").click();
  assert.equal(await next.locator("tbody tr").count(), 16);
  calm(page);
});

test("approves an answer, asks again and gets it verified", async () => {
  const page = await browser.visitor();
  const question = "How many flights by origin?";
  await ask(page, question);
  const turn = await answered(page);
  await turn.getByRole("button", { name: "Approve" }).click();
  await turn.getByText(/^Approved/).waitFor();
  await page.getByRole("link", { name: "New question", exact: true }).click();
  await ask(page, question);
  const again = await answered(page);
  await again.locator(".verified").waitFor();
  await shot(page, "verified");
  calm(page);
});

test("rejects an answer and is told what that did", async () => {
  const page = await browser.visitor();
  await ask(page, "How many weather by origin?");
  const turn = await answered(page);
  await turn.getByRole("button", { name: "Reject" }).click();
  await turn.getByText(/^Rejected/).waitFor();
  calm(page);
});

test("asks a follow-up that leans on the question before", async () => {
  const page = await browser.visitor();
  await ask(page, "How many flights by origin in January?");
  await answered(page);
  await ask(page, "and in February?");
  await page.locator(".turn").nth(1).locator(".answer").waitFor();
  const turn = await answered(page);
  await tab(turn, "SQL").click();
  assert.match(await turn.locator("pre.sql").innerText(), /origin/i);
  await shot(page, "follow-up");
  calm(page);
});

test("edits the SQL and runs it", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  await runSql(await answered(page), page, "SELECT count(*) AS planes FROM planes");
  const turn = await answered(page);
  assert.equal(await turn.locator(".tile-value").innerText(), "3,322");
  await shot(page, "edited-sql");
  calm(page);
});

test("is refused SQL that would change the data", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  await runSql(await answered(page), page, "DELETE FROM flights");
  const turn = await answered(page);
  await turn.getByText("Refused", { exact: true }).waitFor();
  await shot(page, "refused-sql");
  calm(page);
});

test("cancels a question that takes too long", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  await runSql(await answered(page), page, SLOW, "Cancel");
  const turn = page.locator(".turn").last();
  await shot(page, "working");
  await turn.getByRole("button", { name: "Cancel" }).click();
  await turn.getByText("Cancelled.").waitFor();
  await shot(page, "cancelled");
  calm(page);
});

test("reloads the page in the middle of a question and loses nothing", async () => {
  const page = await browser.visitor();
  await ask(page, BY_CARRIER);
  await runSql(await answered(page), page, SLOW, "Cancel");
  await page.reload();
  const turns = page.locator(".turn");
  await turns.first().locator(".answer").waitFor();
  assert.equal(await turns.count(), 2);
  const cancel = turns.last().getByRole("button", { name: "Cancel" });
  await cancel.click();
  await turns.last().getByText("Cancelled.").waitFor();
  await page.reload();
  await page.locator(".history").getByRole("link", { name: BY_CARRIER }).waitFor();
  calm(page);
});

test("is told when the server cannot be reached, and goes on when it can", async () => {
  const page = await browser.visitor();
  await page.locator(".idea").first().waitFor();
  await page.context().setOffline(true);
  await ask(page, BY_CARRIER);
  await page.getByText("Trying again…").waitFor();
  await shot(page, "offline");
  await page.context().setOffline(false);
  await page.getByText("Trying again…").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Try again" }).click();
  const turn = await answered(page);
  await tab(turn, "Table").waitFor();
});

/** A statement over so many pairs of rows that it runs until it is stopped. */
const SLOW = "SELECT count(*) FROM flights a, flights b WHERE a.distance * b.distance % 7 = a.dep_delay";

/** Puts another statement in the place of the one of a turn, and waits for what `until` names. */
async function runSql(turn, page, sql, until) {
  await tab(turn, "SQL").click();
  await turn.getByRole("button", { name: "Edit" }).click();
  await turn.getByLabel("SQL to run").fill(sql);
  await page.keyboard.press("Control+Enter");
  const next = page.locator(".turn").nth(1);
  await next.locator(".answer, .state, .working").first().waitFor();
  if (until) await next.getByRole("button", { name: until }).waitFor();
}
