import asyncio


async def fail(number):
    await asyncio.sleep(0.01 * number)
    raise ValueError(number)


async def main():
    print(await asyncio.gather(fail(1), fail(2), return_exceptions=True))
    try:
        await asyncio.gather(fail(1), asyncio.sleep(0.1))
    except ValueError as error:
        print("first", error)
    task = asyncio.create_task(asyncio.sleep(9))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print("cancelled:", error)


asyncio.run(main())
