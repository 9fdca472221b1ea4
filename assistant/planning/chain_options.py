"""Advice from the goal chain: ways to close a gap, what moves a result most, which missing number matters most."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.planning.chain_rows import KINDS, Row, Rule, needed, rules, run, solve
from assistant.planning.knowledge import catalogue

_ENOUGH = 3
_SLACK = 1e-9
# Levers of this weight give up a part of the goal: never mixed with work to reach it.
_LOWERS_GOAL = 4.0
# Derived values that a person can still decide to change.
_DRIVERS = frozenset({"snittordre", "kjøp_per_kunde", "ordre", "kundelojalitet", "belegg"})
_MAIN_RESULTS = ("nye_kunder_krav", "ekstra_kjøp", "gap", "omsetning_krav", "besøk_krav")


@dataclass(frozen=True, slots=True)
class Change:
    """One number changed, in its unit; `relative` in percent. Start and end are None when today's number is unknown."""

    slot: str
    start: float | None
    end: float | None
    relative: float


@dataclass(frozen=True, slots=True)
class Option:
    """One way to close a gap: all its changes together. Effort: the sum of relative change × how hard it is."""

    closes: str
    changes: tuple[Change, ...]
    effort: float

    def as_dict(self) -> dict[str, object]:
        """Return the option as `amstak chain` prints it."""
        changes = [{"slot": c.slot, "from": c.start, "to": c.end, "relative": c.relative} for c in self.changes]
        return {"closes": self.closes, "changes": changes, "effort": self.effort}


@dataclass(frozen=True, slots=True)
class Missing:
    """A number nobody has given. Weight: how far the main result may move; above 1 where nothing can start."""

    slot: str
    weight: float
    unlocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one percent more of an input does to a result, in percent, and what the result is worth now."""

    slot: str
    value: float
    effect: float


@dataclass(frozen=True, slots=True)
class _Lever:
    """A number that can be moved from `start` by up to `most` times `base`, at most to `bound`."""

    slot: str
    start: float
    base: float
    weight: float
    limit: float
    sign: int
    known: bool = True

    def at(self, relative: float) -> float:
        """Return the number after a relative change."""
        return self.start + self.sign * relative * self.base


@dataclass(frozen=True, slots=True)
class _Base:
    """A solver's view of the company: what may be moved, and the rows that the constraints rest on."""

    known: Mapping[str, float]
    values: Mapping[str, float]
    program: tuple[Row, ...]
    constraints: tuple[Rule, ...]

    def broken(self, changed: Mapping[str, float]) -> dict[str, Rule]:
        values = run(self.program, {**self.known, **changed})
        return {rule.code: rule for rule in self.constraints if rule.broken(values)}

    def margin(self, rule: Rule, changed: Mapping[str, float]) -> float:
        return rule.margin(run(self.program, {**self.known, **changed})) or 0.0


def options(known: Mapping[str, float], kind: str, flag: bool | None) -> tuple[Option, ...]:
    """Return at most three ways to close the first gap, easiest first; none when the plan adds up."""
    base, relative_only = _base(known, kind, flag)
    broken = base.broken({})
    if not broken:
        return ()
    rule = next(iter(broken.values()))
    levers = _levers(base, kind, frozenset(known), relative_only)
    useful = [lever for lever in levers if _moves(base, rule, lever)]
    found = [option for lever in useful if (option := _close(base, rule, (lever,), set(broken)))]
    easiest = sorted((lever for lever in useful if lever.weight < _LOWERS_GOAL), key=lambda lever: lever.weight)
    for size in (2, 3):
        if len(easiest) >= size and (option := _close(base, rule, tuple(easiest[:size]), set(broken))):
            found.append(option)
    return tuple(sorted(found, key=lambda option: option.effort)[:_ENOUGH])


def apply_option(known: Mapping[str, float], kind: str, flag: bool | None, option: Option) -> dict[str, str]:
    """Return the constraints still broken with the option's changes made, as code → level; empty when it closes."""
    base, relative_only = _base(known, kind, flag)
    levers = {lever.slot: lever for lever in _levers(base, kind, frozenset(known), relative_only)}
    changed = {c.slot: levers[c.slot].at(abs(c.relative) / 100) for c in option.changes}
    return {code: rule.level for code, rule in base.broken(changed).items()}


