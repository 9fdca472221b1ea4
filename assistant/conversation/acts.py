"""What each act does: one handler per intent and per button, in tables. Handlers change the course, nothing else."""

from assistant.conversation.agenda import Topic, parts_of, topic
from assistant.conversation.assuming import assume, assumed
from assistant.conversation.course import Course, Handler
from assistant.conversation.draft_acts import another, choose, edit, take_no, take_own, take_yes
from assistant.conversation.followup import take_cause
from assistant.conversation.places import change_slot, go_to, reopen
from assistant.conversation.taking_facts import take_facts
from assistant.conversation.types import Dialog, Move, Reading
from assistant.language.slots import slot_info
from assistant.planning.framework import Step
from assistant.planning.plan import Plan

_LONGEST_NO = 30
_MISSES = 1

# --- the whole conversation -------------------------------------------------------------------------------------


def decline(course: Course, reading: Reading) -> Course:
    """Decline marketing that hurts or deceives somebody, with the reason; nothing of the message is noted."""
    return course.say(f"grense.{reading.limit}")


def refuse_orders(course: Course, reading: Reading) -> Course:
    """Leave an order to the assistant without effect; the course's refusal says so."""
    return course.move(Move("answer", reading.text))


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
    """Answer a greeting, shortly; a greeting before news needs no words of its own."""
    return course if course.moves else course.say("hilsen.kort")


def thanks(course: Course, reading: Reading) -> Course:
    """Answer thanks, shortly."""
    return course if course.moves else course.say("takk")


def complaint(course: Course, reading: Reading) -> Course:
    """Meet displeasure calmly, once, with the shorter way as an offer."""
    return course.say("klage.kort" if course.dialog.mode == "hurtig" else "klage.grundig").move(Move("ways"))


def take_way(mode: str) -> Handler:
    """Return the handler that goes the short way («hurtig») or the thorough one («grundig»)."""

    def handler(course: Course, reading: Reading) -> Course:
        return course.set(mode=mode, ways_offered=True).say(f"modus.{mode}")

    return handler


def count_left(course: Course, reading: Reading) -> Course:
    """Say how much is left."""
    return course.move(Move("left"))


# --- questions and help -----------------------------------------------------------------------------------------


def answer(course: Course, reading: Reading) -> Course:
    """Answer the person's question in place; the thread is taken up again afterwards."""
    if any(move.kind in ("answer", "left", "example", "why") for move in course.moves):
        return course
    return course.move(Move("answer", reading.questions or reading.text))


def why(course: Course, reading: Reading) -> Course:
    """Say why the question is asked."""
    asked = topic(course.dialog.asked)
    course = course.drop("answer")
    return course.move(Move("why", asked.id if asked else ""))


def example(course: Course, reading: Reading) -> Course:
    """Give an example from the person's own trade."""
    asked = topic(course.dialog.asked)
    return course.move(Move("example", asked.id if asked else ""))


def propose(course: Course, reading: Reading) -> Course:
    """Propose: another draft where one is shown, an example where something is asked."""
    asked = topic(course.dialog.asked)
    return example(course, reading) if asked is None or asked.slot else another(course, reading)


def help_(course: Course, reading: Reading) -> Course:
    """Say what one can do here; at a question, say it plainer with an example."""
    asked = topic(course.dialog.asked)
    return example(course, reading) if asked and asked.slot and course.dialog.questions else course.say("hjelp")


def explain_step(course: Course, reading: Reading) -> Course:
    """Explain the step we are at, cited."""
    return course.move(Move("explain", course.plan.step.value, {"setninger": 4}))


def show_plan(course: Course, reading: Reading) -> Course:
    """Show what the plan holds so far."""
    return course.drop("answer").move(Move("summary"))


def offer_export(course: Course, reading: Reading) -> Course:
    """Say where the plan can be fetched."""
    return course.say("last_ned").move(Move("download"))


# --- answers that are no answer ---------------------------------------------------------------------------------


def do_not_know(course: Course, reading: Reading) -> Course:
    """Find a way on: an assumption or an open gap for a fact, a recommendation for a draft."""
    asked = topic(course.dialog.asked)
    if asked is None:
        return course
    if asked.slot:
        return leave_open(course, asked, "vet_ikke").move(Move("unknown", asked.slot))
    return course.say("råd.begynn_med_dette")


def leave_open(course: Course, asked: Topic, reason: str) -> Course:
    """Leave a question: with a marked assumption where there is one to make, else as a visible gap."""
    course = course.put(assume(course.plan, str(asked.slot), course.today)) if asked.slot else course
    if not any(assumed(course.plan, slot) for slot in (str(asked.slot), *asked.known, *_also(asked))):
        course = course.waive(asked.id, reason)
    elif not asked.done(course.plan):
        course = course.waive(asked.id, "antatt")
    return course.set(asked=None, awaiting=None, misses=0)


def _also(asked: Topic) -> tuple[str, ...]:
    return ("givere_mål", "besøk_mål") if asked.id == "medlemmer_mål" else ()


