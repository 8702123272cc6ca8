from concurrent.futures import ThreadPoolExecutor, wait

results = []
with ThreadPoolExecutor(2) as pool:
    futures = [pool.submit(pow, 2, n) for n in range(5)]
    for future in futures:
        future.add_done_callback(lambda done: results.append(done.result()))
    done, pending = wait(futures)
print(sorted(results), len(done), len(pending))
