"""The goal chain: from the business goal to what each dimension must deliver, and from the plan to what it gives.

Arithmetic of domain.md 3.4, generalised to products, services, subscriptions, capacity-bound trades, non-profits,
and project sales to few customers. Money in NOK a year, shares in percent, unless a name says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from assistant.planning.chain_input import Number, checked_inputs
from assistant.planning.chain_options import Missing, Option, Sensitivity, effects, missing_inputs, options
from assistant.planning.chain_rows import KINDS, Row, rules, run, solve
from assistant.planning.framework import Dimension
from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Fact, Plan

GIVEN, ASSUMED = "oppgitt", "antatt"
_PER_YEAR = {"år": 1.0, "halvår": 2.0, "kvartal": 4.0, "måned": 12.0, "uke": 52.0, "dag": 365.0}
_MONTHS = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
# Defaults that are a choice or a plain zero, not a guess about the company.
_POLICY = frozenset({"tilskudd", "payback_grense"})
# More ranged inputs than this are moved together, low with low: 2^n corners would take too long.
_MOST_CORNERS = 4


@dataclass(frozen=True, slots=True)
class Value:
    """One number of the chain. Shares in percent. `assumed` when it rests on anything nobody has said."""

    value: float
    unit: str
    formula: str
    inputs: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """What does not add up or should be asked about. Level: error, warn, ask or info."""

    code: str
    level: str
    params: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of one company: all that follows from what is known."""

    kind: str
    values: Mapping[str, Value]
    warnings: tuple[Alarm, ...] = ()
    options: tuple[Option, ...] = ()
    missing: tuple[Missing, ...] = ()

    def __getitem__(self, name: str) -> float:
        return self.values[name].value

    def get(self, name: str) -> float | None:
        """Return a value, or None when it does not follow from what is known."""
        found = self.values.get(name)
        return found.value if found else None

    def roots(self, name: str) -> tuple[str, ...]:
        """Return the given inputs that a value rests on, through all its formulas."""
        value = self.values.get(name)
        if value is None or not value.inputs:
            return (name,) if value is not None and value.formula == GIVEN else ()
        return tuple(dict.fromkeys(root for part in value.inputs for root in self.roots(part)))

    def delivers(self, dimension: Dimension) -> dict[str, Value]:
        """Return what this dimension must deliver for the business goal to be reached."""
        names = catalogue("chain")["delivers"][dimension.value]
        return {name: self.values[name] for name in names if name in self.values}

    def as_dict(self) -> dict[str, object]:
        """Return the chain as `amstak chain` prints it."""
        return {
            "kind": self.kind,
            "values": {name: _value_dict(value) for name, value in self.values.items()},
            "warnings": [{"code": w.code, "level": w.level, "params": dict(w.params)} for w in self.warnings],
            "options": [option.as_dict() for option in self.options],
            "missing": [{"slot": m.slot, "weight": m.weight, "unlocks": list(m.unlocks)} for m in self.missing],
        }


def chain(inputs: Mapping[str, Number | bool], kind: str = "tjeneste", *, advise: bool = True) -> Chain:
    """Return the chain. A tuple is a range (low, high); `advise` False leaves out options and missing inputs."""
    numbers, flag = _split(inputs)
    given = {name: _fraction(name, _middle(value)) for name, value in numbers.items()}
    defaults = _defaults(kind, given)
    values, program = solve({**defaults, **given}, kind, flag)
    alarms = _alarms(values, kind, flag, frozenset(given))
    shown = _shown(values, program, frozenset(defaults))
    shown = _with_ranges(shown, program, {**defaults, **given}, numbers)
    return Chain(
        kind,
        shown,
        alarms,
        options({**defaults, **given}, kind, flag) if advise else (),
        missing_inputs(given, defaults, kind, flag) if advise else (),
    )


