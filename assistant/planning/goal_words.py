"""A goal in codes: which sentence fits it, with this business's words for its customers and purchases."""

from dataclasses import dataclass
from datetime import date

from assistant.planning.goal_steps import least_growth
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import Kpi
from assistant.planning.plan import Plan, Provenance, Scalar, Wording
from assistant.planning.profile import Profile
from assistant.planning.wording import used, word

_WRITTEN_UNITS = frozenset({"NOK", "%", "poeng", "stjerner", "dager", "timer", "minutter", "måneder"})
# The assumption that today's customers are replaced as they are today.
STATUS_QUO = "de som slutter, erstattes som i dag"
_PERIODS = {"måned": "måneden", "år": "året", "uke": "uken", "kvartal": "kvartalet", "dag": "dagen"}


@dataclass(frozen=True, slots=True)
class Target:
    """A target with its reason. `baseline` is today's figure, None while it is to be measured."""

    baseline: float | None
    value: float | None
    provenance: tuple[Provenance, ...]


def goal_text(plan: Plan, measure: Kpi, target: Target, days: tuple[date, date], who: Profile) -> Wording:
    """Return the goal's sentence. `days`: its deadline, and when an unknown starting point is measured."""
    fact, people = plan.fact(measure.id), plan.number("kunder")
    params: dict[str, Scalar] = {
        **who.params,
        "kpi": named(measure, who),
        "unit": shown_unit(measure),
        "frist": days[0],
        "måles": days[1],
        "per": _PERIODS.get((fact.per if fact else None) or "måned", "måneden"),
    }
    if target.baseline is not None:
        params["fra"] = target.baseline
    if target.value is not None:
        params["til"] = target.value
    form = _form(measure, target)
    growth = least_growth(plan, measure, target.value)
    if growth is not None:
        params["vekst"] = growth
        form = "åpent_vekst"
    if measure.id == "kundelojalitet" and "få" in who.traits and people and form == "øk":
        kept = float(round(people * (target.value or 0) / 100))
        params |= {"av": people, "beholdes": kept}
        form = "behold" if kept < people else "behold_alle"
    return word(f"plan.mål.{form}", params)


def named(measure: Kpi, who: Profile, *, definite: bool = True) -> str:
    """Return the KPI's name with this business's word for its customers and purchases."""
    own = catalogue("goals")["kpinavn"].get(measure.id, {})
    name = own.get(who.kind) or own.get("alle") or (measure.name, measure.bestemt)
    text = str(name[1] if definite else name[0]).format(**who.params)
    return " ".join(str(who.params["kunder"]) if word == "kunder" else word for word in text.split(" "))


def shown_unit(measure: Kpi) -> str:
    """Return the unit to write after the number: nothing where the KPI's name already says what is counted."""
    return measure.unit if measure.unit in _WRITTEN_UNITS else ""


def method_of(measure: Kpi, who: Profile) -> Wording:
    """Return how to measure it; with few business customers, a way that fits few."""
    few = f"{measure.method}_få"
    return word(few if "få" in who.traits and used(few) is not None else measure.method, who.params)


def _form(measure: Kpi, target: Target) -> str:
    if measure.id == "omsetning" and target.value is not None:
        return "marked.omsetning" if target.baseline is not None else "marked.omsetning_ny"
    if measure.id == "besøk" and target.value is not None and target.baseline is not None:
        return "besøk"
    if measure.id == "nye_kunder" and target.value is not None:
        extra = any(source.formula == STATUS_QUO for source in target.provenance)
        if target.baseline is not None:
            return "nye_fra"
        return "nye_utover" if extra else "nye_én" if target.value == 1 else "nye"
    if measure.id == "ordre" and target.value is not None and target.baseline is not None:
        return "ekstra_kjøp"
    down = measure.direction == "down"
    if target.value is None:
        return "åpent_ned" if down else "åpent"
    if target.baseline is None:
        return "reduser_uten_nå" if down else "øk_uten_nå"
    if target.value == target.baseline:
        return "hold"
    return "reduser" if down else "øk"
