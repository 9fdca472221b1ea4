"""Options that many commands share, with their Norwegian help."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path | None, typer.Option("--data", help="Datamappe (eller AMSTAK_DATA).", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Skriv JSON.")]
Batch = Annotated[
    Path | None,
    typer.Option("--batch", help="Fil med én JSON-linje per oppgave; svaret beholder «id».", show_default=False),
]
Engine = Annotated[
    str | None,
    typer.Option("--engine", help="«embedded» eller leverandør:modell (eller AMSTAK_ENGINE).", show_default=False),
]
