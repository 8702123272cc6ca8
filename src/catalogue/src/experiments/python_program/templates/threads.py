import threading

import requests


def visit(page):
    response = requests.get(page)
    print(threading.current_thread().name, response.status_code)


pages = [f"https://example.com/{number}" for number in range(6)]
threads = [threading.Thread(target=visit, args=(page,)) for page in pages]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
