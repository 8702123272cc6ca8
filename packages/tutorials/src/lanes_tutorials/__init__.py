"""Experiments of Lanes in tutorials.

`lanes_tutorials.sphinx` is an extension of Sphinx, `lanes_tutorials.markdown` one of
Python-Markdown, and `show` is for notebooks.
"""

from lanes_tutorials.notebook import Shown, show
from lanes_tutorials.playground import HostError

__all__ = ["HostError", "Shown", "__version__", "show"]

__version__ = "0.1.0"
