import asyncio
import hashlib
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import read_files
from gil import releases_gil

FILES = 1_000


class ReadFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.paths = [self.folder / str(number) for number in range(FILES)]
        for path in self.paths:
            path.write_bytes(path.name.encode() * 100)
        self.expected = [path.name.encode() * 100 for path in self.paths]

    def test_threads_return_all_contents_in_order(self):
        self.assertEqual(read_files.read_all(self.paths), self.expected)

    def test_an_event_loop_reads_all_files_in_other_threads_within_its_limit(self):
        threads, in_flight, max_in_flight = set(), 0, 0
        lock = threading.Lock()
        read_bytes = Path.read_bytes

        def read(path):
            nonlocal in_flight, max_in_flight
            with lock:
                threads.add(threading.get_ident())
                in_flight += 1
                max_in_flight = max(max_in_flight, in_flight)
            data = read_bytes(path)
            with lock:
                in_flight -= 1
            return data

        with mock.patch.object(Path, "read_bytes", read):
            answers = asyncio.run(read_files.read_all_in_a_loop(self.paths, at_once=3))
        self.assertEqual(answers, self.expected)
        self.assertNotIn(threading.get_ident(), threads)
        self.assertLessEqual(max_in_flight, 3)

    def test_reading_and_hashing_release_the_gil(self):
        data = b"x" * 10_000_000
        path = self.folder / "large"
        path.write_bytes(data)
        self.assertTrue(releases_gil(path.read_bytes, 200))
        self.assertTrue(releases_gil(lambda: hashlib.sha256(data), 200))
        self.assertFalse(releases_gil(lambda: hashlib.sha256(data[:2_000]), 200))
