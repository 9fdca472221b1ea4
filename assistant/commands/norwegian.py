"""The option parser's own words in Norwegian: help texts, and what it says when it is used wrongly."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP = (
    ("Usage: ", "Bruk: "),
    ("Options:", "Valg:"),
    ("Commands:", "Kommandoer:"),
    ("Arguments:", "Argumenter:"),
    ("Show this message and exit.", "Vis denne hjelpen."),
    ("[OPTIONS]", "[VALG]"),
    ("COMMAND [ARGS]...", "KOMMANDO …"),
    ("[default: ", "[standard: "),
    ("[required]", "[må oppgis]"),
    ("<str>", "TEKST"),
    ("<path>", "STI"),
    ("<int range>", "TALL"),
    ("<int>", "TALL"),
)
# What a parser error is called, and the sentence for it; groups are quoted names found in the English message.
_ERRORS = (
    (r"No such option: ?'?([^\s'?]+)", "Valget {0} finnes ikke."),
    (r"No such command '?([^'.]+)", "Kommandoen {0} finnes ikke."),
    (r"Missing argument '?([^'.]+)'?", "{0} mangler."),
    (r"Missing option '?([^'.]+)'?", "Valget {0} mangler."),
    (r"Missing command", "Kommandoen mangler."),
    (
        r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)",
        "Dette ble for mye: {0}. Sett tekst med mellomrom i anførselstegn.",
    ),
    (r"Option '?([^\s']+)'? requires (?:an|\d+) argument", "Valget {0} trenger en verdi."),
    (r"Option '?([^\s']+)'? does not take a value", "Valget {0} tar ingen verdi."),
    (r"Invalid value for '?([^':]+)'?", "Verdien av {0} kan ikke brukes."),
)


def translated_help(text: str) -> str:
    """Return a help text with the parser's own words in Norwegian."""
    for english, norwegian in _HELP:
        text = text.replace(english, norwegian)
    return text


def translated_error(message: str) -> str:
    """Return one Norwegian sentence for a parser's complaint, and where to look."""
    for pattern, sentence in _ERRORS:
        if match := re.search(pattern, message):
            return f"{sentence.format(*match.groups())} Se «amstak --help»."
    return f"Kommandoen er ikke riktig skrevet ({message}). Se «amstak --help»."


class Command(TyperCommand):
    """A command whose help is Norwegian."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated_help(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is Norwegian."""

    def get_help(self, ctx: Any) -> str:
        """Return the help text."""
        return translated_help(super().get_help(ctx))
