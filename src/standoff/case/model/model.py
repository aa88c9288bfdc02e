"""The model of a case: every key of the format, what it holds, and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Annotated, Any, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    InstanceOf,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from standoff.case.model.cited import Sources
from standoff.case.model.claim import Because, Claim
from standoff.case.model.durations import read_duration
from standoff.case.model.evidence import Evidence
from standoff.case.model.forms import (
    NOTHING,
    AgeOrNone,
    Aliases,
    Chance,
    Correlation,
    CorrelationOrNone,
    Cost,
    CountOrNone,
    Day,
    DayOrNone,
    Duration,
    Ends,
    Flag,
    Format,
    HorizonOrNone,
    Label,
    Level,
    Name,
    Names,
    NamesOrNone,
    OrNever,
    PartsOrNone,
    RankedSteps,
    RuleText,
    Share,
    Short,
    Text,
    UntilOrNone,
    Worth,
    applies,
    given,
    lists_of_steps,
    one_or_more,
    quantity,
)
from standoff.case.model.mistake import MistakeError
from standoff.case.model.preferences import ORDER_SCHEMA, Points, Ranking, Readings, Statements, read_preference
from standoff.case.model.readings import Reading
from standoff.case.model.rules import Expression
from standoff.case.model.slips import phases_of
from standoff.case.model.spreads import is_spread
from standoff.case.model.values import LEVEL, Quantity, read_level

__all__ = [
    "EVERYBODY",
    "Case",
    "Change",
    "Correlated",
    "Deal",
    "Entry",
    "Inquiry",
    "Part",
    "Party",
    "Plan",
    "Seen",
    "Step",
    "Successor",
    "Together",
    "View",
    "spoken",
]

_NOW = Quantity.point(0)


EVERYBODY = "all"
"""The word that stands for all parties where consents are listed."""

Consent = Annotated[Names, one_or_more]


def _aliases(what: str) -> Any:
    return Field(
        default=(),
        description=f"What sources call the {what} besides its name: `standoff unread` looks for it. "
        "With `*` at the end: whatever begins so.",
        examples=[["reopening of the port", "harbour open*"]],
    )


def _keeps(what: str) -> Any:
    return Field(
        default=None,
        description=f"The steps in force now that the {what} keeps, and that could be breached: all, unless given.",
        examples=[["fuel"]],
    )


def _readings(what: str) -> Any:
    return Field(
        default={},
        description=f"How parties read the order of the {what}, where they read it in several ways.",
        examples=[{"alpha": {"held_by": ["alpha"], "phases": [["lift_ban"], ["open_harbour"]]}}],
    )


def _consent(what: str) -> Any:
    return Field(
        default=(),
        description=f"Parties whose yes the {what} needs though they take no step in it; `all` for everybody.",
        examples=[["gamma"]],
    )


Groups: TypeAlias = tuple[tuple[str, ...], ...]
"""Steps or other names, the first group first."""


class Successor(Claim):
    """Another government of a party: from a date on, with some chance, it goes by other numbers."""

    title: Text = Field(default="", description="Who would follow.", examples=["A government of the opposition"])
    on: Day = Field(description="The day on which it would take over.", examples=["2028-05-01"])
    chance: Chance = Field(description="How likely it is that it does.", examples=["30 to 60 %"])
    sees: dict[str, Any] = Field(
        default={},
        description="Paths in the case, and what they hold for it; left out where nothing is known of it.",
        examples=[{"steps.open_harbour.worth.alpha": "-8 to -4"}],
    )
    because: Because = ()


class Party(Claim):
    """Someone who takes steps and judges states."""

    name: Text = Field(default="", description="What the party is called in the brief.", examples=["Alpha"])
    aliases: Aliases = _aliases("party")
    horizon: HorizonOrNone = Field(
        default=None,
        description="How far ahead it looks: a year from now counts e^(-1/horizon). Stability needs none.",
        examples=["2 to 6 years"],
    )
    walkout_cost: Cost = Field(
        default=_NOW,
        description="Lost when caught in a breach (bond, reputation, audience), in its own points.",
        examples=["0.5 to 2"],
    )
    scale: Text = Field(default="", description="What its points mean.", examples=["10 = the ban lifted for good"])
    successor: Successor | None = Field(
        default=None,
        description="Another government, with its date.",
        examples=[{"on": "2028-05-01", "chance": "30 to 60 %", "sees": {"parties.alpha.horizon": "2 years"}}],
    )
    because: Because = ()


class Seen(Claim):
    """How long it takes until a breach is seen, where other steps shorten it while they are in force."""

    normally: Duration = Field(description="While none of the steps below is in force.", examples=["12 months"])
    sooner: dict[str, Duration] = Field(
        default={},
        alias="with",
        description="Per step: while it is in force; of several, the shortest counts.",
        examples=[{"inspectors": "1 month"}],
    )


def _seen(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, Mapping) and not is_spread(value):
        return Seen.model_validate(value, context=info.context)
    level = (info.context or {}).get("level", LEVEL)
    return value if isinstance(value, Seen) else applies(lambda v: quantity(v, read_duration, level), value)


class Step(Claim):
    """Something that a party does, or that parties do together."""

    by: Annotated[Names, one_or_more] = Field(
        min_length=1,
        description="Who takes it; several parties: a joint step, made only by all of them together.",
        examples=["alpha"],
    )
    ends: Ends = Field(default="any", description="Joint steps: which owners can end it.", examples=["all"])
    name: Text = Field(default="", description="What the step is called in the brief.", examples=["Open the harbour"])
    short: Short = Field(
        default="",
        description="What it is called in figures and tables: at most 24 characters, else its name.",
        examples=["harbour opens"],
    )
    aliases: Aliases = _aliases("step")
    takes: Duration = Field(
        default=_NOW, description="From the start of its phase until in force.", examples=["1 month"]
    )
    seen: Annotated[Duration | Seen, BeforeValidator(_seen)] = Field(
        default=_NOW,
        description="Until the others see that it was not done, or was undone; other steps in force can shorten it.",
        examples=["2 weeks"],
    )
    missed: Chance = Field(
        default=_NOW, description="The chance that a breach of it is never seen.", examples=["0.1 to 0.3"]
    )
    undo: OrNever = Field(
        default=_NOW, description="Time to take it back once decided; `never`: irreversible.", examples=["3 months"]
    )
    redo: OrNever = Field(
        default=_NOW, description="`never`: once out of force it cannot come back.", examples=["never"]
    )
    automatic: Flag = Field(
        default=False, description="Lapses by itself on a breakdown (snapback), whoever gains.", examples=[True]
    )
    ends_with_breakdown: Flag = Field(
        default=False,
        description="Stops when everything stops, though its owners like it, as a ceasefire does.",
        examples=[True],
    )
    symbolic: Flag = Field(default=False, description="Counts as theatre in the symbolic share.", examples=[True])
    requires: Names = Field(
        default=(), description="Comes in the same phase as these steps, or later.", examples=[["inspectors"]]
    )
    not_before: DayOrNone = Field(
        default=None,
        description="A date: a phase of a plan with this step does not begin sooner.",
        examples=["2027-01-01"],
    )
    until: UntilOrNone = Field(
        default=None,
        description="It ends by agreement: so long after it came into force, or on a day. Of its worth, which is for "
        "good, what falls before that counts.",
        examples=["10 years"],
    )
    parts: PartsOrNone = Field(
        default=None,
        description="It comes in so many equal parts, each after the one before; they are named NAME_1, NAME_2 ...",
        examples=[4],
    )
    worth: dict[str, Worth] = Field(
        default={},
        description="Per party: what the step in force for good is worth to it, in its own points.",
        examples=[{"alpha": "-6 to -2", "beta": "4 to 9"}],
    )
    because: Because = ()

    @property
    def in_short(self) -> str:
        """What it is called where room is short: in figures and tables."""
        return self.short or self.name

    @property
    def lapses_anyhow(self) -> bool:
        """Whether it lapses after a breakdown even if no owner would end it."""
        return self.automatic or self.ends_with_breakdown

    @property
    def share(self) -> float:
        """Which share of the worths that it states is its own."""
        return 1.0

    def under(self, name: str) -> str:
        """The name that the file has it under, where the case calls it so."""
        return name

    @property
    def seen_normally(self) -> Quantity:
        """Until a breach is seen if no other step helps."""
        return self.seen.normally if isinstance(self.seen, Seen) else self.seen

    @property
    def seen_with(self) -> Mapping[str, Quantity]:
        """Until a breach is seen while other steps are in force that verify it, by step."""
        return self.seen.sooner if isinstance(self.seen, Seen) else {}


class Part(Step):
    """One of the equal parts of a step: all numbers are those of the whole, of whose worths it has its share."""

    whole: str
    """The name of the step that it is a part of."""
    number: int
    """Which part it is, from 1."""
    whole_name: str
    """What the whole is called."""
    whole_short: str

    @property
    def share(self) -> float:
        """All parts are worth the same."""
        return 1 / (self.parts or 1)

    def under(self, name: str) -> str:
        """The name of the whole."""
        return self.whole

    @property
    def last(self) -> bool:
        """Whether the step is whole once this part is in force."""
        return self.number == self.parts

    @property
    def as_whole(self) -> Step:
        """The step that it is a part of, with the name that the file gives it."""
        return self.model_copy(update={"name": self.whole_name, "short": self.whole_short})


class Together(Claim):
    """Worth of having several steps in force at once, on top of what each is worth."""

    name: Text = Field(
        default="", description="What the entry is called in the brief.", examples=["A winter with fuel"]
    )
    steps: Names = Field(min_length=2, description="The steps that must all be in force.", examples=[["a", "b"]])
    worth: dict[str, Worth] = Field(description="Per party, in its own points.", examples=[{"beta": -2}])
    because: Because = ()


class Deal(Claim):
    """The steps in force when it is done; a choice stands for exactly one of its members."""

    title: Text = Field(default="", description="What the deal is called in the brief.", examples=["The full deal"])
    steps: Names = Field(
        min_length=1, description="Steps and choices.", examples=[["inspectors", "open_harbour", "venue"]]
    )
    keeps: NamesOrNone = _keeps("deal")
    consent: Consent = _consent("deal")
    pace: Duration = Field(default=_NOW, description="The shortest time from phase to phase.", examples=["1 month"])
    before: tuple[Annotated[tuple[str, ...], Field(min_length=2, max_length=2)], ...] = Field(
        default=(),
        description="Pairs: the first comes in an earlier phase than the second.",
        examples=[[["inspectors", "open_harbour"]]],
    )
    same_phase: tuple[Annotated[Names, Field(min_length=2)], ...] = Field(
        default=(),
        description="Lists of steps and choices that come in one phase.",
        examples=[[["open_harbour", "lift_ban"]]],
    )
    first: Annotated[Names, one_or_more] = Field(
        default=(), description="Steps and choices of the first phase.", examples=[["inspectors"]]
    )
    last: Annotated[Names, one_or_more] = Field(
        default=(), description="Steps and choices of the last phase.", examples=[["lift_ban"]]
    )
    phases: CountOrNone = Field(default=None, description="At most so many phases.", examples=[4])
    at_risk: dict[str, Share] = Field(
        default={},
        description="Per party: the most it may have at risk, as a share of what it stands to receive.",
        examples=[{"alpha": "20 %"}],
    )
    readings: dict[Label, Reading] = _readings("deal")

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, data: Any) -> Any:
        return {"steps": data} if isinstance(data, (list, tuple)) else data


class Plan(Claim):
    """Phases of steps, one after the other; the steps of a phase are taken at once."""

    title: Text = Field(default="", description="What the plan is called in the brief.", examples=["Alpha first"])
    keeps: NamesOrNone = _keeps("plan")
    consent: Consent = _consent("plan")
    pace: Duration = Field(default=_NOW, description="The shortest time from phase to phase.", examples=["1 month"])
    phases: Annotated[tuple[Annotated[Names, Field(min_length=1)], ...], lists_of_steps] = Field(
        min_length=1,
        description="Lists of steps, the first phase first.",
        examples=[[["inspectors", "open_harbour"], ["lift_ban"]]],
    )
    readings: dict[Label, Reading] = _readings("plan")

    @model_validator(mode="before")
    @classmethod
    def _not_a_list(cls, data: Any) -> Any:
        return applies(_plan, data)


def _plan(data: Any) -> Any:
    """Refuse phases without their key, though a deal's steps may be written so; say where they belong."""
    if isinstance(data, (str, list, tuple)):
        phases = phases_of(data)
        hint = f"write `{{phases: {phases}}}`" if phases else "write `phases:` before the list"
        found = "text" if isinstance(data, str) else "a list"
        raise MistakeError(f"keys with values belong here, not {found}", hint)
    return data


