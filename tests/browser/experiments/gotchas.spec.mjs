// What goes wrong, shown as relations that hold on a busy machine.

import { addressNotes, expect, quickest, test } from '../../support/lanes.mjs';
import { STATIC } from '../../support/servers.mjs';

/** The rows of a table by its caption, as texts. */
async function rows(page, caption) {
  const all = page.getByRole('table', { name: caption }).locator('tbody tr');
  await expect(all.first()).toBeVisible();
  return all.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
}

const number = (text) => Number(text.replaceAll(',', ''));

test('unprotected increments get lost, and protected ones do not', async ({ page, lanes }) => {
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

  // Threads that share a core lose next to nothing. On a busy machine it may take some runs until two of them have
  // one each.
  await lanes.goTo('x=lost-updates&n=30000000&workers=4&repeats=1&strategies=gil-plain,gil-call,unprotected');
  let racing;
  const lost = (strategy) => racing?.[strategy][2] > 0;
  for (let run = 0; run < 10 && !(lost('unprotected') && lost('gil-call')); run++) {
    await lanes.run();
    racing = await counts();
    // Where the GIL changes hands only at the loop's edge, nothing is ever lost.
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
  // Losing count is what it is about, not a mismatch.
  await expect(page.locator('.bad')).toHaveCount(0);
});

for (const [where, base] of [
  ['isolated', ''],
  ['by the service worker', STATIC.url],
]) {
  test(`a closure does not cross to a process, and bytes do, ${where}`, async ({ page, lanes }) => {
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
    await expect(lanes.conclusion).toContainText('To sum up 256 KiB took');
    await expect(lanes.conclusion).toContainText('same answers');
  });
}

test('a larger copy takes longer to cross', async ({ lanes }) => {
  await lanes.open('x=pickling&most=16384&repeats=1&strategies=here,copied');
  await lanes.run();
  const copied = await lanes.runs('copied');
  const at = (size) => quickest(copied.filter(({ x }) => x === size));
  expect(at(16 << 20)).toBeGreaterThan(at(1 << 10));
});

test.describe('without isolation', () => {
  test.use({ withoutServiceWorker: true });

  test('bytes are copied and handed over, but not shared', async ({ page, lanes }) => {
    await lanes.open('x=pickling&most=1024&repeats=1', STATIC.url);
    await expect(page.getByRole('checkbox', { name: /^shared/ })).toBeDisabled();
    await lanes.run();
    // Its clock is too coarse for most of them to be drawn; their lanes are.
    for (const [way, count] of [
      ['copied', 1],
      ['transferred', 1],
      ['shared', 0],
    ])
      await expect(page.locator(`.group[data-strategy="${way}"]`)).toHaveCount(count);
  });
});

test('each new process has to start, and those of the pool do not', async ({ page, lanes }) => {
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

test('no more processes than the machine is guarded for, but a reader may ask for 96', async ({
  page,
  lanes,
}) => {
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
  test(`Stop ends ${x} at once`, async ({ lanes }) => {
    await lanes.open(`x=${x}`);
    expect(await lanes.quickestStop(1000)).toBeLessThan(1000);
  });
}
