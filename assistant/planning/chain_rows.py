"""The goal chain's rows of formulas: which can be computed from what is known, and their values. Data: `chain.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.planning.formula import Formula, compile_formula
from assistant.planning.knowledge import catalogue

KINDS = ("vare", "tjeneste", "abonnement", "kapasitet", "frivillig", "prosjekt")
# Rows above this one are drivers: they may depend on each other in any order.
_FIRST_RESULT = "omsetning_krav"
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Row:
    """One way to compute a value, and when it may be used."""

    name: str
    formula: Formula
    unit: str
    assumed: bool
    needs: frozenset[str]
    without: frozenset[str]
    flags: tuple[bool | None, ...]

    def fits(self, given: frozenset[str], flag: bool | None) -> bool:
        """Whether the row may be used with these names given."""
        return self.needs <= given and not (self.without & given) and (not self.flags or flag in self.flags)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold: its margin is not below zero."""

    code: str
    level: str
    margin: Formula
    params: tuple[str, ...]
    needs_value: frozenset[str]
    unless: str | None
    row: Row

    def broken(self, values: Mapping[str, float]) -> bool:
        """Whether the margin can be computed and is below zero by more than rounding."""
        if not (_known(self.margin.names, values) and _known(self.needs_value, values)):
            return False
        margin = self.margin(values)
        size = max((abs(values[name]) for name in self.margin.names), default=1.0)
        return margin is not None and margin < -_SLACK * max(size, 1000.0)


def _known(names: Iterable[str], values: Mapping[str, float]) -> bool:
    # A plain loop: this is where the chain spends its time.
    for name in names:  # noqa: SIM110
        if name not in values:
            return False
    return True


@cache
def rows(kind: str) -> tuple[tuple[tuple[Row, ...], ...], tuple[tuple[Row, ...], ...]]:
    """Return the alternatives for each value of this kind of business: first the drivers, then the results."""
    table = catalogue("chain")["values"]
    alternatives = [
        (name, tuple(_row(name, row) for row in rows_ if kind in row.get("kinds", KINDS)))
        for name, rows_ in table.items()
    ]
    split = list(table).index(_FIRST_RESULT)
    return tuple(a for _, a in alternatives[:split]), tuple(a for _, a in alternatives[split:])


@cache
def rules(section: str, kind: str) -> tuple[Rule, ...]:
    """Return the `warnings` or `constraints` that concern this kind of business."""
    return tuple(_rule(row) for row in catalogue("chain")[section] if kind in row.get("kinds", KINDS))


def _row(name: str, row: Mapping[str, Any]) -> Row:
    flags = tuple(row.get("flags", (row["flag"],) if "flag" in row else ()))
    return Row(
        name=name,
        formula=compile_formula(str(row["formula"])),
        unit=row.get("unit", ""),
        assumed=row.get("assumed", False),
        needs=frozenset(row.get("needs", ())),
        without=frozenset(row.get("without", ())),
        flags=flags,
    )


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        level=row.get("level", "error"),
        margin=compile_formula(str(row["margin"])),
        params=tuple(row.get("params", ())),
        needs_value=frozenset(row.get("needs_value", ())),
        unless=row.get("unless"),
        row=_row(row["code"], {**row, "formula": row["margin"]}),
    )


def solve(known: Mapping[str, float], kind: str, flag: bool | None) -> tuple[dict[str, float], tuple[Row, ...]]:
    """Return every value that follows from `known` (shares as fractions), and the rows used, in order of use."""
    given = frozenset(known)
    values = dict(known)
    used: list[Row] = []
    drivers, results = rows(kind)
    while _pass(drivers, values, given, flag, used):
        pass
    while _pass(results, values, given, flag, used):
        pass
    return values, tuple(used)


def _pass(
    table: Iterable[tuple[Row, ...]],
    values: dict[str, float],
    given: frozenset[str],
    flag: bool | None,
    used: list[Row],
) -> bool:
    """Compute what can be computed now, into `values` and `used`; return whether anything was."""
    before = len(used)
    for alternatives in table:
        if not alternatives or alternatives[0].name in values:
            continue
        for row in alternatives:
            if _known(row.formula.names, values) and row.fits(given, flag):
                value = row.formula(values)
                if value is not None:
                    values[row.name] = value
                    used.append(row)
                    break
    return len(used) > before


def run(program: Iterable[Row], known: Mapping[str, float]) -> dict[str, float]:
    """Evaluate the rows again from other inputs; a value that does not exist is left out, with what needs it."""
    values = dict(known)
    for row in program:
        if row.name not in values and _known(row.formula.names, values):
            value = row.formula(values)
            if value is not None:
                values[row.name] = value
    return values


def needed(program: tuple[Row, ...], wanted: Iterable[str]) -> tuple[Row, ...]:
    """Return the part of a program that the wanted values rest on."""
    names = set(wanted)
    kept: list[Row] = []
    for row in reversed(program):
        if row.name in names:
            names |= set(row.formula.names)
            kept.append(row)
    return tuple(reversed(kept))
