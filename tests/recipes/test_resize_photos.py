import io
import json
import re
import tempfile
import unittest
from pathlib import Path

import resize_photos
from gil import releases_gil
from PIL import Image, ImageFilter

# Enough tries to see the other thread run on a busy machine. A call that releases the GIL usually needs one.
TRIES = 200


class ResizePhotos(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.photo = Image.effect_noise((1600, 1200), 60).convert("RGB")
        buffer = io.BytesIO()
        cls.photo.save(buffer, "JPEG")
        cls.jpeg = buffer.getvalue()

    def test_photos_are_shrunk(self):
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder, "in"), Path(folder, "out")
            source.mkdir()
            out.mkdir()
            for number in range(3):
                (source / f"{number}.jpg").write_bytes(self.jpeg)
            targets = resize_photos.shrink_all(source, out)
            self.assertEqual([target.name for target in targets], ["0.jpg", "1.jpg", "2.jpg"])
            for target in targets:
                with Image.open(target) as small:
                    self.assertEqual(small.size, (1280, 960))

    def test_decoding_resizing_blurring_and_saving_to_a_file_release_the_gil(self):
        with tempfile.TemporaryDirectory() as folder:
            calls = {
                "decode": lambda: Image.open(io.BytesIO(self.jpeg)).load(),
                "resize": lambda: self.photo.resize((800, 600)),
                "blur": lambda: self.photo.filter(ImageFilter.GaussianBlur(3)),
                "save": lambda: self.photo.save(Path(folder, "photo.jpg")),
            }
            for name, call in calls.items():
                with self.subTest(name):
                    self.assertTrue(releases_gil(call, TRIES))

    def test_python_code_json_and_re_hold_the_gil(self):
        text = json.dumps([{"number": number} for number in range(10_000)])
        calls = {
            "loop": lambda: sum(number * number for number in range(100_000)),
            "json.loads": lambda: json.loads(text),
            "json.dumps": lambda: json.dumps(list(range(100_000))),
            "re.findall": lambda: re.findall(r"\w+", text),
        }
        for name, call in calls.items():
            with self.subTest(name):
                self.assertFalse(releases_gil(call, 5))
