"""Recordings of programs with threads, processes and coroutines."""

import asyncio
import concurrent.futures
import importlib
import json
import os
import threading
import time
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import lanes_record
import pytest
from lanes_record import ProcessPoolExecutor, ThreadPoolExecutor, record, task, trace


def busy(seconds: float) -> int:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return os.getpid()


def fail(_: float) -> None:
    raise ValueError("secret")


def read(folder: Path) -> dict[str, Any]:
    text = (folder / "test.lanes.json").read_text(encoding="utf-8")
    assert "secret" not in text
    return json.loads(text)


def spans_of(lane: dict[str, Any]) -> list[list[int]]:
    return [lane["spans"][at : at + 4] for at in range(0, len(lane["spans"]), 4)]


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("pool", "kind"), [(ThreadPoolExecutor, "thread"), (ProcessPoolExecutor, "process")]
)
def test_each_call_on_a_pool_is_a_task_on_a_lane(
    pool: type[Executor], kind: str, tmp_path: Path
) -> None:
    with record("test"), pool(2) as workers:
        processes = set(workers.map(busy, [0.02] * 4))
    assert (os.getpid() in processes) == (kind == "thread")
    document = read(tmp_path)
    assert document["schema"] == "lanes/recording@1"
    assert document["interpreter"]["version"].startswith("3.")
    (run,) = document["runs"]
    assert {lane["kind"] for lane in run["lanes"]} == {kind}
    spans = [span for lane in run["lanes"] for span in spans_of(lane)]
    assert sorted(span[0] for span in spans) == [1, 2, 3, 4]
    assert run["wall"] >= 20_000
    for _, _, length, computed in spans:
        # The clock of a thread's time is coarser than the other.
        assert 15_000 <= computed <= length + 1_000


def test_another_interpreter_of_the_process_leaves_its_tasks_in_a_file(
    tmp_path: Path,
) -> None:
    # As a subinterpreter does, which has modules of its own in the same process. It
    # imports them in its own thread.
    other: dict[str, Any] = {"__name__": "other"}
    source = Path(trace.__file__).read_text(encoding="utf-8")

    def in_other_interpreter() -> None:
        exec(source, other)
        other["as_task"](busy)(0.01)

    with record("test"):
        task(busy)(0.01)
        thread = threading.Thread(target=in_other_interpreter)
        thread.start()
        thread.join()
        assert len(trace.recorded_spans) == 1
    lanes = read(tmp_path)["runs"][0]["lanes"]
    assert [lane["kind"] for lane in lanes] == ["thread", "thread"]
    assert [span[0] for lane in lanes for span in spans_of(lane)] == [1, 2]


def test_a_pool_of_interpreters_records_where_python_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # This Python may have no such pool, so a pool of threads stands in for it.
    stand_in = type(
        "InterpreterPoolExecutor", (concurrent.futures.ThreadPoolExecutor,), {}
    )
    name = stand_in.__name__
    monkeypatch.setattr(concurrent.futures, name, stand_in, raising=False)
    module = importlib.reload(lanes_record)
    assert name in module.__all__
    pool = getattr(module, name)
    assert issubclass(pool, stand_in)
    with module.record("test"), pool(2) as workers:
        list(workers.map(busy, [0.01] * 3))
    run = read(Path.cwd())["runs"][0]
    assert sum(len(spans_of(lane)) for lane in run["lanes"]) == 3
    monkeypatch.undo()
    importlib.reload(lanes_record)


def test_steps_of_a_coroutine_are_apart_from_its_waits(tmp_path: Path) -> None:
    @task
    async def nap(seconds: float) -> float:
        busy(0.005)
        await asyncio.sleep(seconds)
        return seconds

    async def main() -> list[float]:
        return await asyncio.gather(nap(0.05), nap(0.05))

    with record("test"):
        assert asyncio.run(main()) == [0.05, 0.05]
    (lane,) = read(tmp_path)["runs"][0]["lanes"]
    assert lane["kind"] == "loop"
    waits = [span for span in spans_of(lane) if span[3] == -1]
    assert [span[0] for span in waits] == [1, 2]
    assert all(span[2] >= 40_000 for span in waits)
    steps = [span for span in spans_of(lane) if span[3] != -1]
    assert sum(span[3] for span in steps) >= 8_000


def test_a_cancelled_coroutine_ends_its_task(tmp_path: Path) -> None:
    @task
    async def wait() -> None:
        try:
            await asyncio.sleep(9)
        finally:
            busy(0.002)

    async def main() -> None:
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    with record("test"):
        asyncio.run(main())
    run = read(tmp_path)["runs"][0]
    assert run["failed"] == [1]
    assert len(spans_of(run["lanes"][0])) == 3


def test_a_task_within_a_task_belongs_to_it(tmp_path: Path) -> None:
    inner = task(busy)

    @task
    def outer() -> None:
        inner(0.001)
        inner(0.001)

    with record("test"):
        outer()
        inner(0.001)
    (lane,) = read(tmp_path)["runs"][0]["lanes"]
    assert [span[0] for span in spans_of(lane)] == [1, 2]


def test_failed_tasks_are_counted_without_their_messages(tmp_path: Path) -> None:
    with pytest.raises(ValueError), record("test"), ProcessPoolExecutor(1) as pool:
        pool.submit(busy, 0.001).result()
        pool.submit(fail, 1).result()
    assert read(tmp_path)["runs"][0]["failed"] == [2]


def test_a_short_recording_is_a_link(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with (
        record("test", "https://lanes.example/?x=scaling"),
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(busy, 0.001).result()
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith(
        "https://lanes.example/?x=python-program&runtime=cpython#r1."
    )
    assert not list(tmp_path.iterdir())


def test_nothing_is_recorded_outside_and_nothing_stays_behind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(busy, 0.001).result()
    with record("test"):
        folder = os.environ["LANES_RECORDING"].split(" ", 1)[1]
        with pytest.raises(RuntimeError), record("again"):
            pass
    assert "Nothing was recorded" in capsys.readouterr().out
    assert not Path(folder).exists()
    assert "LANES_RECORDING" not in os.environ
    assert not list(tmp_path.iterdir())


def test_the_clock_of_a_new_process_is_that_of_the_first(tmp_path: Path) -> None:
    with record("test"), ProcessPoolExecutor(1) as pool:
        pool.submit(busy, 0.01).result()
    (run,) = read(tmp_path)["runs"]
    ((_, start, length, _),) = spans_of(run["lanes"][0])
    assert 0 <= start <= start + length <= run["wall"]


def test_tasks_that_outlast_the_recording_end_as_usual(tmp_path: Path) -> None:
    def late() -> int:
        time.sleep(0.05)
        return 7

    with record("test"):
        threads, processes = ThreadPoolExecutor(1), ProcessPoolExecutor(1)
        processes.submit(busy, 0.001).result()
        in_thread, in_process = threads.submit(late), processes.submit(busy, 0.3)
    assert in_thread.result() == 7
    assert in_process.result() > 0
    assert len(read(tmp_path)["runs"][0]["lanes"]) == 1
    threads.shutdown()
    processes.shutdown()
