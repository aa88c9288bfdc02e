"""The front of the brief in Word: headline, eight sentences, the bars and the order as tables that can be edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from standoff.results.sentences.wording import listing
from standoff.views.word.sheet import Cell, Column, Run, Sheet, Table

if TYPE_CHECKING:
    from standoff.views.front.contents import Bar, Bars, Front
    from standoff.views.front.picture import Cell as Stage
    from standoff.views.front.picture import Lane, Picture, Shared, Standing

__all__ = ["write_front"]

BLOCKS = 25
"""How long a bar for all draws is."""

QUIET, BLUE, GREY, RED = "595F69", "1F4E8C", "8C96A3", "A3231F"
WEAK = "FBE9E7"
"""What stands behind a cell where somebody would quit."""

SMALL = 17


def write_front(sheet: Sheet, front: Front) -> None:
    """All that the front says, in its order."""
    sheet.say([Run(front.kicker, bold=True, colour=QUIET), Run(f"   {front.caution}", colour=QUIET)], "subtitle")
    sheet.heading(front.headline)
    for sentence in front.sentences:
        label = Run(f"{sentence.title}. ", bold=True, colour=BLUE if sentence.is_key else "")
        sheet.say([label, Run(sentence.text, bold=sentence.is_key)])
    if front.unassessed:
        sheet.say(front.unassessed)
    if front.bars is not None:
        _bars(sheet, front.bars)
    if front.mending:
        sheet.heading("Nothing that was tried holds. What would mend it?", 2)
        for words in front.mending:
            sheet.item(words)
    if front.picture is not None:
        _order(sheet, front.picture)
    sheet.say([Run(" ".join(front.foot), colour=QUIET, size=SMALL)])


# ------------------------------------------------------------------------------------------------------- the bars


def _bars(sheet: Sheet, bars: Bars) -> None:
    sheet.heading(bars.title, 2)
    shown = listing([f"{bar.name}: {bar.count}" for bar in bars.bars])
    columns = [Column("Plan or deal", 46), Column("Of 100 draws", 14, numbers=True), Column("As a bar", 40)]
    says = f"In how many of 100 draws each plan and deal holds. {shown}."
    sheet.table(Table(bars.note, says, columns, [_bar(bar) for bar in bars.bars]))
    if bars.left_out:
        sheet.say([Run(bars.left_out, colour=QUIET, size=SMALL)])
    if bars.question or bars.why:
        sheet.say([Run(f"{bars.question} ", bold=True), Run(bars.why)])


def _bar(bar: Bar) -> list[Cell]:
    """A bar of blocks, as long as the share; what is not nothing has one at least."""
    blocks = max(round(BLOCKS * bar.share), 1 if bar.share > 0 else 0)
    name = [Run(bar.name, bold=bar.is_best), Run(f"  {bar.note}" if bar.note else "", colour=QUIET)]
    drawn = Run("█" * blocks, colour=BLUE if bar.is_best else GREY, size=14)
    return [Cell((name,)), Cell(((Run(bar.count, bold=bar.is_best),),), right=True), Cell(((drawn,),))]


# ------------------------------------------------------------------------------------------------------- the order


def _order(sheet: Sheet, picture: Picture) -> None:
    """A column a phase, a row a party: its steps, and under them by how much carrying on beats quitting."""
    sheet.heading(picture.title, 2)
    columns = [Column("Party", 17), *(Column(f"{phase.title}, {phase.when}", 16) for phase in picture.phases)]
    rows = [[_lane(lane), *map(_stage, lane.cells)] for lane in picture.lanes]
    if picture.joint:
        rows.append([_head("Together"), *map(_shared, picture.joint)])
    if any(picture.stops):
        lacking = [Cell(("–",))] * (len(picture.phases) - len(picture.stops))
        rows.append([_head("If it stops after this"), *map(_standings, picture.stops), *lacking])
    names = listing([lane.name for lane in picture.lanes])
    says = f"The steps of each phase by party ({names}), and by how much carrying on then beats quitting."
    sheet.table(Table(picture.note, says, columns, rows))
    sheet.say([Run(" ".join(picture.caption), colour=QUIET, size=SMALL)])


def _head(words: str) -> Cell:
    return Cell(([Run(words, bold=True)],))


def _shared(shared: Shared) -> Cell:
    lines = [f"{one.step} ({one.who})" for one in shared.steps]
    lines += [f"and {shared.more} more"] if shared.more else []
    return Cell(tuple(lines) or ("–",))


def _lane(lane: Lane) -> Cell:
    """The head of a row; the mark stands for the name where many stand one below the other."""
    name = [Run(lane.name, bold=True)]
    name += [Run(f" ({lane.mark})", colour=QUIET)] if lane.mark != lane.name else []
    return Cell((name, *([[Run(lane.scale, colour=QUIET)]] if lane.scale else [])))


def _stage(stage: Stage) -> Cell:
    lines: list[list[Run]] = [[Run(step)] for step in stage.steps] or [[Run(stage.idle, colour=QUIET)]]
    if stage.more:
        lines.append([Run(f"and {stage.more} more")])
    if stage.margin is not None:
        words = f"{'+' if stage.margin > 0 else ''}{stage.said}"
        lines.append([Run(words, bold=True, colour=RED if stage.margin < 0 else BLUE)])
    elif stage.why:
        lines.append([Run(stage.why, colour=QUIET)])
    if stage.breaking:
        lines.append([Run(stage.breaking, bold=True, colour=RED)])
    return Cell(tuple(lines), shade=WEAK if stage.weak else "")


def _standings(stops: Sequence[Standing]) -> Cell:
    return Cell(tuple([Run(f"{one.mark} "), Run(one.said, one.loses, RED if one.loses else "")] for one in stops))
