import multiprocessing
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import run

UNGUARDED = """
import multiprocessing
multiprocessing.set_start_method("spawn")
process = multiprocessing.Process(target=print)
process.start()
process.join()
raise SystemExit(process.exitcode)
"""


class StartMethods(unittest.TestCase):
    def test_only_a_forked_process_sees_the_changed_setting(self):
        self.assertEqual(sorted(run("start_methods")), ["fork True", "forkserver False", "spawn False"])

    def test_the_default_is_the_one_in_the_recipe(self):
        if sys.platform == "linux":
            expected = "forkserver" if sys.version_info >= (3, 14) else "fork"
        else:
            expected = "spawn"
        code = "import multiprocessing; print(multiprocessing.get_start_method())"
        output = subprocess.check_output([sys.executable, "-c", code], text=True)
        self.assertEqual(output.strip(), expected)
        self.assertIn(expected, multiprocessing.get_all_start_methods())

    def test_a_spawned_process_needs_the_guard(self):
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder, "unguarded.py")
            script.write_text(UNGUARDED)
            done = subprocess.run([sys.executable, script], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("RuntimeError", done.stderr)
