"""Measured runs: one call of a strategy function of the program, in a fresh thread, between two times.

A program defines a function for each strategy, such as

    def threads(pool):
        return list(pool.map(cpu_intensive, numbers))

A parameter named `pool`, `workers` or `limit` receives the pool of the case, which is ready before the clock starts,
and its numbers. The answers of a run are what the function returns, one for each task.
"""

import asyncio
import gc
import hashlib
import inspect
import os
import sys
import threading

import _lanes

from lanes import failure, host, output, pools, program, system, tasks

_LONGEST_ANSWER = 1000


def obey(command: dict) -> None:
    """Runs a command in a fresh thread, so that it uses the well compiled evaluation loop, and reports the outcome."""
    work = {"load": _load, "run": _run}[command["command"]]
    thread = threading.Thread(target=_report, args=(work, command), name="run")
    thread.start()
    thread.join()


def _report(work, command: dict) -> None:
    try:
        outcome = work(command)
    except BaseException as error:  # a program may raise anything, and its end is to be reported
        outcome = {"report": "failed", "error": failure.describe(error)}
    output.flush()
    host.report(**outcome)


def _load(command: dict) -> dict:
    """Executes the program's top level, which defines functions and inputs."""
    system.write_files(command.get("files", {}))
    program.load(command["source"])
    exec(compile(command["source"], program.PATH, "exec"), program.new_module())
    program.task_names = command["tasks"]
    for name in program.task_names:
        tasks.instrument(program.namespace(), name)
    return {"report": "loaded", "version": sys.version.split()[0], "hasGil": _has_gil(), "cores": os.cpu_count()}


def _has_gil() -> bool:
    return sys._is_gil_enabled()


def _run(command: dict) -> dict:
    """Makes one run."""
    case = command["case"]
    variables = program.namespace()
    variables.update(case.get("parameters", {}))
    sys.setswitchinterval(case.get("switchIntervalMs", 5) / 1000)
    function = variables[case["function"]]
    inputs = variables.get(command.get("inputs"))
    tasks.numbering.begin_run(inputs() if callable(inputs) else inputs)
    groups = tasks.numbering.groups()
    arguments, start_up = _arguments(function, case)
    host.report(report="began", tasks=len(groups) or None)
    gc.collect()
    begin = _lanes.now()
    result = asyncio.run(function(**arguments)) if inspect.iscoroutinefunction(function) else function(**arguments)
    end = _lanes.now()
    return {
        "report": "finished",
        "begin": begin,
        "end": end,
        "startUp": start_up,
        "thread": threading.get_ident(),
        "groups": groups,
        "answers": [_answer(value) for value in (result if isinstance(result, (list, tuple)) else [result])],
    }


def _arguments(function, case: dict) -> tuple[dict, float]:
    """Returns the arguments that the function asks for, and the start-up time of its pool."""
    wanted = inspect.signature(function).parameters
    arguments = {name: case[name] for name in ("workers", "limit") if name in wanted}
    if "pool" not in wanted:
        return arguments, 0.0
    method = case.get("startMethod", "fork")
    pool, start_up = pools.get(case["pool"], case["workers"], method, case.get("parameters", {}))
    return {**arguments, "pool": pool}, start_up


def _answer(value) -> str:
    """Returns the repr of an answer. A long one is cut, and its digest keeps different answers apart."""
    text = repr(value)
    if len(text) <= _LONGEST_ANSWER:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[:_LONGEST_ANSWER]}… ({len(text)} characters, SHA-256 {digest})"
