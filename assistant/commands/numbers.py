"""goal, facts, chain: what the program reads and computes, without a conversation."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.options import Batch, Json
from assistant.commands.output import emit, run_batch, say, text_field
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.texts import Texts


def goal(
    text: Annotated[str | None, typer.Argument(metavar="MÅL", help="Målet.", show_default=False)] = None,
    context: Annotated[str, typer.Option("--context", help="Kort om virksomheten.", show_default=False)] = "",
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Sjekk om et mål er SMART."""
    from assistant.conversation.goals import check_goal

    texts = _texts()

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        return check_goal(text_field(fields, "goal"), str(fields.get("context") or ""), texts, date.today())

    if batch:
        raise typer.Exit(run_batch(batch, answer))
    if not text or not text.strip():
        raise UsageError('Skriv målet, for eksempel: amstak goal "Øke gjenkjøp fra 20 til 30 % innen 31.12.2027"')
    result = {"id": None, **answer({"goal": text, "context": context})}
    if as_json:
        emit(result)
    else:
        marks = {True: "ja", False: "nei", None: "kan ikke vurderes"}
        for letter in "SMART":
            say(f"{letter}: {marks[result[letter]['ok']]} – {result[letter]['why']}")
        if result["question"]:
            say(result["question"])
    raise typer.Exit(1 if any(result[letter]["ok"] is False for letter in "SMART") else 0)


def facts(
    utterance: Annotated[
        str | None, typer.Argument(metavar="YTRING", help="Det noen sier.", show_default=False)
    ] = None,
    asked: Annotated[
        str | None,
        typer.Option("--asked", help="Det det nettopp ble spurt om, som tekst eller plass.", show_default=False),
    ] = None,
    today: Annotated[str | None, typer.Option("--today", help="Dagens dato, ÅÅÅÅ-MM-DD.", show_default=False)] = None,
    vocabulary: Annotated[bool, typer.Option("--vocabulary", help="Vis plassene og handlingene som finnes.")] = False,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Vis hva en ytring sier: tall, datoer og hensikter."""
    from assistant.language.facts import read_facts
    from assistant.language.intents import read_intents
    from assistant.language.vocabulary import vocabulary as all_words

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        said = text_field(fields, "utterance")
        day = _day(fields.get("today") or today)
        about = fields.get("asked") or asked
        known = fields.get("known") if isinstance(fields.get("known"), dict) else None
        found = read_facts(said, asked=about, today=day, known=known)
        return {"facts": [fact.to_json() for fact in found], "intents": list(read_intents(said, asked=about))}

    if vocabulary:
        emit(all_words())
        return
    if batch:
        raise typer.Exit(run_batch(batch, answer))
    if not utterance or not utterance.strip():
        raise UsageError('Skriv en ytring, for eksempel: amstak facts "vi omsetter for 4,2 mill"')
    result = {"id": None, **answer({"utterance": utterance})}
    if as_json:
        emit(result)
        return
    for fact in result["facts"]:
        say(f"{fact['slot'] or '?'}: {fact['value']} {fact['unit'] or ''}".rstrip())
    say(f"Hensikt: {', '.join(result['intents']) or '–'}")


def chain(
    file: Annotated[Path, typer.Argument(help="YAML-fil; se examples/chain.yaml.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Regn ut målkjeden for en virksomhet."""
    from assistant.conversation.goals import chain_of_file
    from assistant.language.formatting import format_quantity

    result = chain_of_file(file, _texts())
    if as_json:
        emit(result)
        return
    for name, item in result["values"].items():
        say(f"{name}: {format_quantity(item['value'], item['unit'])}  = {item['formula']}")
    for warning in result["warnings"]:
        say(f"Merk: {warning['message']}")
    for option in result["options"]:
        say(option["message"])


def _texts() -> "Texts":
    from assistant.settings import resources
    from assistant.texts import load_texts

    return load_texts(resources().prompts)


def _day(text: object) -> date:
    if not text:
        return date.today()
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise UsageError("--today må være en dato på formen 2027-06-30.") from error
