"""The documents about the program itself: what `doctor` says, and `open`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from standoff.results.documents.document import Document

__all__ = ["DoctorDocument", "OpenDocument"]


@dataclass(frozen=True, kw_only=True)
class DoctorDocument(Document):
    """The document of `doctor`: what is installed, and how the compiled kernel stands."""

    command: Literal["doctor"] = "doctor"
    version: str
    python: str
    platform: str
    numpy: str
    kernel: Literal["loaded", "off", "missing", "stale", "broken"]


@dataclass(frozen=True, kw_only=True)
class OpenDocument(Document):
    """The document of `open`: where the cases are served from then on, and the folders that were named."""

    command: Literal["open"] = "open"
    address: str
    cases: tuple[str, ...]
