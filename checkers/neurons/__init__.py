"""Identities and implications on the sign cells of neurons."""
