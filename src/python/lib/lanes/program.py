"""The reader's program, as the module `__main__`."""

import linecache
import sys
import types

PATH = "/home/main.py"

source = ""
# Names of the functions that are tasks.
task_names: list[str] = []


def load(text: str) -> None:
    """Takes the source of a program, without running it."""
    global source
    source = text
    with open(PATH, "w", encoding="utf-8") as file:
        file.write(text)
    linecache.clearcache()
    sys.argv = [PATH]


def new_module() -> dict:
    """Makes an empty `__main__` and returns its namespace."""
    module = types.ModuleType("__main__")
    module.__file__ = PATH
    module.__builtins__ = __builtins__
    sys.modules["__main__"] = module
    return module.__dict__


def namespace() -> dict:
    """Returns the namespace of the program."""
    return sys.modules["__main__"].__dict__
