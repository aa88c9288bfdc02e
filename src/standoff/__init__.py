"""standoff finds the deals that hold: what is stable now, which plans break, which plan asks for the least trust."""

from __future__ import annotations

__version__ = "0.1.0"
