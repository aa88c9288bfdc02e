"""Results as JSON documents: plain dicts with the keys that the command line promises, and nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from standoff.errors import Problem
from standoff.results.records.assessment import Assessment, Row
from standoff.results.records.frontier import Frontier
from standoff.results.records.graph_form import GraphStable
from standoff.results.records.ledger import Explanation
from standoff.results.records.made import Made
from standoff.results.records.reasons import Inversion, Reasons, Ways
from standoff.results.records.remedies import Mending
from standoff.results.records.roadmap import Roadmap
from standoff.results.records.run import Findings
from standoff.results.records.stability import Concept, Stable
from standoff.results.records.sureness import Flips, Needs, StableOften
from standoff.results.records.sweep import Swept

__all__ = [
    "assess_document",
    "check_document",
    "concepts_document",
    "deals_document",
    "dumps",
    "explain_document",
    "export_document",
    "flip_document",
    "import_document",
    "inverse_document",
    "needs_document",
    "plain",
    "reasons_document",
    "remedies_document",
    "roadmap_document",
    "run_document",
    "stable_document",
    "stable_graph_document",
    "sweep_document",
    "ways_document",
]

FORMAT = 1

Document = dict[str, Any]


def dumps(document: Document) -> str:
    """A document as text. A number that does not exist is null, never NaN or an infinity.

    >>> dumps({"trust": float("nan")})
    '{\\n  "trust": null\\n}'
    """
    return json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """Records, mappings and tuples as dicts and lists; numbers that do not exist as None.

    >>> plain({"a": (1.0, float("inf"))})
    {'a': [1.0, None]}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"not a result: {type(value).__name__}")


def _document(command: str, title: str, as_of: str | None, body: Mapping[str, Any]) -> Document:
    return {"format": FORMAT, "command": command, "case": {"title": title, "as_of": as_of}, **plain(body)}


def check_document(title: str | None, as_of: str | None, problems: Sequence[Problem]) -> Document:
    """The document of `check`; title and date are null where the case did not load."""
    keys = ("severity", "file", "line", "column", "path", "message", "hint")
    listed = [{key: asdict(problem)[key] for key in keys} for problem in problems]
    ok = all(problem.severity != "error" for problem in problems)
    return {
        "format": FORMAT,
        "command": "check",
        "case": {"title": title, "as_of": as_of},
        "ok": ok,
        "problems": listed,
    }


def _row(row: Row) -> Document:
    keys = ("phase", "party", "carry_on", "walk_out", "margin", "exposure", "trust", "exact")
    return {key: getattr(row, key) for key in keys}


def _assessment(found: Assessment) -> Document:
    document = {
        "plan": found.plan,
        "phases": found.phases,
        "verdict": found.verdict,
        "self_enforcing": found.self_enforcing,
        "trust": found.trust,
        "gain": found.gain,
        "at_risk": found.at_risk,
        "binding": found.binding,
        "months": found.months,
        "rows": [_row(row) for row in found.rows],
        "if_stopped": found.if_stopped,
        "groups": found.groups,
        "exact": found.made.exact,
        "note": found.made.note,
        "ordered": found.made.ordered,
    }
    if found.learning is not None:
        document["learning"] = found.learning
    if found.between is not None:
        document["between"] = found.between
    return document


def assess_document(title: str, as_of: str, found: Assessment) -> Document:
    """The document of `assess`."""
    return _document("assess", title, as_of, _assessment(found))


def explain_document(title: str, as_of: str, found: Explanation) -> Document:
    """The document of `explain`."""
    keys = ("plan", "keeps", "phases", "phase", "party", "row", "tempting", "feared", "terms", "totals", "why")
    body = {key: getattr(found, key) for key in keys}
    return _document("explain", title, as_of, body | {"row": _row(found.row), "ordered": found.made.ordered})


def reasons_document(title: str, as_of: str, found: Reasons) -> Document:
    """The document of `explain --state`: why each party would stay or leave."""
    return _document("explain", title, as_of, {"state": found.state, "parties": found.parties})


def ways_document(title: str, as_of: str, found: Ways) -> Document:
    """The document of `explain --from`: the best ways to equilibria."""
    counts = ("found", "by_improvements", "by_improvements_together", "by_moves", "only_together")
    keys = ("start", "to", "asked", "here", *counts, "destinations")
    return _document("explain", title, as_of, {key: getattr(found, key) for key in keys})


def inverse_document(title: str, as_of: str, found: Inversion) -> Document:
    """The document of `inverse`: what would have to be true, party by party."""
    body = {key: getattr(found, key) for key in ("state", "concept", "parties")}
    return _document("inverse", title, as_of, body)


def roadmap_document(title: str, as_of: str, found: Sequence[Roadmap]) -> Document:
    """The document of `roadmap`: per deal the best plan, or null with the least bad one under `closest`."""
    roadmaps = []
    for roadmap in found:
        entry: Document = {"deal": roadmap.deal, "best": _assessment(roadmap.best) if roadmap.best else None}
        if roadmap.best is None:
            entry["closest"] = _assessment(roadmap.closest) if roadmap.closest else None
        entry["bound"] = roadmap.bound
        entry |= {key: getattr(roadmap, key) for key in ("objective", "frontier", "conflict", "stopped")}
        entry |= {"holding_orders": roadmap.holding_orders, "all_orders": roadmap.all_orders}
        roadmaps.append(entry)
    return _document("roadmap", title, as_of, {"roadmaps": roadmaps})


