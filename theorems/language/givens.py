"""What a statement speaks of besides numbers: arrays that are given, drawn, or any of a set.

Sizes are texts: a parameter ("m"), or a letter of its own ("d": every dimension).
"""

from dataclasses import dataclass
from typing import Any, Literal

from theorems.language.expressions import Expression
from theorems.language.fields import require_fields
from theorems.language.text import parsed, text

Norm = Literal["frobenius", "per neuron"]
IN_WORDS = {
    "frobenius": "||{0} - {1}||_F <= {2}",
    "per neuron": "max_i ||{0}_i - {1}_i|| <= {2}",
}


@dataclass(frozen=True)
class Given:
    """Any array of a shape.

    norm    : a condition on its norm, as "<= 1" or "= x_norm"; "" for none
    entries : "real" or "sign", which is -1 or 1
    """

    shape: tuple[str, ...]
    norm: str = ""
    entries: Literal["real", "sign"] = "real"

    def __post_init__(self) -> None:
        require_fields(self)

    def words(self, name: str) -> str:
        """The array and what is asked of it, as one would write it."""
        space = "{-1, 1}" if self.entries == "sign" else "R"
        condition = f" with ||{name}|| {self.norm}" if self.norm else ""
        return f"{name} in {space}^{_product(self.shape)}{condition}"


@dataclass(frozen=True)
class Law:
    """An array of independent entries, or of repeated ones.

    entries : "normal", N(0, 1); "sign", -1 or 1 with probability 1/2 each
    second  : what the second half of the rows is: "independent" like the first, "equal" to it or
              "opposite", entry by entry; "all equal": every row is the first one
    """

    shape: tuple[str, ...]
    entries: Literal["normal", "sign"] = "normal"
    second: Literal["independent", "equal", "opposite", "all equal"] = "independent"

    def __post_init__(self) -> None:
        require_fields(self)

    def words(self, name: str) -> str:
        """The array and its law, as one would write it."""
        drawn = {"normal": "N(0, 1)", "sign": "random signs"}[self.entries]
        repeated = {
            "independent": "",
            "equal": f", the second half of {name} equal to the first",
            "opposite": f", the second half of {name} minus the first",
            "all equal": f", all rows of {name} equal",
        }[self.second]
        return f"{name} in R^{_product(self.shape)} of independent {drawn}{repeated}"


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


def any_signs(size: str) -> Given:
    """Any vector of entries -1 and 1."""
    return Given((size,), entries="sign")


def normal(*shape: str) -> Law:
    """Independent standard normal entries."""
    return Law(shape)


def random_signs(size: str) -> Law:
    """Independent entries -1 and 1, each with probability 1/2."""
    return Law((size,), "sign")


def repeated_rows(*shape: str) -> Law:
    """Independent standard normal rows, the second half of them equal to the first."""
    return Law(shape, second="equal")


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
    return f"({' x '.join(shape)})" if len(shape) > 1 else shape[0]
