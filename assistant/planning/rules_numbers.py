"""Consistency rules about numbers: the roll-up, the budget, bounds, capacity, texts against fields."""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant.planning.finding import Case, Finding, Rule
from assistant.planning.goal_words import shown_unit
from assistant.planning.kpis import kpi
from assistant.planning.plan import Goal, Scalar

_CLOSE = 0.05
_ACTIVATION = 0.65
_AWARENESS = ("topp_av_hode", "kjennskap_uhjulpet", "kjennskap_hjulpet")
# Alarms of the chain that other rules do not tell.
_FROM_CHAIN = frozenset({"dekningsgrad", "parts", "goals_disagree", "budget_in_fixed", "ltv_below_cac", "liquidity"})
_NUMBER = re.compile(r"\d+(?:[ .\u00a0]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?")
_SCALES = (1.0, 1e3, 1e6)


def roll_up(case: Case) -> Iterator[Finding]:
    """C2: what the goals give together meets the market goal."""
    needed, given = case.planned.get("omsetning_krav"), _given(case)
    if needed and given is not None and given < needed * (1 - _CLOSE):
        params: dict[str, Scalar] = {"gir": given, "krever": needed, "mangler": needed - given}
        yield Finding("C2", "error", "mål", "regel.c2", params, "fra-forretningsmal-til-markedsmal")


def _given(case: Case) -> float | None:
    targets = {g.kpi: g.target for g in case.goals if g.dimension is not None}
    if targets.get("ordre") is not None:
        price = targets.get("snittordre") or case.now.get("snittordre")
        return (targets["ordre"] or 0.0) * price if price else None
    return case.planned.get("omsetning_plan") if targets.get("nye_kunder") is not None else None


def budget(case: Case) -> Iterator[Finding]:
    """C3: the activities fit the budget, and the budget what new customers are worth."""
    cost = sum(a.cost or 0.0 for a in case.activities)
    limit, ceiling = case.plan.number("markedsbudsjett"), case.planned.get("budsjett_tak")
    if limit is not None and cost > limit:
        params: dict[str, Scalar] = {"sum": cost, "budsjett": limit, "over": cost - limit}
        yield Finding("C3", "warn", "aktiviteter", "regel.c3_sum", params, "markedsforingsbudsjett")
    spent = max(cost, limit or 0.0)
    if ceiling is not None and spent > ceiling:
        params = {"budsjett": spent, "tak": ceiling}
        yield Finding("C3", "warn", "markedsbudsjett", "regel.c3_tak", params, "markedsforingsbudsjett")
    revenue = case.planned.get("omsetning_krav") or case.now.get("omsetning")
    if spent and revenue:
        params = {"budsjett": spent, "andel": 100 * spent / revenue}
        yield Finding("C3", "info", "markedsbudsjett", "regel.c3_andel", params, "markedsforingsbudsjett")


def loyalty(case: Case) -> Iterator[Finding]:
    """C4: those who stay and those who leave add up to everybody."""
    stay, leave = case.plan.number("kundelojalitet"), case.plan.number("frafall")
    goals = {g.kpi: g.target for g in case.goals}
    pairs = [(stay, leave), (goals.get("kundelojalitet"), goals.get("frafall"))]
    fact = case.plan.fact("frafall")
    monthly = fact is not None and (fact.per == "måned" or (fact.per is None and case.now.kind == "abonnement"))
    for blir, går in pairs:
        if blir is None or går is None:
            continue
        yearly = 100 * (1 - (1 - går / 100) ** 12) if monthly else går
        if abs(blir + yearly - 100) > (2.0 if monthly else 0.5):
            params: dict[str, Scalar] = {"blir": blir, "går": yearly}
            yield Finding("C4", "error", "frafall", "regel.c4", params, "lojalitet-frafall-og-gjenkjop")


def awareness(case: Case) -> Iterator[Finding]:
    """C5: top of mind ≤ unaided ≤ aided, today and in the goals."""
    goals = {g.kpi: g.target for g in case.goals if g.target is not None}
    for values in ({n: case.plan.number(n) for n in _AWARENESS}, goals):
        known = [(name, values[name]) for name in _AWARENESS if values.get(name) is not None]
        for (low, first), (high, second) in pairwise(known):
            if first is not None and second is not None and first > second:
                params: dict[str, Scalar] = {"lav": _name(low), "høy": _name(high), "første": first, "andre": second}
                yield Finding("C5", "error", low, "regel.c5", params, "markedsundersokelser-for-sma-virksomheter")