def _base(known: Mapping[str, float], kind: str, flag: bool | None) -> tuple[_Base, frozenset[str]]:
    """Pin the drivers as inputs, so that today's turnover follows from them and moves when they do."""
    values, used = solve(known, kind, flag)
    derived = {row.name: row for row in used}
    pinned = dict(known)
    own = _DRIVERS - {name for name, row in derived.items() if _moved_by_another(row, known)}
    pinned |= {name: values[name] for name in own if name in values}
    relative_only: frozenset[str] = frozenset()
    if "omsetning" in pinned and "snittordre" not in values and "kunder" not in values:
        pinned |= {"snittordre": 1.0, "ordre": pinned["omsetning"]}
        relative_only = frozenset({"snittordre", "ordre"})
    if "snittordre" in pinned:
        pinned = _without_turnover(pinned, values)
    if "nye_kunder_plan" not in values:
        pinned["nye_kunder"] = 0.0
    values, used = solve(pinned, kind, flag)
    constraints = tuple(rule for rule in rules("constraints", kind) if rule.row.needs <= frozenset(known))
    wanted = [name for rule in constraints for name in rule.margin.names]
    return _Base(pinned, values, needed(used, wanted), constraints), relative_only


def _moved_by_another(row: Row, known: Mapping[str, float]) -> bool:
    levers = catalogue("chain")["levers"]
    return any(
        name in levers and name in known and name not in {"ordre", "kapasitet", "åpne_uker"}
        for name in row.formula.names
    ) and ("omsetning" not in row.formula.names)


def _without_turnover(pinned: dict[str, float], values: Mapping[str, float]) -> dict[str, float]:
    parts = [{"kunder", "kjøp_per_kunde"}, {"ordre"}, {"kapasitet", "belegg"}]
    if not any(part <= pinned.keys() for part in parts):
        return pinned
    if {"kunder"} <= values.keys() and "kjøp_per_kunde" in pinned:
        pinned["kunder"] = values["kunder"]
        pinned.pop("ordre", None)
    return {name: value for name, value in pinned.items() if name != "omsetning"}


@cache
def _lever_rows(kind: str) -> dict[str, dict[str, Any]]:
    return {n: row for n, row in catalogue("chain")["levers"].items() if kind in row.get("kinds", KINDS)}


def _levers(base: _Base, kind: str, given: frozenset[str], relative_only: frozenset[str]) -> list[_Lever]:
    levers = []
    inputs = catalogue("chain")["inputs"]
    for slot, row in _lever_rows(kind).items():
        needs, without = frozenset(row.get("needs", ())), frozenset(row.get("without", ()))
        if slot not in base.known or not needs <= given or without & base.values.keys():
            continue
        if slot == "nye_kunder" and slot not in given and {"besøk", "leads"} & given:
            continue
        start = base.known[slot]
        size = base.values.get(row["base"], 0.0) if "base" in row else start
        size = size or start or base.values.get("nye_kunder_krav", 0.0)
        high = row.get("high", float("inf")) / (100 if inputs[slot]["unit"] == "%" else 1)
        sign = -1 if row.get("down") else 1
        room = (high - start) / size if size and sign > 0 else 1.0
        limit = min(row["most"], room)
        if size > 0 and limit > 0:
            levers.append(_Lever(slot, start, size, row["weight"], limit, sign, slot not in relative_only))
    return levers


def _moves(base: _Base, rule: Rule, lever: _Lever) -> bool:
    nudged = base.margin(rule, {lever.slot: lever.at(min(0.01, lever.limit))})
    now = base.margin(rule, {})
    return nudged - now > _SLACK * max(1.0, abs(now))


def _close(base: _Base, rule: Rule, levers: tuple[_Lever, ...], allowed: set[str]) -> Option | None:
    """Return the smallest equal relative change of these levers that closes the gap and opens no other, or None."""

    def changed(relative: float) -> dict[str, float]:
        return {lever.slot: lever.at(min(relative, lever.limit)) for lever in levers}

    relative = _root(lambda x: base.margin(rule, changed(x)), max(lever.limit for lever in levers))
    if relative is None:
        return None
    still = base.broken(changed(relative))
    if rule.code in still or not still.keys() <= allowed:
        return None
    sizes = [(lever, min(relative, lever.limit)) for lever in levers]
    changes = tuple(_change(lever, size) for lever, size in sizes)
    return Option(rule.code, changes, sum(size * lever.weight for lever, size in sizes))


