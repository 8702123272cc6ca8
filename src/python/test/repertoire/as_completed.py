import time
from concurrent.futures import ThreadPoolExecutor, as_completed

with ThreadPoolExecutor(3) as pool:
    futures = {pool.submit(time.sleep, seconds): seconds for seconds in (0.3, 0.01, 0.15)}
    print([futures[future] for future in as_completed(futures)])
