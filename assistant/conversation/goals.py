"""One goal's text judged, and one company's chain computed, in the form the commands print."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import UsageError
from assistant.language.dates import find_periods
from assistant.language.facts import read_facts
from assistant.language.numbers import find_numbers
from assistant.planning.goal_chain import Chain, chain_from_mapping
from assistant.planning.kpis import kpi
from assistant.planning.smart import Context, Letter, check
from assistant.planning.smart_text import read_goal
from assistant.texts import Texts
from assistant.texts.chain_words import way

# What the company wants with the business as a whole: something to judge relevance by.
_BUSINESS_GOALS = ("omsetning_mål", "resultat_mål", "medlemmer_mål", "givere_mål", "kunder_mål")


def check_goal(goal: str, context: str, texts: Texts, today: date) -> dict[str, Any]:
    """Return the SMART check of one goal. `context` is free text about the company; its figures and goals are used."""
    periods = find_periods(goal, today)
    numbers = find_numbers(goal, [(period.start, period.end) for period in periods if not period.relative])
    facts = read_facts(context, today=today) if context.strip() else ()
    known = {fact.slot: float(fact.value) for fact in facts if fact.slot and isinstance(fact.value, int | float)}
    aims = any(fact.slot in _BUSINESS_GOALS for fact in facts) or bool(context.strip() and not facts)
    result = check(read_goal(goal, numbers, periods), Context(known, aims))
    letters = zip("SMART", (result.s, result.m, result.a, result.r, result.t), strict=True)
    return {
        "goal": goal,
        **{name: {"ok": letter.ok, "why": _why(letter, texts)} for name, letter in letters},
        "missing": list(result.missing),
        "defects": list(result.defects),
        "question": texts.say(result.question) if result.question else None,
    }


def _why(letter: Letter, texts: Texts) -> str:
    params = dict(letter.params)
    named = kpi(str(params.get("kpi", "")))
    if named is not None:
        params["kpi"] = named.name
    return texts.say(f"smart.{letter.why}", **params)


def chain_of_file(file: Path, texts: Texts) -> dict[str, Any]:
    """Return the goal chain of a YAML file with its warnings and ways worded. Raises UsageError."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"Kan ikke lese {file} ({error.strerror}). Sjekk stien og prøv igjen.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"{file} er ikke gyldig YAML i UTF-8. Se examples/chain.yaml for formen.") from error
    if not isinstance(content, Mapping):
        raise UsageError(f"{file} har ingen tall. Se examples/chain.yaml for formen.")
    result = chain_from_mapping({str(name): value for name, value in content.items()})
    return _worded(result, texts)


def _worded(result: Chain, texts: Texts) -> dict[str, Any]:
    told = result.as_dict()
    warnings = [
        {
            "code": alarm.code,
            "level": alarm.level,
            "message": texts.say(f"kjede.varsel.{alarm.code}", **alarm.params),
        }
        for alarm in result.warnings
    ]
    options = [{**option.as_dict(), "message": way(texts, option)} for option in result.options]
    return {**told, "warnings": warnings, "options": options}
