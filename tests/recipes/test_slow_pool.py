import pickle
import unittest
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from unittest import mock

import slow_pool
from support import run

ITEMS = range(400)


class SlowPool(unittest.TestCase):
    def test_the_diagnosis_has_a_cost_for_each_step(self):
        costs = slow_pool.diagnose(slow_pool.square, ITEMS)
        steps = ["loop", "one task", "bytes", "first answer", "chunksize=1", "chunksize=50"]
        self.assertEqual(list(costs), steps)
        self.assertEqual(
            costs["bytes"],
            sum(len(pickle.dumps(item)) + len(pickle.dumps(item * item)) for item in ITEMS),
        )
        self.assertTrue(all(cost > 0 for cost in costs.values()))

    def test_sending_each_number_separately_costs_more_than_squaring_it(self):
        costs = slow_pool.diagnose(slow_pool.square, ITEMS)
        self.assertGreater(costs["chunksize=1"], costs["loop"])

    def messages(self, kind, chunksize):
        with kind(2) as pool, mock.patch.object(pool, "submit", wraps=pool.submit) as submit:
            answers = list(pool.map(slow_pool.square, ITEMS, chunksize=chunksize))
        self.assertEqual(answers, [item * item for item in ITEMS])
        return submit.call_count

    def test_a_chunk_of_50_tasks_is_sent_as_one_message(self):
        self.assertEqual(self.messages(ProcessPoolExecutor, 1), len(ITEMS))
        self.assertEqual(self.messages(ProcessPoolExecutor, 50), len(ITEMS) // 50)

    def test_a_pool_of_threads_ignores_chunksize(self):
        self.assertEqual(self.messages(ThreadPoolExecutor, 50), len(ITEMS))

    def test_the_script_prints_a_line_for_each_step(self):
        lines = run("slow_pool")
        self.assertEqual(len(lines), 6)
        self.assertRegex(lines[0], r"^ +loop: [\d.,e-]+$")
