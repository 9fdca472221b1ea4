"""The command line, `amstak`: options in, exit codes out. Nothing heavy is imported until a command needs it.

Exit: 0 done; 1 done with refusals or failed checks; 2 used wrongly; 3 something outside failed.
"""

import os
import sys
from typing import Annotated

import typer

from assistant.commands import asking, evaluating, numbers, plans, running, talking
from assistant.commands.norwegian import Command, Group, translated_error
from assistant.errors import UsageError


def build() -> typer.Typer:
    """Return the application with all commands."""
    app = typer.Typer(
        name="amstak",
        help="AMSTAK-assistenten: markedsplan på norsk, med kilder og regnestykker.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        cls=Group,
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
        app.command(cls=Command)(command)
    app.command("eval", cls=Command)(evaluating.evaluate)
    app.add_typer(plans.plans, name="plan")
    return app


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its code. A traceback is shown only with `--debug`."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    arguments = [*(["--debug"] if debug else []), *(word for word in arguments if word != "--debug")]
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(_run(arguments))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(f"{running.worded(error)}\n")
        sys.exit(getattr(error, "exit_code", 3))


def _run(arguments: list[str]) -> int:
    """Run one command and return its exit code. The parser's complaints are UsageErrors, in Norwegian."""
    command = typer.main.get_command(build())
    try:
        result = command.main(arguments, prog_name="amstak", standalone_mode=False)
    except typer.Abort:
        return 130
    except Exception as error:
        told = getattr(error, "format_message", None)
        if told is None:
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stdout.write(f"{told()}\n")
            return 2
        raise UsageError(translated_error(told())) from error
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    main()
