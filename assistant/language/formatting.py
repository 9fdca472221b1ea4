"""Figures and dates written for Norwegian readers: `1 250 000 kr`, `4,2 mill. kr`, `12,5 %`, `1. juni 2027`."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_SINGULAR = {
    "kunder": "kunde", "medlemmer": "medlem", "givere": "giver", "timer": "time", "dager": "dag", "uker": "uke",
    "måneder": "måned", "minutter": "minutt", "stjerner": "stjerne", "ganger": "gang", "plasser": "plass",
    "omtaler": "omtale", "følgere": "følger", "ansatte": "ansatt", "deltakere": "deltaker", "mottakere": "mottaker",
}  # fmt: skip


def format_number(value: float, decimals: int = 2) -> str:
    """Write a number with at most so many decimals, decimal comma and spaces between thousands."""
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, part = f"{abs(rounded):,f}".partition(".")
    part = part.rstrip("0")
    text = whole.replace(",", " ") + (f",{part}" if part else "")
    return f"−{text}" if rounded < 0 else text


def format_money(value: float, *, short: bool = False) -> str:
    """Write kroner: whole ones from 100 kr on, two decimals below if there are øre; `short` gives `4,2 mill. kr`."""
    size = abs(value)
    if short and size >= 999_995_000:
        return f"{format_number(value / 1e9)} mrd. kr"
    if short and size >= 999_500:
        return f"{format_number(value / 1e6)} mill. kr"
    if size >= 100 or float(value).is_integer():
        return f"{format_number(value, 0)} kr"
    whole, comma, part = format_number(value).partition(",")
    return f"{whole}{comma}{part.ljust(2, '0') if comma else ''} kr"


def format_percent(value: float, decimals: int = 1) -> str:
    """Write a share; 12.5 means 12,5 %."""
    return f"{format_number(value, decimals)} %"


def format_date(day: date) -> str:
    """Write a day in full."""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def format_quantity(value: float, unit: str | None, per: str | None = None) -> str:
    """Write a figure with its unit as in the JSON (`NOK`, `%`, `kunder`, `dager` …), and «per måned» where given."""
    if unit == "NOK":
        text = format_money(value)
    elif unit == "%":
        text = format_percent(value, 2)
    else:
        noun = _SINGULAR.get(unit, unit) if unit and abs(value) == 1 else unit
        text = f"{format_number(value)} {noun}" if noun else format_number(value)
    return f"{text} per {per}" if per else text
