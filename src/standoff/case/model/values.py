"""Numbers as analysts know them: a point, or a range that holds the value with a stated probability."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from statistics import NormalDist

from standoff.case.model.mistake import MistakeError, shown
from standoff.case.model.slips import number_meant

__all__ = [
    "LEVEL",
    "SHAPES",
    "WIDE",
    "Quantity",
    "Shape",
    "read_chance",
    "read_level",
    "read_number",
    "read_share",
    "read_worth",
    "write_number",
    "write_worth",
]

LEVEL = 0.9
"""How much of the probability a range holds unless the case says otherwise."""

WIDE = 20.0
"""Ends of one sign that differ by more than this factor deserve a second look."""

_LARGEST, _SMALLEST = 1e12, 1e-12
"""Beyond these, sums and products of values lose the digits that the comparisons need."""

NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"

_RANGE = re.compile(rf"\s*({NUMBER})\s+to\s+({NUMBER})\s*")
_HINT = "write a number or a range, like `4` or `4 to 9`"
_JUDGED = (
    "points are numbers: give the step that matters most to the party 10, judge how much of that this is, "
    "and write it as a range, like `4 to 9`, or `-6 to -2` for a cost"
)
"""How a judgement in words becomes points."""


@dataclass(frozen=True)
class Quantity:
    """A number, or a range and the shape (of SHAPES) of what is believed between and beyond its ends.

    `low` and `high` are the ends (equal for a point), in points or in years, or they are chances; the range holds
    `level` of the probability. Half-normal: one end is 0, which is also the end of what is possible. Logit-normal: a
    chance, whose odds are lognormal, so that it stays between 0 and 1 and a chance and its opposite are treated alike.
    Uniform, triangular and pert: the ends are the ends of what is possible, and `mode` is the likeliest value of the
    latter two. Discrete: `values`, in increasing order, with their `chances`.

    >>> Quantity.between(4, 9).median
    6.0
    """

    shape: str
    low: float
    high: float
    level: float = LEVEL
    mode: float | None = None
    values: tuple[float, ...] = ()
    chances: tuple[float, ...] = ()

    @classmethod
    def point(cls, value: float) -> Quantity:
        """A number that is not in doubt; `inf` stands for `never` in `undo` and `redo`.

        >>> Quantity.point(2).median
        2.0
        """
        return cls("point", float(value), float(value))

    @classmethod
    def between(cls, low: float, high: float, level: float = LEVEL) -> Quantity:
        """A range; its shape follows from the signs of its ends.

        >>> [Quantity.between(*ends).shape for ends in [(-6, -2), (0, 3), (-1, 2), (5, 5)]]
        ['lognormal', 'half-normal', 'normal', 'point']
        """
        if low == high:
            return cls.point(low)
        shape = "lognormal" if low * high > 0 else "half-normal" if low * high == 0 else "normal"
        return cls(shape, float(low), float(high), level)

    @classmethod
    def chance(cls, low: float, high: float, level: float = LEVEL) -> Quantity:
        """A range of chances, between 0 and 1.

        >>> Quantity.chance(0.2, 0.8).median, Quantity.chance(0.3, 0.6).shape
        (0.5, 'logit-normal')
        """
        return cls.point(low) if low == high else cls("logit-normal", float(low), float(high), level)

    @property
    def median(self) -> float:
        """The value that is as likely to be exceeded as not: what is used where one number is needed.

        >>> Quantity.between(-9, -4).median, Quantity.between(-1, 3).median
        (-6.0, 1.0)
        """
        return SHAPES[self.shape].median(self)

    @property
    def in_keys(self) -> bool:
        """Whether it takes keys to write it, because its shape does not follow from its ends.

        >>> Quantity.between(4, 9).in_keys, Quantity("uniform", 4, 9).in_keys
        (False, True)
        """
        return self.shape not in ("point", "logit-normal", Quantity.between(self.low, self.high, self.level).shape)

    @property
    def never(self) -> bool:
        """Whether this is the duration `never`."""
        return math.isinf(self.high)

    @property
    def wide(self) -> bool:
        """Whether the ends are of one sign and differ more than twentyfold.

        >>> Quantity.between(1, 20).wide, Quantity.between(-21, -1).wide
        (False, True)
        """
        small, large = sorted((abs(self.low), abs(self.high)))
        return self.shape == "lognormal" and large > WIDE * small


def _lognormal(quantity: Quantity) -> float:
    return math.copysign(math.sqrt(quantity.low * quantity.high), quantity.high)


def _half_normal(quantity: Quantity) -> float:
    # 0 is both an end of the range and the end of what is possible, so the doubt is all at the other end.
    scores = (NormalDist().inv_cdf((1 + share) / 2) for share in (0.5, quantity.level))
    return (quantity.low + quantity.high) * next(scores) / next(scores)


def _logit_normal(quantity: Quantity) -> float:
    logit = sum(math.log(end / (1 - end)) for end in (quantity.low, quantity.high)) / 2
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else 1 - 1 / (1 + math.exp(logit))


def _triangular(quantity: Quantity) -> float:
    assert quantity.mode is not None
    width, rise = quantity.high - quantity.low, quantity.mode - quantity.low
    if 2 * rise >= width:
        return quantity.low + math.sqrt(width * rise / 2)
    return quantity.high - math.sqrt(width * (width - rise) / 2)


def _pert(quantity: Quantity) -> float:
    from scipy.special import betaincinv

    assert quantity.mode is not None
    width = quantity.high - quantity.low
    rise = 4 * (quantity.mode - quantity.low) / width
    return quantity.low + width * float(betaincinv(1 + rise, 5 - rise, 0.5))


def _discrete(quantity: Quantity) -> float:
    sums = accumulate(quantity.chances)
    return next(value for value, total in zip(quantity.values, sums, strict=True) if total >= 0.5 - 1e-12)


def _middle(quantity: Quantity) -> float:
    return (quantity.low + quantity.high) / 2


def _of_one_sign(low: float, high: float) -> MistakeError | None:
    if low * high > 0:
        return None
    return MistakeError("the ends of a lognormal range are of one sign, and not 0", "take the shape `normal`")


@dataclass(frozen=True)
class Shape:
    """A kind of range. Its quantiles are in the engine's table, `QUANTILES`, under the same name.

    median: of a quantity of this shape. named: whether it can be written in keys, as `shape`. likeliest: whether it has
    a likeliest value, its `mode`. refuses: what is wrong with two ends as ends of such a range, or None.
    """

    median: Callable[[Quantity], float]
    named: bool = False
    likeliest: bool = False
    refuses: Callable[[float, float], MistakeError | None] = lambda low, high: None


SHAPES: Mapping[str, Shape] = {
    "point": Shape(lambda q: q.low),
    "pert": Shape(_pert, named=True, likeliest=True),
    "triangular": Shape(_triangular, named=True, likeliest=True),
    "uniform": Shape(_middle, named=True),
    "normal": Shape(_middle, named=True),
    "lognormal": Shape(_lognormal, named=True, refuses=_of_one_sign),
    "half-normal": Shape(_half_normal),
    "logit-normal": Shape(_logit_normal),
    "discrete": Shape(_discrete),
}
"""All kinds of range; those that can be named in the order in which they are told."""


def read_number(text: str) -> float:
    """A plain number from its text; raises MistakeError for what is none, is infinite, or is out of bounds.

    >>> read_number("-2.5")
    -2.5
    """
    if not re.fullmatch(NUMBER, text.strip()):
        raise MistakeError(f"{shown(text)} is not a number", _HINT)
    return bounded(float(text), text)


def bounded(value: float, text: str = "") -> float:
    """The same number, if it is one that can be computed with; else MistakeError."""
    if math.isnan(value):
        raise MistakeError("this is not a number", _HINT)
    if abs(value) > _LARGEST:
        raise MistakeError(
            f"{shown(text or write_number(value))} is too large: the largest number is 1e12",
            "choose a scale on which 10 is a typical value",
        )
    if 0 < abs(value) < _SMALLEST:
        raise MistakeError(
            f"{shown(text or write_number(value))} is too small: the smallest number above 0 is 1e-12", "write 0"
        )
    return float(value)


def read_worth(value: object, level: float = LEVEL) -> Quantity:
    """A worth or a cost from a number or its text: `5`, `-6 to -2`; raises MistakeError.

    >>> read_worth("-6 to -2") == Quantity.between(-6, -2)
    True
    >>> read_worth(5) == read_worth("5") == Quantity.point(5)
    True
    >>> read_worth("4 to 2")
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: the range is upside down: 4 is more than 2
    """
    if isinstance(value, Quantity):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Quantity.point(bounded(_as_float(value), getattr(value, "raw", "")))
    if not isinstance(value, str):
        raise MistakeError("this is not a number", _hint_for_ends(value))
    return _points(value, level, _hint_for_points)


def _points(value: str, level: float = LEVEL, hint: Callable[[str], str] = lambda text: _HINT) -> Quantity:
    """Points from their text; `hint` says what to write instead of a text that is none."""
    found = _RANGE.fullmatch(value)
    if found:
        return ordered(read_number(found[1]), read_number(found[2]), f"{found[2]} to {found[1]}", level)
    if not re.fullmatch(NUMBER, value.strip()):
        raise MistakeError(f"{shown(value)} is neither a number nor a range", hint(value))
    return Quantity.point(read_number(value))


def _hint_for_points(text: str) -> str:
    """What to write for points that are told in another way: in other signs, in percent, in words."""
    meant = number_meant(text, _points)
    if meant:
        return meant
    if "%" in text and len(text) < 100:
        points = _of_percent(text)
        return f"points have no `%`: where 10 is all that the party wants, write `{points}`" if points else _HINT
    return _HINT if re.search(r"\d", text) or len(text) < 4 else _JUDGED


def _of_percent(text: str) -> str:
    """Percentages as points on the scale where 100 % is 10, or "" if they cannot be read."""
    points = re.sub(NUMBER, lambda found: write_number(round(float(found[0]) / 10, 6)), text.replace("%", ""))
    try:
        return write_worth(_points(points))
    except MistakeError:
        return ""


def _hint_for_ends(value: object) -> str:
    """What to write for a list of two numbers."""
    if isinstance(value, (list, tuple)) and len(value) == 2:
        text = " to ".join(getattr(end, "raw", str(end)) for end in value)
        with suppress(MistakeError):
            return f"write `{write_worth(_points(text))}`"
    return _HINT


def ordered(low: float, high: float, turned: str, level: float) -> Quantity:
    """The range from low to high; raises MistakeError when it is upside down (`turned` is how to write it)."""
    if low > high:
        first, second = turned.split(" to ")[::-1]
        raise MistakeError(
            f"the range is upside down: {first} is more than {second}", f"write the smaller end first: `{turned}`"
        )
    return Quantity.between(low, high, level)


CHANCE = rf"{NUMBER}( +to +{NUMBER})?|{NUMBER}(( *%)? +to +{NUMBER})? *%"
"""How a chance or a range of chances is written: as it is, or as a percentage."""

_CHANCE_HINT = "write a chance or a range, like `0.4`, `0.3 to 0.6` or `30 to 60 %`"


def read_chance(value: object, level: float = LEVEL) -> Quantity:
    """A chance from a number or its text: `0.4`, `40 %`, `0.3 to 0.6`, `30 to 60 %`; raises MistakeError.

    >>> read_chance("30 to 60 %") == read_chance("0.3 to 0.6") == Quantity.chance(0.3, 0.6)
    True
    >>> read_chance(40)
    Traceback (most recent call last):
    standoff.case.model.mistake.MistakeError: a chance is between 0 and 1, and this says 40
    """
    if isinstance(value, Quantity):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = write_number(bounded(_as_float(value), getattr(value, "raw", "")))
    if not isinstance(value, str):
        raise MistakeError("this is not a chance", _CHANCE_HINT)
    if not re.fullmatch(f" *({CHANCE}) *", value):
        hint = number_meant(value, _chance_like) or _CHANCE_HINT
        raise MistakeError(f"{shown(value)} is neither a chance nor a range", hint)
    percent = "%" in value
    ends = [read_number(text) for text in re.findall(NUMBER, value)]
    outside = next((end for end in ends if not 0 <= end <= (100 if percent else 1)), None)
    if outside is not None:
        bounds = "0 % and 100 %" if percent else "0 and 1"
        hint = f"write `{value.strip()} %`" if not percent and _as_percent(ends) else _CHANCE_HINT
        raise MistakeError(f"a chance is between {bounds}, and this says {write_number(outside)}", hint)
    low, high = (end / (100 if percent else 1) for end in (ends[0], ends[-1]))
    if low < high and (low == 0 or high == 1):
        raise MistakeError(
            "a range of chances cannot begin or end with a certainty",
            "write how far the doubt goes, like `0.01 to 0.6` or `0.6 to 0.99`",
        )
    unit = " %" if percent else ""
    turned = ordered(low, high, f"{write_number(ends[-1])} to {write_number(ends[0])}{unit}", level)
    return Quantity.chance(turned.low, turned.high, level)


def _as_percent(ends: list[float]) -> bool:
    """Whether numbers can be meant as percentages: in order, and short of a certainty where they are two."""
    low, high = ends[0], ends[-1]
    return (1 < low == high <= 100) or 1 <= low < high < 100


def _chance_like(text: str) -> None:
    """Refuse what is not written like a chance."""
    if not re.fullmatch(f" *({CHANCE}) *", text):
        raise MistakeError("this is not a chance")
    read_chance(text)


def _share_like(text: str) -> None:
    """Refuse what is not written like a share."""
    if not re.fullmatch(rf"\s*{NUMBER}\s*%?\s*", text):
        raise MistakeError("this is not a share")
    read_share(text)


def _level_like(text: str) -> None:
    """Refuse what is not written like the probability that ranges hold."""
    _share_like(text)
    read_level(text if "%" in text else float(text))


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def read_level(value: object) -> float:
    """The probability that ranges hold, from `80 %`, `80%` or 0.8; raises MistakeError.

    >>> read_level("80 %"), read_level(0.9)
    (0.8, 0.9)
    """
    hint = "write, for example, `80 %`"
    found = re.fullmatch(rf"\s*({NUMBER})\s*%\s*", value) if isinstance(value, str) else None
    if found:
        level = float(found[1]) / 100
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        level = _as_float(value)
    else:
        meant = number_meant(value, _level_like) if isinstance(value, str) else ""
        raise MistakeError(f"{shown(value)} is not a percentage", meant or hint)
    if not 0.01 <= level <= 0.999:
        percent = f"write `{write_number(level)} %`" if 1 <= level <= 99.9 and not found else hint
        raise MistakeError("a range must hold between 1 % and 99.9 %", percent)
    return level


def read_share(value: object) -> float:
    """A share between 0 and 1, from `20 %`, `20%` or 0.2; raises MistakeError.

    >>> read_share("20 %"), read_share(0.2), read_share("0.2")
    (0.2, 0.2, 0.2)
    """
    hint = "write, for example, `20 %`"
    found = re.fullmatch(rf"\s*({NUMBER})\s*(%?)\s*", value) if isinstance(value, str) else None
    if found:
        share = float(found[1]) / (100 if found[2] else 1)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        share = _as_float(value)
    else:
        meant = number_meant(value, _share_like) if isinstance(value, str) else ""
        raise MistakeError(f"{shown(value)} is not a share", meant or hint)
    if not 0 <= share <= 1:
        percent = f"write `{write_number(share)} %`" if 1 < share <= 100 and not (found and found[2]) else hint
        raise MistakeError(f"{shown(value)} is not a share between 0 and 100 %", percent)
    return share


def write_number(value: float) -> str:
    """The shortest text that reads back as the same number.

    >>> write_number(4.0), write_number(-0.25)
    ('4', '-0.25')
    """
    return str(int(value)) if value == int_or_none(value) else repr(value)


def int_or_none(value: float) -> int | None:
    """The number as an integer, if it is one that prints in a few digits."""
    return int(value) if -1e15 < value < 1e15 and value == int(value) else None


def write_worth(quantity: Quantity) -> str:
    """The text that `read_worth` reads back as the same quantity (at the same level).

    >>> write_worth(Quantity.between(-6, -2)), write_worth(Quantity.point(5))
    ('-6 to -2', '5')
    """
    if quantity.shape == "point":
        return write_number(quantity.low)
    return f"{write_number(quantity.low)} to {write_number(quantity.high)}"
