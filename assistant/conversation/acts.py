"""What each act does: one handler per intent and per button, in tables. Handlers change the course, nothing else."""

from assistant.conversation.agenda import Topic, agenda, parts_of, topic
from assistant.conversation.course import Course, Handler
from assistant.conversation.drafting import accept, change_goal, ensure_drafts, own_words, put_parts
from assistant.conversation.places import place_in
from assistant.conversation.taking_facts import take_facts
from assistant.conversation.types import Dialog, Move, Reading
from assistant.planning.framework import Step
from assistant.planning.plan import Goal, Plan, State

# «Too high» and «too low» move a target this share of the way between baseline and target.
_NUDGE = 0.5
_LONGEST_OWN_TEXT = 400


# --- the whole conversation -------------------------------------------------------------------------------------


def undo(course: Course, reading: Reading) -> Course:
    """Ask the session to take the last change back; it knows the versions."""
    return Course(course.plan, course.dialog, course.today, hold=True, undo=True)


def ask_restart(course: Course, reading: Reading) -> Course:
    """Confirm before anything is put away."""
    return course.say("nullstill.spør").move(Move("options", "nullstill")).set(awaiting="nullstill").stop()


def restart(course: Course, reading: Reading) -> Course:
    """Begin with an empty plan; the old one stays in the list."""
    fresh = Plan(id=course.plan.id, created=course.plan.created)
    done = Course(fresh, Dialog(mode=course.dialog.mode), course.today, restart=True)
    return done.say("nullstill.gjort")


def pause(course: Course, reading: Reading) -> Course:
    """Stop for today: everything is saved."""
    return course.say("pause").stop()


def greet(course: Course, reading: Reading) -> Course:
    """Answer a greeting, shortly."""
    return course.say("hilsen.kort")


def thanks(course: Course, reading: Reading) -> Course:
    """Answer thanks, shortly."""
    return course.say("takk")


# --- questions and help -----------------------------------------------------------------------------------------


def answer(course: Course, reading: Reading) -> Course:
    """Answer the person's question in place; the thread is taken up again afterwards."""
    if any(move.kind == "answer" for move in course.moves):
        return course
    return course.move(Move("answer", reading.text))


def why(course: Course, reading: Reading) -> Course:
    """Say why the question is asked."""
    asked = topic(course.dialog.asked)
    return course.move(Move("why", asked.id if asked else ""))


def example(course: Course, reading: Reading) -> Course:
    """Give an example from the person's own trade."""
    asked = topic(course.dialog.asked)
    return course.move(Move("example", asked.id if asked else ""))


def help_(course: Course, reading: Reading) -> Course:
    """Say what one can do here, and offer an example."""
    return course.say("hjelp")


def explain_step(course: Course, reading: Reading) -> Course:
    """Explain the step we are at, cited."""
    return course.move(Move("explain", course.plan.step.value, {"lang": True}))


def show_plan(course: Course, reading: Reading) -> Course:
    """Show what the plan holds so far."""
    return course.move(Move("summary"))


def offer_export(course: Course, reading: Reading) -> Course:
    """Say where the plan can be fetched."""
    return course.say("last_ned").move(Move("download"))


# --- answers that are no answer ---------------------------------------------------------------------------------


def do_not_know(course: Course, reading: Reading) -> Course:
    """Find a way on: leave the fact open, or recommend the draft without accepting it for the person."""
    asked = topic(course.dialog.asked)
    if asked is None:
        return course
    if asked.slot:
        return course.waive(asked.id, "vet_ikke").move(Move("unknown", asked.slot)).set(asked=None)
    return course.say("råd.begynn_med_dette")


def skip(course: Course, reading: Reading) -> Course:
    """Leave the topic open; the gap is shown in the plan."""
    asked = topic(course.dialog.asked)
    if asked is None:
        return course
    return course.waive(asked.id, "hoppet_over").say("hoppet_over").set(asked=None, awaiting=None)


