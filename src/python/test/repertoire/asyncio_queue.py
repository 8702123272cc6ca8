import asyncio


async def produce(queue):
    for number in range(4):
        await queue.put(number)
        await asyncio.sleep(0.01)
    await queue.put(None)


async def consume(queue):
    while (number := await queue.get()) is not None:
        print("got", number)


async def main():
    queue = asyncio.Queue(maxsize=1)
    await asyncio.gather(produce(queue), consume(queue))


asyncio.run(main())
