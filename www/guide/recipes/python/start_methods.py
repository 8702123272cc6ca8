import multiprocessing
from concurrent.futures import ProcessPoolExecutor

settings = {"verbose": False}


def is_verbose():
    return settings["verbose"]


if __name__ == "__main__":
    settings["verbose"] = True
    for method in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context(method)
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            print(method, pool.submit(is_verbose).result())
