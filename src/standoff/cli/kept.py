"""Who works for a verb, and where what they find is kept: beside the outputs of the case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standoff.cli.io import Output
    from standoff.engine.core.parallel import Workers

__all__ = ["at_work"]


@contextmanager
def at_work(
    output: Output,
    case: Path,
    cores: int | None,
    cluster: str | None,
    ready: Sequence[str],
    out: Path | None = None,
    *,
    keep: bool = True,
    fresh: bool = False,
) -> Iterator[Workers]:
    """Workers with some modules `ready`, who keep what they find among the outputs of a case unless told not to."""
    from standoff.engine.core.parallel import workers

    with workers(cores, cluster, ready=ready) as crew:
        if not keep:
            yield crew
            return
        from standoff.analysis.kept.keeping import keeping
        from standoff.analysis.kept.place import FOLDER, place

        with keeping(place(case, FOLDER, out), crew, fresh=fresh, tell=output.note) as found:
            yield found
