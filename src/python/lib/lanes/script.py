"""Execution of a program from its first to its last line, as `python main.py` does it."""

import atexit
import sys
import threading

import _lanes

from lanes import config, failure, host, library_tasks, output, program, system


def execute(command: dict) -> None:
    """Runs the source and reports its exit code and, if an exception ended it, the exception."""
    system.write_files(command.get("files", {}))
    if interval := command.get("switchInterval"):
        sys.setswitchinterval(interval)
    system.set_start_method(command.get("startMethod", "fork"))
    prepare_interpreter()
    program.load(command["source"])
    host.report(report="began", begin=_lanes.now(), hasGil=sys._is_gil_enabled())
    code, error = _run()
    if isinstance(error, BlockingIOError):
        _end_children()
    if error is None or isinstance(error, SystemExit):
        threading._shutdown()
        atexit._run_exitfuncs()
    output.flush()
    described = None if error is None or isinstance(error, SystemExit) else failure.describe(error)
    host.report(report="executed", code=code, error=described)


def prepare_interpreter() -> None:
    """Prepares an interpreter, the first or a child's, for a program that runs as it is."""
    import prelude

    config.update(runsAsItIs=True)
    library_tasks.install()
    # An experiment's script measures by itself then, as it does natively.
    prelude.__path__.insert(0, f"{prelude.__path__[0]}/native")


def _run() -> tuple[int, BaseException | None]:
    try:
        program.run()
    except SystemExit as exit:
        return _exit_code(exit), exit
    except BaseException as error:  # a program may raise anything, and its end is to be reported
        sys.stderr.write(failure.text(error))
        return 1, error
    return 0, None


def _exit_code(exit: SystemExit) -> int:
    if exit.code is None:
        return 0
    if isinstance(exit.code, int):
        return exit.code
    print(exit.code, file=sys.stderr)
    return 1


def _end_children() -> None:
    """Ends the processes of a pool that reached the limit: no one sends them work, and they would be waited for."""
    if "multiprocessing" in sys.modules:
        for child in sys.modules["multiprocessing"].active_children():
            child.terminate()
