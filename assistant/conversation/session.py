"""The one door to a conversation: open, send, undo, resume. Loads, lets the guide decide, words, saves whole turns."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from assistant.conversation import guide
from assistant.conversation.reading import LONGEST, clean, read
from assistant.conversation.turn import Knowledge, OnText, Performed, perform, place
from assistant.conversation.types import Decision, Dialog, Move, Option, Reply
from assistant.conversation.wording import Writer
from assistant.errors import NotFoundError
from assistant.planning.plan import Plan
from assistant.store import Message, PlanChange, Store, StoredPlan
from assistant.texts import Texts

# How many earlier messages of the person a follow-up question may refer to.
_REMEMBERED = 3


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands: its plan at a version, the dialog, and everything said."""

    conversation: str
    plan: Plan
    version: int
    dialog: Dialog
    messages: tuple[Message, ...]


class Conversations:
    """All conversations of all owners; every function takes the owner. `clock` gives today's date."""

    def __init__(self, store: Store, texts: Texts, knowledge: Knowledge, clock: Callable[[], date]) -> None:
        self._store, self._texts, self._knowledge, self._clock = store, texts, knowledge, clock

    def start(self, owner: str, plan_id: str | None = None) -> Reply:
        """Begin a conversation, about a new plan or one that exists; return the greeting (turn 0)."""
        begun = time.perf_counter()
        if plan_id is None:
            stored = self._store.plans.create(owner, Plan(id=uuid4().hex[:12], created=self._clock()))
            decision = guide.opening(stored.plan, Dialog(), self._clock())
        else:
            stored = self._store.plans.get(owner, plan_id)
            decision = guide.resume(stored.plan, self._last_dialog(owner, plan_id), self._clock())
        conversation = self._store.conversations.create(owner, stored.plan.id, stored.plan.title)
        if decision.plan != stored.plan:
            version = self._store.plans.save(owner, PlanChange(decision.plan, stored.version, "gjenopptatt"))
            stored = StoredPlan(decision.plan, version)
        performed = self._perform(decision, seed=0)
        dialog = _with_options(decision.dialog, performed)
        message = Message(
            performed.text,
            "assistant",
            evidence=_evidence(dialog, performed, begun),
            options=tuple(option.label for option in performed.options),
            asked=decision.dialog.asked,
            plan_version=stored.version,
        )
        self._store.conversations.say(owner, conversation.id, message)
        return self._reply(0, "", decision, performed, conversation.id, stored.version, begun)

    def standing(self, owner: str, conversation_id: str) -> Standing:
        """Return where a conversation stands. Raises NotFoundError."""
        conversation = self._store.conversations.get(owner, conversation_id)
        if conversation.plan_id is None:
            raise NotFoundError("Samtalen har ingen plan. Begynn en ny samtale.")
        stored = self._store.plans.get(owner, conversation.plan_id)
        messages = tuple(self._store.conversations.messages(owner, conversation_id))
        return Standing(conversation_id, stored.plan, stored.version, _dialog(messages), messages)

    def send(
        self,
        owner: str,
        conversation_id: str,
        text: str,
        *,
        message_id: str | None = None,
        on_text: OnText | None = None,
    ) -> Reply:
        """Take one message and return its reply, stored together with the plan's new version.

        The same `message_id` sent again returns the stored reply. Raises ConflictError when the plan was changed
        elsewhere meanwhile; then the message is marked «avbrutt» and can be sent again.
        """
        begun = time.perf_counter()
        cleaned, length = clean(text)
        message = Message(cleaned, id=message_id or uuid4().hex)
        stored = self._store.conversations.begin_turn(owner, conversation_id, message)
        if stored.state == "ferdig":
            return self._stored_reply(owner, conversation_id, stored)
        try:
            return self._turn(owner, conversation_id, message, length, begun, on_text)
        except BaseException:
            self._store.conversations.interrupt(owner, message.id)
            raise

    def writer(self, plan: Plan, dialog: Dialog | None = None, seed: int = 0) -> Writer:
        """Return a writer for showing a plan outside a turn (board, export)."""
        return Writer(self._texts, plan, dialog or Dialog(), today=self._clock(), seed=seed)

    # --- one turn ---

    def _turn(
        self, owner: str, conversation_id: str, message: Message, length: int, begun: float, on_text: OnText | None
    ) -> Reply:
        standing = self.standing(owner, conversation_id)
        plan, dialog = standing.plan, standing.dialog
        reading = read(message.text, message.id, plan, dialog, self._clock(), self._question)
        decision = guide.decide(standing.plan, standing.dialog, reading)
        if decision.undo:
            decision = self._undone(owner, standing)
        if length > LONGEST:
            cut = Move("say", "for_lang", {"tegn": length, "lest": LONGEST})
            decision = Decision(decision.plan, decision.dialog, (cut, *decision.moves))
        turn = sum(item.role == "user" for item in standing.messages)
        turns = [item.text for item in standing.messages if item.role == "user" and item.id != message.id]
        performed = self._perform(decision, seed=turn, turns=turns[-_REMEMBERED:], on_text=on_text)
        change, dialog = _change(standing, decision)
        reply = Message(
            performed.text,
            "assistant",
            evidence=_evidence(_with_options(dialog, performed), performed, begun),
            options=tuple(option.label for option in performed.options),
            asked=dialog.asked,
            plan_version=standing.version,
        )
        saved = self._store.conversations.save_turn(owner, conversation_id, message, reply, change)
        if change and change.plan.title != standing.plan.title:
            self._store.conversations.rename(owner, conversation_id, change.plan.title)
        version = saved.plan_version or standing.version
        return self._reply(turn, message.text, decision, performed, conversation_id, version, begun)

    def _question(self, slot: str) -> str:
        return self._texts.say(f"ask.{slot}") if self._texts.has(f"ask.{slot}") else slot

    def _undone(self, owner: str, standing: Standing) -> Decision:
        """Return the plan and dialog as they were before the last change; its own way back comes along."""
        back = standing.dialog.back
        if back is None:
            asked = Move("say", "angret.ingenting")
            return Decision(standing.plan, standing.dialog, (asked, *_again(standing)))
        plan = self._store.plans.version(owner, standing.plan.id, back)
        then = [item for item in standing.messages if item.role == "assistant" and item.plan_version == back]
        dialog = _dialog(then) if then else Dialog()
        before = Standing(standing.conversation, plan, back, dialog, ())
        return Decision(plan, dialog, (Move("say", "angret.gjort"), *_again(before)), undo=True)

    def _perform(
        self, decision: Decision, *, seed: int, turns: Sequence[str] = (), on_text: OnText | None = None
    ) -> Performed:
        writer = self.writer(decision.plan, decision.dialog, seed)
        return perform(decision, writer, self._knowledge, self._texts, turns=turns, on_text=on_text)

    def _reply(
        self,
        turn: int,
        text: str,
        decision: Decision,
        performed: Performed,
        conversation_id: str,
        version: int,
        begun: float,
    ) -> Reply:
        return Reply(
            turn=turn,
            user=text,
            text=performed.text,
            options=performed.options,
            citations=performed.citations,
            step=decision.plan.step,
            dimension=place(decision.dialog),
            asked=decision.dialog.asked,
            conversation=conversation_id,
            plan=decision.plan.id,
            version=version,
            ms=round((time.perf_counter() - begun) * 1000, 1),
            noted=performed.noted,
        )

    def _stored_reply(self, owner: str, conversation_id: str, message: Message) -> Reply:
        stored = self._store.conversations.reply(owner, message.id)
        standing = self.standing(owner, conversation_id)
        dialog = Dialog.model_validate(stored.evidence["dialog"])
        return Reply(
            turn=sum(item.role == "user" for item in standing.messages),
            user=message.text,
            text=stored.text,
            options=tuple(Option(label, action) for label, action in dialog.options),
            citations=tuple(stored.evidence["citations"]),
            step=standing.plan.step,
            dimension=place(dialog),
            asked=dialog.asked,
            conversation=conversation_id,
            plan=standing.plan.id,
            version=stored.plan_version or standing.version,
            ms=stored.evidence["ms"],
        )

    def _last_dialog(self, owner: str, plan_id: str) -> Dialog:
        for conversation in self._store.conversations.all(owner):
            if conversation.plan_id == plan_id:
                return _dialog(self._store.conversations.messages(owner, conversation.id))
        return Dialog()


