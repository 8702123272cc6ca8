"""Helpers for the checks of several recipes."""

import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FRAGMENTS = Path(__file__).parents[2] / "www/guide/recipes/python"


def run(name):
    """Runs the code of a recipe as a script, as a reader would, and returns the printed lines."""
    script = FRAGMENTS / f"{name}.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{script} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines()


class Server(ThreadingHTTPServer):
    """A local server that records the largest number of requests it handles at once."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, respond):
        self.respond = respond
        self.lock = threading.Lock()
        self.in_flight = self.max_in_flight = 0
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with self.server.lock:
            self.server.in_flight += 1
            self.server.max_in_flight = max(self.server.max_in_flight, self.server.in_flight)
        try:
            status, headers, body = self.server.respond(self.path)
        finally:
            # Count down before the response, because the client sends its next request as soon as it has it.
            with self.server.lock:
                self.server.in_flight -= 1
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serving(respond):
    """Serves requests on threads. `respond(path)` returns status, headers and body."""
    with Server(respond) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def anonymous_memory():
    """Returns the memory of this process that is not backed by a file, in bytes, on Linux."""
    rollup = Path("/proc/self/smaps_rollup").read_text()
    (line,) = (line for line in rollup.splitlines() if line.startswith("Anonymous:"))
    return 1024 * int(line.split()[1])
