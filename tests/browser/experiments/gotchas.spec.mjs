// The experiments about mistakes. Figures are checked as relations, which hold on a busy machine too.

import { addressNotes, expect, shortestWallMs, test } from '../../support/lanes.mjs';
import { STATIC } from '../../support/servers.mjs';

/** Returns the texts of all cells of the table with a caption, row by row. */
async function rows(page, caption) {
  const all = page.getByRole('table', { name: caption }).locator('tbody tr');
  await expect(all.first()).toBeVisible();
  return all.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
}

const number = (text) => Number(text.replaceAll(',', ''));

test('unprotected increments are lost, and protected ones are not', async ({ page, lanes }) => {
  const counts = async () =>
    Object.fromEntries(
      (await rows(page, 'Increments, counted and lost')).map(([strategy, ...cells]) => [
        strategy,
        cells.slice(0, 3).map(number),
      ]),
    );
  await lanes.open('x=lost-updates&n=1000000&repeats=1&strategies=sequential,mutex,atomic,subtotals');
  await lanes.run();
  const protectedOnes = await counts();
  for (const exact of ['sequential', 'mutex', 'atomic', 'subtotals'])
    expect(protectedOnes[exact]).toEqual([4_000_000, 4_000_000, 0]);
  await expect(lanes.conclusion).toContainText('same answers');

  // Threads that share a core lose almost nothing. On a busy machine it may take several runs until two threads run on
  // different cores.
  await lanes.goTo('x=lost-updates&n=30000000&workers=4&repeats=1&strategies=gil-plain,gil-call,unprotected');
  let racing;
  const lost = (strategy) => racing?.[strategy][2] > 0;
  for (let run = 0; run < 10 && !(lost('unprotected') && lost('gil-call')); run++) {
    await lanes.run();
    racing = await counts();
    // Nothing is ever lost if threads switch only at the end of a loop iteration.
    expect(racing['gil-plain']).toEqual([120_000_000, 120_000_000, 0]);
  }
  for (const strategy of ['gil-call', 'unprotected']) {
    const [expected, counted, lost] = racing[strategy];
    expect([expected, counted + lost]).toEqual([120_000_000, 120_000_000]);
    expect(lost).toBeGreaterThan(0);
  }
  await expect(lanes.conclusion).toContainText('With a GIL, counter += 1 lost nothing here');
  await expect(lanes.conclusion).toContainText('No version guarantees that.');
  await expect(lanes.conclusion).toContainText('of 120,000,000 increments.');
  await expect(page.getByText('same answers')).toHaveCount(0);
  // Lost updates are the point of this experiment, not a mismatch of answers.
  await expect(page.locator('.bad')).toHaveCount(0);
});

for (const [where, base] of [
  ['isolated by headers', ''],
  ['isolated by the service worker', STATIC.url],
]) {
  test(`a closure cannot be sent to a process, and bytes can, ${where}`, async ({ page, lanes }) => {
    await lanes.open('x=pickling&most=256&repeats=1', base);
    await lanes.run();
    const crossed = await rows(page, 'What can be sent to a worker');
    expect(crossed.map(([what, here]) => [what, here.split(':')[0]])).toEqual([
      ['Numbers and bytes', 'sent'],
      ["A function's name, with arguments", 'sent'],
      ['A closure', 'DataCloneError'],
    ]);
    for (const way of ['here', 'copied', 'transferred', 'shared'])
      await expect(page.locator(`.point[data-strategy="${way}"][data-x="262144"]`)).toHaveCount(1);
    await expect(lanes.conclusion).toContainText('Summing 256 KiB took');
    await expect(lanes.conclusion).toContainText('same answers');
  });
}

test('sending a larger copy takes longer', async ({ lanes }) => {
  await lanes.open('x=pickling&most=16384&repeats=1&strategies=here,copied');
  await lanes.run();
  const copied = await lanes.runs('copied');
  const at = (size) => shortestWallMs(copied.filter(({ x }) => x === size));
  expect(at(16 << 20)).toBeGreaterThan(at(1 << 10));
});

test.describe('without isolation', () => {
  test.use({ withoutServiceWorker: true });

  test('bytes can be copied and transferred, but not shared', async ({ page, lanes }) => {
    await lanes.open('x=pickling&most=1024&repeats=1', STATIC.url);
    await expect(page.getByRole('checkbox', { name: /^shared/ })).toBeDisabled();
    await lanes.run();
    // The clock is too coarse to draw most points, so check the lanes.
    for (const [way, count] of [
      ['copied', 1],
      ['transferred', 1],
      ['shared', 0],
    ])
      await expect(page.locator(`.group[data-strategy="${way}"]`)).toHaveCount(count);
  });
});

test('new processes have a start in their run, and those of the pool do not', async ({ page, lanes }) => {
  await lanes.open('x=too-many-workers&most=4&workers=2&tasks=8&n=100000&repeats=1');
  await lanes.run();
  await page.getByLabel('Details below for').selectOption({ label: 'Processes: 4' });
  await expect(page.locator('.group[data-strategy="processes-anew"] [data-lane]')).toHaveCount(4);
  const spawned = (await lanes.spans('processes-anew')).filter((span) => span.phase === 'spawn');
  expect(spawned.length).toBe(4);
  await page.getByLabel('Details below for').selectOption({ label: 'Processes: 2' });
  await expect(page.locator('.group[data-strategy="processes"] [data-lane]')).toHaveCount(2);
  expect((await lanes.spans('processes')).filter((span) => span.phase === 'spawn')).toEqual([]);
  await expect(lanes.conclusion).toContainText('4 new processes took');
  await expect(lanes.conclusion).toContainText('A warm pool of 2 took');
});

test('the number of processes is limited to 96', async ({ page, lanes }) => {
  await lanes.open('x=too-many-workers&most=1000');
  await expect(addressNotes(page)).toContainText(
    'most was 1,000 in the address, which is out of range; 96 is used.',
  );
});

for (const x of [
  'lost-updates&n=100000000',
  'too-many-workers&n=4000000000',
  'gil-convoy&duration=2000&cpu=4',
]) {
  test(`Stop ends ${x} within a second`, async ({ lanes }) => {
    await lanes.open(`x=${x}`);
    expect(await lanes.shortestStopMs(1000)).toBeLessThan(1000);
  });
}