def sensitivities(inputs: Mapping[str, Number | bool], kind: str, target: str) -> tuple[Sensitivity, ...]:
    """Return how many percent `target` moves for one percent more of each lever, strongest first."""
    numbers, flag = _split(inputs)
    given = {name: _fraction(name, _middle(value)) for name, value in numbers.items()}
    return effects({**_defaults(kind, given), **given}, kind, flag, target)


def _split(inputs: Mapping[str, Number | bool]) -> tuple[dict[str, Number], bool | None]:
    """Return the numbers the chain knows, and whether the marketing budget is inside the fixed costs."""
    table = catalogue("chain")["inputs"]
    flag = inputs.get("budsjett_i_faste")
    numbers = {name: v for name, v in inputs.items() if name in table and not isinstance(v, bool)}
    return numbers, None if flag is None else bool(flag)


def chain_of(plan: Plan, *, advise: bool = True, **changes: Number) -> Chain:
    """Return the chain of a plan's facts, with some numbers changed."""
    inputs, kind = chain_inputs(plan)
    inputs = {**inputs, **changes}
    return chain(inputs, kind) if advise else plain_chain(inputs, kind)


def plain_chain(inputs: Mapping[str, Number | bool], kind: str) -> Chain:
    """Return the chain without advice. The same numbers are asked for many times while a plan is drafted: kept."""
    return _kept(tuple(inputs.items()), kind)


@lru_cache(maxsize=64)
def _kept(inputs: tuple[tuple[str, Number | bool], ...], kind: str) -> Chain:
    return chain(dict(inputs), kind, advise=False)


def chain_inputs(plan: Plan) -> tuple[dict[str, Number | bool], str]:
    """Return the chain's inputs among a plan's facts, in the chain's periods, and the kind of business."""
    table = catalogue("chain")["inputs"]
    kind = _kind(plan)
    inputs: dict[str, Number | bool] = {}
    for fact in plan.facts:
        if fact.unknown or fact.value is None:
            continue
        if fact.slot == "budsjett_i_faste" and isinstance(fact.value, bool):
            inputs[fact.slot] = fact.value
        elif (
            fact.slot == "frafall" and kind == "abonnement" and fact.per == "år" and plan.number("frafall") is not None
        ):
            inputs["kundelojalitet"] = 100 - (plan.number("frafall") or 0.0)
        elif fact.slot in table and isinstance(fact.value, int | float) and not isinstance(fact.value, bool):
            inputs[fact.slot] = _in_period(fact, table[fact.slot].get("per"))
    return inputs, kind


def _in_period(fact: Fact, per: str | None) -> Number:
    factor = _PER_YEAR[fact.per] / _PER_YEAR[per] if fact.per in _PER_YEAR and per and fact.unit != "%" else 1.0
    if fact.low is not None and fact.high is not None:
        return fact.low * factor, fact.high * factor
    return float(fact.value or 0.0) * factor  # type: ignore[arg-type]  # the caller has checked that it is a number


def _kind(plan: Plan) -> str:
    kind = plan.words("modell")
    if kind in KINDS:
        return kind
    if plan.number("medlemmer") is not None or plan.number("givere") is not None:
        return "frivillig"
    if plan.number("abonnementspris") is not None:
        return "abonnement"
    return "kapasitet" if plan.number("kapasitet") is not None else "tjeneste"


def chain_from_mapping(content: Mapping[str, object]) -> Chain:
    """Return the chain of a file like `examples/chain.yaml`. Raises UsageError on what cannot be used."""
    inputs, kind, season = checked_inputs(content)
    result = chain(inputs, kind)
    return with_season(result, season) if season else result


def with_season(result: Chain, profile: tuple[float, ...]) -> Chain:
    """Return the chain with required revenue for each month; `profile` is 12 shares that add up to 1."""
    if "omsetning_krav" not in result.values:
        return result
    assumed = result.values["omsetning_krav"].assumed
    monthly = {
        f"omsetning_krav_{month}": Value(
            result["omsetning_krav"] * share,
            "NOK",
            f"omsetning_krav * {share:.6g}",
            ("omsetning_krav",),
            assumed=assumed,
        )
        for month, share in zip(_MONTHS, profile, strict=True)
    }
    return Chain(result.kind, {**result.values, **monthly}, result.warnings, result.options, result.missing)


