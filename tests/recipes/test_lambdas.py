import unittest
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from operator import itemgetter, methodcaller

from lambdas import scale
from support import run

# The type of the error differs between Python versions, and between a lambda and a nested function.
REFUSED = Exception


class Lambdas(unittest.TestCase):
    def test_a_lambda_and_a_nested_function_cannot_be_sent(self):
        def nested(value):
            return 3 * value

        with ProcessPoolExecutor(1) as pool:
            for function in (lambda value: 3 * value, nested):
                with self.assertRaisesRegex(REFUSED, r"(?i)can't (pickle|get)"):
                    list(pool.map(function, range(5)))
            # The pool still works.
            self.assertEqual(pool.submit(scale, 3, 4).result(), 12)

    def test_the_recommended_replacements_can_be_sent(self):
        with ProcessPoolExecutor(1) as pool:
            self.assertEqual(list(pool.map(partial(scale, 3), range(3))), [0, 3, 6])
            self.assertEqual(list(pool.map(itemgetter(1), ["ab", "cd"])), ["b", "d"])
            self.assertEqual(list(pool.map(methodcaller("upper"), ["a"])), ["A"])

    def test_a_pool_of_threads_accepts_a_lambda(self):
        with ThreadPoolExecutor(1) as pool:
            self.assertEqual(list(pool.map(lambda value: 3 * value, range(3))), [0, 3, 6])

    def test_the_script_prints_its_answers(self):
        self.assertEqual(run("lambdas"), ["[0, 3, 6, 9, 12]"])
