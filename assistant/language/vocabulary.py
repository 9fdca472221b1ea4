"""Every slot, unit and intent that reading can yield, as data for `amstak facts --vocabulary`."""

from typing import Any

from assistant.language.business import trades
from assistant.language.lexicon import read
from assistant.language.slots import GOAL, slots

UNITS = (
    "NOK",
    "%",
    "prosentpoeng",
    "minutter",
    "timer",
    "dager",
    "uker",
    "måneder",
    "år",
    "poeng",
    "stjerner",
    "ganger",
)


def vocabulary() -> dict[str, Any]:
    """Return slots (targets among them), units, periods, intents with their meaning, and trades."""
    rows = []
    for slot in slots().values():
        row = {
            "slot": slot.name,
            "kind": slot.kind,
            "unit": slot.unit,
            "per": slot.per,
            "label": slot.label,
            "target": slot.name.endswith(GOAL),
        }
        rows.append(row | ({"choices": list(slot.choices)} if slot.choices else {}))
    counts = sorted({slot.unit for slot in slots().values() if slot.kind == "count" and slot.unit})
    return {
        "slots": rows,
        "units": [*UNITS, *counts],
        "periods": ["måned", "år", "uke"],
        "intents": [{"intent": name, "means": row["means"]} for name, row in read("intents.yaml").items()],
        "trades": [
            {"trade": trade.name, "modell": trade.model, "kundetype": trade.customers} for trade in trades().values()
        ],
    }
