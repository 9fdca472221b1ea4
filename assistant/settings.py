"""Settings from `AMSTAK_*` variables and the command line, and where the shipped files lie.

Holds values; creates nothing.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import ConfigurationError

PREFIX = "AMSTAK_"
# Read by the test suite and scripts, not by the program.
FOREIGN = frozenset({"AMSTAK_SOURCES", "AMSTAK_SHARED"})
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SECRET = frozenset({"database_url"})


class Settings(BaseSettings):
    """What can be set. Each description completes the sentence «AMSTAK_X må være …»."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True, str_strip_whitespace=True
    )

    data: Path = Field(
        default_factory=lambda: user_data_path("amstak", appauthor=False), description="stien til en mappe"
    )
    database_url: str | None = Field(
        None,
        pattern=r"^(sqlite|postgresql)(\+\w+)?://",
        description="en adresse som begynner med sqlite:// eller postgresql://",
    )
    engine: str = Field(
        "embedded",
        pattern=r"^(embedded|[\w-]+:\S+)$",
        description="«embedded» eller leverandør:modell, for eksempel ollama:llama3.1",
    )
    embeddings: str | None = Field(None, description="navnet på en modell, eller stien til en mappe med en modell")
    host: str = Field(
        "127.0.0.1", min_length=1, pattern=r"^\S+$", description="en adresse å lytte på, for eksempel 127.0.0.1"
    )
    port: int = Field(7860, ge=0, le=65535, description="et helt tall fra 0 til 65535")
    auth: Literal["local", "visitors"] | None = Field(None, description="«local» eller «visitors»")
    root_path: str = Field(
        "", pattern=r"^(/\S*[^/\s])?$", description="en sti som begynner med / og ikke slutter med /"
    )

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        if "\0" in str(value):
            raise ValueError("NUL")
        return Path(os.path.abspath(value.expanduser()))  # noqa: PTH100 - resolve() would follow links that may come later

    @classmethod
    def load(cls, **given: object) -> Self:
        """Read the environment; `given` (command-line options) win, None means not given.

        Raises ConfigurationError on unknown names and bad values.
        """
        refuse_unknown(os.environ)
        chosen = {name: value for name, value in given.items() if value is not None}
        try:
            return cls(**chosen)  # type: ignore[arg-type]
        except ValidationError as error:
            raise ConfigurationError(_sentence(error)) from None

    @property
    def database(self) -> str:
        """The database's URL: SQLite in the data directory unless one is set."""
        return self.database_url or f"sqlite:///{self.data / 'amstak.db'}"

    @property
    def audience(self) -> Literal["local", "visitors"]:
        """Who the page is for: one local owner on loopback, separate visitors on any other address."""
        return self.auth or ("local" if self.host in LOOPBACK else "visitors")


def refuse_unknown(environment: Mapping[str, str]) -> None:
    """Raise ConfigurationError for `AMSTAK_*` names that nothing reads, which are misspellings."""
    known = FOREIGN | {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        allowed = ", ".join(sorted(known - FOREIGN))
        raise ConfigurationError(f"Innstillingen {unknown[0]} finnes ikke. Disse finnes: {allowed}.")


def _sentence(error: ValidationError) -> str:
    problem = error.errors()[0]
    name = str(problem["loc"][0]).lower().removeprefix(PREFIX.lower()) if problem["loc"] else ""
    field = Settings.model_fields.get(name)
    if field is None:
        return f"Innstillingen «{name}» finnes ikke."
    shown = "" if name in SECRET else f", men er «{str(problem['input'])[:80]}»"
    return f"{PREFIX}{name.upper()} må være {field.description}{shown}."


@dataclass(frozen=True)
class Resources:
    """Folders that come with the program, read only."""

    corpus: Path
    prompts: Path
    models: Path


def resources() -> Resources:
    """Find the shipped folders: beside the package in a clone, inside it in an installed wheel."""
    package = Path(__file__).resolve().parent
    bundle = package / "_bundle"
    root = bundle if bundle.is_dir() else package.parent
    return Resources(root / "corpus", root / "prompts", root / "models")
