"""A café's plan with enough numbers for its goal chain, and tactics in two cells of the grid."""

from datetime import date
from uuid import uuid4

from assistant.planning.framework import Dimension, Stage
from assistant.planning.plan import Fact, Origin, Plan, Provenance, Scalar, State, Tactic, Wording

SAID = Provenance(origin=Origin.SAID)
NUMBERS = {
    "omsetning": (4_200_000, "NOK"),
    "omsetning_mål": (5_000_000, "NOK"),
    "snittordre": (180, "NOK"),
    "kjøp_per_kunde": (12, "ganger"),
    "kundelojalitet": (60, "%"),
    "lead_til_kunde": (20, "%"),
    "leadrate": (5, "%"),
}


def cafe(title: str = "Kafé Solsiden", **numbers: Scalar | None) -> Plan:
    """Return the plan, with some numbers changed; None leaves one out."""
    known = {slot: (numbers.get(slot, value), unit) for slot, (value, unit) in NUMBERS.items()}
    facts = [Fact(slot=slot, value=value, unit=unit, provenance=SAID) for slot, (value, unit) in known.items() if value]
    return Plan(
        id=uuid4().hex[:12],
        title=title,
        created=date(2026, 11, 22),
        facts=tuple(facts),
        tactics=(
            _tactic(Dimension.OMDOMME, Stage.REKKEVIDDE, "Lokale skilt <b>ved</b> kaia"),
            _tactic(Dimension.SERVICE, Stage.KONVERTERING, "Kaffekort i kassa"),
            _tactic(Dimension.SERVICE, Stage.KONVERTERING, "Avvist forslag", State.REJECTED),
        ),
    )


def _tactic(dimension: Dimension, stage: Stage, words: str, state: State = State.ACCEPTED) -> Tactic:
    return Tactic(id=uuid4().hex[:8], dimension=dimension, stage=stage, text=Wording(own=words), state=state)
