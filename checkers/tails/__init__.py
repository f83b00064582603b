"""Tails of counts and of sums, in balls."""
