import sys
import unittest
from unittest import mock

import photos_without_gil
from support import run


class PhotosWithoutGil(unittest.TestCase):
    def test_a_build_with_a_gil_says_so(self):
        """Covers Python 3.12 and earlier, and later builds with a GIL."""
        self.assertTrue(photos_without_gil.gil_is_enabled())
        self.assertEqual(run("photos_without_gil"), ["This Python always has a GIL."])
        self.assertIsNone(photos_without_gil.first_to_enable_gil(["json"]))

    def test_the_first_module_that_enables_the_gil_is_returned(self):
        """Simulates a free-threaded build in which the second module turns the GIL on."""
        imported = []

        def enabled():
            return "second" in imported

        with (
            mock.patch.object(sys, "_is_gil_enabled", enabled, create=True),
            mock.patch.object(photos_without_gil.importlib, "import_module", imported.append),
        ):
            first = photos_without_gil.first_to_enable_gil
            self.assertIsNone(first(["first"]))
            self.assertEqual(first(["first", "second", "third"]), "second")
        self.assertEqual(imported, ["first", "first", "second"])
