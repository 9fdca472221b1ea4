"""A goal written out whole, from what the person has said and nothing else."""

from datetime import date

from assistant.planning.goal_words import named, shown_unit
from assistant.planning.kpis import Kpi, kpi
from assistant.planning.plan import Plan, Scalar, Wording
from assistant.planning.profile import profile
from assistant.planning.smart import GoalReading, check_with
from assistant.planning.wording import word


def repair(goal: GoalReading, plan: Plan) -> Wording | None:
    """Return the goal as one SMART sentence, or None while a figure, a direction or a deadline is still missing.

    What the text lacks is taken from the plan's facts: today's figure, the wanted one, the deadline, the target group.
    A goal that is an activity, two goals in one, ambiguous or impossible is asked about, never repaired.
    """
    measure = kpi(goal.kpis[0]) if len(goal.kpis) == 1 else None
    if measure is None or goal.activity or goal.stands_still:
        return None
    baseline = goal.baseline if goal.baseline is not None else plan.number(measure.id)
    result = check_with(goal, measure, baseline)
    wanted = plan.fact(f"{measure.id}_mål")
    target = result.target if result.target is not None else plan.number(f"{measure.id}_mål")
    deadline = goal.deadline or (wanted.by if wanted else None) or _deadline(plan)
    if target is None or deadline is None or result.defects or target not in measure.hard:
        return None
    if baseline == target or (baseline is not None and measure.better(target, baseline)):
        return None
    who = profile(plan)
    params: dict[str, Scalar] = {
        "kpi": named(measure, who),
        "til": target,
        "frist": deadline,
        "unit": shown_unit(measure),
    }
    if baseline is not None:
        params["fra"] = baseline
    if (segment := plan.words("segment")) is not None:
        params["segment"] = segment.rstrip(" .")
    return word(f"smart.reparert.{_form(measure, params)}", params)


def _form(measure: Kpi, params: dict[str, Scalar]) -> str:
    direction = "opp" if measure.direction == "up" else "ned"
    return direction + ("_fra" if "fra" in params else "") + ("_for" if "segment" in params else "")


def _deadline(plan: Plan) -> date | None:
    fact = plan.fact("frist")
    return fact.value if fact is not None and isinstance(fact.value, date) else None
