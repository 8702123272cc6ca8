// Redirects from an experiment's preview page, which has a title and picture, to the experiment, and keeps all
// parameters. In a frame, which note-taking tools make from a pasted link, the experiment is shown as an embed.

const id = location.pathname.split('/').at(-2);
const query = new URLSearchParams(location.search);
if (parent !== window && !query.has('view')) query.set('view', 'embed');
const rest = query.size > 0 ? `&${query}` : '';
location.replace(`../../?x=${id}${rest}${location.hash}`);
