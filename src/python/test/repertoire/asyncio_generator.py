import asyncio
import contextvars

name = contextvars.ContextVar("name", default="none")


async def count(n):
    for number in range(n):
        await asyncio.sleep(0)
        yield number


async def greet(who):
    name.set(who)
    await asyncio.sleep(0.01)
    return name.get()


async def main():
    print([number async for number in count(3)])
    print(await asyncio.gather(greet("Ann"), greet("Bob")), name.get())
    first = await next(asyncio.as_completed([asyncio.sleep(0.2, "slow"), asyncio.sleep(0.01, "fast")]))
    print(first)


asyncio.run(main())
