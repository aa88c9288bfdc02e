"""The document about the program itself: what `doctor` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import Document

__all__ = ["DoctorDocument"]


@dataclass(frozen=True, kw_only=True)
class DoctorDocument(Document):
    """The document of `doctor`: what is installed, and how the compiled kernel stands."""

    command: Literal["doctor"] = "doctor"
    version: str
    python: str
    platform: str
    numpy: str
    kernel: Literal["loaded", "off", "missing", "stale", "broken"]