def deals_document(title: str, as_of: str, found: Frontier) -> Document:
    """The document of `deals`: those shown of the deals that hold and that no other beats, and where named ones lie."""
    counts = ("steps", "within", "pace", "looked_at", "wanted", "holding", "unbeaten", "points", "most")
    shown = [
        {
            **{key: getattr(deal, key) for key in ("number", "steps", "choices", "named", "smallest_share")},
            **_dealt(deal.plan),
            "others": deal.others,
        }
        for deal in found.deals
    ]
    named = [
        {
            **{key: getattr(deal, key) for key in ("deal", "standing", "number", "beaten_by", "smallest_share")},
            "plan": _dealt(deal.plan) if deal.plan else None,
        }
        for deal in found.named
    ]
    body = {key: getattr(found, key) for key in counts} | {"deals": shown, "named": named, "note": found.made.note}
    body["ordered"] = found.made.ordered
    return _document("deals", title, as_of, body)


def _dealt(plan: Assessment) -> Document:
    """What a deal gives and asks for, by a plan."""
    keys = ("phases", "trust", "months", "gain", "at_risk", "symbolic_share", "binding")
    return {key: getattr(plan, key) for key in keys}


def remedies_document(title: str, as_of: str, found: Sequence[Mending]) -> Document:
    """The document of `remedies`: per plan what remedies do and how much of them, or of which pairs, is enough."""
    about = ("plan", "deal", "verdict", "trust", "trust_at_most", "margin", "margin_of")
    pairs = ("pairs", "pairs_tried", "pairs_up_to")
    keys = (*about, "effects", "enough", *pairs, "bonds", "holds_with_bonds", "unwilling")
    made = ("exact", "note", "ordered")
    plans = [{k: getattr(m, k) for k in keys} | {k: getattr(m.made, k) for k in made} for m in found]
    return _document("remedies", title, as_of, {"plans": plans})


def concepts_document(title: str | None, as_of: str | None, found: Sequence[Concept]) -> Document:
    """The document of `stable --concepts`; title and date are null where no case was given."""
    head = {"format": FORMAT, "command": "concepts", "case": {"title": title, "as_of": as_of}}
    return {**head, "concepts": plain(found)}


def stable_document(title: str, as_of: str, found: Stable, often: StableOften | None = None) -> Document:
    """The document of `stable`; what is only asked for now and then, or only of some cases, is there only then."""
    body: Document = {
        "parties": found.parties,
        "steps": found.steps,
        "feasible_states": found.feasible_states,
        "equilibria": found.equilibria,
        "patterns": found.patterns,
        "now": found.now,
        "leverage": {
            actor: {other: {"best": change.best, "worst": change.worst} for other, change in others.items()}
            for actor, others in found.leverage.items()
        },
    }
    if found.merged:
        body["merged"] = found.merged
    body |= {key: getattr(found, key) for key in ("view", "firm", "doubt") if getattr(found, key) is not None}
    if found.views is not None:
        body["views"] = found.views
    if often is not None:
        body["often"] = often
    if found.coalitions is not None:
        body["coalitions"] = found.coalitions
    if found.states is not None:
        body["states"] = found.states
    return _document("stable", title, as_of, body)


def flip_document(title: str, as_of: str, found: Flips) -> Document:
    """The document of `flip`: which numbers flip the verdict on a plan, and which drive it."""
    about = ("plan", "verdict", "trust_at_most", "slack", "numbers", "flips", "measure", "drivers", "map", "correlated")
    body = {key: getattr(found, key) for key in about} | _drawn(found.made)
    return _document("flip", title, as_of, body)


def needs_document(title: str, as_of: str, found: Needs) -> Document:
    """The document of `needs`: what finding out is worth for the decision to start a plan."""
    about = ("plan", "trust", "holds", "between", "start", "value", "everything")
    lists = ("numbers", "inquiries", "evidence", "sources", "draws", "draws_asked")
    body = {key: getattr(found, key) for key in (*about, *lists)} | _drawn(found.made)
    return _document("needs", title, as_of, body)


def sweep_document(found: Swept) -> Document:
    """The document of `sweep`; the title and the date of its head are null, as there may be several cases."""
    keys = ("path", "parts", "rows", "done", "resumed", "partial", "cases", "grid", "verdicts")
    made = {"draws": found.made.draws, "seed": found.made.seed, "note": found.made.method}
    head = {"format": FORMAT, "command": "sweep", "case": {"title": None, "as_of": None}}
    return {**head, **plain({key: getattr(found, key) for key in keys} | made)}


def stable_graph_document(found: GraphStable) -> Document:
    """The document of `stable` for a conflict in graph form; `states` only where all were asked for."""
    keys = ("parties", "labels", "moves", "equilibria", "now", "reachable_states", "reachable")
    answers = [
        {
            **{key: getattr(row, key) for key in ("party", "improvement", "sanction", "concept", "why")},
            "answer": [{"party": party, "state": state} for party, state in row.moves],
        }
        for row in found.deterrence
    ]
    body: Document = {"form": "graph", **{key: getattr(found, key) for key in keys}, "deterrence": answers}
    if found.states is not None:
        body["states"] = found.states
    return _document("stable", found.title, None, body)


def _drawn(made: Made) -> Document:
    return {"seed": made.seed, "note": made.method, "ordered": made.ordered}


def import_document(title: str, as_of: str, program: str, path: str, notes: Sequence[str]) -> Document:
    """The document of `import`: the file that was written, and what was left out or made up on the way."""
    return _document("import", title, as_of, {"program": program, "path": path, "notes": notes})


def export_document(title: str, as_of: str, to: str, path: str | None, text: str | None) -> Document:
    """The document of `export`: the file that was written, or the text where none was."""
    return _document("export", title, as_of, {"to": to, "path": path, "text": text})


def run_document(found: Findings) -> Document:
    """The document of `run`: every record whole, with how it was made."""
    body = plain(found)
    return _document("run", found.title, found.as_of, {k: v for k, v in body.items() if k not in ("title", "as_of")})
