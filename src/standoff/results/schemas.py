"""JSON Schemas of the documents: what a program that reads our JSON can rely on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["DOCUMENTS", "schema"]

Schema = dict[str, Any]

_NUMBER: Schema = {"type": "number"}
_MAYBE: Schema = {"type": ["number", "null"]}
_TEXT: Schema = {"type": "string"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 1}
_SHARE: Schema = {"type": "number", "minimum": 0}
_TRUST: Schema = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_EXPOSURE: Schema = {"type": ["number", "null"], "minimum": 0}
_VERDICT: Schema = {"enum": ["refused", "breaks", "holds"]}
_FLAG: Schema = {"type": "boolean"}
_NAMES: Schema = {"type": "array", "items": _TEXT}


def _object(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _per_name(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


def _or_null(value: Schema) -> Schema:
    return {"anyOf": [value, {"type": "null"}]}


def _row() -> Schema:
    return _object(
        phase={"type": "integer", "minimum": 1},
        party=_TEXT,
        carry_on=_NUMBER,
        walk_out=_MAYBE,
        margin=_MAYBE,
        exposure=_EXPOSURE,
        trust=_TRUST,
        exact=_FLAG,
    )


def _assessment() -> dict[str, Schema]:
    return {
        "plan": _TEXT,
        "phases": _list(_NAMES),
        "verdict": _VERDICT,
        "self_enforcing": _FLAG,
        "trust": _TRUST,
        "gain": _per_name(_NUMBER),
        "at_risk": _per_name(_SHARE),
        "binding": _object(phase=_MAYBE_COUNT, party=_MAYBE_TEXT, why=_TEXT),
        "months": _SHARE,
        "rows": _list(_row()),
        "if_stopped": _list(_object(phase={"type": "integer", "minimum": 1}, party=_TEXT, worth=_NUMBER)),
        "groups": _list(
            _object(
                phase={"type": "integer", "minimum": 1},
                parties=_NAMES,
                undone=_NAMES,
                withheld=_NAMES,
                shows=_or_null(_SHARE),
                gains=_per_name(_NUMBER),
                why=_TEXT,
            )
        ),
        "exact": _FLAG,
        "note": _TEXT,
        "ordered": _NAMES,
        "learning": _learning(),
        "between": _object(smallest=_or_null(_moment()), exact=_FLAG, why=_TEXT),
    }


def _moment() -> Schema:
    return _object(
        phase={"type": "integer", "minimum": 1},
        party=_TEXT,
        after=_SHARE,
        margin=_NUMBER,
        undone=_NAMES,
        withheld=_NAMES,
        shows=_or_null(_SHARE),
    )


def _learning() -> Schema:
    """What is learned on the way; left out where the case states nobody's sincerity."""
    chance: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    maybe_flag: Schema = {"type": ["boolean", "null"]}
    doubted = _object(
        party=_TEXT, sincerity=chance, low=chance, high=chance, walks=_MAYBE_COUNT, seen=_MAYBE_COUNT, pays=_MAYBE
    )
    asked = _object(party=_TEXT, trust=_TRUST, phase=_MAYBE_COUNT, of=_NAMES, belief=_TRUST, enough=maybe_flag)
    return _object(doubted=_list(doubted), asked=_list(asked), trust=_TRUST, enough=maybe_flag, says=_TEXT)


def _check() -> dict[str, Schema]:
    problem = _object(
        severity={"enum": ["error", "warning"]},
        file=_TEXT,
        line=_MAYBE_COUNT,
        column=_MAYBE_COUNT,
        path=_TEXT,
        message=_TEXT,
        hint=_TEXT,
    )
    return {"ok": _FLAG, "problems": _list(problem)}


def _stable() -> dict[str, Schema]:
    concepts = ("nash", "gmr", "smr", "seq", "sseq")
    pattern = _object(always=_NAMES, never=_NAMES, free=_NAMES, open=_NAMES)
    return {
        "parties": _NAMES,
        "steps": _NAMES,
        "feasible_states": {"type": ["integer", "null"], "minimum": 0},
        "equilibria": _per_name(_or_null(_found())),
        "patterns": _or_null(_object(**{concept: _or_null(pattern) for concept in concepts})),
        "now": _object(state=_NAMES, stable=_per_name(_NAMES), equilibrium=_NAMES, unanswered=_per_name(_NAMES)),
        "leverage": _per_name(_per_name(_object(best=_MAYBE, worst=_MAYBE))),
        "merged": _list(_object(rule=_TEXT, state=_NAMES, count=_COUNT, members=_list(_NAMES))),
        "coalitions": _coalitions(),
        "often": _often(),
        "states": _list(_object(state=_NAMES, stable=_per_name(_NAMES))),
        "view": _TEXT,
        "firm": _per_name(_NAMES),
        "doubt": _object(a=_per_name(_NAMES), b=_per_name(_NAMES), c=_per_name(_NAMES), d=_per_name(_NAMES)),
        "views": _views(),
    }


