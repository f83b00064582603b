"""Definiteness, universality and spectra of kernels on spheres."""
