// A program of the reader's own, run as it is: output, lanes, failures, Stop, links.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';
import { PREVIEW } from '#support/servers.mjs';

const STORED = 'lanes.code.python-program';

const printed = (page) => page.getByRole('log', { name: 'Output' });
const answer = (page) => page.locator('.callout .conclusion');

/** Opens the experiment with a program that the browser has stored. */
async function openWith(page, lanes, code, query = '') {
  await page.addInitScript(
    ([key, code]) => {
      if (location.protocol === 'about:') return;
      if (localStorage.getItem(key) === null) localStorage.setItem(key, code);
    },
    [STORED, code],
  );
  await lanes.open(`x=python-program${query}`);
  await expect(page.locator('.cm-content')).toBeVisible();
}

/** Runs a program to its end. Returns its only run. */
async function runOf(lanes) {
  await lanes.run();
  const { runs, failure } = await lanes.result();
  expect(failure).toBeNull();
  expect(runs).toHaveLength(1);
  return runs[0];
}

test('the template runs once, prints, and has lanes of its threads and processes', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=python-program');
  await expect(page.locator('.cm-content')).toContainText('import requests');
  const { strategy, repeat, lanes: drawn } = await runOf(lanes);
  expect([strategy, repeat]).toEqual(['program', 1]);
  await expect(printed(page)).toContainText('8 requests on 4 threads: ');
  await expect(printed(page)).toContainText('4 sums on 2 processes: ');
  await expect(answer(page)).toContainText(/The program took .* and 2 more processes\./);
  expect(drawn.filter(({ kind }) => kind === 'process')).toHaveLength(2);
  expect(drawn.length).toBeGreaterThanOrEqual(7);
  await expect(page.locator('.bars')).toHaveCount(0);
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('output appears while the program runs, and Stop keeps it and the lanes', async ({ page, lanes }) => {
  const deadlock = `import threading
import time

left, right = threading.Lock(), threading.Lock()


def take(first, second):
    with first:
        time.sleep(0.05)
        print("waits", flush=True)
        with second:
            print("never")


threading.Thread(target=take, args=(left, right)).start()
threading.Thread(target=take, args=(right, left)).start()
`;
  await openWith(page, lanes, deadlock);
  await lanes.runButton.click();
  await expect(printed(page)).toHaveText(/waits\s+waits/, { timeout: 60_000 });
  await expect(page.locator('.callout')).toContainText('The program is running.');
  await lanes.stopButton.click();
  await lanes.ended();
  await expect(answer(page)).toContainText('You stopped the program after');
  await expect(printed(page)).not.toContainText('never');
  const { runs } = await lanes.result();
  expect(runs).toHaveLength(1);
  expect(runs[0].lanes).toHaveLength(3);
  for (const { spans } of runs[0].lanes.slice(1)) expect(spans.at(-1).phase).toBe('mutex-wait');
  // The next run has an interpreter of its own.
  await page.getByRole('button', { name: 'Reset' }).click();
  await runOf(lanes);
});

test('an exception is printed as CPython prints it, and its line is marked', async ({ page, lanes }) => {
  await openWith(page, lanes, 'print("before")\nprint(1 // 0)\n');
  await lanes.runButton.click();
  await lanes.ended();
  await expect(printed(page)).toContainText('before');
  await expect(printed(page).locator('.stderr')).toContainText('File "/home/main.py", line 2, in <module>');
  await expect(printed(page)).not.toContainText('/lanes/');
  await expect(page.getByRole('alert')).toContainText('ZeroDivisionError');
  await expect(page.locator('.cm-failing')).toHaveText('print(1 // 0)');
  await expect(page.getByRole('region', { name: 'Traceback' })).toHaveCount(0);
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('lines of several threads are labelled, and copied with labels only if asked for', async ({
  page,
  lanes,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const code = `import threading

def work():
    print("one")
    print("two")

print("before")
thread = threading.Thread(target=work)
thread.start()
thread.join()
print("after")
`;
  await openWith(page, lanes, code);
  const { output } = await runOf(lanes);
  expect(output).toBe('before\none\ntwo\nafter\n');
  await expect(printed(page)).toHaveText('before one two after');
  const labels = () =>
    printed(page)
      .locator('.said')
      .evaluateAll((all) =>
        all.map((text) => [getComputedStyle(text, '::before').content, text.textContent]),
      );
  expect(await labels()).toEqual([
    ['"MainThread"', 'before\n'],
    ['"Thread-1 (work)"', 'one\ntwo\n'],
    ['"MainThread"', 'after\n'],
  ]);
  expect(await violationsInBothThemes(page)).toEqual([]);
  const copied = async (name) => {
    await page.getByRole('button', { name, exact: true }).click();
    await expect(page.locator('.output-head [role=status]')).toHaveText(/Copied|copied/);
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied('Copy output')).toBe(output);
  expect(await copied('Copy with labels')).toBe(
    'MainThread: before\nThread-1 (work): one\nThread-1 (work): two\nMainThread: after\n',
  );
  const { bytes } = await lanes.save('JSON');
  expect(JSON.parse(bytes).runs.map((run) => run.output)).toEqual([output]);
  await page.getByRole('checkbox', { name: 'Show threads' }).uncheck();
  await expect(printed(page).locator('.said')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Copy with labels' })).toHaveCount(0);
  await expect(printed(page)).toHaveText('before one two after');
});

test('a program reads the text file that the reader has chosen', async ({ page, lanes }) => {
  await lanes.open('x=python-program');
  await page.getByRole('combobox', { name: 'Template' }).selectOption('Word count of your file');
  await expect(page.locator('.cm-content')).toContainText('NAME = "text.txt"');
  await expect(page.locator('#program-file')).toContainText('No file yet, so there is no text.txt.');
  await expect(page.locator('#program-file')).toContainText('up to 16.0 MB');
  await runOf(lanes);
  await expect(printed(page)).toContainText('There is no text.txt.');
  await expect(printed(page)).toContainText('600,000 words');
  const choose = page.getByLabel('Choose a text file');
  // Bytes of Windows-1252 become UTF-8, which Python expects.
  const buffer = Buffer.from('café naive', 'latin1');
  await choose.setInputFiles({ name: 'my words.txt', mimeType: 'text/plain', buffer });
  await expect(page.locator('#program-file')).toContainText('Your program finds my words.txt, 10 B');
  await runOf(lanes);
  await expect(printed(page)).toContainText('2 words');
  await expect(printed(page)).toContainText('1 café');
  await expect(printed(page)).not.toContainText('There is no text.txt.');
  expect(await violationsInBothThemes(page)).toEqual([]);
  const large = { name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(16_000_001, 97) };
  await choose.setInputFiles(large);
  await expect(page.locator('.program-file').getByRole('alert')).toContainText(
    'is too large; the maximum is 16.0 MB',
  );
  // The earlier file stays.
  await expect(page.locator('#program-file')).toContainText('my words.txt');
});

test('an exit code is reported', async ({ page, lanes }) => {
  await openWith(page, lanes, 'import sys\n\nsys.exit(3)\n');
  await lanes.runButton.click();
  await lanes.ended();
  await expect(page.getByRole('alert')).toContainText('The program ended with exit code 3.');
  await expect(page.getByText('The program printed nothing.')).toBeVisible();
});

test('endless output is cut, and the page stays responsive', async ({ page, lanes }) => {
  await openWith(page, lanes, 'while True:\n    print("again and again")\n');
  await lanes.runButton.click();
  await expect(page.getByText('Your code printed more than 1 MB.')).toBeVisible({ timeout: 60_000 });
  await lanes.stopButton.click();
  await lanes.ended();
  expect((await printed(page).textContent()).length).toBeLessThan(2_000_000);
  await expect(answer(page)).toContainText('You stopped the program after');
});

test('coroutines are tasks of the event loop, on both builds', async ({ page, lanes }) => {
  const waits = `import asyncio


async def wait(number):
    await asyncio.sleep(0.2)
    return number


async def main():
    print(await asyncio.gather(*(wait(number) for number in range(5))))


asyncio.run(main())
`;
  await openWith(page, lanes, waits);
  for (const build of ['CPython', 'CPython without GIL']) {
    await page.getByRole('radio', { name: build, exact: true }).check();
    await lanes.ready();
    const run = await runOf(lanes);
    await expect(printed(page)).toHaveText('[0, 1, 2, 3, 4]');
    const [loop] = run.lanes;
    expect([run.lanes.length, loop.kind]).toEqual([1, 'event-loop']);
    const waited = loop.spans.filter(({ phase, task }) => phase === 'io-wait' && task !== null);
    // The five, and the one of main.
    expect(new Set(waited.map(({ task }) => task)).size).toBe(6);
    expect(run.wallMs).toBeLessThan(1000);
  }
});

test('a link carries a program and its lanes, and does not run it', async ({ page, lanes }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openWith(page, lanes, 'print("shared")\n');
  await runOf(lanes);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Copy link with these results', exact: true }).click();
  await expect(page.locator('#share-menu .outcome')).toContainText('copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.locator('#code-from-link')).toBeVisible();
  await expect(page.locator('.cm-content')).toContainText('print("shared")');
  await expect(answer(page)).toContainText('The program took');
  await expect(printed(page)).toHaveCount(0);
});

test('every template is opened, and undone', async ({ page, lanes }) => {
  await lanes.open('x=python-program');
  await expect(page.locator('.cm-content')).toContainText('import requests');
  const list = page.getByRole('combobox', { name: 'Template' });
  await expect(list).toHaveValue('');
  const files = await list.locator('option').evaluateAll((all) => all.slice(1).map(({ value }) => value));
  expect(files.length).toBeGreaterThan(10);
  const seen = new Set();
  for (const file of files) {
    await list.selectOption(file);
    await expect
      .poll(async () => seen.has(await page.locator('.cm-content').innerText()), { message: file })
      .toBe(false);
    await expect(page.locator('.notice.bad')).toHaveCount(0);
    seen.add(await page.locator('.cm-content').innerText());
  }
  expect(seen.size).toBe(files.length);
});

test('the script of an experiment opens in the editor, runs, and copies with its harness', async ({
  page,
  lanes,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openWith(page, lanes, 'print("mine")\n');
  await lanes.open('x=sum-of-squares&tasks=2&n=1000000&workers=2&strategies=sequential,threads');
  await page.getByRole('button', { name: 'Open in the editor' }).click();
  await expect(page.locator('h1')).toHaveText('Your program');
  await expect(page.locator('.cm-content')).toContainText('TASKS = 2');
  await runOf(lanes);
  await expect(printed(page)).toContainText('Every run gave the same answers.');
  await page.getByRole('button', { name: 'Copy Python' }).click();
  const copy = await page.evaluate(() => navigator.clipboard.readText());
  expect(copy).toContain('def compare(');
  expect(copy).not.toContain('prelude');

  await page.goBack();
  await expect(page.locator('h1')).toHaveText('Sum of squares');
  await page.goForward();
  await expect(page.locator('.cm-content')).toContainText('TASKS = 2');
  await page.getByRole('button', { name: 'Show my earlier code' }).click();
  await expect(page.locator('.cm-content')).toHaveText('print("mine")');
});

test('a request to another site needs the reader’s permission, which lasts until other code comes', async ({
  page,
  lanes,
}) => {
  const { origin } = new URL(PREVIEW.url);
  await openWith(
    page,
    lanes,
    `import requests\n\nprint(requests.get("${PREVIEW.url}files.json").status_code)\n`,
  );
  await lanes.run();
  await expect(page.locator('.stderr')).toContainText(
    `Requests to ${origin} need your permission on the page`,
  );
  const allow = page.getByRole('button', { name: `Allow ${origin}` });
  expect(await violationsInBothThemes(page)).toEqual([]);
  await allow.click();
  await expect(page.locator('.origins')).toContainText('Run the program again.');
  await runOf(lanes);
  await expect(printed(page)).toHaveText('200');
  await expect(page.locator('.origins')).toHaveCount(0);
});
