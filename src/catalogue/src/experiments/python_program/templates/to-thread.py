import asyncio
import time


def blocking_read(number):
    time.sleep(0.2)
    return number


async def tick():
    for _ in range(5):
        print("the loop is free")
        await asyncio.sleep(0.05)


async def main():
    reads = (asyncio.to_thread(blocking_read, number) for number in range(3))
    print(await asyncio.gather(tick(), *reads))


asyncio.run(main())
