import asyncio
import unittest

import connections
from support import run


class Connections(unittest.TestCase):
    def test_waiting_threads_take_more_memory_than_waiting_tasks(self):
        tasks = asyncio.run(connections.memory_of_tasks(500))
        threads = connections.memory_of_threads(500)
        self.assertGreater(threads, 2 * tasks)
        self.assertGreater(threads, 1)

    def test_5000_tasks_take_about_5_mb_and_threads_over_five_times_as_much(self):
        """The memory of a thread depends on the system, so the recipe names the system."""
        lines = dict(line.split(": ") for line in run("connections"))
        tasks, threads = (float(lines[kind].removesuffix(" MB")) for kind in ("tasks", "threads"))
        self.assertTrue(2.5 <= tasks <= 10, tasks)
        self.assertGreater(threads, 5 * tasks)