def not_understood(course: Course, reading: Reading) -> Course:
    """Say so kindly, and the second time with a way on."""
    asked = topic(course.dialog.asked)
    loose = next((fact for fact in reading.facts if fact.slot is None and fact.value is not None), None)
    if loose is not None:
        return course.say("uklart.tall", tall=reading.text[loose.start : loose.end])
    if asked and asked.part and _is_text(reading):
        return course.say("uklart.utkast")
    misses = course.dialog.misses + 1
    return course.say("uklart.igjen" if misses > 1 else "uklart.først").set(misses=misses)


# --- drafts -----------------------------------------------------------------------------------------------------


def take_yes(course: Course, reading: Reading) -> Course:
    """Accept the draft that is shown; a «ja» to a question about a slot means nothing by itself."""
    asked = topic(course.dialog.asked)
    if asked is None or not asked.part or not parts_of(asked, course.plan):
        return course
    return _accept(course, asked, 0)


def take_no(course: Course, reading: Reading) -> Course:
    """Change the draft in the way asked, or offer another."""
    asked = topic(course.dialog.asked)
    if asked is None or not asked.part:
        return course
    if asked.part == "goal":
        course = _nudge(course, asked, reading)
        if any(move.kind == "redraft" for move in course.moves):
            return course
    return another(course, reading)


def another(course: Course, reading: Reading) -> Course:
    """Offer another proposal for the same topic."""
    asked = topic(course.dialog.asked)
    if asked is None or not asked.part:
        return course
    times = int(course.dialog.misses) + 1
    plan = ensure_drafts(asked, course.plan, course.today, again=times)
    if plan == course.plan:
        return course.say("utkast.ikke_flere")
    return course.put(plan).set(misses=times).move(Move("redraft", asked.id))


def edit(course: Course, reading: Reading) -> Course:
    """Let the person write it; what comes next is theirs."""
    asked = topic(course.dialog.asked)
    if asked is None or not asked.part:
        return course
    if asked.part in ("goal", "strategy"):
        return course.set(awaiting=f"rediger:{asked.id}").say(f"rediger.{asked.part}").stop()
    return course.say("rediger.tabell").stop()


def awaited(course: Course, reading: Reading) -> Course:
    """Take the message as what was waited for."""
    kind, _, rest = (course.dialog.awaiting or "").partition(":")
    course = course.set(awaiting=None)
    asked = topic(rest)
    if kind == "nullstill":
        return restart(course, reading) if "godtar" in reading.intents else course.say("nullstill.ikke")
    if asked is None or not parts_of(asked, course.plan):
        return course
    if {"hopper_over", "avslår"} & set(reading.intents) and len(reading.text) < 30:
        return course.say("rediger.ikke")
    words = " ".join(reading.text.split())[:_LONGEST_OWN_TEXT]
    if asked.part == "goal" and (changes := _goal_changes(course, asked, reading)):
        plan = change_goal(asked, course.plan, reading.message_id, words, **changes)
        return course.put(plan).move(Move("redraft", asked.id))
    course = course.put(own_words(asked, course.plan, words, reading.message_id))
    return course.say("rediger.tatt").set(asked=None)


def _accept(course: Course, asked: Topic, choice: int) -> Course:
    course = course.put(accept(asked, course.plan, choice)).set(asked=None, misses=0)
    return course.say(f"godtatt.{asked.part}")


def _goal_changes(course: Course, asked: Topic, reading: Reading) -> dict[str, object]:
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


def _nudge(course: Course, asked: Topic, reading: Reading) -> Course:
    goal = parts_of(asked, course.plan)[0]
    if changes := _goal_changes(course, asked, reading):
        plan = change_goal(asked, course.plan, reading.message_id, reading.text, **changes)
        return course.put(plan).move(Move("redraft", asked.id))
    share = {"for_høyt": _NUDGE, "for_lavt": 1 / _NUDGE}
    factor = next((share[intent] for intent in reading.intents if intent in share), None)
    if factor is None or not isinstance(goal, Goal) or goal.target is None:
        return course
    base = goal.baseline or 0.0
    target = _round_like(base + (goal.target - base) * factor)
    plan = change_goal(asked, course.plan, reading.message_id, reading.text, target=target)
    return course.put(plan).move(Move("redraft", asked.id))


