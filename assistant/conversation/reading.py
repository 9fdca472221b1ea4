"""A message as understood: a button when it is one, else facts and acts found by rule."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.conversation.agenda import topic
from assistant.conversation.listening import (
    acts_left,
    counts_things,
    heard,
    in_norwegian,
    limit_of,
    meant_slot,
    mostly_english,
    questions_in,
    settled,
)
from assistant.conversation.types import Dialog, Reading
from assistant.language.dates import find_periods
from assistant.language.facts import Fact, read_facts
from assistant.language.intents import language_of, read_intents
from assistant.language.slots import slot_info
from assistant.planning.plan import Plan
from assistant.retrieval import scope

LONGEST = 4_000
_MONTH_DAYS = (27, 30)


def read(
    text: str, message_id: str, plan: Plan, dialog: Dialog, today: date, question: Callable[[str], str] = str
) -> Reading:
    """Read one message against the plan and the last question. `text` is at most LONGEST characters long.

    `question` gives a slot's question as it was put: «av ti» there makes «tre» thirty percent.
    """
    action = pressed(text, dialog)
    if action:
        return Reading(text, message_id, today, action=action)
    asked = topic(dialog.asked)
    slot = asked.slot if asked else None
    language = _language(text, dialog)
    facts = _facts(text, plan, dialog, slot, today, question, language)
    intents = read_intents(text, asked=slot)
    facts = settled(text, facts, intents, slot)
    return Reading(
        text,
        message_id,
        today,
        facts=facts,
        intents=acts_left(text, intents, facts, slot),
        language=language,
        limit=limit_of(text),
        steered=scope.read(text).verdict == scope.Verdict.STEERING,
        questions=questions_in(text),
        month=_month(text, today),
    )


def _facts(
    text: str, plan: Plan, dialog: Dialog, slot: str | None, today: date, question: Callable[[str], str], language: str
) -> tuple[Fact, ...]:
    known = {fact.slot: value for fact in plan.facts if (value := plan.number(fact.slot)) is not None}
    put = f"{slot}: {question(slot)}" if slot else None
    plain = in_norwegian(text) if language == "en" else text
    found = read_facts(plain, asked=put, today=today, known=known)
    if slot:
        found = _asked_for(plain, found, slot, lambda asked: read_facts(plain, asked=asked, today=today))
    found = _without_counts(plain, found, lambda masked: read_facts(masked, asked=put, today=today, known=known))
    meant = meant_slot(text, dialog.noted, [fact.slot for fact in plan.facts if fact.slot.endswith("_mål")])
    if meant and not any(fact.slot not in (slot, None, "frist") for fact in found):
        again = read_facts(plain, asked=meant, today=today, known=known)
        again = tuple(fact for fact in again if fact.slot == meant and fact.value is not None)
        found = again or found
    return tuple(_as_said(fact, text, slot) for fact in found) if plain != text else found


def _as_said(fact: Fact, text: str, slot: str | None) -> Fact:
    """Return a fact read from a translation with its place in what was written, and words as they were written."""
    own = fact.slot == slot and slot is not None and slot_info(slot).kind == "text" and isinstance(fact.value, str)
    return replace(fact, start=0, end=len(text), value=text.strip(" .!") if own else fact.value)


def _asked_for(
    text: str, found: tuple[Fact, ...], slot: str, read_as: Callable[[str | None], tuple[Fact, ...]]
) -> tuple[Fact, ...]:
    """Return the facts with the question's own reading where the first one went past it.

    What was said before must not draw a figure away from the question, unless it is taken back; what takes back
    something else is no answer; and a first presentation is read as a whole.
    """
    taken_back = heard("correction", text)
    if slot == "bransje" or (taken_back and slot_info(slot).kind in ("text", "list")):
        free = tuple(fact for fact in read_as(None) if fact.slot is not None)
        if slot != "bransje":
            return free or found
        return (*found, *(fact for fact in free if fact.slot not in {f.slot for f in found}))
    if taken_back or any(fact.slot == slot and fact.value is not None for fact in found):
        return found
    alone = read_as(slot)
    return alone if any(fact.slot == slot and fact.value is not None for fact in alone) else found


def _without_counts(
    text: str, found: tuple[Fact, ...], read_again: Callable[[str], tuple[Fact, ...]]
) -> tuple[Fact, ...]:
    """Return the facts where a small count of something («4 behandlere») was not taken for money."""
    wrong = [fact for fact in found if fact.unit == "NOK" and counts_things(text, fact)]
    for fact in wrong:
        text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return read_again(text) if wrong else found


def _language(text: str, dialog: Dialog) -> str:
    """Return the language of the message; a short one is in the language spoken so far."""
    found = "en" if mostly_english(text) else language_of(text)
    return dialog.language if len(text.split()) < 4 and found == "nb" and dialog.language == "en" else found


def _month(text: str, today: date) -> str | None:
    """Return the month that figures are told for, as YYYY-MM: the last one of that name."""
    for period in find_periods(text, today):
        if (period.last - period.first).days in range(_MONTH_DAYS[0], _MONTH_DAYS[1] + 1) and period.first.day == 1:
            year = period.first.year - (period.first > today)
            return f"{year}-{period.first.month:02}"
    return None


def pressed(text: str, dialog: Dialog) -> str | None:
    """Return the action whose label the text is, verbatim but for space and case; None when it is no button."""
    wanted = _folded(text)
    return next((action for label, action in dialog.options if action and _folded(label) == wanted), None)


def clean(text: str) -> tuple[str, int]:
    """Return the text fit to be read and stored, and how many characters it had before it was cut."""
    kept = "".join(char for char in unicodedata.normalize("NFC", text) if char in "\n\t" or char.isprintable())
    return kept[:LONGEST].strip(), len(text)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".!")
