"""Moves become Norwegian: one function per kind of move, and the quick replies that go with it. Decides nothing."""

from collections.abc import Callable, Sequence
from datetime import date

from assistant.conversation.agenda import ENOUGH, Topic, agenda, parts_of, progress, singles, topic
from assistant.conversation.followup import reading_of
from assistant.conversation.replies import quick_replies
from assistant.conversation.types import Dialog, Move, Option
from assistant.language.formatting import format_quantity
from assistant.planning.framework import Step
from assistant.planning.plan import Goal, Origin, Plan, State, Strategy
from assistant.planning.profile import profile
from assistant.texts import Texts
from assistant.texts.chain_words import chain_text, gap_ways
from assistant.texts.plan_words import PlanWords

_FINDINGS_SHOWN = 4
# Suppositions that people are told of; what follows from the trade alone is not among them.
_SHOWN = ("omsetning_mål", "medlemmer_mål", "givere_mål", "besøk_mål", "frist", "dekningsgrad")
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
            "left": lambda move: self._left(),
            "mend": self._mend,
            "actual": self._actual,
            "repair": self._repair,
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
        drafted: tuple[Goal | Strategy, ...] = (*self._plan.goals, *self._plan.strategies)
        accepted = [part for part in drafted if part.state == State.ACCEPTED]
        told = [fact for fact in self._plan.facts if fact.provenance.origin == Origin.SAID]
        facts = "; ".join(self.words.labelled(fact) for fact in told)
        lines = [
            self._say("oppsummering.tittel", tittel=self._plan.title or self._texts.say("uten_navn")),
            self._say("oppsummering.fakta", fakta=facts) if facts else "",
            "\n".join(f"- {self.words.text(part.text)}" for part in accepted),
        ]
        supposed = [
            fact for fact in self._plan.facts if fact.provenance.origin == Origin.ASSUMED and fact.slot in _SHOWN
        ]
        if supposed:
            texts = "; ".join(self.words.labelled(fact) for fact in supposed)
            lines.append(self._say("oppsummering.antatt", antatt=texts))
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
        if move.params.get("igjen"):
            short = f"ask_kort.{move.code}"
            return self._say("spørsmål_igjen", spørsmål=self._texts.say(short) if self._texts.has(short) else question)
        example = self._own_example(move.code)
        return f"{question} {self._texts.say('ved_siden', eksempel=example)}" if example else question

    def _own_example(self, slot: str) -> str:
        """Return an example answer from the person's own trade or kind of business; empty when none fits."""
        if self._plan.fact("bransje") is None:
            return ""
        own = profile(self._plan)
        codes = (f"eksempel_for.{slot}.{own.trade}", f"eksempel_for.{slot}.{own.kind}", f"eksempel_for.{slot}.alle")
        code = next((code for code in codes if self._texts.has(code)), None)
        return self._texts.say(code, **own.params) if code else ""

    def _why(self, move: Move) -> str:
        asked = topic(move.code)
        if asked is None:
            return self._say("hvorfor.ingenting")
        return self._say(f"hvorfor.{asked.slot}" if asked.slot else "hvorfor.part")

    def _example(self, move: Move) -> str:
        asked = topic(move.code)
        if asked is None or not asked.slot:
            return self._say("hjelp")
        found = self._texts.say(f"eksempel.{asked.slot}")
        own = self._own_example(asked.slot)
        return self._say("gi_eksempel", eksempel=f"{own} {found}" if own else found)

    def _unknown(self, move: Move) -> str:
        targets = ("givere_mål", "besøk_mål") if move.code == "medlemmer_mål" else ()
        facts = (self._plan.fact(slot) for slot in (move.code, *targets))
        supposed = next((f for f in facts if f is not None and f.provenance.origin == Origin.ASSUMED), None)
        lines = [
            self._say("ukjent.antatt", verdi=self.words.value(supposed)) if supposed else self._say("ukjent.generelt")
        ]
        if self._texts.has(f"finn_ut.{move.code}"):
            lines.append(self._say("ukjent.slik_finner_du", råd=self._texts.say(f"finn_ut.{move.code}")))
        return " ".join(lines)

    def _left(self) -> str:
        open_ = [item for item in agenda() if item.applies(self._plan, self._dialog.mode) and not item.done(self._plan)]
        slots = [item for item in open_ if item.slot]
        must = sum(1 for item in slots if not item.optional)
        asked = max(must, min(len(slots), ENOUGH - self._dialog.questions + 1))
        return self._say("igjen", spørsmål=asked, forslag=len(open_) - len(slots))

    def _mend(self, move: Move) -> str:
        return f"{self._say('rett.innledning')} {self._texts.say(move.code)} {self._say('rett.behold')}"

    def _actual(self, move: Move) -> str:
        """Say how a month's figure stands against its pace, and ask for the cause when it is far behind."""
        goal, period = self._goal(move.code), str(move.params["period"])
        found = reading_of(self._plan, goal, period) if goal else None
        month = self._texts.say(f"måned.navn.{int(period[5:7])}")
        if goal is None or found is None:
            return self._say("måned.notert", måned=month)
        values = {
            "navn": self.words.kpi(goal.kpi).lower(),
            "måned": month,
            "verdi": format_quantity(found.value, goal.unit),
            "ventet": format_quantity(_plain(found.expected), goal.unit),
        }
        return self._say(f"måned.{found.status}", **values)

    def _repair(self, move: Move) -> str:
        """Say what to do about a red figure: the activity of the plan that was to move it."""
        goal = self._goal(move.code)
        place = goal.dimension if goal else None
        means = [a for a in self._plan.activities if goal and (a.goal == goal.id or a.dimension == place)]
        rest = means or list(self._plan.activities)
        return (
            self._say("måned.tiltak", tiltak=self.words.text(rest[0].what)) if rest else self._say("måned.årsak_notert")
        )

    def _goal(self, goal_id: str) -> Goal | None:
        return next((goal for goal in self._plan.goals if goal.id == goal_id), None)

    def _show(self, move: Move) -> str:
        shown = topic(move.code)
        if shown is None or move.params.get("igjen"):
            return self._say("utkast.står")
        if shown.members:
            return f"{self._say(f'utkast.{shown.id}')}\n\n{self._together(shown)}"
        parts = parts_of(shown, self._plan)
        place = shown.dimension.value if shown.dimension else "markedsmål"
        match shown.part:
            case "goal":
                return f"{self._say(f'utkast.mål_innledning.{place}')}\n\n{self.words.goal(parts[0])}"
            case "strategy":
                return "\n\n".join([self._say(f"utkast.strategi_innledning.{place}"), *self._strategies(parts)])
            case kind:
                return f"{self._say(f'utkast.{kind}')}\n\n{self.words.table(str(kind), parts, brief=True)}"

    def _together(self, shown: Topic) -> str:
        """Return several drafts at once: goals and strategies a line each, of the rest the activities."""
        lines, tables = [], []
        for member in singles(shown):
            for part in parts_of(member, self._plan):
                if isinstance(part, Goal | Strategy):
                    lines.append(f"- **{self.words.dimension(part.dimension)}:** {self.words.text(part.text)}")
            if member.part == "activities":
                tables.append(self.words.table(member.part, parts_of(member, self._plan), brief=True))
        return "\n".join(lines or tables)

    def _strategies(self, parts: Sequence[Strategy]) -> list[str]:
        """Return the strategies to choose among, each with its reason; what they rule out stands in the plan."""
        heads = [f"**{n}.** " if len(parts) > 1 else "" for n in range(1, len(parts) + 1)]
        return [f"> {head}{self._strategy(part)}" for head, part in zip(heads, parts, strict=True)]

    def _strategy(self, part: Strategy) -> str:
        text = self.words.text(part.text)
        return f"{text}  \n> {self._say('utkast.hvorfor', hvorfor=self.words.text(part.why))}" if part.why else text

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
        return "\n\n".join(
            [self._say("ferdig.går_ikke_opp"), *(["\n".join(f"- {way}" for way in ways)] if ways else [])]
        )

    def _consequence(self, move: Move) -> str:
        """Say what a changed goal does to the whole: only when the goals no longer carry the market goal."""
        found = [text for finding, text in self.words.findings(self._today) if finding.rule == _CLOSES]
        return self._say("følge", tekst=found[0]) if found else ""

    def _open_name(self, what: str) -> str:
        waived = topic(what)
        return self.words.slot(waived.slot) if waived is not None and waived.slot else what.replace("_", " ")

    def options(self, moves: Sequence[Move]) -> tuple[Option, ...]:
        """Return the quick replies of the turn."""
        return quick_replies(self._texts, self._plan, self._dialog, self.words, moves)

    def _say(self, code: str, **params: object) -> str:
        return self._texts.say(code, seed=self._seed, **params)


def _plain(value: float) -> float:
    """Round a computed pace to what one would say: whole numbers, thousands where there are hundreds of thousands."""
    return float(round(value, -3 if abs(value) >= 100_000 else 0)) if abs(value) >= 10 else round(value, 1)
