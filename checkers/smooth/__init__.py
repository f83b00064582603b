"""Remainder bounds of smooth networks."""
