"""Hypothesis runs the same examples everywhere; the first call of a compiled loop compiles."""

from hypothesis import settings

settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile("fixed")
