"""What is done with a draft: accepted, changed in the way asked, replaced, or written anew by the person and mended."""

from assistant.conversation.agenda import Topic, parts_of, singles, topic
from assistant.conversation.course import Course
from assistant.conversation.drafting import accept, change_goal, ensure_drafts, own_words
from assistant.conversation.listening import heard
from assistant.conversation.types import Move, Reading
from assistant.language.dates import find_periods
from assistant.language.numbers import find_numbers
from assistant.planning.goal_chain import chain_inputs
from assistant.planning.plan import Goal, State
from assistant.planning.smart import Context, SmartResult, check
from assistant.planning.smart_text import read_goal

# «Too high» and «too low» move a target this share of the way between baseline and target.
_NUDGE = 0.5
_LONGEST_OWN_TEXT = 400
# Acts that keep a goal as it was written.
_KEEPING = {"godtar", "hopper_over", "vet_ikke", "avslår"}


def take_yes(course: Course, reading: Reading) -> Course:
    """Accept the draft that is shown; a «ja» to a question about a slot means nothing by itself."""
    asked = topic(course.dialog.asked)
    if asked is None or asked.slot or not parts_of(asked, course.plan):
        return course
    if any(move.kind == "redraft" for move in course.moves):
        return course
    return choose(course, asked, 0)


def take_no(course: Course, reading: Reading) -> Course:
    """Change the draft in the way asked, or offer another."""
    asked = topic(course.dialog.asked)
    if asked is None or asked.slot:
        return course
    first = singles(asked)[0]
    if first.part == "goal" and parts_of(first, course.plan):
        course = _nudge(course, asked, first, reading)
        if any(move.kind == "redraft" for move in course.moves):
            return course
    return another(course, reading)


def another(course: Course, reading: Reading) -> Course:
    """Offer another proposal for the same topic."""
    asked = topic(course.dialog.asked)
    if asked is None or asked.slot:
        return course
    times = int(course.dialog.misses) + 1
    plan = ensure_drafts(asked, course.plan, course.today, again=times)
    if plan == course.plan:
        return course.say("utkast.ikke_flere")
    return course.put(plan).set(misses=times).move(Move("redraft", asked.id))


def edit(course: Course, reading: Reading) -> Course:
    """Let the person write it; what comes next is theirs."""
    asked = topic(course.dialog.asked)
    if asked is None or asked.slot:
        return course
    if asked.part in ("goal", "strategy"):
        return course.set(awaiting=f"rediger:{asked.id}", own=None).say(f"rediger.{asked.part}").stop()
    return course.say("rediger.flere" if asked.members else "rediger.tabell").stop()


def choose(course: Course, asked: Topic, choice: int) -> Course:
    """Accept the draft, of several strategies the chosen one (from 0)."""
    course = course.put(accept(asked, course.plan, choice)).set(asked=None, misses=0, own=None)
    return course.say(f"godtatt.{asked.part or 'alle'}")


def looks_like_goal(course: Course, reading: Reading) -> bool:
    """Say whether a message is a goal in the person's own words, written while a goal is shown."""
    asked = topic(course.dialog.asked)
    if asked is None or asked.part != "goal" or not parts_of(asked, course.plan) or "?" in reading.text:
        return False
    return len(reading.text.split()) >= 4 and heard("own_goal", reading.text)


def take_own(course: Course, asked: Topic, reading: Reading) -> Course:
    """Take the person's own words; a goal is checked first and mended one thing at a time, a «behold» keeps it."""
    words = " ".join(reading.text.split())[:_LONGEST_OWN_TEXT]
    if asked.part != "goal":
        course = course.put(own_words(asked, course.plan, words, reading.message_id))
        return course.say("rediger.tatt").set(asked=None)
    before = course.dialog.own
    if before is None and not heard("own_goal", words) and (changes := goal_changes(course, asked, reading)):
        plan = change_goal(asked, course.plan, reading.message_id, words, **changes)
        return course.put(plan).move(Move("redraft", asked.id))
    keep = before is not None and (reading.action == "keep" or bool(_KEEPING & set(reading.intents)))
    text = before if keep and before else f"{before.rstrip('.')}, {words}" if before else words
    result = judged(course, text)
    question = None if keep or before else _repair(result)
    if question:
        plan = own_words(asked, course.plan, text, reading.message_id, state=State.DRAFT)
        course = course.put(plan).set(awaiting=f"rediger:{asked.id}", own=text)
        return course.move(Move("mend", question)).stop()
    plan = own_words(asked, course.plan, text, reading.message_id, reading=result.reading)
    praise = "rediger.godt" if result.passed else "rediger.tatt"
    return course.put(plan).say(praise).set(asked=None, own=None)


def judged(course: Course, text: str) -> SmartResult:
    """Return the SMART check of a goal's text against what the plan knows."""
    periods = find_periods(text, course.today)
    numbers = find_numbers(text, [(p.start, p.end) for p in periods if not p.relative])
    inputs, _ = chain_inputs(course.plan)
    known = {slot: value for slot in inputs if (value := course.plan.number(slot)) is not None}
    return check(read_goal(text, numbers, periods), Context(known, has_goal=True))


def _repair(result: SmartResult) -> str | None:
    """Return the question about the one thing most worth mending; None when the goal will do."""
    if result.passed or result.question is None:
        return None
    return result.question


def goal_changes(course: Course, asked: Topic, reading: Reading) -> dict[str, object]:
    """Read a new target or deadline for the goal out of the message; short messages with figures only."""
    goal = parts_of(asked, course.plan)[0]
    changes: dict[str, object] = {}
    for fact in reading.facts:
        if fact.slot == "frist" and fact.value:
            changes["deadline"] = fact.value
        elif isinstance(fact.value, int | float) and fact.unit in (goal.unit, None):
            changes["target"] = float(fact.value)
        if fact.by:
            changes["deadline"] = fact.by
    return changes


def _nudge(course: Course, asked: Topic, first: Topic, reading: Reading) -> Course:
    goal = parts_of(first, course.plan)[0]
    if changes := goal_changes(course, first, reading):
        plan = change_goal(first, course.plan, reading.message_id, reading.text, **changes)
        return course.put(plan).move(Move("redraft", asked.id))
    share = {"for_høyt": _NUDGE, "for_lavt": 1 / _NUDGE}
    factor = next((share[intent] for intent in reading.intents if intent in share), None)
    if factor is None or not isinstance(goal, Goal) or goal.target is None:
        return course
    base = goal.baseline or 0.0
    target = _round_like(base + (goal.target - base) * factor)
    plan = change_goal(first, course.plan, reading.message_id, reading.text, target=target)
    return course.put(plan).move(Move("redraft", asked.id))


def _round_like(value: float) -> float:
    """Round to two significant digits above ten, one decimal below: targets people can remember."""
    if abs(value) < 10:
        return round(value, 1)
    digits = len(str(int(abs(value)))) - 2
    return float(round(value, -max(digits, 0)))
