"""Printing and batches: UTF-8 JSON on stdout, everything for people's eyes alone on stderr."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from assistant.errors import AssistantError, UsageError


def emit(value: Any) -> None:
    """Print one JSON object as a line."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=str))


def say(text: str) -> None:
    """Print text for people."""
    typer.echo(text)


def note(text: str) -> None:
    """Print to stderr what is not the result."""
    typer.echo(text, err=True)


@dataclass(frozen=True)
class Task:
    """One line of a batch: its id, its fields, or what is wrong with it."""

    id: Any
    fields: dict[str, Any]
    error: str | None = None


def tasks(path: Path) -> Iterator[Task]:
    """Yield the batch's tasks; «-» reads stdin. Empty lines are skipped. Raises UsageError when it cannot be read."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError:
            yield Task(number, {}, f"Linje {number} er ikke gyldig JSON.")
            continue
        if not isinstance(fields, dict):
            yield Task(number, {}, f"Linje {number} er ikke et JSON-objekt.")
            continue
        yield Task(fields.get("id", fields.get("_id", number)), fields)


def _lines(path: Path) -> list[str]:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UsageError(f"Kan ikke lese {path} ({error.strerror}). Sjekk stien og prøv igjen.") from error
    return data.decode("utf-8-sig", errors="replace").splitlines()


def run_batch(path: Path, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Answer every task as a JSON line that begins with its id; return 1 when any failed, else 0."""
    failed = 0
    for task in tasks(path):
        try:
            if task.error:
                raise UsageError(task.error)
            emit({"id": task.id, **{key: value for key, value in answer(task.fields).items() if key != "id"}})
        except AssistantError as error:
            failed = 1
            emit({"id": task.id, "error": str(error)})
    return failed


def text_field(fields: dict[str, Any], *names: str) -> str:
    """Return the first of these fields that is text. Raises UsageError when there is none."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value.strip():
            return value
    raise UsageError(f"Linjen mangler «{names[0]}», som skal være tekst.")
