"""The consistency engine: rules C1–C23 over the whole plan (domain.md 3.6 and a few more), each told as a finding."""

from datetime import date

from assistant.planning.chain_input import Number
from assistant.planning.finding import Case, Finding, live
from assistant.planning.goal_chain import chain_inputs, plain_chain
from assistant.planning.plan import Goal, Plan
from assistant.planning.rules_logic import LOGIC_RULES
from assistant.planning.rules_numbers import NUMBER_RULES

__all__ = ["Finding", "case_of", "check"]

_ORDER = {"error": 0, "warn": 1, "auto": 2, "info": 3}


def check(plan: Plan, today: date) -> tuple[Finding, ...]:
    """Return all findings, gravest first, then in the order of the rules."""
    case = case_of(plan, today)
    found = [finding for rule in (*LOGIC_RULES, *NUMBER_RULES) for finding in rule(case)]
    return tuple(sorted(found, key=lambda f: (_ORDER[f.level], int(f.rule[1:]))))


def case_of(plan: Plan, today: date) -> Case:
    """Return what the rules look at."""
    goals = tuple(g for g in plan.goals if live(g.state))
    inputs, kind = chain_inputs(plan)
    return Case(
        plan=plan,
        today=today,
        now=plain_chain(inputs, kind),
        planned=plain_chain({**inputs, **_targets(goals, inputs)}, kind),
        goals=goals,
        strategies=tuple(s for s in plan.strategies if live(s.state)),
        tactics=tuple(t for t in plan.tactics if live(t.state)),
        activities=tuple(a for a in plan.activities if live(a.state)),
    )


def _targets(goals: tuple[Goal, ...], inputs: dict[str, Number | bool]) -> dict[str, float]:
    """Return what the dimension goals make of the chain's inputs. Revenue stays a demand, never an input."""
    targets = {g.kpi: g.target for g in goals if g.dimension is not None and g.target is not None}
    if "kundelojalitet" in targets:
        targets.pop("frafall", None)
    moved = {name: value for name, value in targets.items() if name in inputs or name == "nye_kunder"}
    market = next((g for g in goals if g.dimension is None and g.target is not None), None)
    wish = f"{market.kpi}_mål" if market else ""
    if (
        market is not None
        and market.target is not None
        and market.kpi in {"omsetning", "kunder", "medlemmer", "givere", "mrr"}
    ):
        moved[wish] = market.target
    return moved
