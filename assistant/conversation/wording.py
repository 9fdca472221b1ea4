"""Moves become Norwegian: one function per kind of move, and the quick replies that go with it. Decides nothing."""

from collections.abc import Callable, Sequence
from datetime import date

from assistant.conversation.agenda import Topic, parts_of, progress, topic
from assistant.conversation.types import Dialog, Move, Option
from assistant.planning.framework import Step
from assistant.planning.plan import Origin, Plan, State, Strategy
from assistant.texts import Texts
from assistant.texts.chain_words import chain_text, gap_ways
from assistant.texts.plan_words import PlanWords

_FINDINGS_SHOWN = 6
# The rule that says whether the goals add up to the market goal.
_CLOSES = "C2"


class Writer:
    """Words one turn's moves. `seed` varies phrases from turn to turn; the same seed gives the same text."""

    def __init__(self, texts: Texts, plan: Plan, dialog: Dialog, *, today: date, seed: int = 0) -> None:
        self._texts, self._plan, self._dialog, self._today, self._seed = texts, plan, dialog, today, seed
        self.words = PlanWords(texts, plan)
        self._writers: dict[str, Callable[[Move], str]] = {
            "say": lambda move: self._say(move.code, **move.params),
            "noted": self._noted,
            "ask": self._ask,
            "show": self._show,
            "chain": lambda move: chain_text(self._texts, self._plan, brief=move.code == "kort"),
            "summary": lambda move: self.summary(),
            "findings": lambda move: self._findings(),
            "finish": lambda move: self._finish(),
            "redraft": self._consequence,
            "why": self._why,
            "example": self._example,
            "unknown": self._unknown,
            "step": lambda move: self._say("steg.innledning", steg=self.words.step(Step(move.code))),
        }

    def word(self, move: Move) -> str:
        """Return the text of one move; kinds without words of their own give an empty string."""
        writer = self._writers.get(move.kind)
        return writer(move).strip() if writer else ""

    def summary(self) -> str:
        """Return the plan in brief: facts, accepted parts, open gaps, what is left."""
        if not self._plan.facts and not self._plan.goals:
            return self._say("oppsummering.tom")
        accepted = [part for part in (*self._plan.goals, *self._plan.strategies) if part.state == State.ACCEPTED]
        told = [fact for fact in self._plan.facts if fact.provenance.origin == Origin.SAID]
        facts = "; ".join(self.words.labelled(fact) for fact in told)
        lines = [
            self._say("oppsummering.tittel", tittel=self._plan.title or self._texts.say("uten_navn")),
            self._say("oppsummering.fakta", fakta=facts) if facts else "",
            "\n".join(f"- {self.words.text(part.text)}" for part in accepted),
        ]
        if waived := [self._open_name(waiver.what) for waiver in self._plan.waived]:
            lines.append(self._say("oppsummering.åpent", åpent=", ".join(waived)))
        left = [step for step, (done, all_) in progress(self._plan, self._dialog.mode).items() if done < all_]
        if left:
            lines.append(self._say("oppsummering.rest", steg=", ".join(self.words.step(step) for step in left)))
        return "\n\n".join(line for line in lines if line)

    # --- moves ---

    def _noted(self, move: Move) -> str:
        facts = [fact for slot in move.ids if (fact := self._plan.fact(slot))]
        told = {fact.by for fact in facts if fact.slot.endswith("_mål")}
        facts = [fact for fact in facts if fact.slot != "frist" or fact.value not in told]
        code = "noter" if len(facts) > 1 else "noter_igjen"
        return self._say(code, fakta="; ".join(self.words.labelled(fact) for fact in facts))

    def _ask(self, move: Move) -> str:
        question = self._say(f"ask.{move.code}")
        return self._say("spørsmål_igjen", spørsmål=question) if move.params.get("igjen") else question

    def _why(self, move: Move) -> str:
        asked = topic(move.code)
        if asked is None:
            return self._say("hvorfor.ingenting")
        return self._say(f"hvorfor.{asked.slot}" if asked.slot else "hvorfor.part")

    def _example(self, move: Move) -> str:
        asked = topic(move.code)
        if asked is None or not asked.slot:
            return self._say("hjelp")
        return self._say("gi_eksempel", eksempel=self._texts.say(f"eksempel.{asked.slot}"))

    def _unknown(self, move: Move) -> str:
        lines = [self._say("ukjent.generelt")]
        if self._texts.has(f"finn_ut.{move.code}"):
            lines.append(self._say("ukjent.slik_finner_du", råd=self._texts.say(f"finn_ut.{move.code}")))
        return " ".join(lines)

    def _show(self, move: Move) -> str:
        shown = topic(move.code)
        if shown is None or move.params.get("igjen"):
            return self._say("utkast.står")
        parts = parts_of(shown, self._plan)
        place = shown.dimension.value if shown.dimension else "markedsmål"
        match shown.part:
            case "goal":
                return f"{self._say(f'utkast.mål_innledning.{place}')}\n\n{self.words.goal(parts[0])}"
            case "strategy":
                return "\n\n".join([self._say(f"utkast.strategi_innledning.{place}"), *self._strategies(parts)])
            case kind:
                return f"{self._say(f'utkast.{kind}')}\n\n{self.words.table(str(kind), parts, brief=True)}"

    def _strategies(self, parts: Sequence[Strategy]) -> list[str]:
        if len(parts) == 1:
            return [self.words.strategy(parts[0])]
        return [f"**{n}.** {self.words.strategy(part)}" for n, part in enumerate(parts, 1)]

    def _findings(self) -> str:
        found = self.words.findings(self._today)
        if not found:
            return self._say("funn.ingen")
        return "\n".join([self._say("funn.innledning"), "", *(f"- {text}" for _, text in found[:_FINDINGS_SHOWN])])

    def _finish(self) -> str:
        """Say that the plan is done, or plainly that it does not add up yet and what would close the gap."""
        if not any(finding.level == "error" for finding, _ in self.words.findings(self._today)):
            return self._say("ferdig.første")
        ways = gap_ways(self._texts, self._plan)
        return "\n\n".join([self._say("ferdig.går_ikke_opp"), *(["\n".join(f"- {way}" for way in ways)] if ways else [])])

    def _consequence(self, move: Move) -> str:
        """Say what a changed goal does to the whole: only when the goals no longer carry the market goal."""
        found = [text for finding, text in self.words.findings(self._today) if finding.rule == _CLOSES]
        return self._say("følge", tekst=found[0]) if found else ""

    def _open_name(self, what: str) -> str:
        waived = topic(what)
        return self.words.slot(waived.slot) if waived is not None and waived.slot else what.replace("_", " ")

    # --- quick replies ---

    def options(self, moves: Sequence[Move]) -> tuple[Option, ...]:
        """Return the quick replies of the turn: the last move that has some decides."""
        return next((found for move in reversed(moves) if (found := self._options_of(move))), ())

    def _options_of(self, move: Move) -> tuple[Option, ...]:
        match move.kind:
            case "openings":
                return tuple(Option(self._texts.say("åpninger", seed=n), "") for n in range(3))
            case "options":
                return self._named("restart_yes", "restart_no")
            case "ask":
                return self._slot_options(move.code)
            case "show":
                return self._draft_options(topic(move.code))
            case "step":
                return self._step_options(Step(move.code))
            case "done" | "download":
                return self._named("plan", "export")
        return ()

    def _slot_options(self, slot: str) -> tuple[Option, ...]:
        dates = ("et_år", "jul", "sommer") if slot == "frist" else ()
        extra = tuple(Option(self._texts.say(f"alternativ.{name}"), "") for name in dates)
        return (*extra, *self._named("unknown", "example", "why"))

    def _draft_options(self, shown: Topic | None) -> tuple[Option, ...]:
        if shown is None:
            return ()
        count = len(parts_of(shown, self._plan))
        if shown.part == "strategy" and count > 1:
            numbers = range(1, count + 1)
            chosen = tuple(Option(self._texts.say("alternativ.choose", n=n), f"choose:{n}") for n in numbers)
            return (*chosen, *self._named("edit", "skip"))
        if shown.part in ("goal", "strategy"):
            return self._named("accept", "edit", "another", "skip")
        return self._named("accept", "skip")

    def _step_options(self, step: Step) -> tuple[Option, ...]:
        topics = (topic(fact.slot) for fact in self._plan.facts)
        mine = [item for item in topics if item is not None and item.slot and item.step == step]
        return tuple(
            Option(self._texts.say("alternativ.change", hva=self.words.slot(str(item.slot))), f"change:{item.id}")
            for item in mine[:4]
        )

    def _named(self, *names: str) -> tuple[Option, ...]:
        return tuple(Option(self._texts.say(f"alternativ.{name}"), name) for name in names)

    def _say(self, code: str, **params: object) -> str:
        return self._texts.say(code, seed=self._seed, **params)
