"""From names of other programs to names of a case: small letters, digits and `_`, each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from standoff.case.model.forms import RESERVED

__all__ = ["slug", "slugs"]

_LONGEST = 40


def slug(text: str, otherwise: str) -> str:
    """The name that a text suggests, or `otherwise`, which is a name, where it suggests none.

    >>> slug("Lift the Ban (in part)!", "step_1"), slug("Émigrés", "party_2"), slug("撤军", "step_3")
    ('lift_the_ban_in_part', 'emigres', 'step_3')
    >>> slug("2nd offer", "step_4"), slug("not", "step_5")
    ('step_4_2nd_offer', 'step_5')
    """
    letters = unicodedata.normalize("NFKD", text[: 10 * _LONGEST]).encode("ascii", "ignore").decode().lower()
    found = "_".join(re.findall(r"[a-z0-9]+", letters))[:_LONGEST].strip("_")
    if found[:1].isdigit():
        found = f"{otherwise}_{found}"
    return otherwise if not found or found in RESERVED else found


def slugs(texts: Iterable[tuple[str, str]]) -> list[str]:
    """The names for pairs (text, otherwise), made different from each other by a number at the end.

    >>> slugs([("Full", "step_1"), ("full!", "step_2"), ("Full 2", "step_3")])
    ['full', 'full_2', 'full_2_2']
    """
    found: list[str] = []
    for text, otherwise in texts:
        name = base = slug(text, otherwise)
        number = 1
        while name in found:
            number += 1
            name = f"{base}_{number}"
        found.append(name)
    return found
