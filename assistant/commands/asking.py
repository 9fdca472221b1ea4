"""ask, search, article, articles: what the course says."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands.options import Batch, Data, Engine, Json
from assistant.commands.output import emit, run_batch, say, text_field
from assistant.errors import UsageError

K = Annotated[int, typer.Option("-k", min=1, max=1000, help="Hvor mange treff.")]


def ask(
    question: Annotated[str | None, typer.Argument(help="Spørsmålet.", show_default=False)] = None,
    batch: Batch = None,
    engine: Engine = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Svar på ett spørsmål, med kilder."""
    from assistant.app import open_app

    app = open_app(data=data, engine=engine)

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        turns = fields.get("turns")
        if turns is not None and not (isinstance(turns, list) and turns and all(isinstance(t, str) for t in turns)):
            raise UsageError("«turns» skal være en liste med brukerens meldinger.")
        text = turns[-1] if turns else text_field(fields, "query", "question")
        return app.ask(text, turns=turns[:-1] if turns else ())

    if batch:
        raise typer.Exit(run_batch(batch, answer))
    if not question or not question.strip():
        raise UsageError('Skriv et spørsmål, for eksempel: amstak ask "Hva er et verditilbud?"')
    result = {"id": None, **answer({"query": question})}
    if as_json:
        emit(result)
    else:
        _print_answer(result)
    raise typer.Exit(1 if result["refused"] else 0)


def _print_answer(result: dict[str, Any]) -> None:
    say(result["answer"])
    for cited in result["citations"]:
        say(f"\n[{cited['n']}] {cited['title']}\n    «{cited['quote']}»")
    for near in result.get("nearest", ()):
        say(f"  – {near['title']}")


def search(
    query: Annotated[str | None, typer.Argument(help="Søkeordene.", show_default=False)] = None,
    k: K = 10,
    batch: Batch = None,
    mode: Annotated[str, typer.Option("--mode", help="hybrid, lexical eller dense.")] = "hybrid",
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="Mappe i BEIR-form å søke i, i stedet for kurset.", show_default=False),
    ] = None,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Finn avsnitt i kurset."""
    if mode not in ("hybrid", "lexical", "dense"):
        raise UsageError("--mode må være hybrid, lexical eller dense.")
    if not batch and not (query and query.strip()):
        raise UsageError("Skriv hva du vil søke etter, eller gi en fil med --batch.")
    from assistant.app import open_app

    app = open_app(data=data)
    find = app.beir_search(corpus, k=k, mode=mode) if corpus else app.course_search(k=k, mode=mode)

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        begun = time.perf_counter()
        found = find(text_field(fields, "query", "text"))
        if corpus:
            return {"results": found}
        ms = round((time.perf_counter() - begun) * 1000, 1)
        return {"query": text_field(fields, "query", "text"), "results": found, "ms": ms}

    if batch:
        raise typer.Exit(run_batch(batch, answer))
    result = {"id": None, **answer({"query": query})}
    if as_json:
        emit(result)
        return
    for number, hit in enumerate(result["results"], 1):
        say(f"{number}. {hit.get('title', hit.get('doc'))} – {hit.get('section', '')} ({hit['score']:.2f})")


def article(
    name: Annotated[str, typer.Argument(help="Id eller tittel.", show_default=False)],
    as_json: Json = False,
    data: Data = None,
) -> None:
    """Vis én artikkel slik den er lagret."""
    from assistant.app import open_app
    from assistant.library import article_json

    found = open_app(data=data).catalogue.find(name)
    if as_json:
        emit(article_json(found))
        return
    say(f"# {found.title}\n\n{found.summary}")
    for part in found.sections:
        say(f"\n## {part.heading}\n\n{part.text}")


def articles(
    series: Annotated[str | None, typer.Option("--series", help="Bare denne serien.", show_default=False)] = None,
    step: Annotated[str | None, typer.Option("--step", help="Bare dette steget.", show_default=False)] = None,
    dimension: Annotated[
        str | None, typer.Option("--dimension", help="Bare denne dimensjonen.", show_default=False)
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Ord, avsnitt og lesetid som tabell.")] = False,
    as_json: Json = False,
    data: Data = None,
) -> None:
    """List opp artiklene i kurset."""
    from assistant.app import open_app
    from assistant.library import entry_json
    from assistant.library.quality import report as rows_of
    from assistant.library.quality import report_table
    from assistant.planning.framework import Dimension, Step

    for name, value, known in (("--step", step, Step), ("--dimension", dimension, Dimension)):
        if value is not None and value not in set(known):
            raise UsageError(f"{name} må være en av {', '.join(known)}.")
    catalogue = open_app(data=data).catalogue
    found = catalogue.listing(series=series, step=step, dimension=dimension)
    if report:
        say(report_table(rows_of(found)))
    elif as_json:
        emit({"items": [entry_json(item) for item in found]})
    else:
        for item in found:
            say(f"{item.title}  ({item.id})")
