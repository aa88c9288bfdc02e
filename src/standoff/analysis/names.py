"""From names to places and back: what a user names, and what the parties and steps are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from standoff.analysis.remembered import once
from standoff.engine.core.types import Bools
from standoff.errors import UsageError, did_you_mean
from standoff.results.sentences.wording import as_one

if TYPE_CHECKING:
    from standoff.case.model.model import Case


def places_of(names: Sequence[str], chosen: Sequence[str]) -> list[int]:
    """The places of some names in a list of names."""
    return [list(names).index(name) for name in chosen]


def key_named(kind: str, name: str, known: Mapping[str, object], hints: Iterable[str] = ()) -> str:
    """The key of what a user names by its key, its name, its short name or its title, in upper or lower case.

    A title may be cut before its colon. Raises UsageError, with the name that may be meant, unless there is just one.
    hints: what else may be meant.
    """
    if name in known:
        return name
    found = _alike(name, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"more than one {kind} could be meant by `{name}`: {', '.join(f'`{key}`' for key in found)}")
    raise UsageError(f"the case has no {kind} `{name}`; {_hint(name, known, hints)}")


def _alike(name: str, known: Mapping[str, object]) -> list[str]:
    """The keys of those that are called so, in upper or lower case; by their keys if any is, else by their names."""
    wanted = _plain(name)
    for called in (lambda key: [key], lambda key: _names_of(known[key]), lambda key: _cut_names(known[key])):
        found = [key for key in known if wanted and wanted in map(_plain, called(key))]
        if found:
            return found
    return []


def _names_of(one: object) -> list[str]:
    return [text for field in ("name", "short", "title") if (text := getattr(one, field, ""))]


def _cut_names(one: object) -> list[str]:
    return [text.partition(": ")[0] for text in _names_of(one)]


def _plain(text: str) -> str:
    """A name as it is compared: without quotation marks, in lower case, words with one space between."""
    return " ".join(text.casefold().strip(" “”\"'").replace("_", " ").replace("-", " ").split())


def _hint(name: str, known: Mapping[str, object], hints: Iterable[str]) -> str:
    """The key, or else the name, that is nearest to what was named."""
    keys = [*known, *hints]
    plain = did_you_mean(name, keys)
    if plain.startswith("did you mean"):
        return plain
    lower = {_plain(other): other for other in keys}
    lower |= {_plain(text): key for key in known for text in _cut_names(known[key])}
    near = did_you_mean(_plain(name), lower)
    return did_you_mean(lower[near.split("`")[1]], keys) if near.startswith("did you mean") else plain


def steps_named(case: Case, name: str, hints: Iterable[str] = ()) -> tuple[str, ...]:
    """The steps that a user means by a name, as `key_named`; the name of a step in parts stands for all of them."""
    from standoff.case.model.parts import parts_named

    known = {**case.steps, **case.wholes()}
    return parts_named(case, key_named("step", name, known, hints))


Claimed = Literal["plan", "deal"]
"""What a name can stand for where a plan is wanted: a plan of the case, or a deal, whose roadmap is then meant."""


def claim_named(case: Case, name: str, first: Claimed = "plan") -> tuple[Claimed, str]:
    """Whether a plan or a deal of the case is meant by a name, and its key; `first`: which of them if both are.

    `plan:NAME` and `deal:NAME` say which. Raises UsageError.
    """
    claims: Mapping[Claimed, Mapping[str, object]] = {"plan": case.plans, "deal": case.deals}
    kind, colon, rest = name.partition(":")
    for said in claims:
        if colon and kind == said and not (name in case.plans or name in case.deals):
            return said, key_named(said, rest.strip(), claims[said])
    order: tuple[Claimed, Claimed] = ("plan", "deal") if first == "plan" else ("deal", "plan")
    for exact in (True, False):
        for wanted in order:
            if name in claims[wanted] if exact else _alike(name, claims[wanted]):
                return wanted, key_named(wanted, name, claims[wanted])
    other = claims[order[1]]
    return first, key_named(first, name, claims[first], hints=other)


def claims_named(case: Case, plan: str | None, deal: str | None) -> tuple[Claimed, str] | None:
    """Which plan or deal is asked about, by --plan or by --deal, each of which takes both; None without either."""
    if plan and deal:
        raise UsageError("ask for a plan or for a deal, not for both at once")
    if plan or deal:
        return claim_named(case, plan or deal or "", "plan" if plan else "deal")
    return None


def party_called(case: Case, party: str) -> str:
    """What a party is called in a sentence."""
    return as_one(case.parties[party].name)


def deal_named(case: Case, name: str) -> str:
    """The key of the deal of the case that is meant; UsageError where it is none, or a plan."""
    kind, key = claim_named(case, name, "deal")
    if kind == "plan":
        raise UsageError(f"`{name}` is a plan of the case, not a deal; `standoff assess CASE {key}` assesses it")
    return key


def called_by(case: Case) -> list[str]:
    """What the parties are called in sentences, in the order of the file."""
    return list(once(case, _called))


def _called(case: Case) -> tuple[str, ...]:
    return tuple(party_called(case, party) for party in case.parties)


def chosen_of(steps: Sequence[str], chosen: Bools) -> tuple[str, ...]:
    """The names of the steps that a mask chooses."""
    return tuple(steps[j] for j in np.flatnonzero(chosen).tolist())
