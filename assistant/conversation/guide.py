"""What happens next, as a pure function: plan, dialog and a reading in; a new plan, dialog and moves out.

State changes only here and in what it calls, never from generated text. A message may hold several acts; each has
a handler in a table, and they run in the table's order. Then the agenda chooses the one thing to ask.
"""

from datetime import date

from assistant.conversation import acts
from assistant.conversation.agenda import ENOUGH, Topic, next_topic, parts_of, topic
from assistant.conversation.course import Course
from assistant.conversation.draft_acts import looks_like_goal, take_own
from assistant.conversation.drafting import ensure_drafts
from assistant.conversation.taking_facts import take_facts
from assistant.conversation.types import Decision, Dialog, Move, Reading
from assistant.planning.framework import Step
from assistant.planning.plan import Plan

# Steps whose first question is preceded by what the numbers so far mean.
_CHAIN_BEFORE = Step.MAL


def opening(plan: Plan, dialog: Dialog, today: date) -> Decision:
    """Return the greeting: what this is, and the first question."""
    course = Course(plan, dialog, today).say("hilsen.start")
    first = next_topic(plan, dialog.mode)
    course = course.set(asked=first.id if first else None)
    return _decision(course.move(Move("openings")))


def resume(plan: Plan, dialog: Dialog, today: date) -> Decision:
    """Return the move on coming back: where we were, and the question that stood."""
    course = Course(plan, dialog, today).say("hilsen.tilbake", tittel=plan.title or "planen din").move(Move("summary"))
    return _decision(_advance(course, None))


def decide(plan: Plan, dialog: Dialog, reading: Reading) -> Decision:
    """Read one message's acts into the plan and choose the next move. Never raises on what a person may write."""
    course = _greeted_in(Course(plan, dialog, reading.today), reading)
    course = acts.press(course, reading) if reading.action else _message(course, reading)
    if not course.hold:
        course = _advance(course, reading)
    return _decision(course)


def _greeted_in(course: Course, reading: Reading) -> Course:
    """Say once, in their own language, to those who write another that they are understood and answered in bokmål."""
    if reading.action or reading.language not in ("en", "other") or len(reading.text.split()) < 3:
        return course
    course = course.set(language=reading.language)
    return course if course.dialog.language_told else course.set(language_told=True).say(f"språk.{reading.language}")


def again(plan: Plan, dialog: Dialog) -> tuple[Move, ...]:
    """Return the move that puts the standing question or draft once more."""
    asked = topic(dialog.asked)
    if asked is None:
        return (Move("done"),)
    if asked.slot:
        return (Move("ask", asked.slot, {"igjen": True}),)
    ids = tuple(part.id for part in parts_of(asked, plan))
    return (Move("show", asked.id, {"igjen": False}, ids),) if ids else ()


def _message(course: Course, reading: Reading) -> Course:
    if not reading.text.strip():
        return course.say("tomt")
    whole = acts.whole_message(reading)
    if whole is not None:
        return whole(course, reading)
    if course.dialog.awaiting:
        return acts.awaited(course, reading)
    asked = topic(course.dialog.asked)
    if asked is not None and looks_like_goal(course, reading):
        return take_own(course, asked, reading)
    before = course
    course = take_facts(course, reading)
    for intent, handler in acts.TABLE.items():
        if intent in reading.intents:
            course = handler(course, reading)
    if course.moves == before.moves and course.plan == before.plan:
        course = acts.not_understood(course, reading)
    return course


def _advance(course: Course, reading: Reading | None) -> Course:
    """Choose the next topic, introduce its step, and ask or show it."""
    asked = topic(course.dialog.asked)
    keep = asked is not None and asked.applies(course.plan, course.dialog.mode) and not asked.done(course.plan)
    following = asked if keep else next_topic(course.plan, course.dialog.mode)
    while following is not None and following.optional and not keep and course.dialog.questions >= ENOUGH:
        course = acts.leave_open(course, following, "nok_spurt")
        following = next_topic(course.plan, course.dialog.mode)
    if following is None:
        return _finish(course)
    course = _offer_ways(_introduce(course, following), reading)
    again = keep and reading is not None
    return _raise_topic(course, following, again=again)


def _offer_ways(course: Course, reading: Reading | None) -> Course:
    """Offer the short and the thorough way once, as soon as it is known what the plan is for."""
    if course.dialog.ways_offered or reading is None or course.plan.fact("bransje") is None:
        return course
    return course.set(ways_offered=True).say("vei.tilbud").move(Move("ways"))


def _introduce(course: Course, following: Topic) -> Course:
    """Begin a step with why it is taken, and the goals with what the numbers say."""
    course = course.put(course.plan.with_(step=following.step))
    if following.step in course.dialog.explained:
        return course
    if following.step != Step.FORRETNINGSMAL:
        insight = any(move.kind == "insight" for move in course.moves)
        course = course.move(Move("explain", following.step.value, {"setninger": 1 if insight else 2, "kort": True}))
    if following.step == _CHAIN_BEFORE:
        course = course.move(Move("chain", "full"))
    return course.set(explained=(*course.dialog.explained, following.step))


def _raise_topic(course: Course, following: Topic, *, again: bool) -> Course:
    if following.slot:
        count = course.dialog.questions + (0 if again else 1)
        course = course.set(asked=following.id, awaiting=course.dialog.awaiting, questions=count)
        return course.move(Move("ask", following.slot, {"igjen": again}))
    before = parts_of(following, course.plan)
    course = course.put(ensure_drafts(following, course.plan, course.today))
    parts = parts_of(following, course.plan)
    if not parts:
        return _advance(course.waive(following.id, "ikke_nok").set(asked=None), None)
    changed = {part.id: part for part in parts} != {part.id: part for part in before}
    brief = again and not changed and not any(move.kind == "redraft" for move in course.moves)
    ids = tuple(part.id for part in parts)
    return course.move(Move("show", following.id, {"igjen": brief}, ids)).set(asked=following.id)


def _finish(course: Course) -> Course:
    first = not course.dialog.finished
    course = course.set(asked=None, finished=True)
    course = course.put(course.plan.with_(step=Step.KONTROLL))
    if first:
        return course.move(Move("findings")).move(Move("finish")).move(Move("done"))
    return course.move(Move("done"))


def _decision(course: Course) -> Decision:
    return Decision(course.plan, course.dialog, course.moves, undo=course.undo, restart=course.restart)