def skip(course: Course, reading: Reading) -> Course:
    """Leave the topic open; the gap is shown in the plan."""
    asked = topic(course.dialog.asked)
    if asked is None:
        return course
    return course.waive(asked.id, "hoppet_over").say("hoppet_over").set(asked=None, awaiting=None, misses=0)


def go_on(course: Course, reading: Reading) -> Course:
    """Go on: a question is left open, a draft is the person's to accept."""
    asked = topic(course.dialog.asked)
    if asked is None or course.moves:
        return course
    return skip(course, reading) if asked.slot else course.say("råd.begynn_med_dette")


def not_understood(course: Course, reading: Reading) -> Course:
    """Say so kindly, the second time with a way on, the third by leaving the question open."""
    asked = topic(course.dialog.asked)
    misses = course.dialog.misses + 1
    if asked and asked.slot and (misses > _MISSES or _wish_without_figure(asked, reading)):
        left = leave_open(course, asked, "uklart")
        return left.move(Move("unknown", asked.slot)) if misses <= _MISSES else left.say("uklart.videre")
    loose = next((fact for fact in reading.facts if fact.slot is None and fact.value is not None), None)
    course = course.set(misses=misses) if asked and asked.slot else course
    if loose is not None:
        return course.say("uklart.tall", tall=reading.text[loose.start : loose.end])
    if asked and not asked.slot and len(reading.text.split()) >= 3:
        return course.say("uklart.utkast")
    if asked and asked.slot and slot_info(asked.slot).kind not in ("text", "list"):
        return course.say("uklart.mål" if asked.slot.endswith("_mål") else "uklart.mangler_tall")
    return course.say("uklart.igjen" if misses > 1 else "uklart.først")


def _wish_without_figure(asked: Topic, reading: Reading) -> bool:
    """Say whether the answer to «how much do you want to reach» is a wish in words: there is no figure to wait for."""
    return str(asked.slot).endswith("_mål") and len(reading.text.split()) >= 3 and reading.intents == ("svarer",)


def awaited(course: Course, reading: Reading) -> Course:
    """Take the message as what was waited for; a question in between is answered, and the waiting goes on."""
    kind, _, rest = (course.dialog.awaiting or "").partition(":")
    if kind != "nullstill" and "spør" in reading.intents and "?" in reading.text:
        return answer(course, reading).stop()
    course = course.set(awaiting=None)
    asked = topic(rest)
    if kind == "nullstill":
        return restart(course, reading) if "godtar" in reading.intents else course.say("nullstill.ikke")
    if kind == "årsak":
        return take_cause(course, reading, rest)
    if asked is None or not parts_of(asked, course.plan):
        return course
    if {"hopper_over", "avslår"} & set(reading.intents) and len(reading.text) < _LONGEST_NO and not course.dialog.own:
        return course.say("rediger.ikke")
    return take_own(course, asked, reading)


# --- tables -----------------------------------------------------------------------------------------------------

# These take the whole message.
FIRST: dict[str, Handler] = {
    "angrer": undo,
    "vil_starte_på_nytt": ask_restart,
    "vil_stoppe": pause,
}


def whole_message(reading: Reading) -> Handler | None:
    """Return the handler that takes the whole message, when one does: a limit, an order, undo, restart, stop."""
    if reading.limit:
        return decline
    if reading.steered:
        return refuse_orders
    return next((handler for intent, handler in FIRST.items() if intent in reading.intents), None)


# These run in this order, each on what the one before left.
TABLE: dict[str, Handler] = {
    "vil_kort": take_way("hurtig"),
    "vil_grundig": take_way("grundig"),
    "klager": complaint,
    "godtar": take_yes,
    "avslår": take_no,
    "for_høyt": take_no,
    "for_lavt": take_no,
    "vet_ikke": do_not_know,
    "hopper_over": skip,
    "spør_igjen": count_left,
    "vil_ha_eksempel": example,
    "vil_ha_forslag": propose,
    "spør": answer,
    "hva_betyr": answer,
    "vil_bli_lært": answer,
    "hvorfor_spør_du": why,
    "vil_ha_hjelp": help_,
    "går_tilbake": go_to,
    "vil_se_planen": show_plan,
    "vil_laste_ned": offer_export,
    "hilser": greet,
    "takker": thanks,
    "fortsett": go_on,
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
        return choose(course, asked, int(argument) - 1)
    if name == "goto" and argument in set(Step):
        return reopen(course, Step(argument))
    if name == "change":
        return change_slot(course, argument)
    if name == "mode" and argument in ("hurtig", "grundig"):
        return take_way(argument)(course, reading)
    if name == "restart_no":
        return course.set(awaiting=None).say("nullstill.ikke")
    if name == "keep" and asked and course.dialog.own:
        return take_own(course.set(awaiting=None), asked, reading)
    if name == "say":
        return take_facts(course, reading)
    handler = _BUTTONS.get(name)
    return handler(course, reading) if handler else not_understood(course, reading)
