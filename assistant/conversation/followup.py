"""After the plan: a month's figures are kept as measured values and met with how they stand against the pace."""

from datetime import date

from assistant.conversation.course import Course
from assistant.conversation.types import Move, Reading
from assistant.language.facts import Fact as SaidFact
from assistant.planning import control
from assistant.planning.plan import Actual, Goal, Origin, Plan, Provenance, State

_LONGEST_CAUSE = 200


def measured_goal(said: SaidFact, reading: Reading, plan: Plan) -> Goal | None:
    """Return the accepted goal that a month's figure is about, when the plan is being followed up; else None."""
    if reading.month is None or not plan.controls or said.value is None or isinstance(said.value, str | date):
        return None
    if reading.month > f"{reading.today:%Y-%m}":
        return None
    return next((goal for goal in plan.goals if goal.kpi == said.slot and goal.state == State.ACCEPTED), None)


def take_actual(course: Course, goal: Goal, said: SaidFact, reading: Reading) -> Course:
    """Keep one month's value; an earlier one for the same month is replaced. A red one asks for the cause."""
    words = reading.text[said.start : said.end]
    provenance = Provenance(origin=Origin.SAID, message=reading.message_id, words=words)
    value = float(str(said.value))
    actual = Actual(kpi=goal.kpi, period=str(reading.month), value=value, provenance=provenance)
    others = tuple(a for a in course.plan.actuals if (a.kpi, a.period) != (actual.kpi, actual.period))
    course = course.put(course.plan.with_(actuals=(*others, actual)))
    course = course.move(Move("actual", goal.id, {"period": actual.period}))
    found = reading_of(course.plan, goal, actual.period)
    if found is not None and found.status == "rød":
        course = course.set(awaiting=f"årsak:{goal.kpi}:{actual.period}")
    return course


def take_cause(course: Course, reading: Reading, place: str) -> Course:
    """Keep what the person believes is the cause beside the month's value, and say what to do next."""
    kpi, _, period = place.partition(":")
    words = " ".join(reading.text.split())[:_LONGEST_CAUSE]

    def told(actual: Actual) -> Actual:
        if (actual.kpi, actual.period) != (kpi, period):
            return actual
        said = f"{actual.provenance.words or ''} – {words}"
        return actual.model_copy(update={"provenance": actual.provenance.model_copy(update={"words": said})})

    plan = course.plan.with_(actuals=tuple(told(actual) for actual in course.plan.actuals))
    goal = next((goal for goal in plan.goals if goal.kpi == kpi), None)
    course = course.put(plan)
    return course.move(Move("repair", goal.id)) if goal else course


def reading_of(plan: Plan, goal: Goal, period: str) -> control.Reading | None:
    """Return how one month's value stands against its pace."""
    first = min((actual.period for actual in plan.actuals), default=period)
    start = min(plan.created, date(int(first[:4]), int(first[5:7]), 1))
    return next((r for r in control.readings(goal, plan.actuals, start) if r.period == period), None)
