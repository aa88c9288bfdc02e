"""A server that is killed while it saves: at the nth time that a file of the case gets or loses its name, or after it.

`python dying.py FOLDER PORT TOKEN N before|after`; N 0: it is not killed. Prints its address once it listens.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def deadly(nth: int, when: str) -> None:
    """Have this process end as if it were killed: nothing is written any more, nothing is cleaned up."""
    seen = 0

    def wrapped(real):
        def rename(one, other, *more, **named):
            nonlocal seen
            ours = "case.yaml" in (Path(one).name, Path(other).name)
            seen += ours
            if ours and seen == nth and when == "before":
                os._exit(9)
            done = real(one, other, *more, **named)
            if ours and seen == nth:
                os._exit(9)
            return done

        return rename

    os.rename, os.replace = wrapped(os.rename), wrapped(os.replace)  # those of paths call these


def main(folder: str, port: str, token: str, nth: str, when: str) -> None:
    from standoff.app.server.serving import Serving

    if int(nth):
        deadly(int(nth), when)
    serving = Serving([Path(folder)], int(port), token)
    serving.run(lambda: print(serving.address, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
