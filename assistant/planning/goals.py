"""Goal drafts: the KPI that fits, from where, to where, by when, for whom, measured how. Targets close the chain."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from assistant.planning.framework import Dimension
from assistant.planning.goal_chain import Chain, chain, chain_inputs, chain_of
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import Kpi, kpi
from assistant.planning.plan import Fact, Goal, Origin, Plan, Provenance, Scalar, State, Wording
from assistant.planning.profile import Profile, profile
from assistant.planning.wording import word

_MARKET = "marked"
_CHECKPOINTS = 3
_WRITTEN_UNITS = frozenset({"NOK", "%", "poeng", "stjerner", "dager", "timer", "minutter", "måneder"})
# What a goal per dimension changes in the chain, and so relieves recruiting.
STATUS_QUO = "de som slutter, erstattes som i dag"
_FROM_CHAIN = {"omsetning": "omsetning_krav", "mrr": "mrr_krav", "nye_kunder": "nye_kunder_krav", "ordre": "ordre_krav"}
_RELIEVERS = (Dimension.OPPFOLGING, Dimension.SERVICE)


@dataclass(frozen=True, slots=True)
class Target:
    """A target with its reason. `baseline` is today's figure, None while it is to be measured."""

    baseline: float | None
    value: float | None
    provenance: tuple[Provenance, ...]


def goal_options(plan: Plan, dimension: Dimension | None) -> tuple[str, ...]:
    """Return the ids of the KPIs that fit this business, best first."""
    who = profile(plan)
    table = catalogue("goals")
    key = dimension.value if dimension else _MARKET
    names = list(table["candidates"][key][who.kind])
    # For the market goal the business goal itself decides; figures that happen to be known must not displace it.
    if dimension is not None:
        known = [f.slot for f in plan.facts if (k := kpi(f.slot)) and k.dimension == dimension and not k.diagnostic]
        names += [name for name in known if name not in names]
    wanted = {name for name in [*names, *_goal_slots(plan)] if plan.number(f"{name}_mål") is not None}
    if dimension is None:
        names += [name for name in _goal_slots(plan) if name not in names]
    helped = {name for challenge in who.challenges for name in table["for_challenge"][challenge]}
    market = plan.goal(None)
    first = {name: index for index, name in enumerate(names)}

    def rank(name: str) -> float:
        points = 20 * (name in wanted) + 2.5 * (plan.number(name) is not None) + 1.5 * (name in helped)
        points -= 40 * (dimension is not None and market is not None and market.kpi == name)
        measure = kpi(name)
        if dimension is not None and measure is not None and name not in wanted:
            computed = _from_chain(plan, measure, dimension) is not None
            points += 4 if computed else 0 if step(measure, plan.number(name)) is not None else -10
        return first[name] - points

    return tuple(sorted(names, key=rank))


def _goal_slots(plan: Plan) -> list[str]:
    market = [name.removesuffix("_mål") for name in (f.slot for f in plan.facts) if name.endswith("_mål")]
    return [name for name in market if (k := kpi(name)) and k.dimension is None and name != "resultat"]


def draft_goal(plan: Plan, dimension: Dimension | None, today: date, *, index: int = 0) -> Goal:
    """Return a goal draft; `index` picks the next best KPI (it wraps around)."""
    names = goal_options(plan, dimension)
    measure = kpi(names[index % len(names)])
    assert measure is not None, "the catalogue of goals names only KPIs"
    who = profile(plan)
    target = _target(plan, measure, dimension)
    deadline = _deadline(plan, today)
    measured_by = _end_of_month(_months_after(today, 1))
    key = dimension.value if dimension else _MARKET
    owner = plan.words("ansvarlig")
    text = _wording(measure, target, deadline, measured_by, who)
    method = word(measure.method, who.params)
    return Goal(
        id=f"mål-{key}-{measure.id}",
        dimension=dimension,
        kpi=measure.id,
        unit=measure.unit,
        baseline=target.baseline,
        baseline_source="sagt" if target.baseline is not None else None,
        target=target.value,
        deadline=deadline,
        segment=str(who.params["segment"]),
        method=method,
        owner=owner or str(who.params["leder"]),
        checkpoints=_checkpoints(today, deadline, measure),
        text=text,
        provenance=(
            *target.provenance,
            *who.provenance(plan, text, method, slots=("segment", "ansvarlig", "frist", "utfordring")),
        ),
    )


