"""Scripted users talk with the guide, whatever it asks in whatever order, and it is measured how that went.

    python -m evals.dialogues.driver [tuning|held] [--show ID]

The figures: plan completed, questions and drafts put, facts kept, wrong facts, questions repeated, the person's
questions answered in place, dead ends, words a reply, sentences that neighbouring replies share, milliseconds.
"""

import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from assistant.conversation.agenda import next_topic, topic
from assistant.conversation.session import Conversations
from assistant.conversation.types import Reply
from assistant.planning.framework import DIMENSIONS
from assistant.planning.plan import Origin, Plan, State
from assistant.store import Store
from evals.dialogues.assembly import assemble
from evals.dialogues.script import Aside, Script, Value, read_scripts

Kind = Literal["opening", "aside", "answer", "draft", "after"]
TODAY = date(2026, 11, 22)
_MOST_TURNS = 80
_QUOTED = (">", "|", "- ", "**")
_OWNER = "prøve"


@dataclass(frozen=True)
class Said:
    """One message of the person with what it was, and the reply to it."""

    kind: Kind
    text: str
    before: str | None
    reply: Reply
    kept: frozenset[str]
    expects: str | None = None


@dataclass(frozen=True)
class Walk:
    """One whole conversation."""

    script: Script
    greeting: Reply
    turns: tuple[Said, ...]
    plan: Plan
    after: Plan


@dataclass
class _Memory:
    """What has been said already: asides used up, answers given to each topic."""

    asides: list[Aside]
    given: Counter[str] = field(default_factory=Counter)

    def next(self, script: Script, reply: Reply, turn: int) -> tuple[Kind, str, str | None]:
        """Return the next message: something out of turn when its time has come, else the answer to what is asked."""
        if turn < len(script.opening):
            return "opening", script.opening[turn], None
        if self.asides and turn + 1 >= self.asides[0].at:
            aside = self.asides.pop(0)
            return "aside", aside.say, aside.expects
        asked = topic(reply.asked)
        assert asked is not None
        said = script.answers.get(asked.slot) if asked.slot else script.drafts.get(asked.id)
        labels = [option.label for option in reply.options]
        usual = "vet ikke" if asked.slot else "Velg 1" if "Velg 1" in labels else "Godta"
        count = self.given[asked.id]
        self.given[asked.id] += 1
        text = said[count] if said and count < len(said) else usual if not (said and asked.slot) else said[-1]
        return ("answer" if asked.slot else "draft"), text, None


def walk(script: Script, conversations: Conversations, store: Store) -> Walk:
    """Let one user talk until the plan is complete or nothing leads on."""
    reply = greeting = conversations.start(_OWNER)
    memory, turns = _Memory(list(script.asides)), []

    def plan() -> Plan:
        return store.plans.get(_OWNER, greeting.plan).plan

    while len(turns) < _MOST_TURNS and (len(turns) < len(script.opening) or reply.asked is not None):
        kind, text, expects = memory.next(script, reply, len(turns))
        before, facts = reply.asked, plan().facts
        reply = conversations.send(_OWNER, greeting.conversation, text)
        same = frozenset(fact.slot for fact in facts if fact in plan().facts)
        kept = frozenset({"alle"} if len(same) == len(facts) == len(plan().facts) else ())
        turns.append(Said(kind, text, before, reply, kept, expects))
    done = plan()
    for text in script.after:
        reply = conversations.send(_OWNER, greeting.conversation, text)
        turns.append(Said("after", text, None, reply, frozenset()))
    return Walk(script, greeting, tuple(turns), done, plan())


# --- what is measured ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """How one conversation went; lists say what went wrong."""

    id: str
    completed: bool
    questions: int
    drafts: int
    kept: int
    told: int
    lost: tuple[str, ...]
    wrong: tuple[str, ...]
    repeated: tuple[str, ...]
    in_place: int
    asides: int
    missed: tuple[str, ...]
    dead: bool
    words: tuple[int, ...]
    long: tuple[str, ...]
    echoes: tuple[str, ...]
    ms: tuple[float, ...]


