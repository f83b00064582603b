"""Exact numbers and enclosures: balls, intervals, forms, cells."""
