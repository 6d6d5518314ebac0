// The server under test: the analyst binary with a data folder of its own, or one that runs already.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longest wait for the server to answer, milliseconds: the first start loads the demo data. */
const STARTING = 120_000;

/** Starts `analyst serve` and waits until it answers. */
export async function start() {
  if (process.env.ANALYST_ADDRESS) return { address: process.env.ANALYST_ADDRESS, stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), "analyst-data-"));
  const port = await freePort();
  let log = "";
  const program = spawn(process.env.ANALYST_BIN, ["--data-dir", folder, "serve", "--port", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (text) => (log += text));
  const ended = new Promise((resolve) => program.on("exit", resolve));
  const address = `http://127.0.0.1:${port}`;
  const stop = async () => {
    program.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + STARTING;
  while (!(await loaded(address))) {
    if (program.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`the server does not answer:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { address, stop };
}

/** Whether the server answers and has its demo data. */
async function loaded(address) {
  try {
    const { sources } = await (await fetch(`${address}/v1/sources`)).json();
    return sources.length > 0;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
