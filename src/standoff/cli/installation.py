"""What is installed here: the verb `doctor`."""

from __future__ import annotations

import sys

from standoff.cli.io import Output
from standoff.cli.options import Json, Quiet
from standoff.cli.questions import Question

__all__ = ["HERE", "doctor"]

HERE = Question("This installation")


@HERE.verb("standoff doctor")
def doctor(json: Json = False, quiet: Quiet = False) -> None:
    """What is installed here, and is the compiled kernel in use?"""
    from dataclasses import asdict

    from standoff.installation import KERNEL, installation
    from standoff.results.documents.program import DoctorDocument

    found = installation()
    told = asdict(found)

    def text() -> None:
        for name, value in (told | {"kernel": KERNEL[found.kernel]}).items():
            sys.stdout.write(f"{'standoff' if name == 'version' else name:<10}{value}\n")

    Output(json, quiet).tell(lambda: DoctorDocument(**told), text)