def score(walked: Walk) -> Score:
    """Return the figures of one conversation."""
    script, plan = walked.script, walked.plan
    lost = tuple(_lost(script, plan))
    told = _told(walked)
    wanted = [slot for slot, value in script.facts.items() if value != "may" and slot in told]
    lost = tuple(item for item in lost if item.partition("=")[0] in told)
    asides = [said for said in walked.turns if said.expects]
    missed = tuple(said.text for said in asides if not _in_place(said))
    entered = _entered(walked)
    replies = [walked.greeting, *(said.reply for said in walked.turns)]
    words = tuple(_words(reply.text) for reply in replies)
    return Score(
        id=script.id,
        completed=_completed(plan, script.way),
        questions=sum(1 for name in entered if (found := topic(name)) and found.slot),
        drafts=sum(1 for name in entered if (found := topic(name)) and not found.slot),
        kept=len(wanted) - len(lost),
        told=len(wanted),
        lost=lost,
        wrong=tuple(_wrong(script, plan)),
        repeated=tuple(_repeated(walked, entered)),
        in_place=len(asides) - len(missed),
        asides=len(asides),
        missed=missed,
        dead=next_topic(plan, script.way) is not None,
        words=words,
        long=tuple(r.text[:60] for r, n in zip(replies, words, strict=True) if n > 90 and not r.citations),
        echoes=tuple(_echoes(replies)),
        ms=tuple(reply.ms for reply in replies),
    )


def _told(walked: Walk) -> set[str]:
    """Return the slots that the person has told: what was asked and answered, and what nobody had to ask for."""
    answered = {str(found.slot) for said in walked.turns if said.kind == "answer" and (found := topic(said.before))}
    return {slot for slot in walked.script.facts if slot in answered or slot not in walked.script.answers}


def _completed(plan: Plan, way: str) -> bool:
    parts = [plan.goal(None), *(plan.goal(d) for d in DIMENSIONS), *(plan.strategy(d) for d in DIMENSIONS)]
    accepted = all(part is not None and part.state == State.ACCEPTED for part in parts)
    return accepted and bool(plan.tactics and plan.activities and plan.controls) and next_topic(plan, way) is None


def _holds(plan: Plan, slot: str, value: Value) -> bool:
    fact = plan.fact(slot)
    if fact is None or fact.value is None or value in ("any", "may"):
        return fact is not None and value in ("any", "may")
    if isinstance(value, str):
        return value.casefold() in str(fact.value).casefold()
    if isinstance(value, date):
        return fact.value == value
    return isinstance(fact.value, int | float) and abs(float(fact.value) - value) < 0.51


def _lost(script: Script, plan: Plan) -> Iterator[str]:
    for slot, value in script.facts.items():
        if value != "may" and not _holds(plan, slot, value):
            fact = plan.fact(slot)
            yield f"{slot}={value} (fikk {fact.value if fact else None})"


def _wrong(script: Script, plan: Plan) -> Iterator[str]:
    for fact in plan.facts:
        if fact.provenance.origin != Origin.SAID or fact.unknown:
            continue
        if fact.slot not in script.facts or not _holds(plan, fact.slot, script.facts[fact.slot]):
            yield f"{fact.slot}={fact.value} («{fact.provenance.words}»)"


def _entered(walked: Walk) -> list[str]:
    """Return each topic every time it was come to."""
    asked = [walked.greeting.asked, *(said.reply.asked for said in walked.turns)]
    return [now for before, now in zip([None, *asked], asked, strict=False) if now and now != before]


def _repeated(walked: Walk, entered: Sequence[str]) -> Iterator[str]:
    """Yield questions put again: not taken by an answer, or come back to after they were left."""
    for name, count in Counter(entered).items():
        found = topic(name)
        if count > 1 and found is not None and found.slot:
            yield f"{name} tatt opp igjen"
    for said in walked.turns:
        stays = said.reply.asked == said.before and said.before is not None
        if said.kind == "answer" and stays and "?" not in said.text:
            yield f"{said.before}: «{said.text}» ble ikke tatt"
        if said.kind == "draft" and stays and said.text in ("Godta", "Velg 1", "Velg 2"):
            yield f"{said.before}: «{said.text}» ble ikke tatt"


