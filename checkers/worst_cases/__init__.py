"""Suprema over weights and the laws that they follow: at a point, on regions, at every setting."""