def _stable_graph() -> dict[str, Schema]:
    found = _object(count=_COUNT, states=_NAMES)
    state = _object(state=_TEXT, stable=_per_name(_NAMES), equilibrium=_NAMES)
    answer = _list(_object(party=_TEXT, state=_TEXT))
    return {
        "form": {"const": "graph"},
        "parties": _NAMES,
        "labels": _per_name(_TEXT),
        "moves": _per_name(_COUNT),
        "equilibria": _per_name(found),
        "now": _or_null(state),
        "deterrence": _list(
            _object(
                party=_TEXT,
                improvement=_MAYBE_TEXT,
                sanction=_MAYBE_TEXT,
                concept=_MAYBE_TEXT,
                answer=answer,
                why=_TEXT,
            )
        ),
        "reachable_states": _COUNT,
        "reachable": _list(_object(state=_TEXT, moves=_COUNT, concepts=_NAMES)),
        "states": _list(state),
    }


def _often() -> Schema:
    """How often states are equilibria; left out where nothing was drawn."""
    chance: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    ends: Schema = {"type": "array", "items": chance, "minItems": 2, "maxItems": 2}
    return _object(
        draws=_COUNT,
        draws_asked=_COUNT,
        now=_per_name(chance),
        between=_per_name(ends),
        parties=_per_name(_per_name(chance)),
        states=_list(_object(state=_NAMES, deal=_MAYBE_TEXT, shares=_per_name(chance))),
    )


def _views() -> Schema:
    """Each party's own view; left out where no party has one."""
    now = _object(state=_NAMES, stable=_per_name(_NAMES), equilibrium=_NAMES, unanswered=_per_name(_NAMES))
    view = _object(
        party=_TEXT,
        mistaken=_FLAG,
        title=_TEXT,
        feasible_states=_COUNT,
        equilibria=_per_name(_found()),
        now=now,
    )
    misreading = _object(party=_TEXT, path=_TEXT, of=_NAMES, sees=_TEXT, there_is=_TEXT, says=_TEXT)
    surprise = _object(party=_TEXT, other=_TEXT, expects=_NAMES, itself=_NAMES, says=_TEXT)
    return _object(
        parties=_list(view),
        shared=_per_name(_found()),
        lasting=_per_name(_found()),
        lasts=_NAMES,
        misreadings=_list(misreading),
        surprises=_list(surprise),
    )


def _coalitions() -> Schema:
    now = _object(
        parties=_NAMES,
        stable=_NAMES,
        unknown=_NAMES,
        improvements=_COUNT,
        smallest=_or_null(_NAMES),
        joint=_NAMES,
        then_stable=_NAMES,
        minimal=_FLAG,
        why=_TEXT,
    )
    states = _object(parties=_NAMES, count=_COUNT, states=_list(_NAMES))
    concept = _object(universal=_or_null(_found()), by_coalition=_list(states))
    jump = _object(concept=_TEXT, parties=_NAMES, before=_NAMES, after=_NAMES)
    return _object(
        now=_list(now),
        concepts=_or_null(_per_name(concept)),
        jumps=_or_null(_object(counts=_per_name(_COUNT), listed=_list(jump))),
        note=_TEXT,
    )


def _concepts() -> dict[str, Schema]:
    concept = _object(
        name=_TEXT,
        family=_TEXT,
        of={"enum": ["parties", "coalitions"]},
        definition=_TEXT,
        source=_TEXT,
        asked=_TEXT,
        refused=_MAYBE_TEXT,
    )
    return {"concepts": _list(concept)}


def _found() -> Schema:
    return _object(count=_COUNT, states=_list(_NAMES), more={"type": ["boolean", "null"]})


