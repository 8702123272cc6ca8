// Requests to the reader’s own URLs.

import { createServer } from 'node:http';
import { violationsInBothThemes } from '#support/axe.mjs';
import { expect, test } from '#support/lanes.mjs';
import { ARTICLES, PREVIEW } from '#support/servers.mjs';

test.describe('your URLs', () => {
  /** Starts a server on another port, which is another origin for CORS. `requested` lists the URLs it receives. */
  async function otherServer(headers, answer = (url) => `answer to ${url}`) {
    const requested = [];
    const server = createServer((request, response) => {
      requested.push(request.url);
      response.writeHead(200, headers).end(answer(request.url));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { requested, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
  }

  test('are requested in turn, and only after the reader presses Run', async ({ lanes }) => {
    // The headers allow caching, but neither futures nor blocking requests may be answered from the cache.
    const headers = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=3600' };
    const server = await otherServer(headers);
    const urls = encodeURIComponent(`${server.url}/a ${server.url}/b`);
    await lanes.open(`x=ten-requests&requests=4&repeats=1&network=urls&urls=${urls}`);
    expect(server.requested).toEqual([]);
    await lanes.run();
    await expect(lanes.conclusion).toContainText('Every run gave the same answers');
    // Five strategies, each with a warm-up and a measured run of four requests.
    expect(server.requested.length).toBe(40);
    expect(new Set(server.requested)).toEqual(new Set(['/a', '/b']));
    server.close();
  });

  test('with different answers each time cause an error that names a task, and no verdict', async ({
    page,
    lanes,
  }) => {
    let count = 0;
    const server = await otherServer({ 'access-control-allow-origin': '*' }, () => `answer ${count++}`);
    const urls = encodeURIComponent(`${server.url}/a`);
    await lanes.open(
      `x=ten-requests&requests=2&repeats=2&network=urls&urls=${urls}&strategies=sequential,async`,
    );
    await lanes.run();
    await expect(page.getByRole('alert')).toContainText(/Task \d: .* for the same work/);
    await expect(lanes.conclusion).not.toContainText(/fastest|equally fast|vary/i);
    expect((await lanes.result()).failure).toMatch(/Task \d: .* for the same work/);
    server.close();
  });

  test('whose server does not allow CORS cause a failure that says so', async ({ page, lanes }) => {
    lanes.expectErrors(/CORS policy|Failed to load resource/);
    const server = await otherServer({});
    const urls = encodeURIComponent(`${server.url}/a`);
    await lanes.open(
      `x=ten-requests&requests=2&repeats=1&network=urls&urls=${urls}&strategies=async,threads`,
    );
    await lanes.run();
    await expect(page.locator('.conclusion .bad-text')).toContainText('may not allow it (CORS)');
    server.close();
  });

  test('need a confirmation for many requests, which lists servers and numbers and lasts for the session', async ({
    page,
    lanes,
  }) => {
    const server = await otherServer({ 'access-control-allow-origin': '*' });
    const urls = encodeURIComponent(`${server.url}/a`);
    const few = `x=ten-requests&requests=50&repeats=1&limit=50&network=urls&urls=${urls}&strategies=async`;
    const many = `${few}&repeats=2`;
    await lanes.open(few);
    await lanes.run();
    // A warm-up and a measured run of 50 requests need none.
    expect(server.requested.length).toBe(100);
    await lanes.goTo(many);
    const question = page.getByRole('group', { name: 'Send requests to other servers?' });
    await lanes.runButton.click();
    await expect(question.getByRole('listitem')).toHaveText([`${server.url}: 150 requests`]);
    await expect(question.getByRole('heading')).toBeFocused();
    expect(await violationsInBothThemes(page)).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toHaveCount(0);
    await lanes.runButton.click();
    // What changes takes back the question.
    await lanes.goTo(`${many}&requests=49`);
    await expect(question).toHaveCount(0);
    await lanes.goTo(many);
    expect(server.requested.length).toBe(100);
    await lanes.runButton.click();
    await question.getByRole('button', { name: 'Send and run' }).click();
    await expect(lanes.conclusion).toContainText('2 repeats', { timeout: 60_000 });
    await lanes.ended();
    expect(server.requested.length).toBe(250);
    await lanes.run();
    expect(server.requested.length).toBe(400);
    // More than was confirmed.
    await lanes.goTo(`${few}&repeats=3`);
    await lanes.runButton.click();
    await expect(question.getByRole('listitem')).toHaveText([`${server.url}: 200 requests`]);
    // Nothing is stored.
    await page.reload();
    await lanes.ready();
    await lanes.goTo(many);
    await lanes.runButton.click();
    await expect(question).toBeVisible();
    expect(server.requested.length).toBe(400);
    server.close();
  });

  test('in an embed need a confirmation for any request', async ({ page }) => {
    const server = await otherServer({ 'access-control-allow-origin': '*' });
    const query = `x=ten-requests&requests=1&repeats=1&network=urls&urls=${server.url}/a&strategies=async`;
    await page.goto(
      ARTICLES.with(`<iframe src="${PREVIEW.url}?view=embed&${query.replaceAll('&', '&amp;')}"></iframe>`),
    );
    const embed = page.frameLocator('iframe');
    await embed.getByRole('button', { name: 'Run' }).click();
    await expect(embed.getByRole('listitem')).toHaveText([`${server.url}: 2 requests`]);
    await page.waitForTimeout(500);
    expect(server.requested).toEqual([]);
    await embed.getByRole('button', { name: 'Send and run' }).click();
    await expect(embed.locator('.bars tr[data-median-ms]').first()).toBeVisible({ timeout: 60_000 });
    expect(server.requested.length).toBe(2);
    server.close();
  });

  test('are refused if invalid, and the typed text stays', async ({ page, lanes }) => {
    await lanes.open('x=ten-requests&network=urls');
    const urls = page.getByLabel('Your URLs');
    await urls.fill('javascript:alert(1)');
    await urls.blur();
    await expect(page.locator('.wrong .hint')).toContainText('is not an address that begins with https://');
    await expect(urls).toHaveValue('javascript:alert(1)');
  });

  test('must be entered before the experiment can run', async ({ page, lanes }) => {
    await lanes.open('x=ten-requests&network=urls&repeats=1&strategies=async');
    await expect(lanes.runButton).toBeDisabled();
    await expect(page.locator('.settings > summary')).toContainText('Fill in “Your URLs” first.');
  });
});
