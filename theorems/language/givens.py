"""What a statement speaks of besides numbers: arrays that are given, drawn, or any of a set.

Sizes are texts: a parameter ("m"), or a letter of its own ("d": every dimension).
"""

from dataclasses import dataclass
from typing import Any, Literal

from theorems.language.expressions import Expression
from theorems.language.fields import require, require_fields
from theorems.language.text import parsed, text

Norm = Literal["frobenius", "per neuron"]
IN_WORDS = {
    "frobenius": "||{0} - {1}||_F <= {2}",
    "per neuron": "max_i ||{0}_i - {1}_i|| <= {2}",
}


Second = Literal["independent", "equal", "opposite", "all equal"]
SECOND = {
    "independent": "",
    "equal": " (second half equal to the first)",
    "opposite": " (second half the negative of the first)",
    "all equal": " (all rows equal to the first)",
}


@dataclass(frozen=True)
class Given:
    """Any array of a shape; without a shape, any number.

    norm    : a condition on its norm, as "<= 1" or "= x_norm"; "" for none
    largest : a condition on its largest absolute entry, as "<= 1"; "" for none
    entries : "real" or "sign", which is -1 or 1
    second  : what the second half of the rows is, as for a `Law`
    cosine  : of a vector, another one and the cosine between the two, a parameter; () for none
    """

    shape: tuple[str, ...]
    norm: str = ""
    largest: str = ""
    entries: Literal["real", "sign"] = "real"
    second: Second = "independent"
    cosine: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_fields(self)
        require(len(self.cosine) in (0, 2), self, "a vector and a cosine", self.cosine)

    def words(self, name: str) -> str:
        """The array and what is asked of it, as one would write it."""
        space = "{-1, 1}" if self.entries == "sign" else "R"
        conditions = [
            *([f"||{name}|| {self.norm}"] if self.norm else []),
            *([f"max_i |{name}_i| {self.largest}"] if self.largest else []),
            *(["cosine {1} with {0}".format(*self.cosine)] if self.cosine else []),
        ]
        condition = f" with {' and '.join(conditions)}" if conditions else ""
        power = f"^{_product(self.shape)}" if self.shape else ""
        return f"{name} in {space}{power}{condition}{SECOND[self.second]}"


@dataclass(frozen=True)
class AnyFunction:
    """Any function of a kind: "twice continuously differentiable"."""

    kind: str

    def __post_init__(self) -> None:
        require_fields(self)

    def words(self, name: str) -> str:
        """The function and what is asked of it."""
        return f"{name} any {self.kind}"


@dataclass(frozen=True)
class Law:
    """An array of independent entries, or of repeated ones.

    entries : "normal", N(0, 1); "sign", -1 or 1 with probability 1/2 each
    second  : what the second half of the rows is: "independent" like the first, "equal" to it or
              "opposite", entry by entry; "all equal": every row is the first one
    """

    shape: tuple[str, ...]
    entries: Literal["normal", "sign"] = "normal"
    second: Second = "independent"

    def __post_init__(self) -> None:
        require_fields(self)

    def words(self, name: str) -> str:
        """The array and its law, as one would write it."""
        drawn = {"normal": "N(0, 1)", "sign": "random signs"}[self.entries]
        space = f"R^{_product(self.shape)}"
        return f"{name} in {space} of independent {drawn}{SECOND[self.second]}"


@dataclass(frozen=True)
class Ball:
    """All arrays within a radius of another one."""

    centre: str
    radius: Expression
    norm: Norm

    def __post_init__(self) -> None:
        require_fields(self)

    def words(self, name: str) -> str:
        """The condition, as one would write it."""
        return f"{name} with {IN_WORDS[self.norm].format(name, self.centre, text(self.radius))}"


def array(*shape: str) -> Given:
    """Any array."""
    return Given(shape)


def vector(size: str, norm: str = "") -> Given:
    """Any vector, with a condition on its norm: "<= 1", "> 0", "= x_norm"."""
    return Given((size,), norm)


def number() -> Given:
    """Any real number."""
    return Given(())


def bounded(size: str, largest: str) -> Given:
    """Any vector, with a condition on its largest absolute entry: "<= 1"."""
    return Given((size,), largest=largest)


def at_cosine(size: str, other: str, cosine: str = "rho", norm: str = "= 1") -> Given:
    """Any vector with a given cosine to another one, and a condition on its norm."""
    return Given((size,), norm, cosine=(other, cosine))


def any_signs(size: str) -> Given:
    """Any vector of entries -1 and 1."""
    return Given((size,), entries="sign")


def any_repeated_rows(*shape: str) -> Given:
    """Any array whose second half of the rows is equal to the first."""
    return Given(shape, second="equal")


def any_opposite_signs(size: str) -> Given:
    """Any vector of entries -1 and 1, the second half of them minus the first."""
    return Given((size,), entries="sign", second="opposite")


def function(kind: str) -> AnyFunction:
    """Any function of a kind: "twice continuously differentiable function"."""
    return AnyFunction(kind)


def normal(*shape: str) -> Law:
    """Independent standard normal entries."""
    return Law(shape)


def random_signs(size: str) -> Law:
    """Independent entries -1 and 1, each with probability 1/2."""
    return Law((size,), "sign")


def repeated_rows(*shape: str) -> Law:
    """Independent standard normal rows, the second half of them equal to the first."""
    return Law(shape, second="equal")


def repeated_signs(size: str) -> Law:
    """Random signs, the second half of them equal to the first."""
    return Law((size,), "sign", "equal")


def opposite_signs(size: str) -> Law:
    """Random signs, the second half of them minus the first."""
    return Law((size,), "sign", "opposite")


def equal_rows(*shape: str) -> Law:
    """One standard normal row, all others equal to it."""
    return Law(shape, second="all equal")


def frobenius_ball(centre: str, radius: Any) -> Ball:
    """All W with ||W - centre||_F <= radius, a formula."""
    return Ball(centre, _radius(radius), "frobenius")


def neuron_balls(centre: str, radius: Any) -> Ball:
    """All W with max_i ||w_i - centre_i|| <= radius, a formula."""
    return Ball(centre, _radius(radius), "per neuron")


def _radius(written: Any) -> Expression:
    return parsed(written) if isinstance(written, str) else written


def _product(shape: tuple[str, ...]) -> str:
    sizes = [f"({size})" if " " in size else size for size in shape]
    return f"({' x '.join(sizes)})" if len(sizes) > 1 else sizes[0]
