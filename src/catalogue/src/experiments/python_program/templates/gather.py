import asyncio

import aiohttp


async def fetch(session, number):
    async with session.get(f"https://example.com/items/{number}") as response:
        return len(await response.text())


async def main():
    async with aiohttp.ClientSession() as session:
        sizes = await asyncio.gather(*(fetch(session, number) for number in range(10)))
    print(sum(sizes), "characters")


asyncio.run(main())
