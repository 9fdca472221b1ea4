"""The goal chain in words: what the business goal means in customers and purchases. Counts nothing itself."""

from assistant.language.slots import slot_info, slots
from assistant.planning.chain_options import Change, Option
from assistant.planning.goal_chain import Chain, chain_inputs, chain_of
from assistant.planning.plan import Plan
from assistant.planning.profile import profile
from assistant.texts.texts import Texts

# How many percentage points more loyal customers the teaching line supposes.
_BETTER = 5.0
# How much of the chain the conversation tells at once; the rest stands in the plan.
_SPOKEN, _ALARMS_SPOKEN = 5, 2
# The largest change, in percent, that is offered as a way to close a gap.
_MOST_CHANGE = 60.0


def chain_lines(texts: Texts, plan: Plan) -> list[str]:
    """Return what follows from the plan's numbers, a sentence each, gravest first; empty when too little is known."""
    inputs, _ = chain_inputs(plan)
    if not inputs:
        return []
    chain = chain_of(plan)
    who = _people(plan)
    lines = [
        *_growth(texts, chain),
        *_purchases(texts, chain),
        *_new(texts, chain, who),
        *_loyalty(texts, plan, chain, who),
    ]
    lines += [*_way(texts, chain, who), *_ceiling(texts, chain)]
    return [*lines, *(texts.say(f"kjede.varsel.{alarm.code}", **alarm.params) for alarm in chain.warnings)]


def chain_label(texts: Texts, name: str) -> str:
    """Return what a number of the chain is called."""
    if texts.has(f"målkjede.{name}"):
        return texts.say(f"målkjede.{name}")
    return slot_info(name).label if name in slots() else name.replace("_", " ")


def chain_text(texts: Texts, plan: Plan, *, brief: bool = False) -> str:
    """Return the lines as one block for the conversation, with their heading; `brief` is the first two as prose."""
    if brief:
        chain = chain_of(plan, advise=False)
        return " ".join([*_growth(texts, chain, "vekst_kort"), *_purchases(texts, chain)])
    lines = chain_lines(texts, plan)
    alarms = len(chain_of(plan, advise=False).warnings)
    lines = [*lines[: len(lines) - alarms][:_SPOKEN], *lines[len(lines) - alarms :][:_ALARMS_SPOKEN]]
    return "\n".join([texts.say("regnestykke.innledning"), "", *(f"- {line}" for line in lines)]) if lines else ""


def gap_ways(texts: Texts, plan: Plan) -> list[str]:
    """Return the easiest ways to close what does not add up, each as a change of numbers, easiest first.

    A change so large that nobody would call it a way is left out.
    """
    found = chain_of(plan).options
    fit = [option for option in found if all(abs(change.relative) <= _MOST_CHANGE for change in option.changes)]
    return [way(texts, option) for option in fit]


def way(texts: Texts, option: Option) -> str:
    """Return one way to close a gap as a sentence of changes; a number nobody knows today is told as a share."""
    return texts.say(
        "regnestykke.vei", endringer=texts.say("regnestykke.og").join(_change(texts, c) for c in option.changes)
    )


def _change(texts: Texts, change: Change) -> str:
    label = chain_label(texts, change.slot)
    if change.start is None or change.end is None:
        return texts.say("regnestykke.endring_andel", hva=label, andel=change.relative)
    unit = slot_info(change.slot).unit if change.slot in slots() else None
    written = unit if unit in ("NOK", "%") else None
    start, end = (change.start, change.end) if written else (_few(change.start), _few(change.end))
    return texts.say("regnestykke.endring", hva=label, fra=start, til=end, unit=written or "")


def _people(plan: Plan) -> str:
    """Return what the trade calls its customers, in the plural."""
    return str(profile(plan).params["kunder"])


def _growth(texts: Texts, chain: Chain, wording: str = "vekst") -> list[str]:
    now, goal, more, share = (chain.get(n) for n in ("omsetning", "omsetning_krav", "vekst", "vekst_prosent"))
    if now is None or goal is None or more is None or share is None or chain.kind == "frivillig":
        return []
    code = f"regnestykke.{wording}" if more > 0 else "regnestykke.ingen_vekst"
    return [texts.say(code, nå=now, mål=goal, mer=more, andel=round(share))]


def _purchases(texts: Texts, chain: Chain) -> list[str]:
    now, needed, average = chain.get("ordre"), chain.get("ordre_krav"), chain.get("snittordre")
    weeks = chain.get("åpne_uker") or 52
    if now is None or needed is None or average is None or needed <= now or chain.kind in ("frivillig", "abonnement"):
        return []
    more = needed - now
    return [texts.say("regnestykke.kjøp", snitt=average, kjøp=round(more), uke=_few(more / weeks))]


def _new(texts: Texts, chain: Chain, who: str) -> list[str]:
    needed, carried = chain.get("nye_kunder_krav"), chain.get("omsetning_eksisterende")
    if needed is None or carried is None:
        return []
    if chain.kind in ("frivillig", "abonnement"):
        return [texts.say("regnestykke.nye_medlemmer", hvem=who, nye=round(needed), måned=_few(needed / 12))]
    assumed = any(chain.values[name].assumed for name in ("omsetning_eksisterende",))
    code = "regnestykke.nye_antatt" if assumed else "regnestykke.nye"
    lines = [texts.say(code, hvem=who, båret=carried, nye=round(needed), måned=_few(needed / 12))]
    people, leaving = chain.get("kunder"), chain.get("frafall_år")
    if people and leaving and (lost := round(people * leaving / 100)) and lost < needed:
        lines.append(texts.say("regnestykke.erstatte", hvem=who, tapt=lost, flere=round(needed - lost)))
    return lines


def _loyalty(texts: Texts, plan: Plan, chain: Chain, who: str) -> list[str]:
    stay, needed = chain.get("kundelojalitet"), chain.get("nye_kunder_krav")
    if stay is None or needed is None or stay + _BETTER >= 100:
        return []
    better = chain_of(plan, kundelojalitet=stay + _BETTER).get("nye_kunder_krav")
    if better is None or round(needed - better) <= 0:
        return []
    spared = round(needed - better)
    return [texts.say("regnestykke.lojalitet", hvem=who, fra=stay, til=stay + _BETTER, spart=spared)]


def _way(texts: Texts, chain: Chain, who: str) -> list[str]:
    leads, visits = chain.get("leads_krav"), chain.get("besøk_krav")
    lines = []
    if leads is not None:
        lines.append(texts.say("regnestykke.leads", leads=round(leads)))
    if visits is not None:
        lines.append(texts.say("regnestykke.besøk", besøk=round(visits), hvem=who))
    return lines


def _ceiling(texts: Texts, chain: Chain) -> list[str]:
    most, budget = chain.get("maks_cac"), chain.get("budsjett_tak")
    if most is None or budget is None or chain.kind == "frivillig":
        return []
    return [texts.say("regnestykke.tak", cac=most, budsjett=budget)]


def _few(value: float) -> float:
    """Round to whole above ten, one decimal below: numbers to remember."""
    return round(value) if value >= 10 else round(value, 1)
