import os


def usable_cores():
    if hasattr(os, "process_cpu_count"):  # Python 3.13 and later
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def workers_for(tasks, waits):
    """`waits` is true if the tasks wait rather than compute."""
    most = 32 if waits else usable_cores()
    return max(1, min(tasks, most))
