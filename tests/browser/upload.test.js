// What a person does with files of their own.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { answered, ask, open, shot } from "./browser.js";
import { zip } from "./zip.js";

const ORDERS = `order_id,city,amount,ordered_on
1,Lyon,12.50,2024-01-05
2,Porto,7.25,2024-01-09
3,Lyon,30.00,2024-02-11
4,Graz,18.75,2024-02-12,and a field too many
5,Porto,22.10,2024-03-01
`;

let browser;
before(async () => (browser = await open()));
after(() => browser?.close());

async function upload(page, name, content) {
  await page.goto(`${browser.address}/#/upload`);
  await page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer: content });
}

test("uploads a ZIP, reads what became of it, and asks about it", async () => {
  const page = await browser.visitor();
  await upload(page, "shop.zip", zip({ "orders.csv": ORDERS, "notes.pdf": "no table" }));
  await page.getByText("is ready.").first().waitFor();
  const report = page.locator(".report");
  assert.match(await report.innerText(), /4 rows in 1 table; 1 row did not fit/);
  assert.match(await report.innerText(), /notes\.pdf/);
  await shot(page, "upload-report");
  await page.getByRole("link", { name: "Ask about it" }).click();
  await page.locator(".idea").first().waitFor();
  await ask(page, "total amount by city");
  const turn = await answered(page);
  await turn.getByRole("tab", { name: "Table" }).click();
  assert.equal(await turn.locator("tbody tr").count(), 2);
  await shot(page, "upload-answer");
  assert.deepEqual(page.faults, []);
});

test("is told why a broken ZIP is not taken", async () => {
  const page = await browser.visitor();
  await upload(page, "broken.zip", Buffer.from("this is no archive at all"));
  const told = page.locator(".state.bad");
  await told.waitFor();
  await shot(page, "upload-broken");
  assert.match(await told.innerText(), /broken\.zip was not taken/);
});

test("uploads one CSV file as it is", async () => {
  const page = await browser.visitor();
  await upload(page, "towns.csv", Buffer.from("town;people\nGraz;291134\nPorto;231800\n"));
  await page.getByText("is ready.").first().waitFor();
  assert.match(await page.locator(".report").innerText(), /2 rows in 1 table; every row fitted/);
});

test("is told that a picture is no table", async () => {
  const page = await browser.visitor();
  await upload(page, "photo.png", Buffer.from("no table"));
  assert.match(await page.locator(".state.bad").innerText(), /photo\.png was not taken/);
});

test("sees markup in the data as text", async () => {
  const page = await browser.visitor();
  const csv = 'name,n\n"<img src=x onerror=alert(1)>",1\n"<b>bold</b>",2\nplain,2\n';
  await upload(page, "markup.zip", zip({ "things.csv": csv }));
  await page.getByText("is ready.").first().waitFor();
  await page.goto(`${browser.address}/#/data/markup`);
  await page.locator(".column").first().waitFor();
  await page.goto(`${browser.address}/#/`);
  await page.locator(".idea").first().waitFor();
  await ask(page, "total n by name");
  const turn = await answered(page);
  await turn.getByRole("tab", { name: "Table" }).click();
  await turn.getByRole("cell", { name: "<img src=x onerror=alert(1)>" }).waitFor();
  assert.equal(await page.locator("main img, main b").count(), 0);
  assert.deepEqual(page.faults, []);
});
