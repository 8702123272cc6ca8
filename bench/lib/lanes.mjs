// Lanes itself, driven by its messages.

/** Opens a page of Lanes that runs on request. */
export async function openLanes(browser, url, query) {
  const page = await browser.newPage();
  await page.goto(`${url}?${query}`);
  await page.locator('[data-engine*="ready"]').waitFor({ state: 'attached', timeout: 120_000 });
  return {
    page,
    /** Runs the experiment once, and returns the result JSON. `change` amends the query. */
    run: (change) => page.evaluate(run, change),
    close: () => page.close(),
  };
}

/** Runs in the page. Sends a message to its own window, as a host page would. */
function run(query) {
  const id = Math.random();
  return new Promise((resolve, reject) => {
    addEventListener('message', function hear({ data }) {
      if (data?.lanes !== 1 || data.id !== id) return;
      if (data.type === 'result') resolve(data.result);
      if (data.type === 'error') reject(new Error(data.error.message));
      if (['result', 'error'].includes(data.type)) removeEventListener('message', hear);
    });
    postMessage({ lanes: 1, id, type: 'run', ...(query && { query }) }, location.origin);
  });
}

/** Returns the time and the answer of a strategy's measured run, at the last step of a sweep. */
export function runOf(result, strategy) {
  const isMeasured = (run) => run.strategy === strategy && run.repeat === 1;
  const [{ wallMs, checksum }] = result.runs.filter(isMeasured).sort((a, b) => (b.x ?? 0) - (a.x ?? 0));
  return { ms: wallMs, sum: checksum };
}
