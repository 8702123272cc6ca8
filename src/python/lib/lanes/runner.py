"""Measured runs of a program's strategies.

The host loads a program. Its top level runs, then its function `main`, which makes pools and calls `compare` of the
module `prelude.compare` with a table of strategies. From then on the thread of `main` serves the host's commands: each
is a run, one call of a strategy in a fresh thread between two readings of the clock. When the host has no more,
`compare` returns, and `main` closes its pools.
"""

import gc
import hashlib
import json
import os
import sys
import threading

import _lanes

from lanes import config, failure, host, output, parcels, program, system, tasks

_LONGEST_ANSWER = 1000

_is_loading = False
_has_served = False


def load(command: dict) -> None:
    """Runs a program, and reports how it ended."""
    global _is_loading
    _is_loading = True
    system.write_files(command.get("files", {}))
    config.update(startMethod=command["startMethod"], mostProcesses=command["mostProcesses"])
    system.set_start_method(command["startMethod"])
    program.load(command["source"], command["tasks"])
    _report_in_thread(_run_program)


def _report_in_thread(work, *arguments) -> None:
    """Does something in a fresh thread, which uses the well compiled evaluation loop, and reports its outcome."""

    def report() -> None:
        try:
            outcome = work(*arguments)
        except BaseException as error:  # a program may raise anything, and its end is to be reported
            outcome = {"report": "failed", "error": failure.describe(error)}
        output.flush()
        host.report(**outcome)

    thread = threading.Thread(target=report, name="run")
    thread.start()
    thread.join()


def _run_program() -> dict:
    program.run()
    main = program.namespace().get("main")
    # A program with a main guard has called it already.
    if main is not None and not _has_served:
        main()
    if not _has_served:
        raise failure.Fault("no-runs")
    return {"report": "ended"}


def serve(strategies) -> dict[str, list[float]]:
    """Makes runs until the host has no more. Returns the times of each strategy in seconds, without warm-ups.

    `strategies` is a table, or a function that prepares the table of a step in a `with` block.
    """
    global _has_served
    if not _is_loading:
        raise RuntimeError("compare works only in measured runs")
    _has_served = True
    version, has_gil, cores = sys.version.split()[0], sys._is_gil_enabled(), os.cpu_count()
    host.report(report="loaded", version=version, hasGil=has_gil, cores=cores)
    times: dict[str, list[float]] = {}
    while True:
        for _, _, data in _lanes.wait(0):
            command = json.loads(data)
            if command["command"] == "end":
                return times
            _report_in_thread(_run, strategies, command, times)


def _run(strategies, command: dict, times: dict[str, list[float]]) -> dict:
    """Makes one run."""
    case = command["case"]
    if "step" not in case:
        return _run_strategy(strategies, command, times)
    with strategies(case["step"]) as table:
        return _run_strategy(table, command, times)


def _run_strategy(table, command: dict, times: dict[str, list[float]]) -> dict:
    case = command["case"]
    name = case["strategy"]
    if name not in table:
        raise failure.Fault("no-strategy", name)
    strategy = table[name]
    sys.setswitchinterval(case.get("switchIntervalMs", 5) / 1000)
    start_up = _start_pools(strategy)
    tasks.restart_numbers()
    gc.collect()
    host.report(report="began", begin=_lanes.now())
    begin = _lanes.now()
    result = strategy()
    end = _lanes.now()
    if not command["isWarmUp"]:
        times.setdefault(name, []).append((end - begin) / 1000)
    values = result if isinstance(result, (list, tuple)) else [result]
    return {
        "report": "finished",
        "begin": begin,
        "end": end,
        "startUp": start_up,
        "answers": [_answer(value) for value in values],
        "failures": [
            {"task": task, "message": failure.summary(value)}
            for task, value in enumerate(values)
            if isinstance(value, BaseException)
        ],
        "attempts": parcels.attempt_all() if case.get("attempts") else [],
    }


def _start_pools(strategy) -> float:
    """Has the pools start that a strategy uses, those among its variables. Returns the time that took, in ms."""
    values = [cell.cell_contents for cell in getattr(strategy, "__closure__", None) or ()]
    return sum(value.claim_start_up() for value in values if hasattr(value, "claim_start_up"))


def _answer(value) -> str:
    """Returns the repr of an answer. A long one is cut, and its digest keeps different answers apart."""
    text = repr(value)
    if len(text) <= _LONGEST_ANSWER:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[:_LONGEST_ANSWER]}… ({len(text)} characters, SHA-256 {digest})"
