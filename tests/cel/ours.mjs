// Asks our evaluator: all questions in one process, answers in the same order.
import {spawnSync} from 'node:child_process';

export function evaluateAll(program, questions) {
  const run = spawnSync(program, {
    input: questions.map((question) => JSON.stringify(question) + '\n').join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (run.error || run.status !== 0) throw new Error(`${program} failed (${run.error ?? run.status}): ${run.stderr}`);
  const answers = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  if (answers.length !== questions.length) throw new Error(`${answers.length} answers to ${questions.length} questions`);
  return answers;
}
