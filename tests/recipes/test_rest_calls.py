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
        self.asked = Counter()
        self.lock = threading.Lock()

    def times_asked(self, path):
        with self.lock:
            self.asked[path] += 1
            return self.asked[path]

    def test_all_calls_are_answered_in_order_with_ten_at_once_at_most(self):
        def respond(path):
            time.sleep(0.005)
            refused = path.endswith("7") and self.times_asked(path) == 1
            return (429, {"Retry-After": "0"}, b"") if refused else (200, {}, path.encode())

        with (
            serving(respond) as server,
            mock.patch.object(rest_calls, "PER_SECOND", 10_000),
            mock.patch.object(rest_calls.random, "random", lambda: 0.001),
        ):
            urls = [f"{server.address}/{number}" for number in range(CALLS)]
            answers = rest_calls.get_all(urls)
        self.assertEqual(answers, [f"/{number}".encode() for number in range(CALLS)])
        self.assertEqual(sum(self.asked.values()), 2 * CALLS // 10)
        self.assertLessEqual(server.most, rest_calls.AT_ONCE)
        self.assertGreater(server.most, 1)

    def attempts(self, status, headers):
        """What is waited before each further try of a call that always fails, and how it ends."""

        def respond(path):
            self.times_asked(path)
            return status, headers, b""

        waits = []
        pace = mock.Mock()
        with serving(respond) as server, mock.patch.object(rest_calls.time, "sleep", waits.append):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                rest_calls.get(server.address, pace)
            raised.exception.close()
        self.assertEqual(raised.exception.code, status)
        self.assertEqual(pace.wait.call_count, self.asked.total())
        return waits

    def test_an_answer_that_will_not_change_is_not_asked_for_again(self):
        self.assertEqual(self.attempts(404, {}), [])
        self.assertEqual(self.asked.total(), 1)

    def test_pauses_double_and_differ(self):
        waits = self.attempts(503, {})
        self.assertEqual(self.asked.total(), rest_calls.TRIES)
        self.assertEqual([int(wait) for wait in waits], [2, 4, 8, 16])
        self.assertEqual(len({wait % 1 for wait in waits}), len(waits))

    def test_the_server_says_how_long_to_wait(self):
        waits = self.attempts(429, {"Retry-After": "7"})
        self.assertEqual([int(wait) for wait in waits], [7] * (rest_calls.TRIES - 1))

    def test_no_more_requests_a_second_start_than_are_allowed(self):
        pace = rest_calls.Pace(per_second=200)
        began = pace.next
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda _: pace.wait(), range(20)))
        self.assertGreaterEqual(time.monotonic(), began + 19 / 200)
