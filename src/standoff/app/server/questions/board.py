"""A plan on the board: `plan` lays it out, `drops` says what every place of a step gives, `why` and `order` go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.app.server.questions.options import LONGEST, MOST, Option
from standoff.app.server.questions.plans import QUICK, fewer_draws

if TYPE_CHECKING:
    from standoff.app.board import asked as board

__all__ = ["BOARD"]


def _phases(value: Any) -> tuple[tuple[str, ...], ...]:
    """Lists of steps, or raises ValueError."""
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError
    return tuple(map(_names, value))


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST:
        raise ValueError
    if not all(isinstance(name, str) and len(name) <= LONGEST for name in value):
        raise ValueError
    return tuple(value)


LAID: Mapping[str, Option] = {
    "plan": options.text(),
    "phases": Option(_phases, "a list of phases, each a list of steps,", None),
    "keeps": Option(_names, "a list of steps", None),
    "consent": Option(_names, "a list of parties", ()),
    "pace": options.text(),
}
"""Which plan lies on the board."""

_DRAWS = options.whole(0, 0, 100_000)


def _laid(asked: Asked) -> board.Asked:
    from standoff.app.board import asked as board

    return board.Asked(**{name: asked.options[name] for name in LAID})


def _plan(asked: Asked) -> object:
    from standoff.app.board.board import plan_board

    return plan_board(asked.case, _laid(asked), asked.options["draws"], asked.progress, asked.options["assess"])


def _drops(asked: Asked) -> object:
    from standoff.app.board.board import drops

    return drops(asked.case, _laid(asked), asked.options["step"], asked.options["draws"], asked.progress)


def _why(asked: Asked) -> object:
    from standoff.app.board.board import why

    return why(asked.case, _laid(asked), asked.options["phase"], asked.options["party"], asked.progress)


def _order(asked: Asked) -> object:
    from standoff.app.board.board import order

    return order(asked.case, _laid(asked), asked.options["draws"], asked.progress, asked.by)


BOARD: Mapping[str, Question] = {
    "plan": Question({**LAID, "draws": _DRAWS, "assess": options.flag(True)}, _plan, before=fewer_draws),
    "drops": Question({**LAID, "step": options.text(), "draws": options.whole(QUICK, 0, 2000)}, _drops),
    "why": Question({**LAID, "phase": options.whole(1, 1), "party": options.text()}, _why),
    "order": Question({**LAID, "draws": _DRAWS}, _order, long=True),
}
