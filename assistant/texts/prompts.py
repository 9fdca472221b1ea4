"""Prompt files: YAML front matter that declares the variables, and an f-string body that uses exactly those."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import yaml

from assistant.errors import ConfigurationError

_KEYS = {"formål", "variabler", "endret"}


@dataclass(frozen=True)
class Prompt:
    """A prompt template. `digest` (12 hex digits of the body's SHA-256) is its version in an answer's record."""

    name: str
    purpose: str
    variables: tuple[str, ...]
    changed: str
    body: str
    digest: str

    def render(self, **values: str) -> str:
        """Fill the template; a missing or an extra variable is a ConfigurationError."""
        if set(values) != set(self.variables):
            message = f"Ledeteksten «{self.name}» ville ha {sorted(self.variables)}, men fikk {sorted(values)}."
            raise ConfigurationError(message)
        return self.body.format(**values)


def template_variables(template: str) -> set[str]:
    """Return the names of the fields in a format string."""
    return {field for _, field, _, _ in Formatter().parse(template) if field}


def read_prompt(path: Path) -> Prompt:
    """Read one prompt file; a front matter that does not match the body is a ConfigurationError."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    head = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0].strip() else None
    if not isinstance(head, dict) or set(head) != _KEYS:
        raise ConfigurationError(f"Ledeteksten «{path.name}» må begynne med {', '.join(sorted(_KEYS))}.")
    body = parts[2].strip()
    declared = tuple(head["variabler"] or ())
    if set(declared) != template_variables(body):
        used = sorted(template_variables(body))
        raise ConfigurationError(f"Ledeteksten «{path.name}» oppgir {sorted(declared)}, men bruker {used}.")
    digest = hashlib.sha256(body.encode()).hexdigest()[:12]
    return Prompt(path.stem, str(head["formål"]), declared, str(head["endret"]), body, digest)
