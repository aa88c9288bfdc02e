"""A small case with texts of sources beside it, for tests of what is looked for in them."""

from __future__ import annotations

import json
from pathlib import Path

CASE = """\
format: 1
title: Harbour
as_of: 2026-11-02
parties:
  alpha: {name: Alpha, horizon: 5 years, aliases: [US, its president]}
  beta: {name: The Betan Union, horizon: 10 years, aliases: [Beta*, 北]}
steps:
  open_harbour:
    by: alpha
    name: Open the harbour
    aliases: [reopening, mine]
    worth: {alpha: -2 to -1, beta: 5}
    undo: 1 month
    because: BECAUSE
  lift_ban: {by: beta, worth: {alpha: 4 to 9, beta: -5 to -2}, undo: 1 month}
"""


def folder_of(folder: Path, texts: dict[str, str | bytes], because: str = "[]", listed: list | None = None) -> Path:
    """A case folder with these texts of sources by the names of their files."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(CASE.replace("BECAUSE", because), encoding="utf-8")
    for name, text in texts.items():
        content = text.encode("utf-8") if isinstance(text, str) else text
        (folder / "sources" / name).write_bytes(content)
    if listed is not None:
        (folder / "sources.json").write_text(json.dumps(listed), encoding="utf-8")
    return folder
