import os
import sys
import unittest
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import SimpleNamespace
from unittest import mock

import worker_count
from worker_count import usable_cores, workers_for


class WorkerCount(unittest.TestCase):
    def test_only_the_cores_count_that_this_process_may_use(self):
        allowed, cores = os.sched_getaffinity(0), os.cpu_count()
        os.sched_setaffinity(0, {min(allowed)})
        self.addCleanup(os.sched_setaffinity, 0, allowed)
        self.assertEqual(usable_cores(), 1)
        self.assertEqual(os.cpu_count(), cores)

    def test_each_way_to_count_is_used_where_there_is_no_better_one(self):
        systems = {
            3: {
                "process_cpu_count": lambda: 3,
                "sched_getaffinity": lambda _: {0, 1},
                "cpu_count": lambda: 5,
            },
            2: {"sched_getaffinity": lambda _: {0, 1}, "cpu_count": lambda: 5},
            5: {"cpu_count": lambda: 5},
            1: {"cpu_count": lambda: None},
        }
        for cores, functions in systems.items():
            with mock.patch.object(worker_count, "os", SimpleNamespace(**functions)):
                self.assertEqual(usable_cores(), cores)

    def test_computing_takes_a_worker_for_each_core_and_waiting_more(self):
        cores = usable_cores()
        self.assertEqual(workers_for(10_000, waits=False), cores)
        self.assertEqual(workers_for(10_000, waits=True), 32)
        self.assertEqual(workers_for(1, waits=False), 1)
        self.assertEqual(workers_for(7, waits=True), 7)

    def test_pools_have_the_sizes_that_the_text_says(self):
        with mock.patch.multiple(os, cpu_count=lambda: 8):
            if sys.version_info >= (3, 13):
                self.enterContext(mock.patch.object(os, "process_cpu_count", lambda: 8))
            with ThreadPoolExecutor() as threads, ProcessPoolExecutor() as processes:
                self.assertEqual(threads._max_workers, 12)
                self.assertEqual(processes._max_workers, 8)
        with mock.patch.multiple(os, cpu_count=lambda: 100):
            if sys.version_info >= (3, 13):
                self.enterContext(mock.patch.object(os, "process_cpu_count", lambda: 100))
            with ThreadPoolExecutor() as threads:
                self.assertEqual(threads._max_workers, 32)
