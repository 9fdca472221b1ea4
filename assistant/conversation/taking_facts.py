"""Facts from a message into the plan: units to the slot's own period, targets with their deadline, nothing lost."""

from datetime import date

from assistant.conversation.agenda import topic
from assistant.conversation.assuming import assume
from assistant.conversation.course import Course
from assistant.conversation.drafting import kept_if_same, stale_of
from assistant.conversation.followup import measured_goal, take_actual
from assistant.conversation.listening import heard
from assistant.conversation.types import Move, Reading
from assistant.language.business import find_trade
from assistant.language.facts import Fact as SaidFact
from assistant.language.slots import slot_info
from assistant.planning.dependencies import apply_fact
from assistant.planning.plan import Fact, Origin, Plan, Provenance
from assistant.planning.profile import profile

# How many of a period make a year, to bring «per måned» to the slot's own period.
_PER_YEAR = {"år": 1, "måned": 12, "uke": 52}
# More hours than there are in a week are some other figure.
_MOST = {"timer_per_uke": 168.0}


def take_facts(course: Course, reading: Reading) -> Course:
    """Apply every usable fact of the message and note what was taken; unknowns leave their topic open."""
    known, noted = course.plan, []
    plan = known
    for said in reading.facts:
        goal = measured_goal(said, reading, plan)
        if goal is not None:
            course = take_actual(course.put(plan), goal, said, reading)
            plan = course.plan
            continue
        fact = to_plan_fact(said, reading, plan)
        if fact is None or not _possible(fact) or _same(plan.fact(fact.slot), fact):
            continue
        if _in_passing(fact, course, reading):
            continue
        plan = apply_fact(plan, fact)
        noted.append(fact.slot)
        plan, slots = _deadline(plan, fact)
        noted.extend(slots)
    if not noted:
        return course
    if "bransje" in noted:
        plan = _with_kind(plan)
    plan = kept_if_same(_titled(_renewed(plan, known, course.today)), known, course.today)
    course = course.put(plan).unwaive(*_topics_of(noted))
    course = course.set(noted=tuple(noted), misses=0).move(Move("noted", ids=tuple(dict.fromkeys(noted))))
    course = _changes_told(course, known, noted)
    if "utfordring" in noted and (kinds := profile(course.plan).challenges):
        course = course.move(Move("insight", kinds[0]))
    if {"omsetning", "omsetning_mål", "medlemmer", "medlemmer_mål"} & set(noted):
        course = course.move(Move("chain", "kort"))
    return course


def _changes_told(course: Course, known: Plan, noted: list[str]) -> Course:
    """Say what follows from a correction: another business, or parts of the plan to be looked at again."""
    if "bransje" in noted and known.fact("bransje") is not None:
        course = course.say("rettet.virksomhet", bransje=course.plan.words("bransje"))
    again = len(stale_of(course.plan)) - len(stale_of(known))
    return course.say("rettet.følge", antall=again) if again > 0 else course


def _topics_of(slots: list[str]) -> tuple[str, ...]:
    return tuple(slot for slot in slots if topic(slot) is not None)


def _renewed(plan: Plan, before: Plan, today: date) -> Plan:
    """Return the plan where supposed targets follow the figure they were supposed from."""
    changed = {fact.slot for fact in plan.facts if fact not in before.facts}
    for old in plan.facts:
        supposed = old.provenance.origin == Origin.ASSUMED and old.slot.endswith("_mål") and old.slot not in changed
        if supposed and changed & set(old.provenance.inputs):
            without = plan.with_(facts=tuple(fact for fact in plan.facts if fact.slot != old.slot))
            made = assume(without, old.slot, today).fact(old.slot)
            plan = apply_fact(plan, made) if made is not None else plan
    return plan


def _possible(fact: Fact) -> bool:
    most = _MOST.get(fact.slot)
    return most is None or not isinstance(fact.value, int | float) or fact.value <= most


