"""The KPI catalogue as values: what each measure is, how it is computed, and how much of a change is only noise."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt
from typing import Any, Literal

from assistant.planning.formula import Formula, compile_formula
from assistant.planning.framework import Dimension, Stage
from assistant.planning.knowledge import catalogue

Noise = Literal["share", "nps", "mean", "count", "none"]
Z95 = 1.959964
Z80 = 0.841621


@dataclass(frozen=True, slots=True)
class Bounds:
    """A closed range; None is open."""

    low: float | None = None
    high: float | None = None

    def __contains__(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One measure. `hard` is what is possible, `soft` and `step` (largest change in a year) what is asked about.

    `bestemt` is the name in the definite form. `every` is uke, måned, kvartal or halvår; `sample_min` the number of
    answers below which the figure is unstable. How to measure it is worded at `kpi.metode.<id>`.
    """

    id: str
    name: str
    bestemt: str
    dimension: Dimension | None
    stage: Stage | None
    formula: Formula
    shares: frozenset[str]
    unit: str
    direction: Literal["up", "down"]
    every: str
    hard: Bounds
    soft: Bounds
    step: float | None
    noise: Noise
    sd: float | None
    sample_min: int | None
    diagnostic: bool
    cues: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """What must be counted to compute it."""
        return self.formula.names

    @property
    def method(self) -> str:
        """The code of the sentence that says how a small business measures it."""
        return f"kpi.metode.{self.id}"

    def value(self, counts: Mapping[str, float]) -> float | None:
        """Return the KPI in its unit; shares among `counts` are in percent. None where it does not exist."""
        values = {name: counts[name] / 100 if name in self.shares else counts[name] for name in self.inputs}
        result = self.formula(values)
        return result * 100 if result is not None and self.unit == "%" else result

    def better(self, start: float, end: float) -> bool:
        """Whether `end` is an improvement on `start`."""
        return end > start if self.direction == "up" else end < start


@cache
def kpis() -> dict[str, Kpi]:
    """Return the whole catalogue by id, in its order."""
    return {name: _kpi(name, row) for name, row in catalogue("kpis").items()}


def kpi(name: str) -> Kpi | None:
    """Return one KPI, or None."""
    return kpis().get(name)


def of_dimension(dimension: Dimension | None) -> tuple[Kpi, ...]:
    """Return the KPIs of a dimension (None: of the market goal) that are fit to be goals."""
    return tuple(item for item in kpis().values() if item.dimension == dimension and not item.diagnostic)


def _kpi(name: str, row: Mapping[str, Any]) -> Kpi:
    return Kpi(
        id=name,
        name=row["name"],
        bestemt=row["bestemt"],
        dimension=Dimension(row["dimension"]) if row["dimension"] else None,
        stage=Stage(row["stage"]) if row["stage"] else None,
        formula=compile_formula(row["formula"]),
        shares=frozenset(row.get("shares", ())),
        unit=row["unit"],
        direction=row["dir"],
        every=row["every"],
        hard=Bounds(*row.get("hard", ())),
        soft=Bounds(*row.get("soft", ())),
        step=row.get("step"),
        noise=row["noise"],
        sd=row.get("sd"),
        sample_min=row.get("n_min"),
        diagnostic=row.get("diagnostic", False),
        cues=tuple(row["cues"]),
    )


def margin_share(percent: float, n: float) -> float:
    """Return the 95 % margin, in percentage points, of a share measured on n answers."""
    p = min(max(percent / 100, 0.0), 1.0)
    return 100 * Z95 * sqrt(p * (1 - p) / n)


def margin_nps(promoters: float, detractors: float, n: float) -> float:
    """Return the 95 % margin of an NPS in points; promoters and detractors in percent."""
    up, down = promoters / 100, detractors / 100
    return 100 * Z95 * sqrt(max(up + down - (up - down) ** 2, 0.0) / n)


def margin_mean(sd: float, n: float) -> float:
    """Return the 95 % margin of a mean in its own unit."""
    return Z95 * sd / sqrt(n)


def margin_count(count: float) -> float:
    """Return the 95 % margin of a count that comes by chance (Poisson)."""
    return Z95 * sqrt(max(count, 0.0))


def margin(measure: Kpi, value: float, n: float | None = None) -> float | None:
    """Return the 95 % margin of a measured value; n is the number of answers. None: no noise, or n is not known.

    For NPS the split is not known from the score alone: 30 % passive, as in the 50/20 example of the course.
    """
    if measure.noise == "count":
        return margin_count(value)
    if measure.noise == "none" or not n or n <= 0:
        return None
    if measure.noise == "share":
        return margin_share(value, n)
    if measure.noise == "nps":
        active = max(70.0, abs(value))
        return margin_nps((active + value) / 2, (active - value) / 2, n)
    return margin_mean(measure.sd or 1.0, n)


def sample_for_share(start: float, end: float) -> int:
    """Return the answers each wave needs to see a share go from start to end (percent; 95 % level, 80 % power)."""
    p, q = start / 100, end / 100
    return ceil((Z95 + Z80) ** 2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2)


def sample_for_mean(change: float, sd: float) -> int:
    """Return the answers each wave needs to see a mean change this much (95 % level, 80 % power)."""
    return ceil(2 * ((Z95 + Z80) * sd / change) ** 2)
