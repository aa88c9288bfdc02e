"""Slow twin of the history: what a case says of an earlier day, asked of every number and every step by itself.

A number is what the first entry after that day says it was, and what the file says where no entry speaks of it. A step is
in force if the first entry after that day that names it says so. Evidence supports a number as long as nobody after it
gives the number another value. No replay, and no case is built: everything is looked up.
"""

from __future__ import annotations


def as_of(data, day):
    """Of a case as it is written: {path: value} of what entries speak of, the steps in force, and who supports what."""
    later = sorted((entry for entry in data.get("history", []) if entry["before"] > day), key=lambda one: one["before"])
    paths = {path for entry in data.get("history", []) for path in entry.get("was", {})}
    values = {path: first(later, path, lambda entry: entry.get("was", {}), written(data, path)) for path in paths}
    now = {step for step in data["steps"] if in_force(later, step, step in data.get("now", []))}
    return values, now, {path: supporters(data, later, path) for path in paths}


def first(later, path, part, otherwise):
    return next((part(entry)[path] for entry in later if path in part(entry)), otherwise)


def in_force(later, step, otherwise):
    for entry in later:
        if step in entry.get("now", {}).get("with", []):
            return True
        if step in entry.get("now", {}).get("without", []):
            return False
    return otherwise


def written(data, path):
    found = data
    for part in path.split("."):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return None if found == {} else found


def supporters(data, later, path):
    """The judgements for a number and for nothing that holds it: of the first entry that gives it, or of the file."""
    for entry in later:
        if path in entry.get("was", {}):
            return [one["judgement"] for one in entry.get("because", []) if path in one.get("for", [path])]
    kind, name, key = path.split(".", 2)
    return [one["judgement"] for one in data[kind][name].get("because", []) if key in one.get("for", [])]
