"""Oppgavediagnose: where on the way to buying customers are lost, and the communication task there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.planning.framework import Dimension, Stage
from assistant.planning.goal_words import named, shown_unit
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi
from assistant.planning.plan import Plan, Scalar, Wording
from assistant.planning.profile import Profile, profile
from assistant.planning.wording import word

# How much a figure at zero weighs beside what the person says: the person's words count most.
_FIGURE = 4.0
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the buying process. `loss` says how much is lost here (0: nothing known), `shown_by` from what.

    `task` is the communication task; `kind` is transaksjon, transformasjon or relasjon (marketing).
    """

    id: str
    stage: Stage
    dimension: Dimension
    task: str
    kind: str
    question: Wording
    message: Wording
    content: Wording
    medium: Wording
    loss: float
    shown_by: tuple[Wording, ...]
    article: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole buying process in order, and where most are lost; None when nothing tells."""

    stops: tuple[Stop, ...]
    worst: Stop | None
    task: Wording | None


def diagnosis(plan: Plan) -> Diagnosis:
    """Return where customers are lost, from what the person says and the figures, and the task there."""
    who = profile(plan)
    stops = tuple(_stop(name, row, plan, who) for name, row in catalogue("diagnosis").items())
    worst = max(stops, key=lambda stop: stop.loss)
    if not worst.loss:
        return Diagnosis(stops, None, None)
    return Diagnosis(stops, worst, word(f"plan.diagnose.oppgave.{worst.task}", who.params))


def _stop(name: str, row: Mapping[str, Any], plan: Plan, who: Profile) -> Stop:
    loss, shown_by = _loss(row, plan, who)
    question, message, content, medium = (
        word(f"plan.diagnose.{name}.{part}", who.params) for part in ("spørsmål", "budskap", "innhold", "medium")
    )
    return Stop(
        name,
        Stage(row["stage"]),
        Dimension(row["dimension"]),
        row["oppgave"],
        row["slag"],
        question,
        message,
        content,
        medium,
        loss,
        shown_by,
        row["article"],
    )


def _loss(row: Mapping[str, Any], plan: Plan, who: Profile) -> tuple[float, tuple[Wording, ...]]:
    said = sum(row["for"].get(kind, 0) for kind in who.challenges)
    weak = _HALF * sum(row["for"].get(kind, 0) for kind in who.weaknesses if kind not in who.challenges)
    told = [word("plan.diagnose.sagt", who.params)] if said else []
    short = {slot: _shortfall(plan.number(slot), float(least)) for slot, least in row["figur"].items()}
    for slot, part in short.items():
        if part > 0 and (measure := kpi(slot)) is not None:
            params: dict[str, Scalar] = {"kpi": named(measure, who), "unit": shown_unit(measure)}
            told.append(word("plan.diagnose.tall", params | {"verdi": plan.number(slot) or 0.0}))
    return said + weak + _FIGURE * max(short.values(), default=0.0), tuple(told)


def _shortfall(value: float | None, least: float) -> float:
    """Return how far below a figure is, 0 to 1."""
    return 0.0 if value is None or value >= least else min(1.0, (least - value) / abs(least))