def _middle(value: Number) -> float:
    return (value[0] + value[1]) / 2 if isinstance(value, tuple) else float(value)


def _fraction(name: str, value: float) -> float:
    return value / 100 if catalogue("chain")["inputs"][name]["unit"] == "%" else value


def _defaults(kind: str, given: Mapping[str, float]) -> dict[str, float]:
    table = catalogue("chain")["defaults"]
    rows = {**table["alle"], **table.get(kind, {})}
    return {name: _fraction(name, float(value)) for name, value in rows.items() if name not in given}


def _alarms(values: Mapping[str, float], kind: str, flag: bool | None, given: frozenset[str]) -> tuple[Alarm, ...]:
    found: dict[str, Alarm] = {}
    shares = _share_names()
    for rule in rules("warnings", kind):
        if rule.row.fits(given, flag) and rule.unless not in found and rule.broken(values):
            params = {n: values[n] * (100 if n in shares else 1) for n in rule.params if n in values}
            found[rule.code] = Alarm(rule.code, rule.level, params)
    return tuple(found.values())


@cache
def _share_names() -> frozenset[str]:
    content = catalogue("chain")
    return frozenset(
        [name for name, row in content["inputs"].items() if row["unit"] == "%"]
        + [name for name, alternatives in content["values"].items() if alternatives[0]["unit"] == "%"]
    )


def _shown(values: Mapping[str, float], program: tuple[Row, ...], defaults: frozenset[str]) -> dict[str, Value]:
    table = catalogue("chain")["inputs"]
    computed = {row.name: row for row in program}
    used = {name for row in program for name in row.formula.names}
    assumed = set(defaults)
    shown: dict[str, Value] = {}
    for name, value in values.items():
        row = computed.get(name)
        if row is None:
            if name in defaults and name not in used:
                continue
            unit = table[name]["unit"]
            shown[name] = _value(value, unit, ASSUMED if name in defaults else GIVEN, (), name in defaults)
            continue
        if row.assumed or assumed & set(row.formula.names) - _POLICY:
            assumed.add(name)
        shown[name] = _value(value, row.unit, row.formula.text, row.formula.names, name in assumed)
    return shown


def _value(value: float, unit: str, formula: str, inputs: tuple[str, ...], assumed: bool) -> Value:
    return Value(value * 100 if unit == "%" else value, unit, formula, inputs, assumed=assumed)


def _with_ranges(
    shown: dict[str, Value], program: tuple[Row, ...], known: Mapping[str, float], numbers: Mapping[str, Number]
) -> dict[str, Value]:
    """Give every value that depends on a ranged input its lowest and highest value over the corners of the ranges."""
    ranged = {n: tuple(_fraction(n, end) for end in v) for n, v in numbers.items() if isinstance(v, tuple)}
    if not ranged:
        return shown
    corners = (
        list(product(*ranged.values())) if len(ranged) <= _MOST_CORNERS else list(zip(*ranged.values(), strict=True))
    )
    runs = [run(program, {**known, **dict(zip(ranged, corner, strict=True))}) for corner in corners]
    result: dict[str, Value] = {}
    for name, value in shown.items():
        ends = [r[name] * (100 if value.unit == "%" else 1) for r in runs if name in r]
        low, high = min([*ends, value.value]), max([*ends, value.value])
        spread = high - low > 1e-9 * max(1.0, abs(high))
        result[name] = (
            Value(value.value, value.unit, value.formula, value.inputs, low, high, value.assumed) if spread else value
        )
    return result


def _value_dict(value: Value) -> dict[str, object]:
    content: dict[str, object] = {
        "value": value.value,
        "unit": value.unit,
        "formula": value.formula,
        "inputs": list(value.inputs),
        "assumed": value.assumed,
    }
    if value.low is not None:
        content |= {"low": value.low, "high": value.high}
    return content
