"""Python of an author, as HTML and links carry it."""

import base64
import textwrap
import zlib

from lanes_tutorials.catalogue import MAX_CODE_BYTES, SettingError

# The page shares no longer links either: programs cut them off.
MAX_LINK_CHARS = 8_000


def check_code(code: str) -> str:
    """Returns code without the indentation of its article, or raises SettingError."""
    code = textwrap.dedent(code).strip("\n")
    size = len(code.encode(errors="replace"))
    if size > MAX_CODE_BYTES:
        raise SettingError(
            f"The code has {size:,} bytes. Lanes takes {MAX_CODE_BYTES:,}."
        )
    return code


def fragment_of(code: str) -> str:
    """Returns the fragment of a link with code, or "" if it would be too long.

    The format is version 2 of docs/links.md.
    """
    text = code.encode(errors="replace")
    # Postcard: the length in groups of seven bits, the text, and no record.
    length, size = bytearray(), len(text)
    while size >= 0x80:
        length.append(size & 0x7F | 0x80)
        size >>= 7
    length.append(size)
    packed = zlib.compress(bytes([*length, *text, 0]), 9)
    encoded = unpadded(packed)
    if not encoded[-1].isalnum():
        # Programs that find links in a text leave out other signs at the end.
        encoded = unpadded(packed + b"\0")
    return f"#v2.{encoded}" if len(encoded) <= MAX_LINK_CHARS else ""


def unpadded(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")
