"""Numbers for the goal chain out of a file: checked, with a Norwegian sentence for each thing that cannot be used."""

from collections.abc import Mapping

from assistant.errors import UsageError
from assistant.planning.chain_rows import KINDS
from assistant.planning.knowledge import catalogue

Number = float | tuple[float, float]
_ALIASES = {"b2b": "prosjekt", "forening": "frivillig", "nettbutikk": "vare", "butikk": "vare"}


def checked_inputs(content: Mapping[str, object]) -> tuple[dict[str, Number | bool], str, tuple[float, ...]]:
    """Return inputs, kind of business and season (12 shares that add up to 1, or none). Raises UsageError."""
    kind = str(content.get("modell", "tjeneste")).lower()
    kind = _ALIASES.get(kind, kind)
    if kind not in KINDS:
        raise UsageError(f"«modell: {kind}» er ukjent. Bruk en av: {', '.join(KINDS)}.")
    left = {n: v for n, v in content.items() if n not in ("navn", "modell", "sesongprofil") and v is not None}
    if not left:
        raise UsageError("Filen har ingen tall. Skriv minst «omsetning» og «omsetning_mål».")
    inputs = {name: _checked(name, value) for name, value in left.items()}
    season = content.get("sesongprofil")
    return inputs, kind, _profile(season) if season is not None else ()


def _profile(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != 12 or not all(_is_number(v) and v >= 0 for v in value):
        raise UsageError("«sesongprofil» må være en liste med tolv tall, ett for hver måned fra januar.")
    total = float(sum(value))
    if not total:
        raise UsageError("«sesongprofil» kan ikke bare være nuller.")
    return tuple(v / total for v in value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _checked(name: str, value: object) -> Number | bool:
    if name == "budsjett_i_faste":
        if not isinstance(value, bool):
            raise UsageError("«budsjett_i_faste» må være ja (true) eller nei (false).")
        return value
    table = catalogue("chain")["inputs"]
    if name not in table:
        raise UsageError(f"«{name}» er ikke et tall målkjeden kjenner. Se examples/chain.yaml for alle navnene.")
    if isinstance(value, Mapping) and {"lav", "høy"} == set(value):
        value = [value["lav"], value["høy"]]
    if isinstance(value, list) and len(value) == 2 and all(_is_number(v) for v in value) and value[0] <= value[1]:
        return _within(name, float(value[0])), _within(name, float(value[1]))
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_number(value):
        raise UsageError(f"«{name}» må være et tall, eller et spenn som [lav, høy].")
    return _within(name, float(value))


def _within(name: str, value: float) -> float:
    row = catalogue("chain")["inputs"][name]
    low, high = row.get("low"), row.get("high")
    if low is not None and value < low:
        raise UsageError(f"«{name}» kan ikke være mindre enn {low}. Rett tallet og prøv igjen.")
    if high is not None and value > high:
        raise UsageError(f"«{name}» kan ikke være mer enn {high}. Rett tallet og prøv igjen.")
    return value
