"""The SMART coach: what a goal has, what it lacks, one question back. Judges a reading; the text is read elsewhere.

The letters as interfaces.md defines them; defects and noise as domain.md 3.5 has them. Messages are codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assistant.planning.kpis import Kpi, kpi, margin
from assistant.planning.plan import Scalar

Direction = Literal["up", "down", "hold"]
# A change larger than this, relative to today, is asked about where the KPI has no step of its own.
_LARGEST_GROWTH = 1.0
_MISSING = ("kpi", "target", "deadline", "baseline", "segment", "method", "owner", "checkpoint", "source")


@dataclass(frozen=True, slots=True)
class GoalReading:
    """What a goal text says. `change` is relative («med 10 %», «doble» is 100), in %, prosentpoeng or the KPI's unit.

    `subject`: a measure, product or channel is named, in the catalogue or not. `sample`: answers behind a measurement.
    """

    text: str
    kpis: tuple[str, ...] = ()
    direction: Direction | None = None
    subject: bool = False
    vague: bool = False
    activity: bool = False
    checkable: bool = False
    stands_still: bool = False
    baseline: float | None = None
    target: float | None = None
    change: float | None = None
    unit: str | None = None
    deadline: date | None = None
    sample: float | None = None
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: `ok` None when it cannot be judged. Worded at `smart.<why>`."""

    ok: bool | None
    why: str
    params: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SmartResult:
    """The five letters, what would make the goal better, the defects, and the one question to ask (None: none)."""

    s: Letter
    m: Letter
    a: Letter
    r: Letter
    t: Letter
    missing: tuple[str, ...]
    defects: tuple[str, ...]
    question: str | None
    reading: GoalReading

    @property
    def passed(self) -> bool:
        """Whether no letter fails and nothing is wrong."""
        return not self.defects and all(letter.ok is not False for letter in (self.s, self.m, self.a, self.r, self.t))


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the goal: figures by slot, and whether a business or market goal is known to judge by."""

    known: Mapping[str, float] = field(default_factory=dict)
    has_goal: bool = False


def check(goal: GoalReading, context: Context | None = None) -> SmartResult:
    """Return what is right and wrong with a goal, and what to ask."""
    context = context or Context()
    measure = kpi(goal.kpis[0]) if goal.kpis else None
    baseline = goal.baseline
    if baseline is None and measure is not None:
        baseline = context.known.get(measure.id)
    target = _target(goal, baseline, measure)
    defects = _defects(goal, measure, baseline, target)
    letters = (
        _specific(goal, measure),
        _measurable(goal),
        _achievable(measure, baseline, target),
        _relevant(goal, measure, context),
        _timed(goal),
    )
    missing = _missing(goal, baseline)
    return SmartResult(*letters, missing, defects, _question(goal, defects, letters, missing), goal)


@dataclass(frozen=True, slots=True)
class Figures:
    """A goal's target worked out, with the defects that are seen once the figures are known."""

    target: float | None
    defects: tuple[str, ...]


def check_with(goal: GoalReading, measure: Kpi, baseline: float | None) -> Figures:
    """Return the target a goal means when this is where it starts, and what is wrong with it."""
    target = _target(goal, baseline, measure)
    return Figures(target, _defects(goal, measure, baseline, target))


def _target(goal: GoalReading, baseline: float | None, measure: Kpi | None) -> float | None:
    """Return the target, worked out from a change where there is one."""
    if goal.target is not None or goal.change is None or baseline is None:
        return goal.target
    down = goal.direction == "down" or (goal.direction is None and measure is not None and measure.direction == "down")
    sign = -1 if down else 1
    if goal.unit == "%":
        return baseline * (1 + sign * goal.change / 100)
    return baseline + sign * goal.change


