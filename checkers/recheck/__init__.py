"""The trusted core: it reads certificates and derives every conclusion again.

It imports the standard library, python-flint, mpmath and itself, and it searches for nothing: what
had to be searched for (exponents, boxes, points, null vectors, a failing setting) stands in the
certificate, in exact numbers. Copied out, the folder runs alone: `python -m recheck PLACE`, with a
file or a folder.

Begin with statements.txt: what the statements say, which theorems are taken for granted, and the
arguments that are followed. Then read the modules in this order:

    numbers, reading          exact numbers, balls; JSON, read strictly
    formulas, values          a small parser of formulas; what a formula is worth in an arithmetic
    blocks, domains           the lines of statements.txt; the values that a parameter can have
    statements, facts         statements; shares and activations
    case                      a statement at a setting, and the law that its worst case follows
    moments, inversion, tails how often a sum of independent shares exceeds a threshold
    findings, bounds          a bound at a setting
    every_delta, regions      a bound for every delta; for every width
    chains, closed_forms, identities, smooth, spheres     the other forms of statements
    conclusions, __main__     from the proofs of a certificate to its outcome and scope; files

What remains trusted, in plain words:

    statements.txt  that it says what the sources say, and that its arguments are right; nothing
                    here can know that. It is typed from the papers, not made from the records.
    the theorems    that it takes for granted: of Chernoff, Hoeffding, Poisson, Price, Schoenberg
                    and Gneiting, and the bounds beside the formulas of the activations.
    python-flint    that its balls enclose, that its quadrature is rigorous, and that its rational
                    numbers and polynomials are exact. mpmath only gives a second opinion.
    Python          its integers, its fractions and its JSON.
    this folder     that each function does what it says.

What it does not touch: random draws, and everything of a verdict that is no conclusion of a proof.
"""

from .conclusions import SCHEMA, Conclusion, recheck
from .numbers import Refused, Unusable

__all__ = ["SCHEMA", "Conclusion", "Refused", "Unusable", "recheck"]
