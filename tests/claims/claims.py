"""Checks claims about Python. A claim is a sentence of Lanes with a function that asserts it."""

import json
import traceback

CLAIMS = []


def claim(sentence):
    """Marks a function that asserts a sentence, quoted as a reader sees it."""

    def register(check):
        CLAIMS.append((sentence, check))
        return check

    return register


def main():
    """Checks all claims and prints a line of JSON for each, with its sentence and its error or null."""
    for sentence, check in CLAIMS:
        try:
            check()
            error = None
        except BaseException:
            error = traceback.format_exc()
        print(json.dumps({"sentence": sentence, "error": error}), flush=True)
