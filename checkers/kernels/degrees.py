"""Up to which even and odd degree the kernel of a network has terms, by the parity of sigma."""

from fractions import Fraction

from checkers.activations.rows import DEGREES, PARITIES


def degrees(L: int, beta: Fraction, activation: str) -> tuple[int | None, int | None, str]:
    """The largest even and odd degree in kappa (None: no bound, -1: no such term), and why."""
    if L == 1:
        return (-1 if beta == 0 else 0), 1, "Theta^(1) = beta^2 + rho/n0 has degree 1"
    parity = PARITIES[activation]
    top = DEGREES[activation] ** (L - 1) if activation in DEGREES else None
    even = None if top is None else top - top % 2
    odd = None if top is None else top - 1 + top % 2
    if beta == 0 and parity.kind == "odd":
        return -1, odd, f"beta = 0 and sigma is odd, so kappa is odd ({parity.identity})"
    if beta == 0 and parity.kind == "even":
        return even, -1, f"beta = 0 and sigma is even, so kappa is even ({parity.identity})"
    if beta == 0 and L == 2 and parity.kind == "linear odd part":
        why = f"beta = 0, L = 2: kappa = 2 a_1^2 rho + an even function ({parity.identity})"
        return None, 1, why
    if beta == 0 and L == 2 and parity.kind == "constant even part":
        why = f"beta = 0, L = 2: kappa = a_0^2 + an odd function ({parity.identity})"
        return 0, None, why
    return even, odd, f"sigma is a polynomial, so kappa is one of degree {top}"