def _target(plan: Plan, measure: Kpi, dimension: Dimension | None) -> Target:
    """Return what the person wants, else what the chain asks for, else a step worth a year's work."""
    fact = plan.fact(measure.id)
    baseline = plan.number(measure.id)
    wished = plan.fact(f"{measure.id}_mål")
    base = (_of(fact),) if fact and baseline is not None else ()
    if wished is not None and plan.number(wished.slot) is not None:
        return Target(baseline, plan.number(wished.slot), (*base, _of(wished)))
    computed = _from_chain(plan, measure, dimension)
    if computed is not None:
        now = baseline if baseline is not None else computed.baseline
        return Target(now, computed.value, (*base, *computed.provenance))
    value = step(measure, baseline)
    return Target(baseline, value, (*base, Provenance(origin=Origin.ASSUMED, formula="steg", inputs=(measure.id,))))


def _of(fact: Fact) -> Provenance:
    return fact.provenance.model_copy(update={"inputs": (fact.slot,)})


def _from_chain(plan: Plan, measure: Kpi, dimension: Dimension | None) -> Target | None:
    """Return today's figure, the target and the facts behind them when the chain decides this goal."""
    inputs, kind = chain_inputs(plan)
    improved = relief(plan) if dimension == Dimension.REKRUTTERING and measure.id in _FROM_CHAIN else {}
    result = chain({**inputs, **improved}, kind, advise=False)
    wanted = result.values.get(_FROM_CHAIN.get(measure.id, ""))
    if wanted is None or wanted.value <= 0:
        return None
    now = chain_of(plan, advise=False).get(measure.id)
    value = float(ceil(wanted.value - 1e-6)) if measure.unit != "NOK" else wanted.value
    if now is not None and not measure.better(now, value):
        return None
    goals = tuple(goal_key(dimension) for dimension in _RELIEVERS) if improved else ()
    facts = result.roots(_FROM_CHAIN[measure.id])
    origin = Provenance(origin=Origin.COMPUTED, formula=wanted.formula, inputs=(*facts, *goals))
    return Target(now, value, (origin, *_status_quo(result)))


def _status_quo(result: Chain) -> tuple[Provenance, ...]:
    """Return the assumption that today's customers are replaced as they are today, where the chain rests on it."""
    existing = result.values.get("omsetning_eksisterende")
    if existing is None or existing.formula != "omsetning":
        return ()
    return (Provenance(origin=Origin.ASSUMED, formula=STATUS_QUO, inputs=("omsetning",)),)


def goal_key(dimension: Dimension) -> str:
    """Return the name under which a figure counts on a dimension's goal, whichever KPI that goal is about."""
    return f"mål:{dimension.value}"


def relief(plan: Plan) -> dict[str, float]:
    """Return the chain inputs that the Service and Oppfølging goals improve: the accepted ones, else a modest step."""
    improved: dict[str, float] = {}
    inputs, _ = chain_inputs(plan)
    goals = {g.dimension: g for g in plan.goals if g.state != State.REJECTED}
    for dimension in _RELIEVERS:
        goal = goals.get(dimension)
        if goal is not None and goal.kpi in inputs and goal.target is not None:
            improved[goal.kpi] = goal.target
        elif goal is None:
            name = goal_options(plan, dimension)[0]
            measure = kpi(name)
            if measure is not None and name in inputs and (value := step(measure, plan.number(name))) is not None:
                improved[name] = value
    if "gjenkjøpsrate" in improved and "kundelojalitet" in inputs:
        del improved["gjenkjøpsrate"]
    return improved


