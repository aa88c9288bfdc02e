"""What is installed here: the verb `doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.cli.io import Output
from standoff.cli.options import Json, Quiet
from standoff.cli.questions import Question

if TYPE_CHECKING:
    from standoff.views.text.page import Page

__all__ = ["HERE", "doctor"]

HERE = Question("This installation")


@HERE.verb("standoff doctor")
def doctor(json: Json = False, quiet: Quiet = False) -> None:
    """What is installed here, and is the compiled kernel in use?"""
    from dataclasses import asdict

    from standoff.installation import KERNEL, installation
    from standoff.results.documents.program import DoctorDocument
    from standoff.results.sentences import headlines

    found = installation()
    told = asdict(found)
    output = Output(json, quiet)

    def show(page: Page) -> None:
        page.say(headlines.doctor(found.version, found.kernel), bold=True)
        (_, version), *others = (told | {"kernel": KERNEL[found.kernel]}).items()
        page.table("", ("standoff", version), others, left=2)

    output.tell(lambda: DoctorDocument(**told), lambda: output.show(show))
