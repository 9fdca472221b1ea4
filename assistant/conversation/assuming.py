"""What is supposed when nobody knows: a marked assumption from planning's catalogues, shown and used until replaced."""

from calendar import monthrange
from datetime import date

from assistant.language.slots import slot_info
from assistant.planning.dependencies import apply_fact
from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Fact, Origin, Plan, Provenance, Scalar

# Figures of the dimensions are never supposed: a goal must not begin at a number nobody has measured.
_SUPPOSED = ("dekningsgrad",)
_TARGET = "_mål"


def assume(plan: Plan, slot: str, today: date) -> Plan:
    """Return the plan with an assumption in the slot where there is one to make; a known fact is never touched."""
    if plan.fact(slot) is not None:
        return plan
    made = _assumption(plan, slot, today)
    return apply_fact(plan, made) if made else plan


def assumed(plan: Plan, slot: str) -> Fact | None:
    """Return the slot's fact when it is an assumption."""
    fact = plan.fact(slot)
    return fact if fact is not None and fact.provenance.origin == Origin.ASSUMED else None


def _assumption(plan: Plan, slot: str, today: date) -> Fact | None:
    if slot == "frist":
        return _fact(slot, _in_a_year(today), "et år")
    if slot in _SUPPOSED:
        found = catalogue("assumptions").get(plan.words("modell") or "tjeneste", {}).get(slot)
        return _fact(slot, (found[0] + found[1]) / 2, "catalogue", low=found[0], high=found[1]) if found else None
    if not slot.endswith(_TARGET):
        return None
    bases = [slot.removesuffix(_TARGET)] if slot != "medlemmer_mål" else ["medlemmer", "givere", "besøk"]
    for base in bases:
        now, factor = plan.number(base), catalogue("goals")["steps"].get(base, {}).get("times")
        if now and factor:
            return _fact(f"{base}{_TARGET}", float(round(now * factor)), base)
    return None


def _fact(slot: str, value: Scalar, source: str, low: float | None = None, high: float | None = None) -> Fact:
    info = slot_info(slot)
    provenance = Provenance(origin=Origin.ASSUMED, formula="antakelse", inputs=(source,))
    return Fact(
        slot=slot,
        value=value,
        unit=info.unit,
        per=info.per,
        low=low,
        high=high,
        approximate=True,
        provenance=provenance,
    )


def _in_a_year(today: date) -> date:
    """Return the last day of the month a year from today."""
    year, month = today.year + 1, today.month
    return date(year, month, monthrange(year, month)[1])
