import asyncio
from concurrent.futures import ProcessPoolExecutor

import aiohttp


def process(data):
    return sum(byte * byte for byte in data * 500)


async def main():
    loop = asyncio.get_running_loop()

    async def one(number):
        async with session.get(f"https://example.com/files/{number}") as response:
            data = await response.read()
        return await loop.run_in_executor(pool, process, data)

    with ProcessPoolExecutor() as pool:
        async with aiohttp.ClientSession() as session:
            print(await asyncio.gather(*(one(number) for number in range(8))))


if __name__ == "__main__":
    asyncio.run(main())
