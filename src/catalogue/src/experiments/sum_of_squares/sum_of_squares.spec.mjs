// The strategies that the page offers for work that never waits.

import { expect, test } from '#support/lanes.mjs';

test('the page says why combinations are hidden', async ({ page, lanes }) => {
  await lanes.open('x=sum-of-squares');
  await lanes.settings();
  await expect(page.getByRole('group', { name: 'Compare' })).toContainText(
    'Combinations such as async+threads are hidden',
  );
});
