"""What a run wrote, and what it says that it took from what was kept, for tests of the command line."""

from __future__ import annotations


def outputs(out):
    """All that a run wrote for somebody to read."""
    files = (file for file in sorted(out.rglob("*")) if file.is_file() and ".kept" not in file.parts)
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in files}


def taken(done):
    """Of how many questions how many were answered before, by what is said; None where nothing is."""
    said = [line for line in done.stderr.splitlines() if line.startswith("Of ")]
    return tuple(int(word) for word in said[0].split() if word.isdigit()) if said else None
