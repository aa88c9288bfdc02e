"""All questions, by the names of the verbs."""

from __future__ import annotations

from collections.abc import Mapping

from standoff.app.server.questions.asked import Question
from standoff.app.server.questions.board import BOARD
from standoff.app.server.questions.everything import EVERYTHING
from standoff.app.server.questions.front import FRONT
from standoff.app.server.questions.plans import PLANS
from standoff.app.server.questions.reasons import REASONS
from standoff.app.server.questions.settle import SETTLE
from standoff.app.server.questions.start import START
from standoff.app.server.questions.sure import SURE
from standoff.app.server.questions.texts import TEXTS
from standoff.app.server.questions.two import TWO

__all__ = ["QUESTIONS"]

QUESTIONS: Mapping[str, Question] = {
    **BOARD,
    **EVERYTHING,
    **FRONT,
    **PLANS,
    **SURE,
    **REASONS,
    **SETTLE,
    **START,
    **TEXTS,
    **TWO,
}
"""What can be asked, under /api/; a blank in a name is a slash there."""
