// A model of a vendor in a process of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export async function serve(program, name) {
  const process = spawn(program, [name], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const url = (await lines.next()).value;
  if (!url) throw new Error(`${program} ${name} gave no address`);
  return {
    url,
    async person(deed) {
      process.stdin.write(deed + "\n");
      await lines.next();
    },
    end: () => process.stdin.end(),
  };
}

/// The error that the promise fails with.
export async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail("it was not refused");
}

/// Runs the cases one after another; a case is [name, async function]. Exit code: whether all passed.
export async function play(cases) {
  let failed = 0;
  for (const [name, body] of cases) {
    try {
      await body();
      console.log(`ok      ${name}`);
    } catch (error) {
      ++failed;
      console.log(`FAILED  ${name}\n${error.stack ?? error}`);
    }
  }
  console.log(`${cases.length - failed} of ${cases.length} cases passed`);
  return failed === 0 && cases.length > 0 ? 0 : 1;
}