def _change(lever: _Lever, relative: float) -> Change:
    percent = 100.0 if catalogue("chain")["inputs"][lever.slot]["unit"] == "%" else 1.0
    start, end = lever.start * percent, lever.at(relative) * percent
    known = lever.known
    return Change(lever.slot, start if known else None, end if known else None, lever.sign * relative * 100)


def _root(margin: Callable[[float], float], most: float) -> float | None:
    """Return the smallest x in [0, most] where a rising margin reaches zero (Illinois method), or None."""
    low, high = 0.0, most
    at_low, at_high = margin(low), margin(high)
    scale = max(1.0, abs(at_low))
    if at_high < -_SLACK * scale:
        return None
    for _ in range(60):
        x = high - at_high * (high - low) / (at_high - at_low) if at_high != at_low else high
        value = margin(x)
        if abs(value) <= 0.01 * _SLACK * scale or high - low < 1e-15:
            return x
        if value < 0:
            low, at_low, at_high = x, value, at_high / 2
        else:
            high, at_high, at_low = x, value, at_low / 2
    return high


def effects(known: Mapping[str, float], kind: str, flag: bool | None, target: str) -> tuple[Sensitivity, ...]:
    """Return how many percent `target` moves for one percent more of each lever, strongest first."""
    base, _ = _base(known, kind, flag)
    values, used = solve(base.known, kind, flag)
    now = values.get(target)
    if not now:
        return ()
    program = needed(used, [target])
    found = []
    for slot in _lever_rows(kind):
        start = base.known.get(slot)
        if start:
            moved = run(program, {**base.known, slot: start * 1.01}).get(target)
            if moved is not None and abs(moved - now) > _SLACK * abs(now):
                found.append(Sensitivity(slot, start, (moved / now - 1) * 100))
    return tuple(sorted(found, key=lambda s: -abs(s.effect)))


def missing_inputs(
    given: Mapping[str, float], defaults: Mapping[str, float], kind: str, flag: bool | None
) -> tuple[Missing, ...]:
    """Return the numbers worth asking for, most important first."""
    content = catalogue("chain")
    values, _ = solve({**defaults, **given}, kind, flag)
    asked = [slot for slot in content["ask"].get(kind, content["ask"]["alle"]) if slot not in values]
    if "omsetning_krav" in values or "kunder_mål" in values:
        asked = [slot for slot in asked if not slot.endswith("_mål")]
    guesses = {slot: guess for slot, guess in _guesses(kind).items() if slot not in values}
    middle = {slot: (low + high) / 2 for slot, (low, high) in guesses.items()}
    known = {**defaults, **given}
    found = [_missing(slot, asked, guesses, middle, (known, values, kind, flag)) for slot in asked]
    return tuple(sorted(found, key=lambda m: -m.weight))


def _missing(
    slot: str,
    asked: list[str],
    guesses: Mapping[str, tuple[float, float]],
    middle: Mapping[str, float],
    base: tuple[Mapping[str, float], Mapping[str, float], str, bool | None],
) -> Missing:
    known, before, kind, flag = base
    if slot not in guesses:
        after, _ = solve({**known, slot: 1.0}, kind, flag)
        unlocks = tuple(name for name in after if name not in before and name != slot)
        late = "omsetning_krav" in before and slot in catalogue("chain")["checks"]
        return Missing(slot, (0.05 if late else 2.0) - asked.index(slot) / 1000, unlocks)
    after, _ = solve({**known, slot: middle[slot]}, kind, flag)
    unlocks = tuple(name for name in after if name not in before and name != slot)
    others = {name: value for name, value in middle.items() if name != slot}
    low, high = (solve({**others, **known, slot: end}, kind, flag)[0] for end in guesses[slot])
    result = next((n for n in _MAIN_RESULTS if n in low and n in high and low[n] != high[n]), None)
    if result is None:
        return Missing(slot, len(unlocks) / 1000, unlocks)
    swing = abs(high[result] - low[result]) / max(abs(high[result]), abs(low[result]))
    return Missing(slot, swing, unlocks)


@cache
def _guesses(kind: str) -> dict[str, tuple[float, float]]:
    inputs = catalogue("chain")["inputs"]
    return {
        slot: (low / (100 if inputs[slot]["unit"] == "%" else 1), high / (100 if inputs[slot]["unit"] == "%" else 1))
        for slot, (low, high) in catalogue("assumptions")[kind].items()
    }
