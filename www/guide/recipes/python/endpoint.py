import asyncio
from concurrent.futures import ProcessPoolExecutor


def crunch(n):
    return sum(i * i for i in range(n))


async def serve(port, work=crunch):
    """Reads a number n per connection and answers with `work(n)`."""
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(max_workers=2) as processes:

        async def answer(reader, writer):
            n = int(await reader.readline())
            result = await loop.run_in_executor(processes, work, n)
            writer.write(f"{result}\n".encode())
            await writer.drain()
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", port)
        async with server:
            await server.serve_forever()
