import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image


def shrink(source, target):
    with Image.open(source) as photo:
        photo.thumbnail((1280, 1280))
        photo.save(target)


def shrink_all(folder, out):
    photos = sorted(Path(folder).glob("*.jpg"))
    targets = [Path(out) / photo.name for photo in photos]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        list(pool.map(shrink, photos, targets))
    return targets