def _explain() -> dict[str, Schema]:
    months: Schema = {"type": ["number", "null"], "minimum": 0}
    courses = _list(_object(chance=_SHARE, months=months))
    failure = _object(group=_NAMES, undone=_NAMES, withheld=_NAMES, shows=months, begins_now=_FLAG, courses=courses)
    adds = _object(adds=_NUMBER, begins=months, ends=months)
    term = _object(
        kind={"enum": ["step", "together", "walkout_cost"]},
        name=_TEXT,
        worth=_NUMBER,
        carry_on=adds,
        walk_out=_or_null(adds),
        stop=adds,
        feared=_or_null(adds),
    )
    totals = _object(carry_on=_NUMBER, walk_out=_MAYBE, stop=_NUMBER, feared=_MAYBE, margin=_MAYBE, exposure=_EXPOSURE)
    return {
        "plan": _TEXT,
        "keeps": _NAMES,
        "phases": _list(_NAMES),
        "phase": {"type": "integer", "minimum": 1},
        "party": _TEXT,
        "row": _row(),
        "tempting": _or_null(failure),
        "feared": _or_null(failure),
        "terms": _list(term),
        "totals": totals,
        "why": _TEXT,
        "ordered": _NAMES,
    }


def _motion() -> Schema:
    return _object(parties=_NAMES, state=_NAMES, improves=_FLAG, gains=_per_name(_MAYBE), says=_TEXT)


def _explain_state() -> dict[str, Schema]:
    reaction = _object(
        improvement=_motion(),
        answer=_list(_motion()),
        deters=_FLAG,
        left=_MAYBE,
        left_better=_FLAG,
        reply=_or_null(_motion()),
        reply_left=_MAYBE,
        escapes=_FLAG,
    )
    reason = _object(
        concept=_TEXT,
        stable=_FLAG,
        counts={"enum": ["none", "any", "improving"]},
        firm=_FLAG,
        improvements=_COUNT,
        undeterred=_COUNT,
        decides=_or_null(reaction),
        each=_or_null(_list(reaction)),
        why=_TEXT,
    )
    return {"state": _NAMES, "parties": _list(_object(party=_TEXT, moves=_COUNT, reasons=_list(reason)))}


def _explain_ways() -> dict[str, Schema]:
    way = _or_null(_object(moves=_list(_motion()), sacrifices=_COUNT))
    counts = ("found", "by_improvements", "by_improvements_together", "by_moves", "only_together")
    return {
        "start": _NAMES,
        "to": _or_null(_NAMES),
        "asked": _NAMES,
        "here": _NAMES,
        **dict.fromkeys(counts, _COUNT),
        "destinations": _list(_object(state=_NAMES, concepts=_NAMES, alone=way, together=way)),
    }


def _inverse() -> dict[str, Schema]:
    group = _object(improvements=_list(_NAMES), fewest=_COUNT, sets=_list(_list(_NAMES)), more=_FLAG, exact=_FLAG)
    worth = _object(kind={"enum": ["step", "together"]}, name=_TEXT, now=_NUMBER, needed=_NUMBER, in_range=_FLAG)
    needed = _object(
        party=_TEXT,
        stable=_FLAG,
        fewest={"type": ["integer", "null"], "minimum": 0},
        exact=_FLAG,
        note=_TEXT,
        groups=_list(group),
        rise=_or_null(_object(to=_NAMES, overtakes=_COUNT, points=_MAYBE)),
        worths=_list(worth),
    )
    return {"state": _NAMES, "concept": _TEXT, "parties": _list(needed)}


def _roadmap() -> dict[str, Schema]:
    plan = _object(("learning", "between"), **_assessment())
    entry = _object(
        ("closest",),
        deal=_TEXT,
        best=_or_null(plan),
        closest=_or_null(plan),
        bound=_object(trust_at_least=_TRUST, proved=_FLAG),
        objective=_object(
            name={"enum": ["least-trust", "least-at-risk", "largest-margin", "fastest", "deepest"]},
            value=_MAYBE,
            best_possible=_MAYBE,
            trust_at_most=_TRUST,
        ),
        frontier=_list(_object(trust=_SHARE, at_risk=_SHARE, months=_SHARE, phases=_list(_NAMES))),
        conflict=_list(_TEXT),
        stopped=_FLAG,
        holding_orders={"type": ["integer", "null"], "minimum": 0},
        all_orders={"type": ["integer", "null"], "minimum": 0},
    )
    return {"roadmaps": _list(entry)}


