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
from assistant.planning.profile import FEW, Profile, profile
from assistant.planning.wording import used, word

_MARKET = "marked"
_CHECKPOINTS = 3
_WRITTEN_UNITS = frozenset({"NOK", "%", "poeng", "stjerner", "dager", "timer", "minutter", "måneder"})
# What a goal per dimension changes in the chain, and so relieves recruiting.
STATUS_QUO = "de som slutter, erstattes som i dag"
# Today's new customers are those who replace the lost ones, when the number of customers stands still.
REPLACED = "kunder * frafall_år"
_PERIODS = {"måned": "måneden", "år": "året", "uke": "uken", "kvartal": "kvartalet", "dag": "dagen"}
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
    own = table["bransjer"].get("få" if "få" in who.traits else who.trade, {})
    names = list(own.get(key) or table["candidates"][key][who.kind])
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
            points += 4 if computed else 0 if year_step(plan, measure) is not None else -10
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
    text = _wording(plan, measure, target, (deadline, measured_by), who)
    method = method_of(measure, who)
    return Goal(
        id=f"mål-{key}-{measure.id}",
        dimension=dimension,
        kpi=measure.id,
        unit=measure.unit,
        baseline=target.baseline,
        baseline_source=_source(plan, measure, target),
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


def _from_visits(plan: Plan, measure: Kpi, result: Chain) -> Target | None:
    """Return how many new visitors the growth in visits is, where visits are what the business lives by."""
    more = result.get("besøk_vekst")
    if measure.id != "nye_kunder" or result.kind != "frivillig" or not more or more <= 0:
        return None
    origin = Provenance(origin=Origin.COMPUTED, formula="besøk_vekst * 12", inputs=("besøk", "besøk_mål"))
    assumed = Provenance(origin=Origin.ASSUMED, formula=STATUS_QUO, inputs=("besøk",))
    return Target(None, tidy_up(more * 12), (origin, assumed))


def _source(plan: Plan, measure: Kpi, target: Target) -> str | None:
    if target.baseline is None:
        return None
    return Origin.SAID.value if plan.number(measure.id) is not None else Origin.COMPUTED.value


def method_of(measure: Kpi, who: Profile) -> Wording:
    """Return how to measure it; with few business customers, a way that fits few."""
    few = f"{measure.method}_få"
    return word(few if "få" in who.traits and used(few) is not None else measure.method, who.params)


def _target(plan: Plan, measure: Kpi, dimension: Dimension | None) -> Target:
    """Return what the person wants, else what the chain asks for, else a step worth a year's work."""
    fact = plan.fact(measure.id)
    baseline = plan.number(measure.id)
    wished = plan.fact(f"{measure.id}_mål")
    base = (_of(fact),) if fact and baseline is not None else ()
    if wished is not None and plan.number(wished.slot) is not None:
        now, source = _computed_now(plan, measure) if baseline is None else (baseline, ())
        return Target(now, plan.number(wished.slot), (*base, *source, _of(wished)))
    computed = _from_chain(plan, measure, dimension)
    if computed is not None:
        now = baseline if baseline is not None else computed.baseline
        return Target(now, computed.value, (*base, *computed.provenance))
    value = year_step(plan, measure)
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
        return _from_visits(plan, measure, result)
    now, source = _computed_now(plan, measure)
    value = tidy_up(wanted.value) if measure.unit != "NOK" else wanted.value
    if now is not None and not measure.better(now, value):
        if measure.id not in _FROM_CHAIN or plan.number(measure.id) is not None or measure.id != "nye_kunder":
            return None
        now, source = None, ()
    goals = tuple(goal_key(dimension) for dimension in _RELIEVERS) if improved else ()
    facts = result.roots(_FROM_CHAIN[measure.id])
    origin = Provenance(origin=Origin.COMPUTED, formula=wanted.formula, inputs=(*facts, *goals))
    return Target(now, value, (origin, *source, *_status_quo(result)))


def _computed_now(plan: Plan, measure: Kpi) -> tuple[float | None, tuple[Provenance, ...]]:
    """Return today's figure as the plan's own facts give it, rounded as a person would say it, with its source."""
    now = chain_of(plan, advise=False)
    found = now.values.get(measure.id)
    if found is not None and not found.assumed:
        if not found.inputs:
            return found.value, ()
        source = Provenance(origin=Origin.COMPUTED, formula=found.formula, inputs=now.roots(measure.id))
        return _spoken(found.value, measure), (source,)
    lost, people = now.get("frafall_år"), now.get("kunder")
    if measure.id != "nye_kunder" or not lost or not people or now.values["kunder"].assumed:
        return None, ()
    inputs = (*now.roots("kunder"), *now.roots("frafall_år"))
    origin = Origin.ASSUMED if now.values["frafall_år"].assumed else Origin.COMPUTED
    return _spoken(people * lost / 100, measure), (Provenance(origin=origin, formula=REPLACED, inputs=inputs),)


def _grain(value: float) -> float:
    """Return how finely a count of this size is spoken of."""
    return 50.0 if value >= 1000 else 5.0 if value >= 100 else 1.0


def tidy_up(value: float) -> float:
    """Return a count rounded up to what a person would say, so that reaching it still reaches what it was made from."""
    grain = _grain(value)
    return ceil(value / grain - 1e-6) * grain


def _spoken(value: float, measure: Kpi) -> float:
    if measure.unit == "NOK" and value >= 1000:
        size = 10.0 ** (floor(log10(value)) - 2)
        return round(value / size) * size
    if measure.unit in ("%", "stjerner", "ganger", "NOK"):
        return round(value, 1)
    return round(value / _grain(value)) * _grain(value)


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
            if measure is not None and name in inputs and (value := year_step(plan, measure)) is not None:
                improved[name] = value
    if (plan.number("kunder") or FEW + 1) <= FEW:
        # With a handful of customers, keeping every one is a goal to work for, not one to count on.
        improved.pop("kundelojalitet", None)
    if "gjenkjøpsrate" in improved and "kundelojalitet" in inputs:
        del improved["gjenkjøpsrate"]
    return improved


def year_step(plan: Plan, measure: Kpi) -> float | None:
    """Return a target one year's work away for this business; with few customers, one that is a whole number of them."""
    value, people = step(measure, plan.number(measure.id)), plan.number("kunder")
    if value is None or measure.id != "kundelojalitet" or not people or people > FEW:
        return value
    return min(100.0, round(100 * ceil(people * value / 100 - 1e-6) / people, 1))


def step(measure: Kpi, baseline: float | None) -> float | None:
    """Return a target one year's work away, rounded to what a person would say; None when nothing can be said."""
    row = catalogue("goals")["steps"].get(measure.id, {})
    if baseline is None:
        return float(row["start"]) if "start" in row else None
    if "near" in row:
        bound = measure.hard.high if measure.direction == "up" else measure.hard.low
        value = baseline + row["near"] * ((bound if bound is not None else baseline) - baseline)
        value = min(value, baseline + row.get("add", value))
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
    """Round to two significant figures of counts, to halves of the second of money, to whole points of shares; never back to where it began."""
    if measure.unit in ("%", "poeng") and abs(value) >= 10:
        result = float(round(value))
    elif measure.unit in ("stjerner", "ganger", "%", "timer", "minutter") or abs(value) < 10:
        result = round(value, 1)
    else:
        size = 10.0 ** (floor(log10(abs(value))) - 1) * (0.5 if measure.unit == "NOK" else 1.0)
        result = round(value / size) * size
    return result if measure.better(baseline, result) else round(value, 2)


def _wording(plan: Plan, measure: Kpi, target: Target, days: tuple[date, date], who: Profile) -> Wording:
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
    if measure.id == "kundelojalitet" and "få" in who.traits and people and form == "øk":
        params |= {"av": people, "beholdes": float(round(people * (target.value or 0) / 100))}
        form = "behold" if params["beholdes"] < people else "behold_alle"
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