def _in_passing(fact: Fact, course: Course, reading: Reading) -> bool:
    """Say whether words only seem to be about something told before: what is known is changed when it is taken back."""
    asked = topic(course.dialog.asked)
    if asked is None or fact.slot == asked.slot or slot_info(fact.slot).kind not in ("text", "list"):
        return False
    old = course.plan.fact(fact.slot)
    told = old is not None and old.provenance.origin == Origin.SAID and not old.stale
    return told and not heard("correction", reading.text) and not heard("instead", reading.text)


def to_plan_fact(said: SaidFact, reading: Reading, plan: Plan) -> Fact | None:
    """Return the plan's form of a said fact, or None when it holds no value of its own."""
    if said.slot is None or said.negated or said.unknown:
        return None
    value = said.value if said.value is not None else _changed(said, plan)
    if value is None:
        return None
    factor, per = _period(said)
    provenance = Provenance(origin=Origin.SAID, message=reading.message_id, words=reading.text[said.start : said.end])
    return Fact(
        slot=said.slot,
        value=_scaled(value, factor),
        unit=said.unit,
        low=None if said.low is None else said.low * factor,
        high=None if said.high is None else said.high * factor,
        per=per,
        by=_as_date(said.by),
        approximate=said.approximate,
        provenance=provenance,
    )


def _changed(said: SaidFact, plan: Plan) -> float | None:
    """Return what a relative change makes of the number the plan already has."""
    base = plan.number(said.slot.removesuffix("_mål")) if said.slot else None
    change = said.change
    if base is None or not change:
        return None
    amount = float(change["value"])
    return base * (1 + amount / 100) if change["unit"] == "%" else base + amount


def _period(said: SaidFact) -> tuple[float, str | None]:
    own = slot_info(str(said.slot)).per
    if said.per in _PER_YEAR and own in _PER_YEAR and said.per != own:
        return _PER_YEAR[said.per] / _PER_YEAR[own], own
    return 1.0, said.per or own


def _scaled(value: object, factor: float) -> float | int | bool | str | date:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _as_date(value) or str(value) if not isinstance(value, bool) else value
    return value if factor == 1.0 else round(value * factor, 6)


def _as_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)) if value is not None else None
    except ValueError:
        return None


def _same(old: Fact | None, new: Fact) -> bool:
    return old is not None and not old.stale and (old.value, old.by, old.low) == (new.value, new.by, new.low)


def _deadline(plan: Plan, fact: Fact) -> tuple[Plan, tuple[str, ...]]:
    """Set the plan's deadline from a target said with a date, when there is none yet."""
    if fact.by is None or not fact.slot.endswith("_mål") or plan.fact("frist") is not None:
        return plan, ()
    own = Fact(slot="frist", value=fact.by, provenance=fact.provenance)
    return apply_fact(plan, own), ("frist",)


def _with_kind(plan: Plan) -> Plan:
    """Suppose the kind of business and of customers that the trade usually has, until somebody says otherwise."""
    found = find_trade((plan.words("bransje") or "").lower())
    if found is None:
        return plan
    supposed = {"modell": found[0].model, "kundetype": found[0].customers}
    for slot, value in supposed.items():
        old = plan.fact(slot)
        if value and (old is None or old.provenance.origin == Origin.ASSUMED):
            provenance = Provenance(origin=Origin.ASSUMED, inputs=("bransje",))
            plan = apply_fact(plan, Fact(slot=slot, value=value, provenance=provenance))
    return plan


def _titled(plan: Plan) -> Plan:
    """Name the plan after the business as soon as there is something to name it by."""
    name = plan.words("navn") or " i ".join(filter(None, (_capital(plan.words("bransje")), plan.words("sted"))))
    return plan.with_(title=name) if name and plan.title in ("", _old_title(plan)) else plan


def _old_title(plan: Plan) -> str:
    return _capital(plan.words("bransje")) or ""


def _capital(text: str | None) -> str | None:
    return text[:1].upper() + text[1:] if text else None
