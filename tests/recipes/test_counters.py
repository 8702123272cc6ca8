import sys
import threading
import unittest

import counters
from support import run

THREADS = 4


def in_threads(function, *arguments):
    threads = [threading.Thread(target=function, args=arguments) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Counters(unittest.TestCase):
    def setUp(self):
        # Threads switch as often as possible.
        interval = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, interval)
        sys.setswitchinterval(1e-6)

    def test_a_lock_loses_nothing(self):
        counters.hits = 0
        in_threads(counters.count_with_lock, 20_000)
        self.assertEqual(counters.hits, THREADS * 20_000)

    def test_the_script_counts_everything_in_all_three_ways(self):
        self.assertEqual(run("counters"), ["40000 40000", "40000"])

    def test_updates_are_lost_with_a_call_between_reading_and_writing(self):
        count = 0

        def same(number):
            return number

        def add(times):
            nonlocal count
            for _ in range(times):
                count = same(count) + 1

        for tries in range(1, 101):
            count = 0
            in_threads(add, 50_000)
            if count < THREADS * 50_000:
                return
        self.fail(f"No update was lost in {tries} tries.")

    def test_a_plain_increment_in_a_loop_loses_nothing_with_a_gil(self):
        """A measurement, not a guarantee: the recipe says that no version guarantees it."""
        self.assertTrue(getattr(sys, "_is_gil_enabled", lambda: True)(), "this test needs a GIL")
        count = 0

        def add(times):
            nonlocal count
            for _ in range(times):
                count += 1

        in_threads(add, 500_000)
        self.assertEqual(count, THREADS * 500_000)
