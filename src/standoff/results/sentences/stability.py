"""Sentences of question 1: moves, deterrence and notions of stability."""

from __future__ import annotations

from collections.abc import Sequence

from standoff.results.sentences.wording import in_quotes, opening

__all__ = ["change", "moving_to", "why_deterred", "why_it_stays", "why_undecided", "why_undeterred"]


# ------------------------------------------------------------------------------------------ where we are


def change(made: Sequence[str], ended: Sequence[str]) -> str:
    """A move in words: what it brings into force and what it ends.

    >>> change(["Tests"], ["Aid", "Talks"])
    'starting “Tests” and ending “Aid” and “Talks”'
    """
    parts = [f"starting {in_quotes(made)}"] if made else []
    parts += [f"ending {in_quotes(ended)}"] if ended else []
    return " and ".join(parts)


def moving_to(label: str) -> str:
    """A move in words, to a state that has a name.

    >>> moving_to("Both wait")
    'moving to “Both wait”'
    """
    return f"moving to “{label}”"


def why_it_stays(party: str) -> str:
    """What to say of a party without an improvement.

    >>> why_it_stays("Alpha")
    'No move of its own would leave Alpha better off than now.'
    """
    return f"No move of its own would leave {party} better off than now."


def why_they_stay(parties: Sequence[str]) -> str:
    """What to say of several parties without an improvement.

    >>> why_they_stay(["Alpha", "Beta"]), why_they_stay(["Alpha", "Beta", "Gamma"])
    ('Neither of them would be better off than now by a move of its own.', 'None of them would be better off than now by a move of its own.')
    """  # noqa: E501
    return f"{'Neither' if len(parties) == 2 else 'None'} of them would be better off than now by a move of its own."


def why_undeterred(party: str, move: str) -> str:
    """What to say of an improvement that nothing deters.

    >>> why_undeterred("Alpha", "ending “Aid”")
    'Alpha would do better by ending “Aid”, and nothing that the others can do deters it.'
    """
    return f"{opening(party)} would do better by {move}, and nothing that the others can do deters it."


def why_undecided(party: str, move: str) -> str:
    """What to say of an improvement of which it was not found out whether it is deterred.

    >>> why_undecided("Alpha", "ending “Aid”")
    'Alpha would do better by ending “Aid”. Whether the others can deter it was not found out.'
    """
    return f"{opening(party)} would do better by {move}. Whether the others can deter it was not found out."


def why_deterred(party: str, move: str, answers: Sequence[tuple[str, str]], says: str) -> str:
    """The best improvement of a party and the answer that deters it: pairs (mover, move in words).

    says: what there is to say of such an answer, with {party} or {Party} for the party.

    >>> why_deterred("Alpha", "ending “Aid”", [("Beta", "starting “Tests”")], "{Party} could not escape that.")
    'Alpha would gain at first by ending “Aid”. But then Beta can answer by starting “Tests”, which leaves Alpha no better off than now. Alpha could not escape that.'
    """  # noqa: E501
    chain = ", then ".join(f"{mover} can answer by {answer}" for mover, answer in answers)
    text = f"{opening(party)} would gain at first by {move}. But then {chain}, "
    text += f"which leaves {party} no better off than now. "
    return text + says.format(party=party, Party=opening(party))
