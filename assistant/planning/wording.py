"""Words for a code: only the values its templates use, so that a plan stays small and knows what it depends on."""

from collections.abc import Iterable, Mapping
from functools import cache

from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Scalar, Wording


def used(code: str) -> tuple[str, ...] | None:
    """Return the parameters that the code's templates use, or None for a code that is not listed."""
    found = catalogue("wording").get(code)
    return tuple(found) if found is not None else None


def word(code: str, params: Mapping[str, Scalar]) -> Wording:
    """Return the wording with the parameters it needs and no others."""
    names = used(code)
    kept = params if names is None else {name: params[name] for name in names if name in params}
    return Wording(code=code, params=dict(kept))


@cache
def _from() -> dict[str, tuple[str, ...]]:
    return {name: tuple(slots) for name, slots in catalogue("trades")["kommer_av"].items()}


def slots_behind(wordings: Iterable[Wording | None], own: Iterable[str]) -> tuple[str, ...]:
    """Return the fact slots that these words are made from. `own` are the slots whose own words stand in the text."""
    told = frozenset(own)
    found: dict[str, None] = {}
    for wording in wordings:
        for name in wording.params if wording is not None else ():
            slot = name.lower()
            sources = (slot,) if slot in told else _from().get(slot, ())
            found |= dict.fromkeys(sources)
    return tuple(found)
