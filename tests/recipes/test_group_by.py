import pickle
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import group_by
import numpy as np
import pandas as pd
from gil import releases_gil
from support import anonymous_memory

CITIES = ["Aarhus", "Bergen", "Turku"]
ROWS = 4_000


class GroupBy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        random = np.random.default_rng(1)
        self.table = pd.DataFrame(
            {
                "city": random.choice(CITIES, ROWS, p=[0.7, 0.2, 0.1]),
                "amount": random.random(ROWS),
                "note": "not needed",
            }
        )
        self.paths = [self.folder / f"{part}.csv" for part in range(3)]
        # Parts of different sizes, so that a mean of means is wrong.
        for path, part in zip(self.paths, np.split(np.arange(ROWS), [500, 1_500])):
            self.table.iloc[part].to_csv(path, index=False)
        self.expected = self.table.groupby("city")["amount"].mean()

    def test_processes_with_one_file_each_give_the_means_of_the_whole(self):
        pd.testing.assert_series_equal(
            group_by.means(self.paths, workers=2), self.expected, check_names=False, check_index_type=False
        )

    def test_reading_in_chunks_gives_the_same_sums(self):
        whole = group_by.sums_in_file(self.paths[2])
        pd.testing.assert_frame_equal(group_by.sums_in_file(self.paths[2], rows=100), whole)
        self.assertEqual(whole["count"].sum(), ROWS - 1_500)

    def test_a_mean_of_means_is_wrong(self):
        parts = [pd.read_csv(path).groupby("city")["amount"].mean() for path in self.paths]
        mean_of_means = pd.concat(parts).groupby(level=0).mean()
        self.assertGreater((mean_of_means - self.expected).abs().max(), 1e-6)

    def test_sending_a_path_and_a_summary_takes_a_tenth_of_the_bytes_of_the_rows(self):
        sent = len(pickle.dumps(self.paths[2]))
        returned = len(pickle.dumps(group_by.sums_in_file(self.paths[2])))
        rows = len(pickle.dumps(pd.read_csv(self.paths[2])))
        self.assertLess(10 * (sent + returned), rows)

    def test_mapped_arrays_give_the_same_means(self):
        codes = self.table["city"].astype("category").cat.codes.to_numpy(np.int64)
        np.save(self.folder / "codes.npy", codes)
        np.save(self.folder / "amounts.npy", self.table["amount"].to_numpy())
        means = group_by.mapped_means(self.folder / "codes.npy", self.folder / "amounts.npy")
        np.testing.assert_allclose(means, self.expected)

    def test_a_mapped_array_is_not_copied_into_memory(self):
        values = 4_000_000
        path = self.folder / "values.npy"
        np.save(path, np.ones(values))

        def memory_used(mode):
            code = (
                "import numpy as np; from support import anonymous_memory as memory; before = memory(); "
                f"values = np.load({str(path)!r}, mmap_mode={mode!r}); assert values.sum() == {values}; "
                "print(memory() - before)"
            )
            return int(subprocess.check_output([sys.executable, "-c", code]))

        self.assertGreater(anonymous_memory(), 0)
        self.assertGreater(memory_used(None), 6 * values)
        self.assertLess(memory_used("r"), values)

    def test_numpy_and_pandas_release_the_gil_while_they_sum(self):
        codes = np.arange(1_000_000) % 100
        amounts = np.ones(1_000_000)
        table = pd.DataFrame({"code": codes, "amount": amounts})
        calls = {
            "bincount": lambda: np.bincount(codes, weights=amounts),
            "sort": lambda: np.sort(amounts),
            "groupby": lambda: table.groupby("code")["amount"].sum(),
        }
        for name, call in calls.items():
            with self.subTest(name):
                self.assertTrue(releases_gil(call, 200))
