"""Every error the assistant raises on purpose, in one tree.

AssistantError
├── UsageError               you: a command, value or file was used wrongly (exit 2)
│   ├── ConfigurationError   you: a setting is wrong or a package is missing
│   ├── CorpusError          you: an article cannot be read
│   ├── PlanFormatError      you: a plan file cannot be read
│   └── NotFoundError        you: there is no such thing, or it is not yours
└── OutsideError             the world: something outside failed (exit 3)
    ├── StoreError           the database or the data directory
    │   ├── DataLockedError  another process holds the data directory
    │   └── ConflictError    somebody else changed it first
    ├── IndexMissingError    no usable index yet
    ├── IndexMismatchError   the index was made by something else
    └── ModelUnavailableError  the language model cannot be reached or used

The message is one Norwegian sentence or two: what happened, and what to do. It is shown to people as it stands.
"""

from typing import ClassVar


class AssistantError(Exception):
    """Base of all; `str()` is fit to be shown to a person."""

    exit_code: ClassVar[int] = 3


class UsageError(AssistantError):
    """The caller can mend this."""

    exit_code = 2


class ConfigurationError(UsageError):
    """A setting is wrong, unknown, or needs a package that is not installed."""


class CorpusError(UsageError):
    """An article or a course file cannot be read as one."""


class PlanFormatError(UsageError):
    """A plan file is not one, or comes from a newer version."""


class NotFoundError(UsageError):
    """No such id for this owner: absent and foreign look the same."""


class OutsideError(AssistantError):
    """Something outside the program failed."""


class StoreError(OutsideError):
    """The database or the data directory cannot be used."""


class DataLockedError(StoreError):
    """Another process holds the data directory."""


class ConflictError(StoreError):
    """The row changed since it was read; nothing was written."""


class IndexMissingError(OutsideError):
    """There is no usable vector index yet."""


class IndexMismatchError(OutsideError):
    """The vector index was made by another model, chunking or corpus."""


class ModelUnavailableError(OutsideError):
    """The configured language model cannot be reached, or refused."""
