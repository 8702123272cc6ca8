"""The GIL and waiting: a thread releases the GIL while it waits, so threads wait together."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

from prelude.compare import compare
from prelude.pools import process_pool
from prelude.server import server

REQUESTS = 10  # lanes:requests
LATENCY_MS = 100  # lanes:latency
WORKERS = 10  # lanes:workers
REPEATS = 3  # lanes:repeats
# With a GIL, "threads" is what the page calls threads-gil. python3.14t has no GIL.
STRATEGIES = ["sequential", "threads", "processes"]  # lanes:strategies

# Empty for a local server that answers after LATENCY_MS; or the address of one that you
# may ask this often.
BASE_URL = ""


def get(url: str) -> dict[str, str]:
    # The GIL is released for as long as this waits for the answer.
    with urlopen(url) as response:
        return json.load(response)


def main() -> None:
    with (
        server(respond, LATENCY_MS, BASE_URL) as address,
        ThreadPoolExecutor(WORKERS) as threads,
        process_pool(WORKERS) as processes,
    ):
        urls = [f"{address}/records/{number}" for number in range(REQUESTS)]
        strategies = {
            "sequential": lambda: [get(url) for url in urls],
            "threads": lambda: list(threads.map(get, urls)),
            "processes": lambda: list(processes.map(get, urls)),
        }
        left_out = {"asyncio": "The standard library has no HTTP client for it."}
        compare(strategies, STRATEGIES, REPEATS, left_out)


def respond(path: str) -> dict[str, object]:
    return {"path": path}
