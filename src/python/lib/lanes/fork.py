"""fork() without fork().

A child executes the definitions and imports of the program, and nothing else of it. The values that its functions use
come from the parent, as they are at that moment, pickled. A value that cannot be pickled, such as a lock, is made by
executing its assignment once more.
"""

import ast
import contextlib
import io
import pickle
import sys
import types

from lanes import config, failure, host, output, program, script, system, tasks

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)

# Part of CPython's message to a program that starts processes while a spawned process imports it.
_NO_GUARD = "finished its bootstrapping phase"


def _names_used_by_functions(tree: ast.Module) -> set[str]:
    """Returns the names that functions and classes use: the only values that a child can need."""
    inner = (node for node in ast.walk(tree) if isinstance(node, (*_DEFINITIONS, ast.Lambda)))
    return {node.id for definition in inner for node in ast.walk(definition) if isinstance(node, ast.Name)}


def _is_defined_by(name: str, value) -> bool:
    """Returns true for a module, and for a function or class that its definition makes again."""
    if isinstance(value, (type, types.FunctionType)):
        return value.__module__ == "__main__" and value.__qualname__ == name
    return isinstance(value, types.ModuleType)


def snapshot() -> dict:
    """Returns the state of the program that a child starts with."""
    from multiprocessing.reduction import ForkingPickler

    values = {}
    variables = program.namespace()
    used = _names_used_by_functions(ast.parse(program.source))
    for name in used & variables.keys():
        if name.startswith("__") or _is_defined_by(name, variables[name]):
            continue
        try:
            values[name] = bytes(ForkingPickler.dumps(variables[name]))
        except Exception:  # anything can go wrong in a __reduce__, and most values are not needed
            values[name] = None
    return {"names": set(variables), "values": values}


def complete(start: dict) -> dict:
    """Adds what a child of either start method needs."""
    return {
        **start,
        "source": program.source,
        "tasks": program.task_names,
        "files": system.read_files(),
        "servers": _pickled_servers(),
        "runsAsItIs": config.get("runsAsItIs", False),
    }


def _pickled_servers() -> bytes | None:
    """Pickles the servers of the program. Their functions can be found only when the child has the program."""
    network = sys.modules.get("lanes.network")
    return pickle.dumps(network.servers) if network is not None and network.servers else None


class _Restorer:
    """Execution of the statements of a program that a forked child would have inherited."""

    def __init__(self, names: set[str], values: dict[str, bytes | None]):
        self._names = names
        self._values = dict(values)
        self._namespace = program.new_module()

    def restore(self, tree: ast.Module) -> None:
        self._run(tree.body)
        for name in list(self._values):
            self._take(name)

    def _take(self, name: str) -> bool:
        """Takes over a value. Returns false if it could not be pickled."""
        data = self._values.pop(name)
        try:
            self._namespace[name] = pickle.loads(data)
        except Exception:  # as above: an absent value is a NameError where it is used
            return False
        return True

    def _execute(self, statement: ast.stmt) -> None:
        code = compile(ast.Module([statement], []), program.PATH, "exec")
        # What the parent made after other statements may not be made without them.
        with contextlib.suppress(Exception):
            exec(code, self._namespace)

    def _run(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, _IMPORTS):
                self._execute(statement)
            elif isinstance(statement, _DEFINITIONS):
                if statement.name in self._names:
                    self._execute(statement)
                if statement.name in self._values:
                    self._take(statement.name)
            elif isinstance(statement, ast.Assign):
                self._assign(statement)
            else:
                self._run_inner(statement)

    def _assign(self, statement: ast.Assign) -> None:
        names = [node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        inherited = [name for name in names if name in self._values]
        taken = [self._take(name) for name in inherited]
        is_function = isinstance(statement.value, ast.Lambda) and set(names) <= self._names
        if is_function or not all(taken):
            self._execute(statement)

    def _run_inner(self, statement: ast.stmt) -> None:
        """Runs the definitions within an `if`, `try` or `with`, such as `if __name__ == "__main__"`."""
        for part in ("body", "orelse", "finalbody"):
            self._run(getattr(statement, part, []))
        for handler in getattr(statement, "handlers", []):
            self._run(handler.body)


def run_child(data: bytes) -> int:
    """Runs a process that a parent has pickled, and returns its exit code."""
    from multiprocessing import process

    stream = io.BytesIO(data)
    start = pickle.load(stream)
    system.write_files(start["files"])
    if start["runsAsItIs"]:
        script.prepare_interpreter()
    program.load(start["source"], start["tasks"])
    process.current_process()._inheriting = True
    try:
        _prepare(start)
        child = pickle.load(stream)
    finally:
        del process.current_process()._inheriting
    from lanes.patched.popen_fork import SENTINEL

    code = child._bootstrap(parent_sentinel=SENTINEL + config.get("parent"))
    output.flush()
    return code


def _prepare(start: dict) -> None:
    if "preparation" in start:
        _prepare_spawned(start)
    else:
        _Restorer(start["names"], start["values"]).restore(program.parse())
        sys.modules["__mp_main__"] = sys.modules["__main__"]
    if start["servers"] is not None:
        from lanes import network

        network.servers.update(pickle.loads(start["servers"]))


def _prepare_spawned(start: dict) -> None:
    from multiprocessing import spawn

    try:
        spawn.prepare(start["preparation"])
    except RuntimeError as error:
        # CPython prints this and goes on, and a pool starts such processes without end.
        if _NO_GUARD in str(error):
            output.flush()
            host.report(report="failed", error={**failure.describe(error), "fault": "no-guard"})
        raise
    # CPython has imported the program from its file, where no function is decorated.
    namespace = program.namespace()
    for name in start["tasks"]:
        if name in namespace:
            namespace[name] = tasks.mark_calls(namespace[name])
