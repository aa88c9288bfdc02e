"""Questions some of which need the answers to others, asked of any workers: those on the longest way to the end first.

Nobody here knows what is asked. The same questions have the same answers on one core, many, or a cluster: a task is
made of what was answered before, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from standoff.engine.core.work import HERE, Begun, Workers

__all__ = ["Answers", "Question", "ask"]

Answers = Mapping[str, Any]
"""What is known, by the names of the questions."""


@dataclass(frozen=True)
class Question:
    """A question: a function, and the task for it that follows from the answers it needs (None: nothing is to be done).

    seconds: about how long it takes, compared with the others.
    """

    name: str
    function: Callable[[Any], Any]
    task: Callable[[Answers], Any]
    needs: tuple[str, ...] = ()
    seconds: float = 1.0


def ask(
    questions: Sequence[Question], by: Workers = HERE, progress: Callable[[float], None] = lambda share: None
) -> dict[str, Any]:
    """The answers to all questions, by name; those that had no task are answered with None.

    Raises ValueError where questions need what is not asked, or go in a circle.

    >>> number = Question("number", abs, lambda known: -3)
    >>> twice = Question("twice", sum, lambda known: [known["number"], known["number"]], ("number",))
    >>> ask([twice, number])
    {'twice': 6, 'number': 3}
    """
    ways = ways_to_the_end(questions)
    open_questions = sorted(questions, key=lambda question: -ways[question.name])
    total = sum(question.seconds for question in questions) or 1.0
    known: dict[str, Any] = {}
    begun: list[tuple[Question, Begun[Any]]] = []

    def answered(question: Question, answer: Any) -> None:
        known[question.name] = answer
        progress(sum(q.seconds for q in questions if q.name in known) / total if len(known) < len(questions) else 1.0)

    while len(known) < len(questions):
        fresh = [question for question in open_questions if all(name in known for name in question.needs)]
        for question in fresh:
            open_questions.remove(question)
            task = question.task(known)
            if task is None:
                answered(question, None)
            else:
                begun.append((question, by.start(question.function, task, question.name, ways[question.name])))
        if fresh:
            continue  # what is answered already may be all that others wait for
        begun.sort(key=lambda one: -ways[one[0].name])
        done = by.next_done([work for _, work in begun])
        question = begun.pop(next(n for n, (_, work) in enumerate(begun) if work is done))[0]
        answered(question, done())
    return {question.name: known[question.name] for question in questions}


def ways_to_the_end(questions: Sequence[Question]) -> dict[str, float]:
    """For each question how long it takes, with the longest chain of those that need its answer.

    Raises ValueError where questions need what is not asked, or go in a circle.
    """
    seconds = {question.name: question.seconds for question in questions}
    after: dict[str, list[str]] = {name: [] for name in seconds}
    for question in questions:
        for name in question.needs:
            if name not in after:
                raise ValueError(f"`{question.name}` needs `{name}`, which is not asked")
            after[name].append(question.name)
    found: dict[str, float] = {}

    def way(name: str, before: tuple[str, ...]) -> float:
        if name in before:
            raise ValueError(f"`{name}` needs its own answer")
        if name not in found:
            found[name] = seconds[name] + max((way(other, (*before, name)) for other in after[name]), default=0.0)
        return found[name]

    for name in seconds:
        way(name, ())
    return found
