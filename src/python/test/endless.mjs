// Programs that only a Stop ends. The tests of CPython by itself and those of the page run them.

/** Programs by their names. Each prints `on` when it has begun. */
export const ENDLESS = {
  'a loop': 'print("on")\nwhile True:\n    pass',
  'threads that catch everything': `import threading

def spin():
    while True:
        try:
            print("on")
            while True:
                pass
        except BaseException:
            pass

for _ in range(3):
    threading.Thread(target=spin).start()
spin()`,
  'a deadlock': `import threading
lock = threading.Lock()
print("on")
with lock, lock:
    pass`,
  'a regular expression': 'import re\nprint("on")\nre.match(r"(a+)+$", "a" * 60 + "b")',
  'a power': 'print("on")\nx = 3 ** (10 ** 8)',
  'a sleep': 'import time\nprint("on")\ntime.sleep(1e9)',
  'a request': 'import requests\nprint("on")\nrequests.get("https://example.com/1?latency=60000")',
  'an event loop': `import asyncio

async def spin():
    print("on")
    while True:
        await asyncio.sleep(0)

asyncio.run(spin())`,
  processes: `from concurrent.futures import ProcessPoolExecutor

def spin(number):
    print("on")
    while True:
        pass

with ProcessPoolExecutor(2) as pool:
    list(pool.map(spin, range(2)))`,
};
