import asyncio

import aiohttp


async def main():
    semaphore = asyncio.Semaphore(20)

    async def ask(user):
        url = f"https://api.example.com/users/{user}"
        async with semaphore, session.get(url) as response:
            return await response.json()

    async with aiohttp.ClientSession() as session:
        users = await asyncio.gather(*(ask(user) for user in range(100)))
    print(len(users), "users")


asyncio.run(main())
