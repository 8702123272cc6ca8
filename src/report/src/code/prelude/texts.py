"""Texts in any encoding."""

import codecs
from pathlib import Path


def read_text(path: Path) -> str:
    """Reads a text as Lanes does: UTF-8, UTF-16 or Windows-1252."""
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    if b"\0" in data[:4096]:
        # Most high bytes of a text in UTF-16 are zero.
        little = data[1:4096:2].count(0) > data[:4096:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
