# dependencies = ["httpx"]
"""Scraping a site: each page that is read may lead to new ones.

The script serves the site itself: a tree of pages with LINKS links each.
"""

import asyncio
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from html.parser import HTMLParser

import httpx

from prelude.compare import compare
from prelude.connections import connections
from prelude.server import server

PAGES = 50  # lanes:pages
DEPTH = 3  # lanes:depth
LATENCY_MS = 50  # lanes:latency
# Maximum requests in flight with asyncio.
LIMIT = 10  # lanes:limit
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads"]  # lanes:strategies


def main() -> None:
    limit = connections(min(LIMIT, COUNT))
    with server(respond, LATENCY_MS) as address:
        strategies = {
            "sequential": lambda: one_by_one(address),
            "asyncio": lambda: asyncio.run(scrape(address, limit)),
            "threads": lambda: in_threads(address),
        }
        left_out = {
            "processes": "They would have to share the list of pages already found."
        }
        print(f"{COUNT:,} pages")
        compare(strategies, STRATEGIES, REPEATS, left_out)


def one_by_one(address: str) -> list[str]:
    seen, waiting = {"/"}, ["/"]
    with httpx.Client(base_url=address, timeout=TIMEOUT, trust_env=False) as client:
        while waiting:
            new = read(client, waiting.pop()) - seen
            seen |= new
            waiting += new
    return sorted(seen)


def in_threads(address: str) -> list[str]:
    seen = {"/"}
    with (
        httpx.Client(
            base_url=address, limits=LIMITS, timeout=TIMEOUT, trust_env=False
        ) as client,
        ThreadPoolExecutor(WORKERS) as threads,
    ):
        pending = {threads.submit(read, client, "/")}
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                new = future.result() - seen
                seen |= new
                pending |= {threads.submit(read, client, path) for path in new}
    return sorted(seen)


async def scrape(address: str, limit: int) -> list[str]:
    seen = {"/"}
    semaphore = asyncio.Semaphore(limit)
    async with (
        httpx.AsyncClient(
            base_url=address, limits=LIMITS, timeout=TIMEOUT, trust_env=False
        ) as client,
        asyncio.TaskGroup() as group,
    ):

        async def visit(path: str) -> None:
            async with semaphore:
                response = await client.get(path)
            new = links(response.text) - seen
            seen.update(new)
            for further in new:
                group.create_task(visit(further))

        group.create_task(visit("/"))
    return sorted(seen)


def read(client: httpx.Client, path: str) -> set[str]:
    """Returns where a page links to."""
    return links(client.get(path).text)


# Maximum time to wait for a response. httpx would give up after 5 s.
TIMEOUT_MS = 30_000  # lanes:timeout
TIMEOUT = TIMEOUT_MS / 1000
# One connection for each request in flight. No proxy of the environment can reach a
# server on this machine.
LIMITS = httpx.Limits(max_connections=None)


class Links(HTMLParser):
    """Collects the targets of the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found |= {value for name, value in attrs if name == "href" and value}


def links(html: str) -> set[str]:
    parser = Links()
    parser.feed(html)
    return parser.found


LINKS = 3
# Pages down to DEPTH links from the first one, and at most PAGES of them.
COUNT = min(PAGES, sum(LINKS**depth for depth in range(DEPTH + 1)))


def respond(path: str) -> str:
    """Returns a page that links home, and to the pages below it.

    Pages are numbered from 0, level by level.
    """
    first = int(path.strip("/") or 0) * LINKS + 1
    numbers = range(first, min(first + LINKS, COUNT))
    hrefs = ["/", *(f"/{number}" for number in numbers)]
    return "".join(f'<p><a href="{href}">{href}</a></p>' for href in hrefs)
