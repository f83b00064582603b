"""Outcomes, options, certificates, coverage, statistical limits."""