def step(measure: Kpi, baseline: float | None) -> float | None:
    """Return a target one year's work away, rounded to what a person would say; None when nothing can be said."""
    row = catalogue("goals")["steps"].get(measure.id, {})
    if baseline is None:
        return float(row["start"]) if "start" in row else None
    if "near" in row:
        bound = measure.hard.high if measure.direction == "up" else measure.hard.low
        value = baseline + row["near"] * ((bound if bound is not None else baseline) - baseline)
    elif "add" in row:
        value = baseline + row["add"]
    else:
        value = baseline * row.get("times", 1.1 if measure.direction == "up" else 0.9)
        value = max(value, baseline + row["least"]) if "least" in row else value
    value = _rounded(value, measure, baseline)
    if value not in measure.hard:
        value = (measure.hard.high if measure.direction == "up" else measure.hard.low) or value
    return value


def _rounded(value: float, measure: Kpi, baseline: float) -> float:
    """Round to two significant figures of money and counts, to whole points of shares; never back to where it began."""
    if measure.unit in ("%", "poeng") and abs(value) >= 10:
        result = float(round(value))
    elif measure.unit in ("stjerner", "ganger", "%", "timer", "minutter") or abs(value) < 10:
        result = round(value, 1)
    else:
        size = 10.0 ** (floor(log10(abs(value))) - (2 if measure.unit == "NOK" else 1))
        result = round(value / size) * size
    return result if measure.better(baseline, result) else round(value, 2)


def _wording(measure: Kpi, target: Target, deadline: date, measured_by: date, who: Profile) -> Wording:
    params: dict[str, Scalar] = {
        **who.params,
        "kpi": named(measure, who),
        "unit": shown_unit(measure),
        "frist": deadline,
        "måles": measured_by,
    }
    if target.baseline is not None:
        params["fra"] = target.baseline
    if target.value is not None:
        params["til"] = target.value
    return word(f"plan.mål.{_form(measure, target)}", params)


def named(measure: Kpi, who: Profile) -> str:
    """Return the KPI's name in the definite form, with this business's word for its customers."""
    words = [str(who.params["kunder"]) if word == "kunder" else word for word in measure.bestemt.split(" ")]
    return " ".join(words)


def shown_unit(measure: Kpi) -> str:
    """Return the unit to write after the number: nothing where the KPI's name already says what is counted."""
    return measure.unit if measure.unit in _WRITTEN_UNITS else ""


def _form(measure: Kpi, target: Target) -> str:
    if measure.id == "omsetning" and target.value is not None:
        return "marked.omsetning" if target.baseline is not None else "marked.omsetning_ny"
    if measure.id == "nye_kunder" and target.value is not None:
        extra = any(source.formula == STATUS_QUO for source in target.provenance)
        return "nye_fra" if target.baseline is not None else "nye_utover" if extra else "nye"
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


def _deadline(plan: Plan, today: date) -> date:
    market = plan.goal(None)
    if market is not None and market.deadline is not None:
        return market.deadline
    for slot in ("frist", *(f.slot for f in plan.facts if f.slot.endswith("_mål"))):
        fact = plan.fact(slot)
        found = fact.value if fact and isinstance(fact.value, date) else fact.by if fact else None
        if found is not None and found > today:
            return found
    return _end_of_month(_months_after(today, 12))


def _checkpoints(today: date, deadline: date, measure: Kpi) -> tuple[date, ...]:
    """Return up to three month ends before the deadline, evenly apart; one for what is measured half-yearly."""
    months = (deadline.year - today.year) * 12 + deadline.month - today.month
    count = 1 if measure.every == "halvår" else min(_CHECKPOINTS, max(1, months // 3))
    dates = [_end_of_month(_months_after(today, round(months * (i + 1) / (count + 1)))) for i in range(count)]
    return tuple(sorted({day for day in dates if today < day < deadline}))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
