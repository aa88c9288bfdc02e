"""A case with its numbers, and without what is said of them: much less to lay another number over."""

from __future__ import annotations

from standoff.case.model.model import Case

__all__ = ["without_evidence"]


def without_evidence(case: Case) -> Case:
    """The case without evidence, history, inquiries, and other governments: its numbers, plans and deals are the same.

    >>> from standoff import example
    >>> bare = without_evidence(example())
    >>> bare.evidence(), bare.history, bare.plans == example().plans
    ((), (), True)
    """
    bare = {
        kind: {name: claim.model_copy(update={"because": ()}) for name, claim in getattr(case, kind).items()}
        for kind in ("parties", "steps", "together", "views")
    }
    bare["parties"] = {name: one.model_copy(update={"successor": None}) for name, one in bare["parties"].items()}
    correlated = tuple(entry.model_copy(update={"because": ()}) for entry in case.correlated)
    return case.model_copy(update={**bare, "correlated": correlated, "history": (), "inquiries": ()})
