"""The reader's program, as the module `__main__`."""

import ast
import linecache
import sys
import types
from pathlib import Path

from lanes import tasks

PATH = "/home/main.py"

source = ""
# Names of the functions of which each call is a task, at any level of the program.
task_names: list[str] = []

_MARK = "__lanes_task__"
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def load(text: str, names=()) -> None:
    """Takes the source of a program and the names of its tasks, without running it."""
    global source, task_names
    source, task_names = text, list(names)
    Path(PATH).write_text(text, encoding="utf-8")
    linecache.clearcache()
    sys.argv = [PATH]


def parse() -> ast.Module:
    """Parses the source, and decorates the functions that are tasks."""
    tree = ast.parse(source, PATH)
    for node in ast.walk(tree):
        if isinstance(node, _FUNCTIONS) and node.name in task_names:
            node.decorator_list.insert(0, ast.copy_location(ast.Name(_MARK, ast.Load()), node))
    return tree


def run() -> None:
    """Executes the program from its first to its last line."""
    exec(compile(parse(), PATH, "exec"), new_module())


def new_module() -> dict:
    """Makes an empty `__main__` and returns its namespace."""
    module = types.ModuleType("__main__")
    module.__file__ = PATH
    module.__builtins__ = __builtins__
    setattr(module, _MARK, tasks.mark_calls)
    sys.modules["__main__"] = module
    return module.__dict__


def namespace() -> dict:
    """Returns the namespace of the program."""
    return sys.modules["__main__"].__dict__
