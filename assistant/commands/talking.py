"""chat: the whole conversation in a terminal, by hand, from a script, or as JSON lines."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Data, Engine, Json
from assistant.commands.output import emit, note, say
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.conversation.types import Reply


def chat(
    plan: Annotated[str | None, typer.Option("--plan", help="Fortsett på denne planen.", show_default=False)] = None,
    script: Annotated[
        Path | None, typer.Option("--script", help="Fil med én melding per linje.", show_default=False)
    ] = None,
    engine: Engine = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Snakk med assistenten i terminalen."""
    from assistant.app import LOCAL, open_app

    messages = _script(script) if script else _typed(quiet=as_json)
    app = open_app(data=data, engine=engine)
    reply = app.conversations.start(LOCAL, plan)
    _print(reply, as_json=as_json)
    for text in messages:
        reply = app.conversations.send(LOCAL, reply.conversation, text)
        _print(reply, as_json=as_json, echo=script is not None)
    if not as_json:
        note(f"Planen heter {reply.plan}. Hent den med: amstak plan export {reply.plan} --format md")


def _script(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} er ikke UTF-8. Lagre filen som UTF-8 og prøv igjen.") from error
    except OSError as error:
        raise UsageError(f"Kan ikke lese {path} ({error.strerror}). Sjekk stien og prøv igjen.") from error
    return [line for line in text.splitlines() if line.strip()]


def _typed(*, quiet: bool) -> Iterator[str]:
    """Yield typed lines until the end of input; piped bytes are read as UTF-8 whatever the locale."""
    while True:
        if not quiet and sys.stdin.isatty():
            typer.echo("\n› ", nl=False)
        line = sys.stdin.buffer.readline()
        if not line:
            return
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def _print(reply: "Reply", *, as_json: bool, echo: bool = False) -> None:
    if as_json:
        emit(reply.to_json())
        sys.stdout.flush()
        return
    if echo:
        say(f"\n› {reply.user}\n")
    say(reply.text)
    for cited in reply.citations:
        say(f"  [{cited['n']}] {cited['title']}: «{cited['quote']}»")
    if reply.options:
        say("  " + " · ".join(f"[{option.label}]" for option in reply.options))
