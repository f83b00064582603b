"""Expectations of Gaussian variables: quadrature, Hermite expansions, moments."""
