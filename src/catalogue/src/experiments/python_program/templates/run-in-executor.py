import asyncio
from concurrent.futures import ProcessPoolExecutor


def sum_of_squares(n):
    return sum(i * i for i in range(n))


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(2) as pool:
        sums = (loop.run_in_executor(pool, sum_of_squares, 500_000) for _ in range(4))
        print(await asyncio.gather(*sums))


if __name__ == "__main__":
    asyncio.run(main())
