"""The command line, `amstak`: options in, exit codes out. Nothing heavy is imported until a command needs it.

Exit: 0 done; 1 done with refusals or failed checks; 2 used wrongly; 3 something outside failed.
"""

import gettext
import os
import sys
from pathlib import Path
from typing import Annotated

_LOCALE = Path(__file__).parent / "locale"


def _speak_norwegian() -> None:
    """Make the option parser's own words Norwegian; they come through gettext's default domain, read at import."""
    gettext.bindtextdomain("messages", str(_LOCALE))
    os.environ["LANGUAGE"] = "nb"


def build() -> "typer.Typer":  # noqa: F821 - imported below, after the language is set
    """Return the application with all commands."""
    import typer

    from assistant.commands import asking, numbers, plans, running, talking

    app = typer.Typer(
        name="amstak",
        help="AMSTAK-assistenten: markedsplan på norsk, med kilder og regnestykker.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def root(
        debug: Annotated[bool, typer.Option("--debug", help="Vis hele feilsporet når noe går galt.")] = False,
    ) -> None:
        pass

    for command in (
        running.serve,
        running.ingest,
        asking.ask,
        asking.search,
        talking.chat,
        numbers.goal,
        numbers.facts,
        numbers.chain,
        asking.article,
        asking.articles,
        running.models,
        running.doctor,
    ):
        app.command()(command)
    app.add_typer(plans.plans, name="plan")
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code. A traceback is shown only with `--debug`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    arguments = [*(["--debug"] if debug else []), *(word for word in arguments if word != "--debug")]
    _speak_norwegian()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        build()(arguments, prog_name="amstak")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        from assistant.commands.running import worded

        sys.stderr.write(f"{worded(error)}\n")
        sys.exit(getattr(error, "exit_code", 3))


if __name__ == "__main__":
    main()
