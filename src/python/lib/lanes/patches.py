"""Changes to the standard library, applied as its modules are imported.

The library itself is CPython's, unchanged. Only where a module meets the operating system, its transport is replaced:
a patch changes names of a module after its import, and a replacement is imported instead of it.
"""

import importlib
import sys
from collections.abc import Callable
from importlib.machinery import PathFinder

_PATCHES = {
    "multiprocessing.connection": "lanes.patched.connection",
    "multiprocessing.popen_fork": "lanes.patched.popen_fork",
    "multiprocessing.popen_spawn_posix": "lanes.patched.popen_spawn",
    "multiprocessing.reduction": "lanes.patched.reduction",
    "multiprocessing.synchronize": "lanes.patched.synchronize",
    "socket": "lanes.patched.socket",
    "urllib.request": "lanes.patched.urllib_request",
}

_REPLACEMENTS = {"asyncio.unix_events": "/lanes.zip/lanes/replaced/asyncio"}


# Functions that change a module after its import, by its name.
_changes: dict[str, Callable] = {}


def after_import(name: str, change: Callable) -> None:
    """Has a function change a module that has yet to be imported."""
    _changes[name] = change


class _Patcher:
    """Loader that runs another loader's module, then changes it."""

    def __init__(self, loader, change: Callable):
        self._loader = loader
        self._change = change

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module) -> None:
        self._loader.exec_module(module)
        self._change(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)


class _Finder:
    """Finder of the modules above."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in _REPLACEMENTS:
            return PathFinder.find_spec(name, [_REPLACEMENTS[name]])
        if name not in _changes:
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = _Patcher(spec.loader, _changes[name])
        return spec


def install() -> None:
    """Makes later imports use the patches."""
    for name, patch in _PATCHES.items():
        after_import(name, lambda module, patch=patch: importlib.import_module(patch).apply(module))
    sys.meta_path.insert(0, _Finder)
