"""The catalogue of phrases, and how plan values become Norwegian.

A phrase file maps nested keys to a template or a list of variants. Templates are format strings; their specs say how
a value is written: `{x}` text, `{x:tall}` number, `{x:kr}` money, `{x:pst}` percent, `{x:dato}` date, `{x:enhet}`
a number with the unit in the parameter `unit`. A phrase with variants is told apart by `seed`, so that neighbouring
turns need not sound alike and a test still gets the same text each time.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from assistant.errors import ConfigurationError
from assistant.language.formatting import format_date, format_money, format_number, format_percent, format_quantity
from assistant.texts.prompts import Prompt, read_prompt

Phrases = Mapping[str, tuple[str, ...]]


class Texts:
    """The phrases and prompts of one language, read once and never changed."""

    def __init__(self, phrases: Phrases, prompts: Mapping[str, Prompt]) -> None:
        self._phrases = phrases
        self._prompts = prompts

    def say(self, code: str, /, **params: Any) -> str:
        """Word `code`; an unknown code or a missing parameter is a ConfigurationError.

        `seed` among the parameters (default 0) chooses between variants.
        """
        seed = int(params.pop("seed", 0))
        variants = self._phrases.get(code)
        if not variants:
            raise ConfigurationError(f"Teksten «{code}» finnes ikke i prompts/.")
        try:
            return _NorwegianFormatter(str(params.get("unit", ""))).vformat(variants[seed % len(variants)], (), params)
        except (KeyError, ValueError) as error:
            raise ConfigurationError(f"Teksten «{code}» kan ikke settes sammen: {error}.") from error

    def has(self, code: str) -> bool:
        """Say whether there is a phrase for `code`."""
        return code in self._phrases

    def codes(self, prefix: str = "") -> tuple[str, ...]:
        """Return all codes that begin with `prefix`, in file order."""
        return tuple(code for code in self._phrases if code.startswith(prefix))

    def prompt(self, name: str) -> Prompt:
        """Return the prompt file `name`."""
        if name not in self._prompts:
            raise ConfigurationError(f"Ledeteksten «{name}» finnes ikke i prompts/.")
        return self._prompts[name]


def load_texts(directory: Path, language: str = "nb") -> Texts:
    """Read `directory/<language>`: phrases/*.yaml and *.md. Codes must be unique over all files."""
    root = directory / language
    phrases: dict[str, tuple[str, ...]] = {}
    for path in sorted((root / "phrases").glob("*.yaml")):
        for code, variants in _flatten(_read(path)):
            if code in phrases:
                raise ConfigurationError(f"Teksten «{code}» står to ganger i prompts/ ({path.name}).")
            phrases[code] = variants
    return Texts(phrases, {path.stem: read_prompt(path) for path in sorted(root.glob("*.md"))})


def _read(path: Path) -> Mapping[str, Any]:
    """Read a phrase file, with libyaml's parser where PyYAML has it: ten times quicker, the same result."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}


def _flatten(node: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, value in node.items():
        code = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flatten(value, f"{code}.")
        elif isinstance(value, list):
            yield code, tuple(str(item) for item in value)
        else:
            yield code, (str(value),)


class _NorwegianFormatter(Formatter):
    """Knows the specs of the module docstring; `unit` is what `{x:enhet}` writes."""

    def __init__(self, unit: str) -> None:
        self._unit = unit

    def format_field(self, value: Any, format_spec: str) -> str:
        match format_spec:
            case "kr":
                return format_money(float(value))
            case "pst":
                return format_percent(float(value))
            case "tall":
                return format_number(float(value))
            case "dato":
                return format_date(value if isinstance(value, date) else date.fromisoformat(str(value)))
            case "enhet":
                return format_quantity(float(value), self._unit)
            case "":
                return _plain(value)
        raise ValueError(f"ukjent format {format_spec}")


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, float):
        return format_number(value)
    return str(value)
