import asyncio
import os
import socket
import tempfile
import time
import unittest
from pathlib import Path

import endpoint

# Environment variable with the path of a file that the work of one request waits for. Processes of the pool inherit it.
GATE = "LANES_TEST_GATE"


def work(n):
    """Returns the ID of the process that ran it. Number 1 first waits until the gate exists."""
    while n == 1 and not Path(os.environ[GATE]).exists():
        time.sleep(0.01)
    return os.getpid()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def ask(port, number):
    # A server that takes longer has failed.
    async with asyncio.timeout(60):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except ConnectionRefusedError:
                await asyncio.sleep(0.01)
        writer.write(f"{number}\n".encode())
        answer = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return int(answer)


class Endpoint(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        # Set before any process starts, because a fork server keeps the environment of its start.
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.gate = Path(folder.name, "gate")
        os.environ[GATE] = str(cls.gate)
        cls.addClassCleanup(os.environ.pop, GATE)

    async def serving(self, *arguments):
        port = free_port()
        server = asyncio.create_task(endpoint.serve(port, *arguments))

        async def stop():
            server.cancel()
            await asyncio.gather(server, return_exceptions=True)

        self.addAsyncCleanup(stop)
        return port

    async def test_the_loop_answers_while_a_process_computes(self):
        port = await self.serving(work)
        slow = asyncio.create_task(ask(port, 1))
        quick = await ask(port, 2)
        self.assertFalse(slow.done())
        self.gate.touch()
        self.assertNotIn(os.getpid(), {quick, await slow})

    async def test_the_answer_is_the_result_for_the_number_sent(self):
        port = await self.serving()
        self.assertEqual(await ask(port, 10), sum(i * i for i in range(10)))
