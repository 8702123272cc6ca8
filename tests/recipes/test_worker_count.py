import os
import sys
import unittest
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from types import SimpleNamespace
from unittest import mock

import worker_count
from worker_count import usable_cores, workers_for


class WorkerCount(unittest.TestCase):
    def test_only_cores_that_this_process_may_use_are_counted(self):
        allowed, cores = os.sched_getaffinity(0), os.cpu_count()
        os.sched_setaffinity(0, {min(allowed)})
        self.addCleanup(os.sched_setaffinity, 0, allowed)
        self.assertEqual(usable_cores(), 1)
        self.assertEqual(os.cpu_count(), cores)

    def test_the_best_available_function_counts_the_cores(self):
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

    def test_computing_gets_one_worker_per_core_and_waiting_up_to_32(self):
        cores = usable_cores()
        self.assertEqual(workers_for(10_000, waits=False), cores)
        self.assertEqual(workers_for(10_000, waits=True), 32)
        self.assertEqual(workers_for(1, waits=False), 1)
        self.assertEqual(workers_for(7, waits=True), 7)

    def test_pools_have_the_default_sizes_in_the_recipe(self):
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
