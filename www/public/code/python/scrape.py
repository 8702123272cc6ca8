# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
"""Scraping a site: what there is to do is found while doing it.

Save it as a file and run it with `uv run`, or with CPython 3.11 or later and `pip
install httpx`. It starts the site itself: a tree of pages in which each has LINKS
links.
"""

import asyncio
import contextlib
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from html.parser import HTMLParser

import httpx

DEPTH = 3  # lanes:depth
# Requests of asyncio under way at once.
LIMIT = 10  # lanes:limit
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
STRATEGIES = ["sequential", "asyncio", "threads"]  # lanes:strategies
LATENCY_MS = 50
LINKS = 3

# New processes start from nothing, as they do on Windows and macOS: forking one that
# has threads is not safe.
SPAWN = multiprocessing.get_context("spawn")


class Links(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.found += [value for name, value in attributes if name == "href"]


def links(html):
    parser = Links()
    parser.feed(html)
    return parser.found


def one_by_one(address):
    seen, waiting = {"/"}, ["/"]
    with httpx.Client(base_url=address) as client:
        while waiting:
            new = set(links(client.get(waiting.pop()).text)) - seen
            seen |= new
            waiting += new
    return sorted(seen)


def in_threads(address):
    seen = {"/"}
    limits = httpx.Limits(max_connections=None)
    with (
        httpx.Client(base_url=address, limits=limits) as client,
        ThreadPoolExecutor(WORKERS) as threads,
    ):
        pending = {threads.submit(client.get, "/")}
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                new = set(links(future.result().text)) - seen
                seen |= new
                pending |= {threads.submit(client.get, path) for path in new}
    return sorted(seen)


async def scrape(address):
    seen = {"/"}
    semaphore = asyncio.Semaphore(LIMIT)
    limits = httpx.Limits(max_connections=None)
    async with (
        httpx.AsyncClient(base_url=address, limits=limits) as client,
        asyncio.TaskGroup() as group,
    ):

        async def visit(path):
            async with semaphore:
                response = await client.get(path)
            new = set(links(response.text)) - seen
            seen.update(new)
            for further in new:
                group.create_task(visit(further))

        group.create_task(visit("/"))
    return sorted(seen)


def page(path):
    """A page at depth d has a path of d parts; it links to pages below it and home."""
    parts = [part for part in path.split("/") if part]
    below = range(LINKS) if len(parts) < DEPTH else []
    hrefs = ["/"] + ["/" + "/".join([*parts, str(number)]) for number in below]
    return "".join(f'<p><a href="{href}">{href}</a></p>' for href in hrefs)


async def answer(reader, writer):
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(LATENCY_MS / 1000)
            body = page(request.split()[1].decode()).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
    writer.close()


async def serve(address):
    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=4096)
    host, port = server.sockets[0].getsockname()
    address.send(f"http://{host}:{port}")
    await server.serve_forever()


def run_server(address):
    asyncio.run(serve(address))


@contextlib.contextmanager
def site():
    """The address of the site, which has a process, and so a GIL, to itself."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=run_server, args=(theirs,), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def measure(runs):
    """Prints the median times of REPEATS rounds, after one to warm up."""
    answers = [run() for run in runs.values()]
    times = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            started = time.perf_counter()
            answers.append(run())
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    first = next(iter(medians.values()))
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    version, cores = sys.version.split()[0], os.cpu_count()
    print(f"Python {version}, {'a' if gil else 'no'} GIL, {cores} cores")
    print(f"{'strategy':<12}{'median':>12}{'speed-up':>10}")
    for name, median in medians.items():
        print(f"{name:<12}{median * 1000:>9,.1f} ms{first / median:>9.2f}x")
    if any(answer != answers[0] for answer in answers):
        sys.exit("The answers differ.")
    print("Every run gave the same answers.")


def main():
    with site() as address:
        print(f"{len(one_by_one(address)):,} pages")
        runs = {
            "sequential": lambda: one_by_one(address),
            "asyncio": lambda: asyncio.run(scrape(address)),
            "threads": lambda: in_threads(address),
        }
        measure({name: runs[name] for name in STRATEGIES if name in runs})


if __name__ == "__main__":
    main()
