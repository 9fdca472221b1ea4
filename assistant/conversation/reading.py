"""A message as understood: a button when it is one, else facts and acts found by rule."""

import unicodedata
from collections.abc import Callable
from datetime import date

from assistant.conversation.agenda import topic
from assistant.conversation.types import Dialog, Reading
from assistant.language.facts import read_facts
from assistant.language.intents import language_of, read_intents
from assistant.planning.plan import Plan

LONGEST = 4_000


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
    known = {fact.slot: value for fact in plan.facts if (value := plan.number(fact.slot)) is not None}
    put = f"{slot}: {question(slot)}" if slot else None
    facts = read_facts(text, asked=put, today=today, known=known)
    intents = read_intents(text, asked=slot)
    return Reading(text, message_id, today, facts=facts, intents=intents, language=language_of(text))


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