def _round_like(value: float) -> float:
    """Round to two significant digits above ten, one decimal below: targets people can remember."""
    if abs(value) < 10:
        return round(value, 1)
    digits = len(str(int(abs(value)))) - 2
    return float(round(value, -max(digits, 0)))


# --- moving about -----------------------------------------------------------------------------------------------


def go_to(course: Course, reading: Reading) -> Course:
    """Reopen a step that the message names, or the one before this."""
    place = place_in(reading.text)
    steps = list(Step)
    step = place or steps[max(steps.index(course.plan.step) - 1, 0)]
    return reopen(course, step)


def reopen(course: Course, step: Step) -> Course:
    """Take a step up again: its drafts stand for review, its open gaps are asked, its facts can be changed."""
    mine = [item for item in agenda() if item.step == step and item.applies(course.plan, course.dialog.mode)]
    course = course.unwaive(*(item.id for item in mine))
    plan = course.plan
    for item in mine:
        if item.part:
            live = tuple(
                part if part.locked else part.model_copy(update={"state": State.DRAFT})
                for part in parts_of(item, plan)
            )
            plan = put_parts(item, plan, live)
    course = course.put(plan.with_(step=step)).set(finished=False, asked=None, awaiting=None)
    return course.move(Move("step", step.value))


def change_slot(course: Course, topic_id: str) -> Course:
    """Ask again for something that is known already."""
    asked = topic(topic_id)
    if asked is None or not asked.slot:
        return course
    facts = tuple(fact for fact in course.plan.facts if fact.slot != asked.slot)
    return course.put(course.plan.with_(facts=facts)).unwaive(asked.id).set(asked=asked.id)


# --- tables -----------------------------------------------------------------------------------------------------

# These take the whole message.
FIRST: dict[str, Handler] = {
    "angrer": undo,
    "vil_starte_på_nytt": ask_restart,
    "vil_stoppe": pause,
}
# These run in this order, each on what the one before left.
TABLE: dict[str, Handler] = {
    "hilser": greet,
    "takker": thanks,
    "godtar": take_yes,
    "avslår": take_no,
    "for_høyt": take_no,
    "for_lavt": take_no,
    "vet_ikke": do_not_know,
    "hopper_over": skip,
    "spør": answer,
    "hva_betyr": answer,
    "hvorfor_spør_du": why,
    "vil_ha_eksempel": example,
    "vil_ha_hjelp": help_,
    "går_tilbake": go_to,
    "vil_se_planen": show_plan,
    "vil_laste_ned": offer_export,
}
_BUTTONS: dict[str, Handler] = {
    "accept": take_yes,
    "another": another,
    "edit": edit,
    "skip": skip,
    "unknown": do_not_know,
    "example": example,
    "why": why,
    "explain": explain_step,
    "undo": undo,
    "restart": ask_restart,
    "restart_yes": restart,
    "plan": show_plan,
    "export": offer_export,
}


def press(course: Course, reading: Reading) -> Course:
    """Carry out a button: `name` or `name:argument`. An unknown one is treated as not understood."""
    name, _, argument = (reading.action or "").partition(":")
    asked = topic(course.dialog.asked)
    if name == "choose" and asked and asked.part and argument.isdigit():
        return _accept(course, asked, int(argument) - 1)
    if name == "goto" and argument in set(Step):
        return reopen(course, Step(argument))
    if name == "change":
        return change_slot(course, argument)
    if name == "mode" and argument in ("hurtig", "grundig"):
        return course.set(mode=argument).say(f"modus.{argument}")
    if name == "restart_no":
        return course.set(awaiting=None).say("nullstill.ikke")
    if name == "say":
        return take_facts(course, reading)
    handler = _BUTTONS.get(name)
    return handler(course, reading) if handler else not_understood(course, reading)


def _is_text(reading: Reading) -> bool:
    return len(reading.text.split()) >= 3

