"""What the view Answer asks: `glance`, in which draws what is known holds, and `front`, the whole answer behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.app.server.questions.options import Option

__all__ = ["FRONT"]


def _glance(asked: Asked) -> object:
    from standoff.app.front.front import before_of, glance

    o = asked.options
    return glance(asked.case, o["draws"], o["seed"], before_of(o["before"]), asked.progress, asked.partial)


def _front(asked: Asked) -> object:
    from standoff.app.front.front import front

    return front(asked.case, asked.options["draws"], asked.options["seed"], asked.progress, asked.partial, asked.by)


def _as_it_is(value: Any) -> Any:
    return value


_DRAWN = {"draws": options.whole(2000, 2, 100_000), "seed": options.whole(1, 0)}

FRONT: Mapping[str, Question] = {
    "glance": Question({**_DRAWN, "before": Option(_as_it_is, "a list of orders", ())}, _glance),
    "front": Question(_DRAWN, _front, long=True, kept=True),
}
