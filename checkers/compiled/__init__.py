"""Compiled loops: the only rooms that import numba.

numba's cache looks at a function's own file, not at the files that it calls into: after an
edit here, delete `__pycache__` in this folder.
"""
