"""Whom a plan contents after many changes of it, by the kernel: tries as the arrays of kernel/mend.c."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from standoff.engine.assessment import compiled
from standoff.engine.assessment.compiled import MOST_STEPS, bits_of, exchange_struct
from standoff.engine.assessment.failures import ALL_SETS_UP_TO
from standoff.engine.core.types import Bools, Floats, Ints
from standoff.engine.kernel import loader as kernel
from standoff.engine.remedies.table import REMEDIES, Amendment, Place, Setting

__all__ = ["KERNEL", "KINDS", "Tries", "come_to", "fits", "mended", "row_of"]

KERNEL = (
    *("bond", "guarantee", "sooner", "inspectors", "automatic", "faster", "slower", "longer", "shorter"),
    *("split", "drop", "add", "worth", "support", "less_support"),
)
"""The kinds that the kernel knows, as it numbers them; with any other one numpy serves."""

KINDS = (*KERNEL, *(kind for kind in REMEDIES if kind not in KERNEL))
"""All kinds, by number."""


@dataclass(frozen=True)
class Tries:
    """Changes of a setting, P of them in each try.

    places: (T, P, 5), the kind (its number in `KINDS`), step, party, phase and entry; amounts: (T, P), as the exchange
    takes them.
    """

    places: Ints
    amounts: Floats

    @staticmethod
    def of(tries: Sequence[Sequence[Amendment]]) -> Tries:
        """The same changes as arrays; a try with fewer than others has changes of kind -1, which are none.

        >>> Tries.of([[("bond", Place(party=1), 2.0)]]).places.tolist()
        [[[0, -1, 1, 0, -1]]]
        """
        most = max((len(changes) for changes in tries), default=0)
        places = np.full((len(tries), most, 5), -1, dtype=np.int64)
        amounts = np.zeros((len(tries), most))
        for w in range(most):
            which = [number for number, changes in enumerate(tries) if len(changes) > w]
            made = [tries[number][w] for number in which]
            places[which, w] = [row_of(kind, place) for kind, place, _ in made]
            amounts[which, w] = [amount for _, _, amount in made]
        return Tries(places, amounts)

    def amendments(self) -> list[list[Amendment]]:
        """The changes of each try, one by one."""
        return [
            [
                (KINDS[kind], Place(step, party, phase, entry), amount)
                for (kind, step, party, phase, entry), amount in zip(places, amounts, strict=True)
                if kind >= 0
            ]
            for places, amounts in zip(self.places.tolist(), self.amounts.tolist(), strict=True)
        ]


def row_of(kind: str, place: Place) -> tuple[int, int, int, int, int]:
    """A kind and a place as the kernel takes them."""
    return KINDS.index(kind), place.step, place.party, place.phase, place.entry


def fits(setting: Setting, most: int = 2) -> bool:
    """Whether there is a kernel with room for a setting and so many changes at once, and which knows all kinds."""
    known = set(REMEDIES) <= set(KERNEL)
    return known and compiled.fits(setting.exchange) and setting.exchange.steps + most <= MOST_STEPS


def mended(setting: Setting, tries: Tries, trust: float, margin: float, failing: int) -> tuple[Bools, Bools]:
    """Who gains or loses nothing by a plan after each try, and whom it contents: (T, N) each.

    The first is what `single.wanted` says, the second what `single.fine` says of a target of so much trust and margin;
    with `failing` below 0, no failure is looked at.
    """
    wants, content = (np.empty((len(tries.amounts), setting.exchange.parties), dtype=bool) for _ in range(2))
    _call("standoff_mend", setting, tries, trust, margin, failing, wants, content)
    return wants, content


def come_to(setting: Setting, tries: Tries) -> tuple[Floats, Floats, Floats, Ints]:
    """What a plan comes to after each try, (T,) each: the largest loss, the trust asked, the least margin, and whose.

    Losses (of those that are needed) and margins are shares of a stake; where there is no margin it is infinite, and
    where one is negative the trust is NaN.
    """
    loss, trust, margin = (np.empty(len(tries.amounts)) for _ in range(3))
    whose = np.empty(len(tries.amounts), dtype=np.int64)
    _call("standoff_effects", setting, tries, loss, trust, margin, whose)
    return loss, trust, margin, whose


def _call(name: str, setting: Setting, tries: Tries, *more: object) -> None:
    exchange = setting.exchange
    # All sets of breaches are tried wherever that can matter: in which moments it does, the kernel sees for itself.
    given, behind = exchange_struct(exchange, np.ones(exchange.parties, dtype=bool), ALL_SETS_UP_TO)
    kernel.call(
        name,
        ctypes.byref(given),
        np.ascontiguousarray(setting.phases, dtype=np.int64),
        setting.pace,
        setting.last,
        0 if exchange.consent is None else int(bits_of(exchange.consent)),
        *tries.amounts.shape,
        np.ascontiguousarray(tries.places),
        np.ascontiguousarray(tries.amounts),
        *more,
    )
    del behind