class Change(Claim):
    """How the steps in force before a date differed from those after it."""

    added: Names = Field(
        default=(), alias="with", description="Also in force before that date.", examples=[["blockade"]]
    )
    without: Names = Field(default=(), description="Not yet in force before that date.", examples=[["fuel"]])


class Entry(Claim):
    """Something that happened: what was different before a date."""

    before: Day = Field(
        description="The day it happened: the entry says how things were before.", examples=["2026-03-01"]
    )
    title: Text = Field(min_length=1, description="What happened.", examples=["Talks failed"])
    was: dict[str, Any] = Field(
        default={},
        description="Paths in the case, and what they held before that date.",
        examples=[{"parties.beta.horizon": "12 years"}],
    )
    now: Change = Field(default=Change(), description="How the steps in force differed before that date.")
    because: Because = ()


class View(Claim):
    """How a party sees the case, where it is mistaken."""

    title: Text = Field(
        default="", description="What the mistake is, in short.", examples=["Alpha takes Beta for weak"]
    )
    sees: dict[str, Any] = Field(
        default={},
        description="Paths in the case, and what the party takes them to hold.",
        examples=[{"steps.open_harbour.worth.beta": 2}],
    )
    rules: tuple[RuleText, ...] = Field(
        default=(),
        description="What the party takes for granted, on top of the rules: what it thinks cannot happen is not there.",
        examples=[["not blockade"]],
    )
    because: Because = ()


