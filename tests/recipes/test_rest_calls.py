import threading
import time
import unittest
import urllib.error
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import rest_calls
from support import serving

CALLS = 200


class RestCalls(unittest.TestCase):
    def setUp(self):
        self.requests = Counter()
        self.lock = threading.Lock()

    def count_request(self, path):
        with self.lock:
            self.requests[path] += 1
            return self.requests[path]

    def test_all_calls_are_answered_in_order_with_at_most_ten_at_once(self):
        def respond(path):
            time.sleep(0.005)
            refused = path.endswith("7") and self.count_request(path) == 1
            return (429, {"Retry-After": "0"}, b"") if refused else (200, {}, path.encode())

        with (
            serving(respond) as server,
            mock.patch.object(rest_calls, "PER_SECOND", 10_000),
            mock.patch.object(rest_calls.random, "random", lambda: 0.001),
        ):
            urls = [f"{server.address}/{number}" for number in range(CALLS)]
            answers = rest_calls.get_all(urls)
        self.assertEqual(answers, [f"/{number}".encode() for number in range(CALLS)])
        self.assertEqual(sum(self.requests.values()), 2 * CALLS // 10)
        self.assertLessEqual(server.max_in_flight, rest_calls.AT_ONCE)
        self.assertGreater(server.max_in_flight, 1)

    def attempts(self, status, headers):
        """Returns the pauses between the attempts of a call that always fails."""

        def respond(path):
            self.count_request(path)
            return status, headers, b""

        waits = []
        pace = mock.Mock()
        with serving(respond) as server, mock.patch.object(rest_calls.time, "sleep", waits.append):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                rest_calls.get(server.address, pace)
            raised.exception.close()
        self.assertEqual(raised.exception.code, status)
        self.assertEqual(pace.wait.call_count, self.requests.total())
        return waits

    def test_a_permanent_error_is_not_retried(self):
        self.assertEqual(self.attempts(404, {}), [])
        self.assertEqual(self.requests.total(), 1)

    def test_pauses_double_and_have_a_random_part(self):
        waits = self.attempts(503, {})
        self.assertEqual(self.requests.total(), rest_calls.TRIES)
        self.assertEqual([int(wait) for wait in waits], [2, 4, 8, 16])
        self.assertEqual(len({wait % 1 for wait in waits}), len(waits))

    def test_retry_after_sets_the_pause(self):
        waits = self.attempts(429, {"Retry-After": "7"})
        self.assertEqual([int(wait) for wait in waits], [7] * (rest_calls.TRIES - 1))

    def test_no_more_requests_start_per_second_than_allowed(self):
        pace = rest_calls.Pace(per_second=200)
        began = pace.next
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda _: pace.wait(), range(20)))
        self.assertGreaterEqual(time.monotonic(), began + 19 / 200)
