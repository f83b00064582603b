"""Verified factorizations."""
