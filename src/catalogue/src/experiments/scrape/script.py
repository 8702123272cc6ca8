# dependencies = ["httpx"]
"""Scraping a site: each page that is read may lead to new ones.

The script serves the site itself: a tree of pages with LINKS links each.
"""

import asyncio
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from html.parser import HTMLParser

import httpx

from prelude.compare import compare
from prelude.server import server

DEPTH = 3  # lanes:depth
# Maximum requests in flight with asyncio.
LIMIT = 10  # lanes:limit
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads"]  # lanes:strategies
LATENCY_MS = 50
LINKS = 3
# One connection for each request in flight.
LIMITS = httpx.Limits(max_connections=None)


def read(client: httpx.Client, path: str) -> set[str]:
    """Returns where a page links to."""
    return links(client.get(path).text)


def one_by_one(address: str) -> list[str]:
    seen, waiting = {"/"}, ["/"]
    with httpx.Client(base_url=address) as client:
        while waiting:
            new = read(client, waiting.pop()) - seen
            seen |= new
            waiting += new
    return sorted(seen)


def in_threads(address: str) -> list[str]:
    seen = {"/"}
    with (
        httpx.Client(base_url=address, limits=LIMITS) as client,
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


async def scrape(address: str) -> list[str]:
    seen = {"/"}
    semaphore = asyncio.Semaphore(LIMIT)
    async with (
        httpx.AsyncClient(base_url=address, limits=LIMITS) as client,
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


def main() -> None:
    with server(respond, LATENCY_MS) as address:
        print(f"{len(one_by_one(address)):,} pages")
        strategies = {
            "sequential": lambda: one_by_one(address),
            "asyncio": lambda: asyncio.run(scrape(address)),
            "threads": lambda: in_threads(address),
        }
        left_out = {
            "processes": "They would have to share the list of pages already found."
        }
        compare(strategies, STRATEGIES, REPEATS, left_out)


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


def respond(path: str) -> str:
    """Returns a page that links home, and to the pages below it down to DEPTH."""
    parts = [part for part in path.split("/") if part]
    below = range(LINKS) if len(parts) < DEPTH else []
    hrefs = ["/"] + ["/" + "/".join([*parts, str(number)]) for number in below]
    return "".join(f'<p><a href="{href}">{href}</a></p>' for href in hrefs)
