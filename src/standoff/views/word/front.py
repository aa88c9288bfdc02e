"""The front of the brief in Word: headline, eight sentences, the bars and the order as tables that can be edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standoff.results.sentences.wording import listing
from standoff.views.word.sheet import Cell, Column, Run, Sheet, Table

if TYPE_CHECKING:
    from standoff.views.front.contents import Bar, Bars, Front
    from standoff.views.front.picture import Cell as Stage
    from standoff.views.front.picture import Phase, Picture, Standing

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
        sheet.heading("What would mend them", 2)
        for words in front.mending:
            sheet.item(words)
    if front.picture is not None:
        _order(sheet, front.picture)
    sheet.say([Run(" ".join(front.foot), colour=QUIET, size=SMALL)])


# ------------------------------------------------------------------------------------------------------- the bars


def _bars(sheet: Sheet, bars: Bars) -> None:
    sheet.heading(bars.title, 2)
    shown = listing([f"{bar.name}: {bar.count}" for bar in bars.bars])
    columns = [Column("Plan or deal", 46), Column("Of 100 draws", 14, numbers=True), Column("", 40)]
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
    """A row a phase, a column a party: its steps, and under them by how much carrying on beats quitting."""
    sheet.heading(picture.title, 2)
    joint, stops = any(picture.joint), any(picture.stops)
    columns = [Column("Phase", 15)]
    columns += [Column(lane.name, 20) for lane in picture.lanes]
    columns += [Column("Together, or others", 18)] * joint + [Column("If all stops after it", 15)] * stops
    rows = []
    for place, phase in enumerate(picture.phases):
        row = [_phase(phase), *(_stage(lane.cells[place]) for lane in picture.lanes)]
        if joint:
            row.append(Cell(tuple(f"{one.step} ({one.who})" for one in picture.joint[place]) or ("–",)))
        if stops:
            here = picture.stops[place] if place < len(picture.stops) else ()
            row.append(Cell(tuple(_standing(one) for one in here) or ("–",)))
        rows.append(row)
    names = listing([lane.name for lane in picture.lanes])
    says = f"The steps of each phase by party: {names}. Under them, by how much carrying on beats quitting."
    marks = listing([f"{lane.mark}: {lane.name}" for lane in picture.lanes])
    sheet.table(Table(f"{_quitting(picture.note)} {marks}.", says, columns, rows))
    for lane in picture.lanes:
        if lane.scale:
            sheet.say([Run(f"{lane.name}: {lane.scale}", colour=QUIET, size=SMALL)])
    sheet.say([Run(" ".join(picture.caption), colour=QUIET, size=SMALL)])


def _quitting(note: str) -> str:
    """Lanes are columns here, and rows there."""
    return note.replace("Never compare two rows.", "Never compare two columns.")


def _phase(phase: Phase) -> Cell:
    return Cell(([Run(phase.title, bold=True)], [Run(phase.when, colour=QUIET)]))


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


def _standing(one: Standing) -> list[Run]:
    return [Run(f"{one.mark} "), Run(one.said, bold=one.loses, colour=RED if one.loses else "")]