def funnel(case: Case) -> Iterator[Finding]:
    """C6: leads ≥ customers, visits ≥ leads, in the same period."""
    plan, goals = case.plan, {g.kpi: g.target for g in case.goals if g.target is not None}
    for values in (lambda n: plan.number(n), goals.get):
        new, leads, visits = values("nye_kunder"), values("leads"), values("besøk")
        if new is not None and leads is not None and new > leads * 12:
            params: dict[str, Scalar] = {"kunder": new, "leads": leads * 12}
            yield Finding("C6", "error", "leads", "regel.c6_leads", params, "konvertering-fra-interesse-til-ordre")
        if leads is not None and visits is not None and leads > visits:
            params = {"leads": leads, "besøk": visits}
            yield Finding("C6", "error", "besøk", "regel.c6_besøk", params, "interaksjon-a-fa-folk-til-a-ta-neste-steg")


def capacity(case: Case) -> Iterator[Finding]:
    """C7: there is room for what is planned."""
    for alarm in case.planned.warnings:
        if alarm.code == "capacity":
            yield Finding("C7", "warn", "kapasitet", "regel.c7", alarm.params, "fra-forretningsmal-til-markedsmal")


def activation(case: Case) -> Iterator[Finding]:
    """C15: not nearly all money on making people act at once, when reputation is a goal too."""
    total = sum(a.cost or 0.0 for a in case.activities)
    acting = sum(a.cost or 0.0 for a in case.activities if a.stage == "konvertering")
    if total and acting / total > _ACTIVATION and any(g.dimension == "omdømme" for g in case.goals):
        params: dict[str, Scalar] = {"andel": 100 * acting / total}
        yield Finding("C15", "info", "aktiviteter", "regel.c15", params, "omdomme-corporate-branding")


def texts(case: Case) -> Iterator[Finding]:
    """C17: the numbers in a goal's text are those of its fields."""
    for goal in case.goals:
        if goal.target is not None and not _says(goal, goal.target):
            params: dict[str, Scalar] = {"kpi": _name(goal.kpi), "mål": goal.target, "unit": _unit(goal)}
            yield Finding("C17", "error", goal.id, "regel.c17", params, "smarte-mal-og-kpi-er")


def _says(goal: Goal, target: float) -> bool:
    """Whether the text holds the target (also as thousands or millions), or holds no number at all."""
    if goal.text.own is None:
        said = goal.text.params.get("til", target)
        return isinstance(said, int | float) and abs(said - target) < 1e-6 * max(1.0, abs(target))
    found = [float(re.sub(r"[ \u00a0]|\.(?=\d{3}\b)", "", n).replace(",", ".")) for n in _NUMBER.findall(goal.text.own)]
    return not found or any(abs(n * s - target) < 1e-6 * max(1.0, abs(target)) for n in found for s in _SCALES)


def bounds(case: Case) -> Iterator[Finding]:
    """C20: a goal is possible, goes the right way, and changes something."""
    for goal in case.goals:
        measure = kpi(goal.kpi)
        if measure is None or goal.target is None:
            continue
        params: dict[str, Scalar] = {"kpi": measure.bestemt, "mål": goal.target, "unit": shown_unit(measure)}
        if goal.target not in measure.hard:
            yield Finding("C20", "error", goal.id, "regel.c20_umulig", params, "smarte-mal-og-kpi-er")
        elif goal.baseline is not None and goal.baseline != goal.target and measure.better(goal.target, goal.baseline):
            params["nå"] = goal.baseline
            yield Finding("C20", "warn", goal.id, "regel.c20_feil_vei", params, "smarte-mal-og-kpi-er")


def from_chain(case: Case) -> Iterator[Finding]:
    """C22: what else the goal arithmetic says does not add up."""
    for alarm in case.now.warnings:
        if alarm.code in _FROM_CHAIN:
            level = "error" if alarm.level == "error" else "warn"
            article = "fra-forretningsmal-til-markedsmal"
            yield Finding("C22", level, alarm.code, f"kjede.varsel.{alarm.code}", alarm.params, article)


def corrected(case: Case) -> Iterator[Finding]:
    """C23: every deviation has an action, and no action is overdue."""
    article = "kontroll-og-oppfolging-av-markedsplanen"
    for item in case.plan.deviations:
        params: dict[str, Scalar] = {"kpi": _name(item.kpi)}
        if item.closed is None and item.action is None:
            yield Finding("C23", "error", item.id, "regel.c23_uten_tiltak", params, article)
        elif item.closed is None and item.due is not None and item.due < case.today:
            yield Finding("C23", "warn", item.id, "regel.c23_frist", params | {"frist": item.due}, article)


def _name(name: str) -> str:
    measure = kpi(name)
    return measure.bestemt if measure else name


def _unit(goal: Goal) -> str:
    measure = kpi(goal.kpi)
    return shown_unit(measure) if measure else goal.unit


NUMBER_RULES: tuple[Rule, ...] = (
    roll_up,
    budget,
    loyalty,
    awareness,
    funnel,
    capacity,
    activation,
    texts,
    bounds,
    from_chain,
    corrected,
)
