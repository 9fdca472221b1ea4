"""The quick replies that go with a turn's moves. The last move that has some decides; the two ways come before them."""

from collections.abc import Sequence

from assistant.conversation.agenda import Topic, parts_of, topic
from assistant.conversation.types import Dialog, Move, Option
from assistant.language.slots import slot_info
from assistant.planning.framework import Step
from assistant.planning.plan import Plan
from assistant.texts import Texts
from assistant.texts.plan_words import PlanWords

_OPENINGS = 3
_CHANGES = 4


def quick_replies(
    texts: Texts, plan: Plan, dialog: Dialog, words: PlanWords, moves: Sequence[Move]
) -> tuple[Option, ...]:
    """Return the turn's quick replies, each once."""
    replies = _Replies(texts, plan, dialog, words)
    ways = replies.ways() if any(move.kind == "ways" for move in moves) else ()
    last = next((found for move in reversed(moves) if (found := replies.of(move))), ())
    return tuple({option.label: option for option in (*ways, *last)}.values())


class _Replies:
    def __init__(self, texts: Texts, plan: Plan, dialog: Dialog, words: PlanWords) -> None:
        self._texts, self._plan, self._dialog, self._words = texts, plan, dialog, words

    def of(self, move: Move) -> tuple[Option, ...]:
        match move.kind:
            case "openings":
                return tuple(Option(self._texts.say("åpninger", seed=n), "") for n in range(_OPENINGS))
            case "options":
                return self._named("restart_yes", "restart_no")
            case "ask":
                return self._slot(move.code)
            case "show":
                return self._draft(topic(move.code))
            case "mend":
                return self._named("keep")
            case "step":
                return self._step(Step(move.code))
            case "done" | "download":
                return self._named("plan", "export")
        return ()

    def ways(self) -> tuple[Option, ...]:
        """Return the ways one can go, without the one that is gone already."""
        return tuple(
            Option(self._texts.say(f"alternativ.{mode}"), f"mode:{mode}")
            for mode in ("hurtig", "grundig")
            if mode != self._dialog.mode or not self._dialog.questions
        )

    def _slot(self, slot: str) -> tuple[Option, ...]:
        """Return answers to choose among (dates, ranges) before the ways around an answer."""
        kind = self._plan.words("modell") or "alle"
        codes = (f"områder.{slot}.{kind}", f"områder.{slot}.alle")
        code = next((code for code in codes if self._texts.has(code)), None)
        ranges = self._texts.say(code).split(" | ") if code else []
        others = (
            ("unknown", "why")
            if ranges or slot_info(slot).kind not in ("text", "list")
            else ("unknown", "example", "why")
        )
        return (*(Option(label, "") for label in ranges), *self._named(*others))

    def _draft(self, shown: Topic | None) -> tuple[Option, ...]:
        if shown is None:
            return ()
        count = len(parts_of(shown, self._plan))
        if shown.part == "strategy" and count > 1:
            numbers = range(1, count + 1)
            chosen = tuple(Option(self._texts.say("alternativ.choose", n=n), f"choose:{n}") for n in numbers)
            return (*chosen, *self._named("edit", "skip"))
        if shown.part in ("goal", "strategy"):
            return self._named("accept", "edit", "another", "skip")
        return self._named("accept", "edit", "skip")

    def _step(self, step: Step) -> tuple[Option, ...]:
        topics = (topic(fact.slot) for fact in self._plan.facts)
        mine = [item for item in topics if item is not None and item.slot and item.step == step]
        return tuple(
            Option(self._texts.say("alternativ.change", hva=self._words.slot(str(item.slot))), f"change:{item.id}")
            for item in mine[:_CHANGES]
        )

    def _named(self, *names: str) -> tuple[Option, ...]:
        return tuple(Option(self._texts.say(f"alternativ.{name}"), name) for name in names)