def _deals() -> dict[str, Schema]:
    plan = {
        "phases": _list(_NAMES),
        "trust": _SHARE,
        "months": _SHARE,
        "gain": _per_name(_NUMBER),
        "at_risk": _per_name(_SHARE),
        "symbolic_share": _per_name(_SHARE),
        "binding": _object(phase=_MAYBE_COUNT, party=_MAYBE_TEXT, why=_TEXT),
    }
    other = _object(choice=_TEXT, member=_TEXT, verdict=_VERDICT, trust=_TRUST, gain=_per_name(_NUMBER), months=_SHARE)
    number: Schema = {"type": "integer", "minimum": 1}
    share: Schema = {"type": ["number", "null"]}
    deal = _object(
        number=number,
        steps=_NAMES,
        choices=_per_name(_TEXT),
        named=_MAYBE_TEXT,
        smallest_share=_NUMBER,
        **plan,
        others=_list(other),
    )
    named = _object(
        deal=_TEXT,
        standing={"enum": ["unbeaten", "beaten", "none"]},
        number=_MAYBE_COUNT,
        beaten_by=_MAYBE_COUNT,
        smallest_share=share,
        plan=_or_null(_object(**plan)),
    )
    return {
        "steps": _NAMES,
        "within": _MAYBE_TEXT,
        "pace": _SHARE,
        "looked_at": _COUNT,
        "wanted": _COUNT,
        "holding": _COUNT,
        "unbeaten": _COUNT,
        "points": _list({"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}),
        "most": _per_name(_NUMBER),
        "deals": _list(deal),
        "named": _list(named),
        "note": _TEXT,
        "ordered": _NAMES,
    }


_KINDS = (
    *("bond", "guarantee", "sooner", "inspectors", "automatic", "faster", "slower", "longer", "shorter"),
    *("split", "drop", "add", "worth", "support", "less_support"),
)


def _remedies() -> dict[str, Schema]:
    remedy = _object(
        kind={"enum": list(_KINDS)},
        step=_MAYBE_TEXT,
        party=_MAYBE_TEXT,
        phase=_MAYBE_COUNT,
        together=_MAYBE_TEXT,
        amount=_MAYBE,
        size=_SHARE,
        before=_MAYBE,
        after=_MAYBE,
        verdict=_VERDICT,
        trust=_TRUST,
        margin=_MAYBE,
        margin_of=_MAYBE_TEXT,
        several=_FLAG,
        better=_FLAG,
        says=_TEXT,
    )
    two: Schema = {"type": "array", "items": remedy, "minItems": 2, "maxItems": 2}
    pair = _object(remedies=two, size=_SHARE, trust=_TRUST, margin=_MAYBE, margin_of=_MAYBE_TEXT, says=_TEXT)
    entry = _object(
        plan=_TEXT,
        deal=_MAYBE_TEXT,
        verdict=_VERDICT,
        trust=_TRUST,
        trust_at_most=_TRUST,
        margin=_MAYBE,
        margin_of=_MAYBE_TEXT,
        effects=_list(remedy),
        enough=_list(remedy),
        pairs=_list(pair),
        pairs_tried={"type": ["integer", "null"], "minimum": 0},
        pairs_up_to={"type": ["number", "null"], "minimum": 0},
        bonds=_per_name(_MAYBE),
        holds_with_bonds=_FLAG,
        unwilling=_list(_object(party=_TEXT, shortfall=_SHARE, changes=_list(remedy))),
        exact=_FLAG,
        note=_TEXT,
        ordered=_NAMES,
    )
    return {"plans": _list(entry)}


def _flip() -> dict[str, Schema]:
    verdict: Schema = {"enum": ["refused", "breaks", "asks more", "holds"]}
    unit: Schema = {"enum": ["points", "years", "chance"]}
    numbers = _list(_NUMBER)
    flip = _object(
        path=_TEXT, label=_TEXT, unit=unit, median=_NUMBER, at=_NUMBER, becomes=verdict, chance=_TRUST, within=_SHARE
    )  # fmt: skip
    end = _object(value=_NUMBER, verdict=verdict, trust=_TRUST, slack=_NUMBER)
    driver = _object(
        path=_TEXT, label=_TEXT, short=_TEXT, unit=unit, low=end, high=end, first=_SHARE, total=_SHARE, error=_SHARE
    )
    two = _object(
        across=_TEXT,
        across_label=_TEXT,
        across_unit=unit,
        across_values=numbers,
        up=_TEXT,
        up_label=_TEXT,
        up_unit=unit,
        up_values=numbers,
        verdicts=_list(_list(verdict)),
    )
    return {
        "plan": _TEXT,
        "verdict": verdict,
        "trust_at_most": _SHARE,
        "slack": _NUMBER,
        "numbers": _COUNT,
        "flips": _list(flip),
        "measure": {"enum": ["holds", "slack"]},
        "drivers": _list(driver),
        "map": _or_null(two),
        "correlated": _FLAG,
        "seed": _COUNT,
        "note": _TEXT,
        "ordered": _NAMES,
    }


def _needs() -> dict[str, Schema]:
    chance: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    need = _object(title=_TEXT, about=_NAMES, perfect=_SHARE, partial=_SHARE, reliability=chance, cost=_SHARE)
    return {
        "plan": _TEXT,
        "trust": chance,
        "holds": chance,
        "between": {"type": "array", "items": chance, "minItems": 2, "maxItems": 2},
        "start": _FLAG,
        "value": _SHARE,
        "everything": _SHARE,
        "numbers": _list(need),
        "inquiries": _list(need),
        "evidence": _list(need),
        "sources": _list(_object(source=_TEXT, about=_NAMES, holds=chance, without=chance)),
        "draws": _COUNT,
        "draws_asked": _COUNT,
        "seed": _COUNT,
        "note": _TEXT,
        "ordered": _NAMES,
    }


def _sweep() -> dict[str, Schema]:
    counts = dict.fromkeys(("points", "refused", "breaks", "holds"), _COUNT)
    axis = _object(path=_TEXT, unit={"enum": ["points", "years", "chance"]}, values=_list(_MAYBE))
    return {
        "path": _TEXT,
        "parts": _MAYBE_TEXT,
        "rows": _COUNT,
        "done": _COUNT,
        "resumed": _COUNT,
        "partial": _FLAG,
        "cases": _list(_object(case=_TEXT, title=_TEXT, fingerprint=_TEXT)),
        "grid": _list(axis),
        "verdicts": _list(_object(case=_TEXT, plan=_TEXT, **counts)),
        "draws": _COUNT,
        "seed": _COUNT,
        "note": _TEXT,
    }


def _import() -> dict[str, Schema]:
    return {"program": _TEXT, "path": _TEXT, "notes": _list(_TEXT)}


def _export() -> dict[str, Schema]:
    return {"to": _TEXT, "path": _MAYBE_TEXT, "text": _MAYBE_TEXT}


DOCUMENTS: dict[str, Callable[[], dict[str, Schema]]] = {
    "check": _check,
    "concepts": _concepts,
    "stable": _stable,
    "stable-graph": _stable_graph,
    "assess": _assessment,
    "explain": _explain,
    "explain-state": _explain_state,
    "explain-ways": _explain_ways,
    "inverse": _inverse,
    "roadmap": _roadmap,
    "deals": _deals,
    "remedies": _remedies,
    "flip": _flip,
    "needs": _needs,
    "sweep": _sweep,
    "import": _import,
    "export": _export,
}
"""The documents that have a schema: the command that writes it, and after a dash what it is asked about."""

_PERHAPS_WITHOUT_A_CASE = ("check", "concepts", "sweep")

_UNDATED = (*_PERHAPS_WITHOUT_A_CASE, "stable-graph")

_OPTIONAL = {
    "stable": ("coalitions", "merged", "often", "states", "view", "firm", "doubt", "views"),
    "stable-graph": ("states",),
    "assess": ("learning", "between"),
}


def schema(command: str) -> Schema:
    """The JSON Schema (2020-12) of a document of the table, as written with `--json`; KeyError for an unknown one.

    >>> schema("check")["properties"]["command"], schema("explain-ways")["properties"]["command"]
    ({'const': 'check'}, {'const': 'explain'})
    """
    case = _object(
        title=_MAYBE_TEXT if command in _PERHAPS_WITHOUT_A_CASE else _TEXT,
        as_of=_MAYBE_TEXT if command in _UNDATED else _TEXT,
    )
    verb = command.partition("-")[0]
    body = _object(
        _OPTIONAL.get(command, ()),
        format={"const": 1},
        command={"const": verb},
        case=case,
        **DOCUMENTS[command](),
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"standoff {verb} --json", **body}
