"""Changes to the standard library, applied as its modules are imported.

The library itself is CPython's, unchanged. Only where a module meets the operating system, its transport is replaced:
a patch changes names of a module after its import, and a replacement is imported instead of it.
"""

import importlib
import sys
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


class _Patcher:
    """Loader that runs another loader's module, then the patch."""

    def __init__(self, loader, patch: str):
        self._loader = loader
        self._patch = patch

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module) -> None:
        self._loader.exec_module(module)
        importlib.import_module(self._patch).apply(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)


class _Finder:
    """Finder of the modules above."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in _REPLACEMENTS:
            return PathFinder.find_spec(name, [_REPLACEMENTS[name]])
        if name not in _PATCHES:
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = _Patcher(spec.loader, _PATCHES[name])
        return spec


def install() -> None:
    """Makes later imports use the patches."""
    sys.meta_path.insert(0, _Finder)
