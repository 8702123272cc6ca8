import asyncio
from urllib.parse import urldefrag, urljoin

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=30)


async def crawl(start, links_of, store, most=10_000, at_once=20):
    """Stores the pages below `start`, at most `most` of them."""
    seen = {start}
    queue = asyncio.Queue()
    queue.put_nowait(start)

    async def visit(session, url):
        async with session.get(url) as response:
            response.raise_for_status()
            html = await response.text(errors="replace")
        store(url, html)
        for link in links_of(html):
            link = urldefrag(urljoin(url, link)).url
            new = link.startswith(start) and link not in seen
            if new and len(seen) < most:
                seen.add(link)
                queue.put_nowait(link)

    async def work(session):
        while True:
            url = await queue.get()
            try:
                await visit(session, url)
            except (aiohttp.ClientError, TimeoutError) as error:
                print(f"{url}: {error!r}")
            queue.task_done()

    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        async with asyncio.TaskGroup() as group:
            workers = [
                group.create_task(work(session)) for _ in range(at_once)
            ]
            await queue.join()
            for worker in workers:
                worker.cancel()
