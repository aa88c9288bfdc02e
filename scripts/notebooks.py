"""Runs the notebooks of docs/notebooks in a kernel and writes them again with what they show.

    python scripts/notebooks.py             # all of them
    python scripts/notebooks.py NOTEBOOK    # one

Write cells in Jupyter or in any editor, then run this: what is written is the same on every machine and every time,
without times, paths and random names. tests/test_notebooks.py says whether what is there is current.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

SECONDS = 120
"""How long a cell may take."""


def notebooks() -> list[Path]:
    """Every notebook of the documentation."""
    return sorted(FOLDER.glob("*.ipynb"))


def performed(path: Path) -> dict[str, Any]:
    """A notebook as it is when all its cells have been run, one after the other, in an empty folder."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(book, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": folder}})
        client.execute(env={**os.environ, "COLUMNS": "120"})
    return plain(book)


def plain(book: Any) -> dict[str, Any]:
    """A notebook without all that changes from one run to the next."""
    cells = [_cell(cell, f"cell-{number:02}") for number, cell in enumerate(book["cells"], start=1)]
    ran = 0
    for cell in cells:
        if cell["cell_type"] == "code":
            ran += 1
            cell["execution_count"] = ran
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = ran
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: Any, name: str) -> dict[str, Any]:
    tags = {"tags": list(cell["metadata"]["tags"])} if cell["metadata"].get("tags") else {}
    made = {"cell_type": cell["cell_type"], "id": name, "metadata": tags, "source": _lines(cell["source"])}
    if cell["cell_type"] == "code":
        made |= {"execution_count": None, "outputs": [_output(output) for output in cell["outputs"]]}
    return made


def _output(output: Any) -> dict[str, Any]:
    kind = output["output_type"]
    if kind == "stream":
        return {"name": output["name"], "output_type": kind, "text": _lines(output["text"])}
    if kind == "error":
        raise ValueError(f"a cell failed: {output['ename']}: {output['evalue']}")
    data = {mime: _lines(text) for mime, text in sorted(output["data"].items())}
    numbered = {"execution_count": None} if kind == "execute_result" else {}
    return {"data": data, **numbered, "metadata": {}, "output_type": kind}


def _lines(text: str | list[str]) -> list[str]:
    return ("".join(text) if isinstance(text, list) else text).splitlines(keepends=True)


def dumps(book: dict[str, Any]) -> str:
    """A notebook as its file holds it."""
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Run and write the notebooks that were named, or all."""
    for path in [Path(name) for name in sys.argv[1:]] or notebooks():
        path.write_text(dumps(performed(path)), encoding="utf-8")
        sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
