import random
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 10
PER_SECOND = 50
TRIES = 5
TRY_AGAIN = {429, 502, 503, 504}


class Pace:
    """Starts requests at most `per_second` times a second."""

    def __init__(self, per_second):
        self.pause = 1 / per_second
        self.lock = threading.Lock()
        self.next = time.monotonic()

    def wait(self):
        with self.lock:
            start = max(self.next, time.monotonic())
            self.next = start + self.pause
        time.sleep(max(0, start - time.monotonic()))


def get(url, pace):
    for attempt in range(1, TRIES + 1):
        pace.wait()
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            if error.code not in TRY_AGAIN or attempt == TRIES:
                raise
            after = error.headers.get("Retry-After", "")
            error.close()
        seconds = int(after) if after.isdigit() else 2**attempt
        time.sleep(seconds + random.random())


def get_all(urls):
    pace = Pace(PER_SECOND)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(lambda url: get(url, pace), urls))
