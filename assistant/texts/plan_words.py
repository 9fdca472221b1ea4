"""A plan in Norwegian: facts, goals, strategies and tables worded from codes and values. Decides nothing."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from assistant.language.formatting import format_quantity
from assistant.language.slots import slot_info
from assistant.planning.consistency import Finding, check
from assistant.planning.control import YEARLY
from assistant.planning.framework import DIMENSIONS, STAGES, Dimension, Step
from assistant.planning.goal_words import named
from assistant.planning.kpis import kpi
from assistant.planning.plan import Activity, Control, Fact, Goal, Plan, Strategy, Tactic, Wording
from assistant.planning.profile import Profile, profile
from assistant.texts.texts import Texts

Row = tuple[str, ...]
# The columns that a conversation has room for; the whole table stands in the plan.
_BRIEF = {"activities": (0, 2, 3, 4, 6, 7), "controls": (0, 1, 2, 3)}


class PlanWords:
    """Words for one plan. Gaps are shown as «–», never left out."""

    def __init__(self, texts: Texts, plan: Plan) -> None:
        self._texts, self._plan = texts, plan

    def text(self, wording: Wording | None) -> str:
        """Word a plan text: the person's own words win over the catalogue."""
        if wording is None:
            return ""
        if wording.own is not None:
            return wording.own
        if not wording.code:
            return ""
        # A plan stored before a phrase got a new variable finds it among the words of its trade.
        return self._texts.say(wording.code, **{**self._trade, **wording.params})

    @cached_property
    def _trade(self) -> dict[str, Any]:
        return dict(profile(self._plan).params)

    # --- names ---

    def step(self, step: Step) -> str:
        """Return the step's name as shown."""
        return self._texts.say(f"stegnavn.{step.value}")

    def dimension(self, dimension: Dimension | None) -> str:
        """Return the dimension's name as shown; None is the market as a whole."""
        return self._texts.say(f"dimensjonsnavn.{dimension.value if dimension else 'marked'}")

    def stage(self, stage: str) -> str:
        """Return the RIKE stage's name as shown."""
        return self._texts.say(f"rikenavn.{stage}")

    def kpi(self, name: str | None) -> str:
        """Return a KPI's name."""
        found = kpi(name) if name else None
        return named(found, self._who, definite=False) if found else (name or "–")

    @cached_property
    def _who(self) -> Profile:
        return profile(self._plan)

    def quantity(self, value: float, unit: str) -> str:
        """Write a KPI's value with this business's own word for what is counted."""
        one = value == 1
        counted = {"kunder": "kunde" if one else "kunder", "ordre": "handel" if one else "handler"}.get(unit)
        return format_quantity(value, str(self._who.params[counted]) if counted else unit)

    def slot(self, slot: str) -> str:
        """Return what a slot is called."""
        return slot_info(slot).label

    # --- facts ---

    def value(self, fact: Fact) -> str:
        """Write a fact's value as a Norwegian would, with «ca.» and ranges kept."""
        if fact.unknown or fact.value is None:
            return self._texts.say("verdi.ukjent")
        if isinstance(fact.value, bool):
            return self._texts.say("verdi.ja" if fact.value else "verdi.nei")
        if isinstance(fact.value, str | date):
            return self._texts.say("verdi.er", verdi=fact.value)
        number = format_quantity(float(fact.value), fact.unit or "")
        if fact.low is not None and fact.high is not None and fact.low != fact.high:
            number = f"{format_quantity(fact.low, '')}–{format_quantity(fact.high, fact.unit or '')}"
        return f"ca. {number}" if fact.approximate else number

    def labelled(self, fact: Fact) -> str:
        """Return «what: value», with the deadline when it is a target that has one."""
        code = f"faktum.{fact.slot}"
        value = self.value(fact)
        text = self._texts.say(code, verdi=value) if self._texts.has(code) else f"{self.slot(fact.slot)}: {value}"
        if fact.by and fact.slot.endswith("_mål"):
            return self._texts.say("verdi.innen", tekst=text, dato=fact.by)
        return text

    # --- parts ---

    def goal(self, goal: Goal) -> str:
        """Return the goal's sentence as a quotation and its particulars as a list."""
        return "\n".join([f"> {self.text(goal.text)}", "", *(f"- {line}" for line in self.goal_lines(goal))])

    def goal_lines(self, goal: Goal) -> list[str]:
        """Return the goal's particulars: now, target, deadline, method, owner."""
        said: list[tuple[str, dict[str, Any]]] = [
            ("nå_ukjent", {}) if goal.baseline is None else ("nå", {"verdi": self.quantity(goal.baseline, goal.unit)})
        ]
        if goal.target is not None:
            said.append(("mål", {"verdi": self.quantity(goal.target, goal.unit)}))
        if goal.deadline:
            said.append(("frist", {"frist": goal.deadline}))
        if goal.method:
            said.append(("måles", {"metode": self.text(goal.method)}))
        if goal.owner:
            said.append(("ansvarlig", {"hvem": goal.owner}))
        return [self._texts.say(f"mål_linje.{name}", **params) for name, params in said]

    def strategy(self, item: Strategy) -> str:
        """Return a strategy with its reason and what it rules out, a line each."""
        lines = [self.text(item.text)]
        if item.why:
            why = " ".join(self.text(part) for part in (item.why, *item.reasons))
            lines.append(self._texts.say("utkast.hvorfor", hvorfor=why))
        if item.excludes:
            lines.append(self._texts.say("utkast.velger_bort", bort=self.text(item.excludes)))
        return "  \n".join(lines)

    def tactic_rows(self, parts: Sequence[Tactic]) -> list[Row]:
        """Return stage, dimension and text of each tactic, along the customer's way."""
        ordered = sorted(parts, key=lambda part: (STAGES.index(part.stage), DIMENSIONS.index(part.dimension)))
        return [
            (self.stage(part.stage.value), self.dimension(part.dimension), self.text(part.text)) for part in ordered
        ]

    def activity_rows(self, parts: Sequence[Activity]) -> list[Row]:
        """Return what, place, who, when, where, how, cost and KPI of each activity."""
        return [self._activity(part) for part in parts]

    def _activity(self, part: Activity) -> Row:
        when = " – ".join(self._texts.say("verdi.er", verdi=day) for day in (part.start, part.end) if day) or "–"
        place = f"{self.dimension(part.dimension)} · {self.stage(part.stage.value)}"
        cost = "–" if part.cost is None else format_quantity(part.cost, "NOK")
        how = self.text(part.how) or "–"
        return (self.text(part.what), place, part.who or "–", when, part.where or "–", how, cost, self.kpi(part.kpi))

    def control_rows(self, parts: Sequence[Control]) -> list[Row]:
        """Return KPI, limit, frequency, owner and source of each control."""
        return [
            (
                self.kpi(part.kpi),
                self._limit(part),
                part.frequency,
                part.owner or "–",
                self.text(part.source) or "–",
            )
            for part in parts
        ]

    def _limit(self, part: Control) -> str:
        found = kpi(part.kpi)
        if part.limit is None:
            return "–"
        value = self.quantity(part.limit, found.unit if found else "")
        return self._texts.say("plan.grense.året", verdi=value) if part.kpi in YEARLY else value

    def heads(self, table: str) -> Row:
        """Return the column heads of «tactics», «activities» or «controls»."""
        return tuple(self._texts.say(f"tabell.{table}").split(" | "))

    def table(self, kind: str, parts: Sequence[Any], *, brief: bool = False) -> str:
        """Return tactics, activities or controls as a Markdown table; `brief` leaves the wordy columns out."""
        rows = self._rows(kind, parts)
        kept = _BRIEF.get(kind) if brief else None
        columns = kept or range(len(self.heads(kind)))
        heads = [self.heads(kind)[column] for column in columns]
        text = markdown_table(heads, [[row[column] for column in columns] for row in rows])
        if kind != "activities":
            return text
        hours = sum(part.hours or 0 for part in parts)
        cost = sum(part.cost or 0 for part in parts)
        return f"{text}\n\n{self._texts.say('utkast.sum', timer=hours, kost=cost)}"

    def _rows(self, kind: str, parts: Sequence[Any]) -> list[Row]:
        if kind == "tactics":
            return self.tactic_rows(parts)
        return self.activity_rows(parts) if kind == "activities" else self.control_rows(parts)

    # --- the whole ---

    def findings(self, today: date) -> list[tuple[Finding, str]]:
        """Return the consistency findings, each with its message."""
        return [(finding, self._texts.say(finding.code, **finding.params)) for finding in check(self._plan, today)]


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; bars and line breaks in cells are made harmless."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "/").split()) for cell in cells) + " |"

    return "\n".join([line(heads), "|" + " --- |" * len(heads), *(line(row) for row in rows)])
