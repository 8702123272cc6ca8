import concurrent.futures
import sys
import unittest

import subinterpreters
from support import run


class Subinterpreters(unittest.TestCase):
    def test_a_version_without_interpreters_uses_processes(self):
        """Python 3.13 and earlier use the second import."""
        expected = "InterpreterPoolExecutor" if sys.version_info >= (3, 14) else "ProcessPoolExecutor"
        self.assertIs(subinterpreters.Pool, getattr(concurrent.futures, expected))

    def test_the_pool_gives_the_same_answers(self):
        self.assertEqual(run("subinterpreters"), ["True"])
