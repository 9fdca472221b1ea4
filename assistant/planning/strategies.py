"""Strategy drafts: two or three archetypes that fit this business, with why, what they rule out, and an article."""

from collections.abc import Mapping
from typing import Any

from assistant.planning.framework import Dimension
from assistant.planning.goal_chain import chain_of
from assistant.planning.goal_words import named, shown_unit
from assistant.planning.knowledge import catalogue
from assistant.planning.kpis import kpi
from assistant.planning.plan import Origin, Plan, Provenance, Scalar, Strategy, Wording
from assistant.planning.profile import Profile, profile
from assistant.planning.wording import word

_MOST = 3
UNFIT = -100.0
# How much it counts that a strategy moves the very figure its dimension's goal is about.
_MEASURED = 3.0
# A reason must weigh this much to be told: what is said of every strategy persuades of none.
_TELLING = 3
_CLOSE = 3.0


def draft_strategies(plan: Plan, dimension: Dimension | None) -> tuple[Strategy, ...]:
    """Return two or three candidates, best fit first. `dimension` None: the market strategy."""
    who = profile(plan)
    rows = _archetypes(dimension)
    ranked = sorted(rows, key=lambda name: -fit(rows[name], plan, who))
    best = fit(rows[ranked[0]], plan, who)
    kept = [name for name in ranked[:_MOST] if fit(rows[name], plan, who) >= best - _CLOSE]
    names = kept if len(kept) > 1 else ranked[:2]
    return tuple(_strategy(name, rows[name], plan, who, dimension) for name in names)


def _archetypes(dimension: Dimension | None) -> dict[str, dict[str, Any]]:
    wanted = dimension.value if dimension else None
    return {name: row for name, row in catalogue("strategies").items() if row["dimension"] == wanted}


def fit(row: Mapping[str, Any], plan: Plan, who: Profile) -> float:
    """Return the points a catalogue row gets for this business; rows that do not suit it at all get −100."""
    elsewhere = "only_trade" in row and who.trade not in row["only_trade"]
    unpaid = row.get("budsjett") and not plan.number("markedsbudsjett")
    if who.kind in row.get("never", ()) or elsewhere or unpaid or not suits(row, plan, who):
        return UNFIT
    flags = {
        "b2b": who.b2b,
        "lokal": who.local,
        "liten": who.small,
        "lavt_budsjett": who.low_budget,
        "høyt_budsjett": who.high_budget,
    }
    points: float = row.get("base", 0) + row.get("modell", {}).get(who.kind, 0)
    points += sum(row.get("for", {}).get(challenge, 0) for challenge in who.challenges)
    points += sum(row.get("for", {}).get(weak, 0) / 2 for weak in who.weaknesses if weak not in who.challenges)
    points += _MEASURED * _moves_the_goal(row, plan)
    points += sum(row[flag] for flag, true in flags.items() if true and flag in row)
    points += sum(extra for slot, extra in row.get("fakta", {}).items() if plan.fact(slot) is not None)
    return points + sum(extra for _, extra in _numbers(row, plan))


def _moves_the_goal(row: Mapping[str, Any], plan: Plan) -> bool:
    """Whether the dimension's goal is about a KPI that this strategy moves. Its number does not matter."""
    goal = plan.goal(Dimension(row["dimension"])) if row.get("måler") else None
    return goal is not None and goal.kpi in row["måler"]


def suits(row: Mapping[str, Any], plan: Plan, who: Profile) -> bool:
    """Whether a row is natural in this trade: all traits it needs, none it shuns, and the facts it speaks of."""
    needed = all(trait in who.traits for trait in row.get("krever", ()))
    shunned = any(trait in who.traits for trait in row.get("ikke", ()))
    return needed and not shunned and all(plan.words(slot) for slot in row.get("krever_fakta", ()))


def _numbers(row: Mapping[str, Any], plan: Plan) -> list[tuple[str, float]]:
    """Return the slots whose number speaks for the row, with the points."""
    low = [(s, e) for s, (limit, e) in row.get("lav", {}).items() if (v := plan.number(s)) is not None and v < limit]
    high = [(s, e) for s, (limit, e) in row.get("høy", {}).items() if (v := plan.number(s)) is not None and v > limit]
    return low + high


