import asyncio


async def cook(dish, seconds):
    await asyncio.sleep(seconds)
    print(dish, "is ready")
    if dish == "soup":
        raise ValueError("the soup is burnt")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(cook("salad", 0.1))
            group.create_task(cook("soup", 0.2))
            group.create_task(cook("bread", 0.4))
    except* ValueError as errors:
        # The first failure cancels the other tasks.
        print("cancelled:", *errors.exceptions)


asyncio.run(main())
