"""The state one message travels through: plan, dialog and what is to be said, each change a new value."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.conversation.types import Dialog, Move, Reading
from assistant.planning.plan import Plan, Waiver


@dataclass(frozen=True)
class Course:
    """Plan, dialog and moves so far. `hold` means that no new question follows this turn."""

    plan: Plan
    dialog: Dialog
    today: date
    moves: tuple[Move, ...] = ()
    hold: bool = False
    undo: bool = False
    restart: bool = False

    def say(self, code: str, **params: Any) -> "Course":
        """Add a phrase."""
        return self.move(Move("say", code, params))

    def move(self, move: Move) -> "Course":
        """Add a move."""
        return replace(self, moves=(*self.moves, move))

    def drop(self, kind: str) -> "Course":
        """Take back the moves of one kind: another says it better."""
        return replace(self, moves=tuple(move for move in self.moves if move.kind != kind))

    def put(self, plan: Plan) -> "Course":
        """Replace the plan."""
        return replace(self, plan=plan)

    def set(self, **changes: Any) -> "Course":
        """Replace fields of the dialog."""
        return replace(self, dialog=self.dialog.model_copy(update=changes))

    def stop(self) -> "Course":
        """Ask nothing more this turn."""
        return replace(self, hold=True)

    def waive(self, what: str, reason: str | None = None) -> "Course":
        """Leave a topic open on purpose; the gap stays visible in the plan."""
        others = tuple(waiver for waiver in self.plan.waived if waiver.what != what)
        return self.put(self.plan.with_(waived=(*others, Waiver(what=what, reason=reason))))

    def unwaive(self, *whats: str) -> "Course":
        """Take topics up again."""
        return self.put(self.plan.with_(waived=tuple(w for w in self.plan.waived if w.what not in whats)))


Handler = Callable[[Course, Reading], Course]