def _strategy(name: str, row: Mapping[str, Any], plan: Plan, who: Profile, dimension: Dimension | None) -> Strategy:
    key = dimension.value if dimension else "marked"
    goal = plan.goal(dimension)
    params = dict(who.params)
    if goal is not None and goal.segment:
        params["segment"] = goal.segment
    text, why, excludes = (word(f"plan.strategi.{name}.{part}", params) for part in ("tekst", "hvorfor", "bort"))
    reasons = _reasons(row, plan, who, dimension)
    return Strategy(
        id=f"strategi-{key}-{name}",
        dimension=dimension,
        archetype=name,
        text=text,
        why=why,
        excludes=excludes,
        reasons=reasons,
        segment=str(params["segment"]),
        goal=goal.id if goal else None,
        article=row["article"],
        provenance=(
            *who.provenance(plan, text, why, excludes, *reasons, slots=("segment", *conditions(row))),
            Provenance(origin=Origin.ARTICLE, article=row["article"]),
        ),
    )


def conditions(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fact slots that decide whether a catalogue row fits."""
    named = [slot for part in ("fakta", "lav", "høy", "krever_fakta") for slot in row.get(part, {})]
    marks = {"for": "utfordring", "b2b": "kundetype", "lokal": "bransje", "liten": "ansatte", "modell": "modell"}
    marks |= {"lavt_budsjett": "markedsbudsjett", "høyt_budsjett": "markedsbudsjett", "budsjett": "markedsbudsjett"}
    marks |= {"krever": "bransje", "ikke": "bransje"}
    return tuple(dict.fromkeys([*named, *(slot for mark, slot in marks.items() if row.get(mark))]))


def _reasons(row: Mapping[str, Any], plan: Plan, who: Profile, dimension: Dimension | None) -> tuple[Wording, ...]:
    """Return why it fits this very business, from its own facts; strongest first, at most two."""
    found: list[tuple[float, str, dict[str, Scalar]]] = []
    said = sum(row.get("for", {}).get(challenge, 0) for challenge in who.challenges)
    if said >= _TELLING and who.params["utfordring"]:
        found.append((said + 1, "utfordring", {"utfordring": who.params["utfordring"]}))
    for slot, extra in _numbers(row, plan):
        if extra > 0 and (measure := kpi(slot)) is not None and (value := plan.number(slot)) is not None:
            found.append((extra + 1, "tall", {"verdi": value, "unit": shown_unit(measure), "kpi": named(measure, who)}))
    for slot in ("særpreg", "løfte"):
        if slot in row.get("fakta", {}) and slot not in who.assumed:
            found.append((row["fakta"][slot], slot, {slot: who.params[slot]}))
    budget = plan.number("markedsbudsjett")
    if row.get("lavt_budsjett", 0) > 0 and who.low_budget and budget:
        found.append((1, "budsjett", {"budsjett": budget}))
    for flag, true in (("b2b", who.b2b), ("lokal", who.local and "sted" not in who.assumed)):
        if row.get(flag, 0) > _TELLING - (flag == "lokal") and true:
            found.append((row[flag] - 0.5, flag, dict(who.params)))
    found += _chain_reasons(plan, who, dimension)
    found.sort(key=lambda reason: -reason[0])
    return tuple(word(f"plan.grunn.{name}", params) for _, name, params in found[:2])


def _chain_reasons(plan: Plan, who: Profile, dimension: Dimension | None) -> list[tuple[float, str, dict[str, Scalar]]]:
    result = chain_of(plan, advise=False)
    new, gap, stay = result.get("nye_kunder_krav"), result.get("vekst"), plan.number("kundelojalitet")
    if dimension == Dimension.REKRUTTERING and new:
        goal = plan.goal(dimension)
        told = goal.target if goal is not None and goal.kpi == "nye_kunder" and goal.target else float(round(new))
        return [(1.2, "kjeden", {**who.params, "nye": told})]
    if dimension == Dimension.OPPFOLGING and stay is not None:
        return [(1.2, "lojalitet", {**who.params, "lojalitet": stay})]
    if dimension is None and gap and gap > 0:
        return [(1.2, "gap", {"gap": gap})]
    return []
