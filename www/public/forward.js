// From the page that shows an experiment's title and picture to the experiment itself, with all that the address
// says. In a frame, as note-taking services make one of a pasted address, it is shown without what is around it.

const id = location.pathname.split('/').at(-2);
const query = new URLSearchParams(location.search);
if (parent !== window && !query.has('view')) query.set('view', 'embed');
const rest = query.size > 0 ? `&${query}` : '';
location.replace(`../../?x=${id}${rest}${location.hash}`);
