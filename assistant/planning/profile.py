"""The business as the drafts see it: its trade, its words, its own facts, and what fits it."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from assistant.planning.chain_rows import KINDS
from assistant.planning.knowledge import catalogue
from assistant.planning.plan import Origin, Plan, Provenance, Scalar, Wording
from assistant.planning.wording import slots_behind

_OWN_WORDS = frozenset({"navn", "sted", "segment", "særpreg", "løfte", "utfordring", "tilbud"})
_OWN = ("navn", "sted", "segment", "særpreg", "løfte", "utfordring", "tilbud")
_SMALL, _LOW_BUDGET, _HIGH_BUDGET = 5, 60_000, 400_000
_SOCIAL = ("instagram", "facebook", "tiktok", "linkedin", "youtube", "snapchat")


@dataclass(frozen=True, slots=True)
class Profile:
    """What the drafts know. `params` are the words of all templates; `assumed` names those the person did not give."""

    trade: str | None
    kind: str
    b2b: bool
    local: bool
    small: bool
    low_budget: bool
    high_budget: bool
    challenges: tuple[str, ...]
    busy: tuple[int, ...]
    quiet: tuple[int, ...]
    params: dict[str, Scalar]
    assumed: frozenset[str]

    def provenance(self, plan: Plan, *wordings: Wording | None, slots: tuple[str, ...] = ()) -> tuple[Provenance, ...]:
        """Return where the words come from, one entry a fact slot; a word that nobody gave is an assumption."""
        behind = dict.fromkeys((*slots, *slots_behind(wordings, _OWN_WORDS - self.assumed)))
        found = []
        for slot in behind:
            fact = plan.fact(slot)
            if fact is not None and not fact.unknown:
                found.append(fact.provenance.model_copy(update={"inputs": (slot,)}))
            else:
                found.append(Provenance(origin=Origin.ASSUMED, inputs=(slot,)))
        return tuple(found)


def profile(plan: Plan) -> Profile:
    """Return the business of a plan."""
    said = " ".join(plan.words(slot) or "" for slot in ("bransje", "tilbud", "navn")).lower()
    trade = _trade(plan.words("bransje"), said)
    table = catalogue("trades")
    kind = plan.words("modell")
    row = table["bransjer"].get(trade) or table["modeller"][kind if kind in KINDS else "tjeneste"]
    kind = kind if kind in KINDS else str(row.get("modell", "tjeneste"))
    staff, budget = plan.number("ansatte"), plan.number("markedsbudsjett")
    params, assumed = _params(plan, row, kind, staff)
    return Profile(
        trade=trade,
        kind=kind,
        b2b=plan.words("kundetype") == "b2b" if plan.words("kundetype") else bool(row.get("b2b")),
        local=bool(row["lokal"]),
        small=staff is None or staff <= _SMALL,
        low_budget=budget is None or budget <= _LOW_BUDGET,
        high_budget=budget is not None and budget >= _HIGH_BUDGET,
        challenges=_challenges(plan),
        busy=tuple(row["topp"]),
        quiet=tuple(row["rolig"]),
        params=params,
        assumed=assumed,
    )


@lru_cache(maxsize=256)
def _trade(named: str | None, said: str) -> str | None:
    """Return the trade with the longest cue in the named trade, else in all that was said."""
    for text in ((named or "").lower(), said):
        hits = [(len(cue), trade) for cue, trade in _cues() if _holds(text, cue)]
        if hits:
            return max(hits)[1]
    return None


def _holds(text: str, cue: str) -> bool:
    """Whether a word of the text begins with the cue, or is a compound that ends with a cue of five letters or more."""
    words = text.replace("-", " ").replace(",", " ").split()
    if " " in cue or "-" in cue:
        return cue in text
    return any(word.startswith(cue) or (len(cue) >= 5 and word.endswith(cue)) for word in words)


@cache
def _cues() -> tuple[tuple[str, str], ...]:
    return tuple((cue, trade) for trade, row in catalogue("trades")["bransjer"].items() for cue in row["cues"])


def _challenges(plan: Plan) -> tuple[str, ...]:
    said = f"{plan.words('utfordring') or ''} {plan.words('svakheter') or ''}".lower()
    table = catalogue("trades")["utfordringer"]
    return tuple(name for name, cues in table.items() if any(cue in said for cue in cues))


def _params(
    plan: Plan, row: dict[str, Any], kind: str, staff: float | None
) -> tuple[dict[str, Scalar], frozenset[str]]:
    table = catalogue("trades")
    own = {slot: _trim(text) for slot in _OWN if (text := plan.words(slot))}
    words = dict(zip(("kunde", "kunden", "kunder", "kundene"), table["ord"][row["ord"]], strict=True))
    words |= dict(zip(("handel", "handelen", "handler"), table["handel"][row["handel"]], strict=True))
    place = own.get("sted", "")
    named = plan.words("bransje") or row["navn"]
    search = row["søk"] if "cues" in row else named
    fallback = {
        "navn": row["bestemt"],
        "bransje": named,
        "virksomheten": row["bestemt"],
        "sted": place or "nærområdet",
        "i_sted": _in_place(place) if place else ("i nærområdet" if row["lokal"] else "i markedet deres"),
        "søk": f"{search} {place}" if place else f"{search} i nærheten" if row["lokal"] else search,
        "løfte": row["standard"],
        "utfordring": "",
        "leder": table["ledere"]["alene" if staff is not None and staff <= 1 else kind],
        "sosial": _social(plan, kind, bool(row.get("b2b"))),
        "konkurrent": (plan.words("konkurrenter") or "konkurrentene").split(";")[0].strip(),
    }
    snippets = {name: row[name] for name in ("tilbud", "særpreg", "øyeblikk", "tillegg", "bevis", "partner", "prøv")}
    snippets |= {name: row[name] for name in ("etter", "fast", "innhold", "standard")}
    params: dict[str, Scalar] = {**words, **snippets, **fallback, **own}
    people = "bedrifter" if plan.words("kundetype") == "b2b" or row.get("b2b") else "folk"
    who = f"{people} {params['i_sted']}" if place or row["lokal"] else f"{people} som ser etter {params['tilbud']}"
    unknown = "cues" not in row and plan.words("bransje")
    params.setdefault("segment", f"{people} {params['i_sted']} som ser etter {named}" if unknown else who)
    params |= _inflected(words, table["intetkjønn"])
    params |= {name.capitalize(): _capital(str(params[name])) for name in ("segment", "navn", "kundene", "innhold")}
    assumed = {"segment", "særpreg", "løfte", "tilbud", "navn", "sted"} - own.keys()
    return params, frozenset(assumed)


def _inflected(words: dict[str, str], neuter: list[str]) -> dict[str, Scalar]:
    """Return the articles that agree with the customer's and the purchase's gender."""
    it, deal = words["kunde"] in neuter, words["handel"] in neuter
    forms = {"en": "et" if it else "en", "ny": "nytt" if it else "ny", "hver": "hvert" if it else "hver"}
    forms |= {"et_handel": f"{'et' if deal else 'en'} {words['handel']}", "hvert": "hvert" if deal else "hver"}
    return {**forms, "Hver": forms["hver"].capitalize(), "Hvert": forms["hvert"].capitalize()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _trim(text: str) -> str:
    """Return the person's words without a full stop, and without a capital that only began a sentence."""
    text = " ".join(text.split()).rstrip(" .!")
    first, _, rest = text.partition(" ")
    common = first[:1].isupper() and first[1:].islower() and first.lower() in catalogue("trades")["små_ord"]
    return f"{first.lower()} {rest}".strip() if common else text


def _in_place(place: str) -> str:
    if place.split(" ")[0].lower() in {"i", "på", "ved", "utenfor", "nær", "midt"}:
        return place
    first = place.split(",")[0].split(" ")[0]
    return f"{'på' if first in catalogue('trades')['på'] else 'i'} {place}"


def _social(plan: Plan, kind: str, b2b: bool) -> str:
    said = (plan.words("kanaler") or "").lower()
    named = [name for name in _SOCIAL if name in said]
    if named:
        return {"tiktok": "TikTok", "linkedin": "LinkedIn", "youtube": "YouTube"}.get(named[0], named[0].capitalize())
    return "LinkedIn" if b2b or kind == "prosjekt" else "Facebook" if kind == "frivillig" else "Instagram"
