// The guide that measures kinds of work, and the accessibility and width of charts.

import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, expectToFit, overflow, test } from '#support/lanes.mjs';

const SCALING = 'x=scaling&most=3&tasks=6&n=20000000&repeats=1';

test('the guide measures a row, fills it in, and keeps its results', async ({ page, lanes }) => {
  await lanes.open('x=decide');
  const row = page.locator('[data-row="ten-requests"]');
  await expect(row).toContainText('Not measured yet');
  const headline = await row.locator('.headline').innerText();
  await page.getByRole('button', { name: 'Measure network requests' }).click();
  await expect(row.getByRole('progressbar')).toBeVisible();
  await expect(row.locator('[data-waiting]')).toBeVisible({ timeout: 60_000 });
  expect(Number(await row.locator('[data-waiting]').getAttribute('data-waiting'))).toBeGreaterThan(0.5);
  // Ten waits in sequence take far longer than ten at once, on a busy machine too.
  await expect(row.locator('.call')).toHaveText('Confirmed here');
  await expect(row.locator('.call')).toHaveAttribute('data-call', 'confirmed');
  await expect(row.locator('.headline')).toHaveText(headline);
  await expect(row.locator('.advice')).toContainText(/Here \S+ ran at [\d.]+× the speed of a loop\./);
  await expect(row).toContainText('tokio');
  await expect(
    page.getByRole('status').filter({ hasText: `Network requests: Confirmed here. ${headline}.` }),
  ).toHaveCount(1);
  // Each strategy has its time, and the recommended ones are in sight.
  await expect(row.locator('.times [data-strategy="sequential"]')).toContainText(/\d (ms|s)/);
  await expect(row.locator('.times [data-strategy="async"]')).toContainText(/\d (ms|s)/);
  const measured = await row.innerText();
  await expect(page.getByText(/^1 of \d+ rules checked on this machine/)).toBeVisible();
  await page.getByRole('link', { name: 'Scaling' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Scaling');
  await expect(page).toHaveURL(/\?x=scaling/);
  await page.goBack();
  await expect(page).toHaveURL(/\?x=decide$/);
  await expect(row).toHaveText(measured, { useInnerText: true });
  await row.getByRole('link', { name: 'Network requests' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ten requests');
  await expect(page).toHaveURL(/\?x=ten-requests&latency=50$/);
  await page.goBack();
  await expect(page).toHaveURL(/\?x=decide$/);
  await expect(row).toHaveText(measured, { useInnerText: true });
});

test('Stop ends the current row, and no other row is started', async ({ page, lanes }) => {
  await lanes.open('x=decide');
  await page.getByRole('button', { name: 'Measure all' }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(1);
  await lanes.msToStop();
  await expect(page.getByText('Stopped before it was measured')).toHaveCount(1);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByText('Waiting for its turn')).toHaveCount(0);
});

test('while rows are measured, a host page hears that Lanes is running, runs nothing else, and can stop it', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=decide');
  const ask = (type) =>
    page.evaluate(
      (type) =>
        new Promise((answered) => {
          const id = `${type} ${Math.random()}`;
          addEventListener('message', function hear({ data }) {
            if (data?.id !== id || data.type === type) return;
            removeEventListener('message', hear);
            answered(data);
          });
          postMessage({ lanes: 1, id, type }, location.origin);
        }),
      type,
    );
  expect(await ask('get')).toMatchObject({ type: 'state', running: false });
  await page.getByRole('button', { name: 'Measure all' }).click();
  await expect(page.getByRole('progressbar')).toHaveCount(1);
  expect(await ask('get')).toMatchObject({ type: 'state', running: true });
  expect(await ask('run')).toMatchObject({
    type: 'error',
    error: { kind: 'busy', message: 'Lanes is already measuring. Stop it first.' },
  });
  expect(await ask('stop')).toMatchObject({ type: 'stopped', result: null });
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByText('Waiting for its turn')).toHaveCount(0);
  expect(await ask('get')).toMatchObject({ type: 'state', running: false });
});

test('the guide gives advice before it has measured anything, and says so', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await lanes.open('x=decide');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Which should I use?');
  // The short answer comes first.
  const answers = page.getByRole('table', { name: 'Short answer' });
  await expect(answers.getByRole('row', { name: /compute in pure Python/ })).toContainText(
    /ProcessPoolExecutor.*ThreadPoolExecutor/s,
  );
  const top = async (locator) => (await locator.boundingBox()).y;
  expect(await top(answers)).toBeLessThan(await top(page.getByRole('button', { name: 'Measure all' })));
  const rows = page.locator('.kinds tbody tr');
  await expect(rows).not.toHaveCount(0);
  for (const row of await rows.all()) {
    await expect(row.locator('.headline')).toHaveText(/^(Use|Fetch) /);
    await expect(row.locator('.advice')).toContainText('In Rust: ');
    await expect(row.locator('.here')).toHaveText('Not measured yet');
  }
  expect(await overflow(page)).toBeLessThanOrEqual(0);
});

test('answers to the questions lead to advice at once, and to the row of similar work', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=decide');
  const [marked, answer] = [page.locator('.like-yours'), page.locator('.answer')];
  await page.getByText('Not sure? Answer three questions').click();
  await page.getByLabel('Waiting for a network').check();
  await expect(marked).toHaveCount(0);
  await page.getByLabel('Dozens').check();
  await expect(marked).toHaveAttribute('data-row', 'ten-requests');
  await expect(answer.locator('strong')).toHaveText('Use asyncio or threads.');
  await expect(answer).toHaveRole('status');
  await expect(answer.getByRole('link', { name: 'Ten requests' })).toHaveAttribute(
    'href',
    '?x=ten-requests&latency=50',
  );
  expect(await page.locator('.kinds [data-call]').count()).toBe(0);
  await page.getByLabel('Both, in turn').check();
  await page.getByLabel('Large data that they only read').check();
  await expect(marked).toHaveAttribute('data-row', 'download-process');
  await expect(answer.locator('strong')).toHaveText(`${await marked.locator('.headline').innerText()}.`);
  await answer.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Which should I use?');
  await expect(page.locator('main')).toBeFocused();
});

test('axe finds no violations on a chart in either theme, during and after the run', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=break-even&least=1000&most=10000000&repeats=1');
  await lanes.runButton.click();
  await expect(page.locator('.area .point').first()).toBeVisible();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await lanes.ended();
  await page.locator('.sweep').getByText('Show as table').click();
  await page.getByLabel('Show ranges').check();
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('axe finds no violations on the guide in either theme, before and after it measures a row', async ({
  page,
  lanes,
}) => {
  await lanes.open('x=decide');
  await page.getByText('Not sure? Answer three questions').click();
  expect(await violationsInBothThemes(page)).toEqual([]);
  await page.getByLabel('Both, in turn').check();
  await page.getByRole('button', { name: 'Measure network requests' }).click();
  await expect(page.locator('[data-row="ten-requests"] [data-waiting]')).toBeVisible({ timeout: 60_000 });
  expect(await violationsInBothThemes(page)).toEqual([]);
});

test('nothing is cut off at any page width', async ({ page, lanes }) => {
  await lanes.open(SCALING);
  await lanes.run();
  await expectToFit(page, [320, 1280]);
  await lanes.open('x=decide');
  await expectToFit(page, [320, 1280]);
});

test('the short answer and Measure all are on the first screen', async ({ page, lanes }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await lanes.open('x=decide');
  await expect(page.getByRole('button', { name: 'Measure all' })).toBeInViewport();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('table', { name: 'Short answer' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure all' })).toBeHidden();
});