def _specific(goal: GoalReading, measure: Kpi | None) -> Letter:
    if measure is not None and (goal.direction or goal.target is not None or goal.activity):
        return Letter(True, "s.kpi", {"kpi": measure.bestemt})
    if (goal.subject and not goal.vague) or goal.activity:
        return Letter(True, "s.emne")
    return Letter(False, "s.vagt" if goal.vague else "s.mangler")


def _measurable(goal: GoalReading) -> Letter:
    if goal.target is not None or goal.change is not None:
        return Letter(True, "m.tall")
    if goal.activity or goal.checkable:
        return Letter(True, "m.sjekkbart")
    return Letter(False, "m.mangler")


def _achievable(measure: Kpi | None, baseline: float | None, target: float | None) -> Letter:
    if baseline is None or target is None:
        return Letter(None, "a.ukjent")
    params: dict[str, Scalar] = {"fra": baseline, "til": target}
    if measure is not None and target not in measure.hard:
        return Letter(False, "a.umulig", params)
    if baseline == target:
        return Letter(False, "a.ingen_endring", params)
    largest = measure.step if measure is not None and measure.step is not None else abs(baseline) * _LARGEST_GROWTH
    if measure is not None and measure.unit == "ganger":
        largest = max(largest, abs(baseline) * _LARGEST_GROWTH)
    if abs(target - baseline) > largest * (1 + 1e-9):
        return Letter(False, "a.stort_sprang", params)
    return Letter(True, "a.ok", params)


def _relevant(goal: GoalReading, measure: Kpi | None, context: Context) -> Letter:
    if not context.has_goal and "forretningsmål" not in goal.told:
        return Letter(None, "r.ukjent")
    if measure is not None and measure.diagnostic:
        return Letter(False, "r.pynt", {"kpi": measure.bestemt})
    if measure is None and (goal.vague or not goal.subject):
        return Letter(None, "r.ukjent")
    return Letter(True, "r.ok")


def _timed(goal: GoalReading) -> Letter:
    if goal.deadline is None:
        return Letter(False, "t.mangler")
    return Letter(True, "t.ok", {"frist": goal.deadline})


def _defects(goal: GoalReading, measure: Kpi | None, baseline: float | None, target: float | None) -> tuple[str, ...]:
    found = []
    if goal.activity:
        found.append("activity_as_goal")
    if len(goal.kpis) > 1:
        found.append("two_kpis")
    if measure is not None:
        if measure.unit == "%" and goal.change is not None and goal.unit == "%":
            found.append("percent_on_percent")
        if target is not None and target not in measure.hard:
            found.append("beyond_bounds")
        if _hidden_by_noise(measure, goal.sample, baseline, target):
            found.append("below_noise")
    if goal.stands_still or (baseline is not None and baseline == target):
        found.append("no_change")
    return tuple(found)


def _hidden_by_noise(measure: Kpi, sample: float | None, baseline: float | None, target: float | None) -> bool:
    """Whether the change is smaller than the 95 % margin of the measurement it is to be seen in."""
    if sample is None or baseline is None or target is None or measure.noise in ("count", "none"):
        return False
    band = margin(measure, baseline, sample)
    return band is not None and 0 < abs(target - baseline) < band


def _missing(goal: GoalReading, baseline: float | None) -> tuple[str, ...]:
    has = {
        "kpi": bool(goal.kpis),
        "target": goal.target is not None or goal.change is not None,
        "deadline": goal.deadline is not None,
        "baseline": baseline is not None,
    }
    return tuple(name for name in _MISSING if not has.get(name, name in goal.told))


def _question(
    goal: GoalReading, defects: tuple[str, ...], letters: tuple[Letter, ...], missing: tuple[str, ...]
) -> str | None:
    """Return the code of the most useful question: a defect first, then what fails, then what is missing."""
    if defects:
        return f"smart.spør.{defects[0]}"
    names = ("kpi", "target", "stort_sprang", "pynt", "deadline")
    for letter, name in zip(letters, names, strict=True):
        if letter.ok is False:
            return f"smart.spør.{name}"
    return f"smart.spør.{missing[0]}" if missing else None
