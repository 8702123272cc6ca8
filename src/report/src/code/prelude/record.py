"""The option --lanes, which records the tasks of the script for the page."""

import ast
import os
import sys
from collections.abc import Callable
from pathlib import Path

from prelude.trace import (
    RECORDING,
    as_task,
    end_recording,
    show_recording,
    start_recording,
)

# The page with the settings of this script. --lanes=ADDRESS names another one.
PAGE = ""  # lanes:page

FUNCTION_NODES = (ast.FunctionDef, ast.AsyncFunctionDef)


def record_tasks(*names: str) -> str:
    """Makes tasks of the functions with these names, if the run is to be recorded.

    Returns the option --lanes, or an empty string. The processes that the script starts
    import it without the option, and know from the environment.
    """
    options = [option for option in sys.argv if option.split("=")[0] == "--lanes"]
    for option in options:
        sys.argv.remove(option)
        start_recording()
    if RECORDING not in os.environ:
        return ""
    # A task may be defined in another function, so that one is defined again, too.
    for node in ast.parse(Path(__file__).read_text(encoding="utf-8")).body:
        found = [
            function
            for function in ast.walk(node)
            if isinstance(function, FUNCTION_NODES) and function.name in names
        ]
        for function in found:
            function.decorator_list.insert(0, ast.Name(as_task.__name__, ast.Load()))
        if found and isinstance(node, FUNCTION_NODES):
            module = ast.fix_missing_locations(ast.Module([node], []))
            exec(compile(module, __file__, "exec"), globals())
    return "".join(options)


def recorded(main: Callable[[], None], option: str) -> Callable[[], None]:
    """Returns main or, with the option --lanes, a function that shows its lanes too."""
    site, _, query = PAGE.partition("?")
    chosen = option.partition("=")[2].partition("?")[0]

    def recorded_main() -> None:
        try:
            main()
        finally:
            text = end_recording(query)
        show_recording(text, f"{chosen or site}?{query}", Path(__file__).stem)

    return recorded_main if option else main
