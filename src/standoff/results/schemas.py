"""JSON Schemas of the documents, derived from their types: what a program that reads our JSON can rely on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from standoff.results.documents.assessment import AssessDocument
from standoff.results.documents.case import CheckDocument, ExportDocument, FormatsDocument, ImportDocument, NewDocument
from standoff.results.documents.document import LEFT_OUT, Document
from standoff.results.documents.frontier import DealsDocument
from standoff.results.documents.graph_form import StableGraphDocument
from standoff.results.documents.ledger import ExplainDocument
from standoff.results.documents.program import DoctorDocument
from standoff.results.documents.reasons import InverseDocument, ReasonsDocument, WaysDocument
from standoff.results.documents.remedies import RemediesDocument
from standoff.results.documents.roadmap import RoadmapDocument
from standoff.results.documents.run import RunDocument
from standoff.results.documents.stability import ConceptsDocument, StableDocument
from standoff.results.documents.sureness import FlipDocument, NeedsDocument
from standoff.results.documents.sweep import SweepDocument

if TYPE_CHECKING:
    from pydantic.json_schema import GenerateJsonSchema

__all__ = ["DOCUMENTS", "schema"]

DOCUMENTS: Mapping[str, type[Document]] = {
    "new": NewDocument,
    "check": CheckDocument,
    "concepts": ConceptsDocument,
    "stable": StableDocument,
    "stable-graph": StableGraphDocument,
    "assess": AssessDocument,
    "explain": ExplainDocument,
    "explain-state": ReasonsDocument,
    "explain-ways": WaysDocument,
    "inverse": InverseDocument,
    "roadmap": RoadmapDocument,
    "deals": DealsDocument,
    "remedies": RemediesDocument,
    "flip": FlipDocument,
    "needs": NeedsDocument,
    "sweep": SweepDocument,
    "run": RunDocument,
    "import": ImportDocument,
    "export": ExportDocument,
    "export-formats": FormatsDocument,
    "doctor": DoctorDocument,
}
"""The documents that have a schema: the command that writes it, and after a dash what it is asked about."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document of the table, as written with `--json`; KeyError for an unknown one.

    Every object is closed, and every key is required unless it may be left out.

    >>> schema("check")["properties"]["command"], schema("explain-ways")["properties"]["command"]
    ({'const': 'check'}, {'const': 'explain'})
    """
    from pydantic import TypeAdapter

    found = TypeAdapter(DOCUMENTS[name]).json_schema(schema_generator=_generator())
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"standoff {name.partition('-')[0]} --json",
    }
    parts = {"$defs": dict(sorted(found.pop("$defs").items()))} if "$defs" in found else {}
    return head | found | parts


@cache
def _generator() -> type[GenerateJsonSchema]:
    """How pydantic writes our types: closed, without titles and descriptions, the keys in the order of the fields."""
    from pydantic.json_schema import GenerateJsonSchema

    class Closed(GenerateJsonSchema):
        def dataclass_schema(self, schema: Any) -> dict[str, Any]:
            written = super().dataclass_schema(schema)
            required = [field.name for field in fields(schema["cls"]) if field.default is not LEFT_OUT]
            return {
                "type": "object",
                "properties": written["properties"],
                "required": required,
                "additionalProperties": False,
            }

        def default_schema(self, schema: Any) -> dict[str, Any]:
            return self.generate_inner(schema["schema"])

        def literal_schema(self, schema: Any) -> dict[str, Any]:
            values = schema["expected"]
            return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}

        def field_title_should_be_set(self, schema: Any) -> bool:
            return False

        def sort(self, value: Any, parent_key: str | None = None) -> Any:
            return value

    return Closed
