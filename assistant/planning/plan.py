"""The plan: frozen types, where every value says where it comes from. A change makes a new plan; nothing is edited."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from assistant.planning.framework import Dimension, Stage, Step
from assistant.planning.upgrades import FORMAT as FORMAT
from assistant.planning.upgrades import upgrade


def _dated(value: object) -> object:
    """Read an ISO date back from JSON as the date it was; other text stays text."""
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


Scalar = Annotated[float | int | bool | str | date, BeforeValidator(_dated)]


class Frozen(BaseModel):
    """Base of all plan types: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(StrEnum):
    """Who vouches for a value."""

    SAID = "sagt"
    ARTICLE = "artikkel"
    COMPUTED = "beregnet"
    ASSUMED = "antatt"


class Provenance(Frozen):
    """Where a value comes from. `words` are the person's own; `inputs` name the slots or ids a formula used."""

    origin: Origin
    message: str | None = None
    words: str | None = None
    article: str | None = None
    formula: str | None = None
    inputs: tuple[str, ...] = ()


class State(StrEnum):
    """Where a drafted part stands with the person."""

    DRAFT = "utkast"
    ACCEPTED = "godtatt"
    REJECTED = "avvist"
    STALE = "må vurderes på nytt"


class Wording(Frozen):
    """A text to be worded by `texts`: a catalogue code with its values, or the person's own words, which win."""

    code: str | None = None
    params: dict[str, Scalar] = {}
    own: str | None = None


class Fact(Frozen):
    """One thing known about the business. Money in NOK, shares in percent; `per` is måned, år, uke or None."""

    slot: str
    value: Scalar | None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    per: str | None = None
    by: date | None = None
    approximate: bool = False
    unknown: bool = False
    provenance: Provenance
    stale: bool = False
    locked: bool = False


class Part(Frozen):
    """What the drafted parts have in common."""

    id: str
    state: State = State.DRAFT
    locked: bool = False
    provenance: tuple[Provenance, ...] = ()


class Goal(Part):
    """A measurable goal. `dimension` None is the market goal. `baseline` None means it is measured first."""

    dimension: Dimension | None
    kpi: str
    unit: str
    baseline: float | None = None
    baseline_source: str | None = None
    target: float | None = None
    deadline: date | None = None
    segment: str | None = None
    method: Wording | None = None
    owner: str | None = None
    checkpoints: tuple[date, ...] = ()
    text: Wording = Wording()


class Strategy(Part):
    """How a goal is reached: the choice, why, and what it rules out. `dimension` None is the market strategy.

    `reasons` say why it fits this very business, from its own facts.
    """

    dimension: Dimension | None
    archetype: str
    text: Wording
    why: Wording | None = None
    excludes: Wording | None = None
    reasons: tuple[Wording, ...] = ()
    segment: str | None = None
    goal: str | None = None
    article: str | None = None


class Tactic(Part):
    """A means in one cell of the dimension × RIKE grid."""

    dimension: Dimension
    stage: Stage
    text: Wording
    goal: str | None = None
    article: str | None = None


class Activity(Part):
    """One row of the action plan. Cost in NOK, hours in whole period; `legal` are flag codes to look up."""

    dimension: Dimension
    stage: Stage
    what: Wording
    how: Wording | None = None
    where: str | None = None
    who: str | None = None
    start: date | None = None
    end: date | None = None
    hours: float | None = None
    cost: float | None = None
    kpi: str | None = None
    target: float | None = None
    goal: str | None = None
    tactic: str | None = None
    segment: str | None = None
    legal: tuple[str, ...] = ()


class Control(Part):
    """How one KPI is followed: limit in the KPI's unit, frequency as uke, måned, kvartal or halvår."""

    kpi: str
    goal: str | None = None
    limit: float | None = None
    frequency: str = "måned"
    owner: str | None = None
    source: Wording | None = None


class Actual(Frozen):
    """A measured value of one KPI for one month (`period` as YYYY-MM)."""

    kpi: str
    period: str
    value: float
    provenance: Provenance


class Deviation(Frozen):
    """A KPI off its pace, and what is done about it: cause → action → owner → date → learning.

    `cause` is a catalogue code (control.yaml) or the person's own words; `closed` is the day it was settled.
    """

    id: str
    kpi: str
    period: str
    value: float
    expected: float
    cause: Wording | None = None
    action: Wording | None = None
    owner: str | None = None
    due: date | None = None
    closed: date | None = None
    learning: str | None = None
    provenance: tuple[Provenance, ...] = ()


class Waiver(Frozen):
    """A question or step the person chose to leave open, so the gap stays visible."""

    what: str
    reason: str | None = None


class Plan(Frozen):
    """One business's whole plan. Facts are unique by slot; list slots hold one string with items joined by «; »."""

    id: str
    format: int = FORMAT
    title: str = ""
    created: date
    step: Step = Step.FORRETNINGSMAL
    facts: tuple[Fact, ...] = ()
    goals: tuple[Goal, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    tactics: tuple[Tactic, ...] = ()
    activities: tuple[Activity, ...] = ()
    controls: tuple[Control, ...] = ()
    actuals: tuple[Actual, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    waived: tuple[Waiver, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _of_today(cls, data: object) -> object:
        return upgrade(data) if isinstance(data, dict) else data

    def fact(self, slot: str) -> Fact | None:
        """Return the fact in `slot`, or None."""
        return next((fact for fact in self.facts if fact.slot == slot), None)

    def number(self, slot: str) -> float | None:
        """Return the fact's value as a float, or None when absent, unknown or not a number."""
        fact = self.fact(slot)
        if fact is None or fact.unknown or isinstance(fact.value, bool) or not isinstance(fact.value, int | float):
            return None
        return float(fact.value)

    def words(self, slot: str) -> str | None:
        """Return the fact's value as text, or None."""
        fact = self.fact(slot)
        return fact.value if fact is not None and isinstance(fact.value, str) and not fact.unknown else None

    def goal(self, dimension: Dimension | None) -> Goal | None:
        """Return the live goal of a dimension (None: the market goal), rejected ones left out."""
        return next((g for g in self.goals if g.dimension == dimension and g.state != State.REJECTED), None)

    def strategy(self, dimension: Dimension | None) -> Strategy | None:
        """Return the live strategy of a dimension (None: the market strategy)."""
        return next((s for s in self.strategies if s.dimension == dimension and s.state != State.REJECTED), None)

    def with_(self, **changes: object) -> Self:
        """Return a copy with these fields replaced."""
        return self.model_copy(update=changes)
