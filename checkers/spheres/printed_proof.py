"""The steps of the printed proof of Proposition III.3.3 that are false, each tried.

The proposition is true for beta > 0; these sentences say what its proof may not be quoted for.
"""

from fractions import Fraction

from checkers.spheres.definite_by_series import Singular, certificate
from checkers.spheres.parity_step import counts
from theorems.language.parameters import LIPSCHITZ
from theorems.power_series import INFINITE


def false_steps(n0: int, beta: Fraction) -> tuple[str, ...]:
    """What is false in the printed proof, sentence by sentence, at one n0 >= 2 and beta > 0.

    Source: giancola, proof of Proposition III.3.3.
    """
    names = [str(name) for name in LIPSCHITZ.coverage]
    failing = [name for name in names if min(counts(name)[0]) < INFINITE]
    found = []
    if failing:
        found.append(
            "The last step, from infinitely many a_i != 0 to infinitely many of each parity"
            f" (giancola/parity-step), is false for {', '.join(failing)}. What saves the"
            " proposition is the shift n0 beta^2 > 0, which the step does not use: at beta = 0 the"
            " same words would prove too much."
        )
    if any(isinstance(certificate(n0, 1, beta, name), Singular) for name in names):
        found.append(
            "The recursion is said to start from positive definite terms, but Theta^(1) = beta^2 +"
            f" x.x'/n0 has an exact null vector at n0 = {n0}. It is enough that its product with"
            " E[sigma' sigma'] is positive semidefinite and Sigma^(2) positive definite."
        )
    printed = (Fraction(1, n0) + beta**2) / Fraction(1, n0)  # the first quotient at x = x'
    if printed != 1:
        found.append(
            f"The first quotient printed for rho is {printed} at x = x' (n0 = {n0}, beta = {beta}),"
            " no correlation: its denominator should be 1/n0 + beta^2. The last one is right."
        )
    return tuple(found)
