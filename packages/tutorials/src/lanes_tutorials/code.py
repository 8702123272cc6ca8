"""Python of an author, as HTML and links carry it."""

import ast
import base64
import re
import textwrap
import zlib

from lanes_tutorials.catalogue import MAX_CODE_BYTES, SettingError

# What would end the script, or keep its end tag from ending it.
MARKUP = re.compile(r"<(?=/script|!--)", re.IGNORECASE)

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
    escaped_for_script(code)
    return code


def escaped_for_script(code: str) -> str:
    r"""Returns code that means the same and can stand in a script of HTML.

    HTML has no escapes in a script, but strings of Python have: `"</script>"` gives
    `"\x3c/script>"`. Raises SettingError where Python knows none, as in raw strings.
    """
    if not MARKUP.search(code):
        return code
    escaped = MARKUP.sub(lambda _: r"\x3c", code)
    try:
        if ast.dump(ast.parse(code)) == ast.dump(ast.parse(escaped)):
            return escaped
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    raise SettingError(
        "HTML ends a script at “</script” and reads “<!--” in one. Put them into a plain"
        r" string, not a raw one, or write \x3c for “<”."
    )


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