def _change(standing: Standing, decision: Decision) -> tuple[PlanChange | None, Dialog]:
    """Return the plan change to save, if there is one, and the dialog with its way back."""
    if decision.plan == standing.plan:
        return None, decision.dialog
    cause = "angret" if decision.undo else (decision.dialog.asked or "samtale")
    back = decision.dialog.back if decision.undo else standing.version
    return PlanChange(decision.plan, standing.version, cause), decision.dialog.model_copy(update={"back": back})


def _again(standing: Standing) -> tuple[Move, ...]:
    """Return the move that puts the standing question again."""
    return guide.again(standing.plan, standing.dialog)


def _with_options(dialog: Dialog, performed: Performed) -> Dialog:
    return dialog.model_copy(update={"options": tuple((item.label, item.action) for item in performed.options)})


def _evidence(dialog: Dialog, performed: Performed, begun: float) -> dict[str, object]:
    return {
        "dialog": dialog.model_dump(mode="json"),
        "citations": list(performed.citations),
        "noted": list(performed.noted),
        "ms": round((time.perf_counter() - begun) * 1000, 1),
    }


def _dialog(messages: Sequence[Message]) -> Dialog:
    last = next((item for item in reversed(messages) if item.role == "assistant" and item.evidence), None)
    return Dialog.model_validate(last.evidence["dialog"]) if last else Dialog()
