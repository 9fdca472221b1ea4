"""The plan as JSON, both ways. A file from a newer version, or one that is no plan, is refused in one sentence."""

import json
from typing import Any

from pydantic import ValidationError

from assistant.errors import PlanFormatError
from assistant.planning.plan import FORMAT, Plan


def plan_to_json(plan: Plan) -> str:
    """Return the plan as indented UTF-8 JSON, with everything that is needed to bring it back."""
    return plan.model_dump_json(indent=2) + "\n"


def plan_from_json(text: str) -> Plan:
    """Read a plan written by `plan_to_json`. Raises PlanFormatError."""
    try:
        data: Any = json.loads(text)
    except ValueError as error:
        raise PlanFormatError("Filen er ikke gyldig JSON. Velg en fil som er lastet ned som JSON herfra.") from error
    if not isinstance(data, dict) or "format" not in data:
        raise PlanFormatError("Filen er ikke en plan. Velg en fil som er lastet ned som JSON herfra.")
    if not isinstance(data["format"], int) or data["format"] > FORMAT:
        raise PlanFormatError("Planen er laget av en nyere versjon av programmet. Oppgrader først, og prøv igjen.")
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "filen"
        raise PlanFormatError(f"Planen kan ikke leses: «{place}» er feil. Last den ned på nytt.") from error
