"""Goal drafts: the KPI that fits, from where, to where, by when, for whom, measured how. Targets close the chain."""

from calendar import monthrange
from datetime import date

from assistant.planning.framework import Dimension
from assistant.planning.goal_chain import Chain, chain_inputs, chain_of, plain_chain
from assistant.planning.goal_steps import least_growth, spoken, tidy_up, year_step
from assistant.planning.goal_words import STATUS_QUO, Target, goal_text, method_of
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import Kpi, kpi
from assistant.planning.plan import Fact, Goal, Origin, Plan, Provenance, State
from assistant.planning.profile import FEW, profile

_MARKET = "marked"
_CHECKPOINTS = 3
# Today's new customers are those who replace the lost ones, when the number of customers stands still.
REPLACED = "kunder * frafall_år"
_FROM_CHAIN = {"omsetning": "omsetning_krav", "mrr": "mrr_krav", "nye_kunder": "nye_kunder_krav", "ordre": "ordre_krav"}
# What a goal per dimension changes in the chain, and so relieves recruiting.
_RELIEVERS = (Dimension.OPPFOLGING, Dimension.SERVICE)


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
        names += [name for name in known if name not in names and name not in own.get("ikke", ())]
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
    text = goal_text(plan, measure, target, (deadline, measured_by), who)
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


def _target(plan: Plan, measure: Kpi, dimension: Dimension | None) -> Target:
    """Return what the person wants, else what the chain asks for, else a step worth a year's work."""
    fact = plan.fact(measure.id)
    baseline = plan.number(measure.id)
    wished = plan.fact(f"{measure.id}_mål")
    base = (_of(fact),) if fact and baseline is not None else ()
    if wished is not None and plan.number(wished.slot) is not None:
        now, source = _computed_now(plan, measure)
        behind = source if baseline is None else ()
        return Target(now if baseline is None else baseline, plan.number(wished.slot), (*base, *behind, _of(wished)))
    computed = _from_chain(plan, measure, dimension)
    if computed is not None:
        now = baseline if baseline is not None else computed.baseline
        return Target(now, computed.value, (*base, *computed.provenance))
    value = year_step(plan, measure)
    open_end = Target(baseline, value, (*base, Provenance(origin=Origin.ASSUMED, formula="steg", inputs=(measure.id,))))
    if least_growth(plan, measure, open_end.value) is None:
        return open_end
    rate = chain_of(plan, advise=False)
    growth = Provenance(origin=Origin.COMPUTED, formula="vekst_prosent", inputs=rate.roots("vekst_prosent"))
    return Target(baseline, value, (*open_end.provenance, growth))


def _of(fact: Fact) -> Provenance:
    return fact.provenance.model_copy(update={"inputs": (fact.slot,)})


def _from_chain(plan: Plan, measure: Kpi, dimension: Dimension | None) -> Target | None:
    """Return today's figure, the target and the facts behind them when the chain decides this goal."""
    inputs, kind = chain_inputs(plan)
    improved = relief(plan) if dimension == Dimension.REKRUTTERING and measure.id in _FROM_CHAIN else {}
    result = plain_chain({**inputs, **improved}, kind)
    wanted = result.values.get(_FROM_CHAIN.get(measure.id, ""))
    if wanted is None or wanted.value <= 0:
        return _from_visits(plan, measure, result)
    now, source = _computed_now(plan, measure)
    value = tidy_up(wanted.value) if measure.unit != "NOK" else wanted.value
    if now is not None and not measure.better(now, value):
        if measure.id != "nye_kunder" or plan.number(measure.id) is not None:
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
        return spoken(found.value, measure), (source,)
    lost, people = now.get("frafall_år"), now.get("kunder")
    if measure.id != "nye_kunder" or not lost or not people or now.values["kunder"].assumed:
        return None, ()
    inputs = (*now.roots("kunder"), *now.roots("frafall_år"))
    origin = Origin.ASSUMED if now.values["frafall_år"].assumed else Origin.COMPUTED
    return spoken(people * lost / 100, measure), (Provenance(origin=origin, formula=REPLACED, inputs=inputs),)


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