def _in_place(said: Said) -> bool:
    """Say whether an interruption was met and the thread kept, with no fact made of it."""
    stays = said.reply.asked == said.before
    cited = bool(said.reply.citations)
    fits = {"cited": cited, "declined": not cited, "any": True}[said.expects or "any"]
    return stays and fits and bool(said.kept)


def _words(text: str) -> int:
    lines = [line for line in text.splitlines() if not line.startswith(_QUOTED)]
    return len(" ".join(lines).split())


def _echoes(replies: Sequence[Reply]) -> Iterator[str]:
    """Yield sentences of three words or more that neighbouring replies share; drafts, quotes, questions excepted."""
    for before, now in pairwise(replies):
        yield from sorted(_sentences(before.text) & _sentences(now.text))


def _sentences(text: str) -> set[str]:
    lines = " ".join(line for line in text.splitlines() if not line.startswith(_QUOTED) and "[1]" not in line)
    found = re.findall(r"[^.!?]+[.!?]", lines)
    return {item.strip() for item in found if len(item.split()) >= 3 and not item.endswith("?")}


# --- the table ----------------------------------------------------------------------------------------------------


def report(scores: Sequence[Score]) -> str:
    """Return the figures as lines, one a conversation, the whole last."""
    lines = [f"{'id':24} ferdig spm utk  fakta  feil gjent  svar  blind  ord(med/maks) ekko  ms(p95)"]
    lines += [_line(item) for item in scores]
    for item in scores:
        for label in ("lost", "wrong", "repeated", "missed", "long", "echoes"):
            lines += [f"  {item.id} {label}: {text}" for text in getattr(item, label)]
    kept, told = sum(s.kept for s in scores), sum(s.told for s in scores)
    lines.append(
        f"ALLE {len(scores)}: ferdig {sum(s.completed for s in scores)}, spørsmål median "
        f"{statistics.median(s.questions for s in scores)} maks {max(s.questions for s in scores)}, med utkast maks "
        f"{max(s.questions + s.drafts for s in scores)}, fakta {kept}/{told} = {kept / told:.1%}, feil "
        f"{sum(len(s.wrong) for s in scores)}, gjentatt {sum(len(s.repeated) for s in scores)}, svart på stedet "
        f"{sum(s.in_place for s in scores)}/{sum(s.asides for s in scores)}, blindveier {sum(s.dead for s in scores)}, "
        f"lange {sum(len(s.long) for s in scores)}, ekko {sum(len(s.echoes) for s in scores)}, "
        f"ms p95 {_p95([ms for s in scores for ms in s.ms])}"
    )
    return "\n".join(lines)


def _line(item: Score) -> str:
    return (
        f"{item.id:24} {'ja' if item.completed else 'NEI':6} {item.questions:3} {item.drafts:3}  "
        f"{item.kept}/{item.told}{len(item.wrong):5} {len(item.repeated):5}   {item.in_place}/{item.asides}   "
        f"{'JA' if item.dead else 'nei':5} {statistics.median(item.words):5.0f}/{max(item.words)}  "
        f"{len(item.echoes):5}  {_p95(item.ms):6.1f}"
    )


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def transcript(walked: Walk) -> str:
    """Return the conversation to be read aloud."""
    lines = [f"# {walked.script.id} – {walked.script.who}", "", walked.greeting.text, ""]
    for said in walked.turns:
        options = " · ".join(option.label for option in said.reply.options)
        lines += [f"### «{said.text}»", "", said.reply.text, "", *([f"`[{options}]`", ""] if options else [])]
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run the users of one half (or both) and print the figures; `--show ID` prints a conversation instead."""
    here = Path(__file__).parent
    show = arguments[arguments.index("--show") + 1] if "--show" in arguments else None
    halves = [half for half in ("tuning", "held") if half in arguments] or ["tuning", "held"]
    with tempfile.TemporaryDirectory() as folder:
        conversations, store = assemble(Path(folder), TODAY)
        for half in halves:
            walks = [walk(s, conversations, store) for s in read_scripts(here / half) if show in (None, s.id)]
            if show:
                sys.stdout.writelines(transcript(item) for item in walks)
            elif walks:
                sys.stdout.write(f"\n== {half} ==\n{report([score(item) for item in walks])}\n")
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
