"""Entry point of every interpreter: the C program imports this module and calls `main`."""

import json
import sys

import _lanes

CHILD = 2


def main() -> None:
    """Prepares the interpreter, reports that it is ready, and serves the host until it is discarded."""
    from lanes import config, host, output, patches, system

    config.read()
    output.redirect()
    patches.install()
    system.install()
    for name in config.get("preload", ()):
        __import__(name)
    if milliseconds := config.get("warmUp", 0):
        from lanes import warm

        warm.warm_up(milliseconds)
    host.post(host.READY)
    while True:
        for kind, _, data in _lanes.wait(0):
            sys.exit(_be_child(data)) if kind == CHILD else _obey(json.loads(data))


def _be_child(data: bytes) -> int:
    from lanes import fork

    return fork.run_child(data)


def _obey(command: dict) -> None:
    """Runs a program for the host, which reports how it ended."""
    if command["command"] == "execute":
        from lanes import script

        script.execute(command)
    else:
        from lanes import runner

        runner.load(command)
