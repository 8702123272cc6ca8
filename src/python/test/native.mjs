// Programs on python3 of this machine: what they print, and the answers of their strategies.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from '../../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../../scripts/lib/python.mjs';

/** Returns a python3 with the libraries that the scripts import. */
const findPython = async () =>
  join(
    await ensureVenv(inProject('target/native-python'), inProject('src/python/test/requirements.txt')),
    'python',
  );

/** A harness that makes one run of each case, a strategy and perhaps a step, and prints the answers by case. */
const HARNESS = `import json

def run(strategies, **step):
    answers = []
    for name, strategy in strategies.items():
        answer = strategy()
        texts = [repr(one) for one in (answer if isinstance(answer, (list, tuple)) else [answer])]
        answers.append([{"strategy": name, **step}, texts])
    return answers

def compare(strategies, names, repeats, left_out=None):
    print("answers", json.dumps(run(strategies)))
    return dict.fromkeys(strategies, 1.0)

def show(strategies, names, describe, left_out=None):
    compare(strategies, names, 1)

def sweep(prepare, label, steps, names, repeats, left_out=None):
    answers = []
    for step in steps:
        with prepare(step) as strategies:
            answers += run({name: strategies[name] for name in names}, step=step)
    print("answers", json.dumps(answers))
    return {}
`;

/** Returns what a program prints. */
export const printed = (source) => execFileSync('python3', ['-c', source], { encoding: 'utf8' }).trim();

/** Returns what a file prints. */
export const outputOf = (path) => execFileSync('python3', [path], { encoding: 'utf8' });

/**
 * Returns the cases of a program with their answers, each as `repr` has it, with a long one cut as in the browser.
 */
export async function answersOf(source) {
  const folder = mkdtempSync(join(tmpdir(), 'lanes-python-'));
  try {
    cpSync(inProject('src/report/src/code/prelude'), join(folder, 'prelude'), { recursive: true });
    for (const module of ['compare', 'show', 'sweep'])
      writeFileSync(join(folder, `prelude/${module}.py`), HARNESS);
    writeFileSync(join(folder, 'main.py'), `${source}\n\nif __name__ == "__main__":\n    main()\n`);
    const output = execFileSync(await findPython(), ['main.py'], { cwd: folder, encoding: 'utf8' });
    const answers = JSON.parse(/^answers (.*)$/m.exec(output)[1]);
    return answers.map(([one, texts]) => [one, texts.map(shorten)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const LONGEST = 1000;

/** Cuts a text as lib/lanes/runner.py does it. */
function shorten(text) {
  if (text.length <= LONGEST) return text;
  const digest = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, LONGEST)}… (${text.length} characters, SHA-256 ${digest})`;
}
