import importlib
import sys
import sysconfig


def gil_is_enabled():
    # Python 3.12 and earlier lack this function and always have a GIL.
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def first_to_enable_gil(modules):
    """Imports the modules in turn until one turns the GIL on."""
    for name in modules:
        if gil_is_enabled():
            return None
        importlib.import_module(name)
        if gil_is_enabled():
            return name
    return None


if __name__ == "__main__":
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        print("This Python always has a GIL.")
    else:
        print(first_to_enable_gil(["PIL.Image", "numpy"]))
