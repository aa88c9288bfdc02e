"""What the view Start asks of a case, sound or not, and what changes nothing: `key`, `removal`, `example`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from standoff.app.server.questions import options
from standoff.app.server.questions.asked import Asked, Question
from standoff.errors import UsageError

__all__ = ["START"]


def _key(asked: Asked) -> object:
    from standoff.app.start.keys import key_for

    return {"key": key_for(asked.options["kind"], asked.options["name"], _data(asked))}


def _removal(asked: Asked) -> object:
    from standoff.app.start.uses import removal

    return removal(asked.options["kind"], asked.options["key"], _data(asked))


def _example(asked: Asked) -> object:
    from datetime import date

    from standoff.app.start.example import example

    try:
        day = date.fromisoformat(asked.options["day"])
    except ValueError:
        raise UsageError("day: a day belongs here, for example `2026-11-02`") from None
    title = asked.options["title"].strip()
    if not title:
        raise UsageError("the case has no title; type what it is about")
    return {"edits": example(title, day)}


def _data(asked: Asked) -> Mapping[str, Any]:
    """What is written in the case, sound or not."""
    reading = asked.subject.reading
    source = reading.source if reading is not None else None
    data = source.data if source is not None else None
    return data if isinstance(data, Mapping) else {}


START: Mapping[str, Question] = {
    "key": Question({"kind": options.text(), "name": options.text()}, _key, unsound=True),
    "removal": Question({"kind": options.text(), "key": options.text()}, _removal, unsound=True),
    "example": Question({"title": options.text(), "day": options.text()}, _example, unsound=True),
}
