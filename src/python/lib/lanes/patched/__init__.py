"""Patches of modules of the standard library: each module here has a function `apply`."""