class Correlated(Claim):
    """Numbers that are not known, and move together: some between which there is a correlation, or with a driver."""

    between: Names = Field(
        default=(),
        description="Numbers by their paths; each two of them are correlated.",
        examples=[["steps.open_harbour.worth.alpha", "steps.lift_ban.worth.beta"]],
    )
    by: CorrelationOrNone = Field(default=None, description="By how much, from -1 to 1.", examples=[0.6])
    driver: Text = Field(default="", description="What moves several numbers.", examples=["The price of fuel"])
    moves: dict[str, Correlation] = Field(
        default={},
        description="Per number, by its path: its correlation with the driver.",
        examples=[{"steps.fuel.worth.alpha": 0.8, "steps.fuel.worth.beta": -0.5}],
    )
    because: Because = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The numbers that it speaks of."""
        return self.between or tuple(self.moves)


class Inquiry(Claim):
    """Something that could be done to find out more about some numbers."""

    title: Text = Field(min_length=1, description="What would be done.", examples=["Ask the port authority"])
    about: Annotated[Names, one_or_more] = Field(
        min_length=1,
        description="The numbers that it is about, by their paths.",
        examples=[["steps.open_harbour.worth.alpha"]],
    )
    reliability: Share = Field(
        default=1.0,
        description="How well what is found agrees with what is so: the correlation of the two.",
        examples=["70 %"],
    )
    cost: Share = Field(
        default=0.0,
        description="What it costs, as a share of what lies between a plan that succeeds and one that fails.",
        examples=["2 %"],
    )
    because: Because = ()


class Case(Claim):
    """A case: who the parties are, what they can do, what it is worth to them, and what they have in mind."""

    format: Format = Field(description="The version of the case format.", examples=[1])
    title: Text = Field(min_length=1, description="What the case is called.", examples=["Harbour standoff"])
    as_of: Day = Field(description="The day for which the file holds.", examples=["2026-11-02"])
    intervals: Level = Field(
        default=LEVEL, description="How likely it is that a value lies within its range.", examples=["90 %"]
    )
    stale_after: AgeOrNone = Field(
        default=None,
        description="How old a source may be on the day of the case; absent: however old.",
        examples=["2 years"],
    )
    parties: dict[Name, Party] = Field(
        min_length=1, description="Who takes steps.", examples=[{"alpha": {"horizon": "5 years"}}]
    )
    steps: dict[Name, Step] = Field(
        min_length=1,
        description="What can be done; a deal adds steps to what is in force now.",
        examples=[{"open_harbour": {"by": "alpha"}}],
    )
    together: dict[Label, Together] = Field(
        default={}, description="Worth of having several steps in force at once, on top."
    )
    now: Names = Field(default=(), description="The steps in force today.", examples=[["fuel"]])
    rules: tuple[RuleText, ...] = Field(
        default=(),
        description="What can be: states that break a rule are infeasible.",
        examples=[["inspectors if open_harbour"]],
    )
    choices: dict[Name, Annotated[Names, Field(min_length=2)]] = Field(
        default={},
        description="Steps of which at most one can be in force.",
        examples=[{"venue": ["summit_here", "summit_there"]}],
    )
    merge: tuple[RuleText, ...] = Field(
        default=(),
        description="For stability: of each rule, the states in which it is true are one state.",
        examples=[["talks_fail"]],
    )
    prefer: dict[
        str,
        Annotated[
            InstanceOf[Statements] | InstanceOf[Ranking] | InstanceOf[Points] | InstanceOf[Readings],
            BeforeValidator(lambda value: applies(lambda v: read_preference(given(v)), value)),
            WithJsonSchema(ORDER_SCHEMA),
        ],
    ] = Field(
        default={},
        description="Per party, an order of states; it overrides worth for stability.",
        examples=[{"alpha": ["not blockade", "fuel if inspectors"]}],
    )
    order: dict[str, RankedSteps] = Field(
        default={},
        description="Per party, its steps, the most valued first; those after `nothing` cost it something.",
        examples=[{"alpha": ["lift_ban", "fuel", "nothing", "open_harbour"]}],
    )
    sincerity: dict[str, Chance] = Field(
        default={},
        description="Per party, how likely the others take it to be sincere, that is, not to mean to walk out.",
        examples=[{"beta": "0.3 to 0.6"}],
    )
    correlated: tuple[Correlated, ...] = Field(
        default=(),
        description="Numbers that move together; all others are drawn on their own.",
        examples=[[{"between": ["steps.a.worth.alpha", "steps.b.worth.alpha"], "by": 0.6}]],
    )
    inquiries: tuple[Inquiry, ...] = Field(
        default=(),
        description="What could be done to find out more.",
        examples=[[{"title": "Ask the port authority", "about": "steps.open_harbour.worth.alpha"}]],
    )
    deals: dict[Label, Deal] = Field(default={}, description="Steps that are all in force when the deal is done.")
    plans: dict[Label, Plan] = Field(default={}, description="Orders of steps to assess as they are.")
    views: dict[str, View] = Field(
        default={},
        description="Per party, how it sees the case where it is mistaken.",
        examples=[{"alpha": {"sees": {"steps.open_harbour.worth.beta": 2}}}],
    )
    history: tuple[Entry, ...] = Field(default=(), description="What was different before a date, newest first.")
    _cited: Sources = PrivateAttr(default_factory=Sources)

    @model_validator(mode="wrap")
    @classmethod
    def _at_its_level(cls, data: Any, handler: ModelWrapValidatorHandler[Case], info: ValidationInfo) -> Case:
        if isinstance(data, Mapping) and info.context is None:
            return cls.model_validate(data, context=context(data))
        return handler(_with_names(data))

    def __repr__(self) -> str:
        """What it is about and how large it is: whole, it would fill pages."""
        nouns = {"parties": "party", "steps": "step", "plans": "plan", "deals": "deal"}
        counts = {noun: len(getattr(self, noun)) for noun in nouns}
        parts = ", ".join(f"{count} {nouns[noun] if count == 1 else noun}" for noun, count in counts.items())
        return f"<Case: “{self.title[:80]}”, {self.as_of.isoformat()}: {parts}>"

    __str__ = __repr__

    @property
    def cited(self) -> Sources:
        """What is known of its sources; nothing where it was not read from a folder."""
        return self._cited

    def citing(self, sources: Sources) -> Case:
        """The same case with what is known of its sources."""
        copied = self.model_copy()
        copied._cited = sources
        return copied

    def constraints(self) -> tuple[Expression, ...]:
        """What binds every state: the rules, that no two of a choice are in force, and parts in their order."""
        pairs = (pair for members in self.choices.values() for pair in combinations(members, 2))
        return (
            *(rule.expression for rule in self.rules),
            *(("not", ("and", ("step", a), ("step", b))) for a, b in pairs),
            *(expression for part in self.steps.values() for expression in in_order(part)),
        )

    def wholes(self) -> Mapping[str, Step]:
        """The steps as the file has them: of a step in parts the whole, of which all parts have the numbers."""
        if not any(isinstance(step, Part) for step in self.steps.values()):
            return self.steps
        return {
            step.whole if isinstance(step, Part) else name: step.as_whole if isinstance(step, Part) else step
            for name, step in self.steps.items()
        }

    def agreements(self) -> Iterator[tuple[str, str, Deal | Plan]]:
        """Its deals and its plans, each with the key that it stands under, and its name."""
        yield from (("deals", name, deal) for name, deal in self.deals.items())
        yield from (("plans", name, plan) for name, plan in self.plans.items())

    def kept(self, claim: Plan | Deal) -> tuple[str, ...]:
        """The steps in force now that a plan or deal keeps: all, unless it names fewer (a deal: or lists them)."""
        listed = claim.steps if isinstance(claim, Deal) else ()
        named = self.now if claim.keeps is None else (*claim.keeps, *listed)
        return tuple(step for step in self.steps if step in named and step in self.now)

    def phases_read(self, reading: Reading) -> Groups:
        """The phases of a reading: its own, or those of the plan that it names."""
        return reading.phases or self.plans[reading.plan].phases

    def consenting(self, claim: Plan | Deal) -> tuple[str, ...]:
        """The parties whose yes a plan or deal needs in any case."""
        return tuple(party for party in self.parties if {party, EVERYBODY} & {*claim.consent})

    def gains_and_costs(self, party: str) -> tuple[Groups, Groups]:
        """The steps that the order of a party says are worth something to it, and those that cost it something.

        In groups, the most valued first; what costs least comes first of the costs.
        """
        entries = self.order[party]
        zero = entries.index((NOTHING,)) if (NOTHING,) in entries else len(entries)
        return entries[:zero], entries[zero + 1 :]

    def quantities(self) -> Iterator[tuple[tuple[str, ...], Quantity]]:
        """All numbers of the case that a range may stand for, each with its path, in the order of the file."""
        parts: dict[str, Mapping[str, Any]] = {
            "parties": self.parties,
            "steps": self.wholes(),
            "together": self.together,
            "sincerity": self.sincerity,
            "deals": self.deals,
            "plans": self.plans,
        }
        for kind, claims in parts.items():
            for name, claim in claims.items():
                yield from _quantities((kind, name), claim)

    def evidence_for(self, path: str) -> tuple[Evidence, ...]:
        """The evidence for a path like `steps.open_harbour.worth.beta`, or for a part of the case that holds it."""
        return tuple(
            evidence
            for place, evidence in self.evidence()
            for target in evidence.paths(place)
            if path == target or path.startswith(target + ".")
        )

    def evidence(self) -> tuple[tuple[str, Evidence], ...]:
        """All evidence on what is claimed today, also what contradicts, with the path of what it stands under."""
        parts = (("parties", self.parties), ("steps", self.wholes()), ("together", self.together))
        return tuple(
            (f"{kind}.{name}", evidence)
            for kind, claims in parts
            for name, claim in claims.items()
            for evidence in claim.because
        )


def in_order(step: Step) -> Iterator[Expression]:
    """A part is in force only where the one before it is."""
    if isinstance(step, Part) and step.number > 1:
        yield ("if", ("step", f"{step.whole}_{step.number - 1}"), ("step", f"{step.whole}_{step.number}"))


def _quantities(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Quantity]]:
    """The quantities at and below a part of a case."""
    if isinstance(value, Quantity):
        yield path, value
    elif isinstance(value, Successor):
        return  # What would be is a condition: no number of the case as it is.
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _quantities((*path, field.alias or name), getattr(value, name))
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _quantities((*path, str(key)), part)


def context(data: Mapping[Any, Any]) -> dict[str, float]:
    """What the parts of a case must know of the whole: how likely it is that a value lies within its range."""
    try:
        return {"level": read_level(data.get("intervals", LEVEL))}
    except MistakeError:
        return {"level": LEVEL}


def _with_names(data: Any) -> Any:
    """The same, where parties, steps and together entries without a name are called by their key."""
    if not isinstance(data, Mapping):
        return data
    return {key: _named_by_key(part) if key in ("parties", "steps", "together") else part for key, part in data.items()}


def _named_by_key(part: Any) -> Any:
    if not isinstance(part, Mapping):
        return part
    return {
        key: {**claim, "name": spoken(key)} if isinstance(claim, Mapping) and "name" not in claim else claim
        for key, claim in part.items()
    }


def spoken(key: object) -> str:
    """What something is called that has only a key.

    >>> spoken("open_harbour")
    'Open harbour'
    """
    text = str(key).replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]
