"""Compiles CPython's standard library into one archive, without what a browser cannot use.

Usage: python3.13 -X no_debug_ranges stdlib.py LIB ARCHIVE, with the version of Python that the bytecode is for. The same input
gives the same bytes.

The archive is not compressed, since it is compressed as a whole later. The sources are not in it, so tracebacks name the lines of
the standard library without showing them, and columns are of no use. Docstrings are left out, as in the C code. Assertions stay,
because some of them report mistakes of a program (`multiprocessing`).
"""

import ast
import importlib.util
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from pathlib import Path

# Packages and modules that are left out, by reason.
LEFT_OUT = {
    'tools that need a terminal, a screen or an installed Python': """
        _pyrepl cProfile cmd code codeop compileall ensurepip getpass idlelib modulefinder pdb profile pstats pty pyclbr
        pydoc pydoc_data rlcompleter site tabnanny tkinter trace tty turtle turtledemo venv webbrowser
        zipapp""",
    'needs sockets, processes, libraries or hardware that a browser does not give to Python': """
        bz2 ctypes curses dbm ftplib http/server imaplib lzma mailbox netrc nturl2path poplib smtplib sqlite3
        ssl wsgiref xmlrpc asyncio/proactor_events asyncio/windows_events asyncio/windows_utils
        multiprocessing/forkserver multiprocessing/popen_forkserver multiprocessing/popen_spawn_win32""",
    'for other systems': """
        _aix_support _android_support _apple_support _ios_support _osx_support""",
    'in Python what is there in C': """
        _pydatetime _pydecimal _pyio""",
    'tests': """
        __hello__ __phello__ doctest test""",
    'large and rarely used': """
        pickletools xml/dom xml/sax""",
}

# All other encodings are left out. The codecs of East Asia are not in the C code either.
ENCODINGS = """
    __init__ aliases ascii base64_codec cp1252 cp437 hex_codec idna latin_1 punycode raw_unicode_escape rot_13 undefined
    unicode_escape utf_16 utf_16_be utf_16_le utf_32 utf_8 utf_8_sig zlib_codec""".split()


ALL_LEFT_OUT = {name for names in LEFT_OUT.values() for name in names.split()}


# What `sysconfig` knows about each build: only the name that programs ask for to find out about the GIL.
BUILDS = {
    f'_sysconfigdata_{abi}_emscripten_wasm32-emscripten': f"build_time_vars = {{'Py_GIL_DISABLED': {disabled}}}\n".encode()
    for abi, disabled in (('', 0), ('t', 1))
}


def is_included(name):
    """Returns true if a module, given as a path without its ending, belongs into the archive."""
    if name.startswith('encodings/'):
        return name.removeprefix('encodings/') in ENCODINGS
    parts = name.split('/')
    return not any('/'.join(parts[: n + 1]) in ALL_LEFT_OUT for n in range(len(parts)))


def is_text(statement):
    """Returns true if a statement is only a string."""
    match statement:
        case ast.Expr(ast.Constant(str())):
            return True
    return False


def without_docstrings(tree):
    """Removes the docstrings of a module and of all its functions and classes."""
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if not node.body or not is_text(node.body[0]):
            continue
        # A body is never empty, and another string would become the docstring.
        if len(node.body) == 1 or is_text(node.body[1]):
            node.body[0] = ast.copy_location(ast.Pass(), node.body[0])
        else:
            del node.body[0]
    return tree


def compiled(source, name):
    """Returns a module as the contents of a .pyc file."""
    tree = without_docstrings(ast.parse(source))
    code = compile(tree, f'/lib/python3.13/{name}.py', 'exec', dont_inherit=True, optimize=0)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), checked=False))


def main(lib, archive):
    names = sorted(path.relative_to(lib).with_suffix('').as_posix() for path in lib.rglob('*.py'))
    unknown = ALL_LEFT_OUT - {name for path in names for name in (path, *map(str, Path(path).parents))}
    if unknown:
        sys.exit(f'not in the standard library: {", ".join(sorted(unknown))}')
    sources = {name: (lib / f'{name}.py').read_bytes() for name in names if is_included(name)} | BUILDS
    with zipfile.ZipFile(archive, 'w', zipfile.ZIP_STORED) as out:
        for name, source in sources.items():
            out.writestr(zipfile.ZipInfo(f'{name}.pyc', (1980, 1, 1, 0, 0, 0)), compiled(source, name))


main(Path(sys.argv[1]), sys.argv[2])
