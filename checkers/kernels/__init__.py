"""Kernels of infinite networks: recursions, Gram matrices, power series, null vectors."""
