"""The business as the drafts see it: its trade, its words, its own facts, and what fits it."""

import re
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
# So few business customers that a share of them says little, and each is known by name.
FEW = 30
_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_MONTH = re.compile("|".join(rf"\b{month}\b" for month in _MONTHS), re.IGNORECASE)
_SPAN = re.compile(rf"({'|'.join(_MONTHS)})\s*(?:til|–|-|og ut)\s*({'|'.join(_MONTHS)})", re.IGNORECASE)
# Where a description of people can be cut without changing who they are, and heads too wide to stand alone.
_CLAUSE = ("som", "når", "der", "hvor")
_PLACE = frozenset(
    {"i", "på", "ved", "fra", "med", "mellom", "uten", "innenfor", "rundt", "utenfor", "nær", "til", "under"}
)
_WIDE = frozenset(
    {"folk", "voksne", "alle", "de", "dem", "den", "unge", "eldre", "personer", "mennesker", "kunder", "bedrifter"}
)
_LONG = 4
_BUSINESSES = (
    "bedrifter",
    "virksomheter",
    "selskaper",
    "rederier",
    "hoteller",
    "kommuner",
    "innkjøpere",
    "entreprenører",
)
_SOCIAL = ("instagram", "facebook", "tiktok", "linkedin", "youtube", "snapchat")


@dataclass(frozen=True, slots=True)
class Profile:
    """What the drafts know. `params` are the words of all templates; `assumed` names those the person did not give.

    `traits` say what is natural in the trade («timebok», «innom», …); a catalogue row may need or shun them.
    """

    trade: str | None
    kind: str
    b2b: bool
    local: bool
    small: bool
    low_budget: bool
    high_budget: bool
    traits: frozenset[str]
    challenges: tuple[str, ...]
    weaknesses: tuple[str, ...]
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
    named = plan.words("kundetype")
    trade = _trade(plan.words("bransje"), said, named == "b2b")
    table = catalogue("trades")
    kind = plan.words("modell")
    row = table["bransjer"].get(trade) or table["modeller"][kind if kind in KINDS else "tjeneste"]
    kind = kind if kind in KINDS else str(row.get("modell", "tjeneste"))
    staff, budget = plan.number("ansatte"), plan.number("markedsbudsjett")
    params, assumed = _params(plan, row, kind, staff)
    b2b = named == "b2b" if named else bool(row.get("b2b"))
    few = b2b and 0 < (plan.number("kunder") or 0) <= FEW
    return Profile(
        trade=trade,
        kind="prosjekt" if few and kind == "tjeneste" else kind,
        b2b=b2b,
        local=bool(row["lokal"]),
        small=staff is None or staff <= _SMALL,
        low_budget=budget is None or budget <= _LOW_BUDGET,
        high_budget=budget is not None and budget >= _HIGH_BUDGET,
        traits=_traits(trade, kind) | {name for name, true in (("få", few), ("b2b", b2b)) if true},
        challenges=kinds_of(plan.words("utfordring")),
        weaknesses=kinds_of(plan.words("svakheter")),
        busy=tuple(row["topp"]),
        quiet=_months_named(plan) or tuple(row["rolig"]),
        params=params,
        assumed=assumed,
    )


@cache
def _traits(trade: str | None, kind: str) -> frozenset[str]:
    """Return what is natural in a trade; where the trade is unknown, in its kind of business."""
    return frozenset(name for name, owners in catalogue("trades")["egenskaper"].items() if (trade or kind) in owners)


def _months_named(plan: Plan) -> tuple[int, ...]:
    """Return the months a person names as quiet in the challenge; «januar til april» is all four."""
    said = plan.words("utfordring") or ""
    if "sesong" not in kinds_of(said):
        return ()
    found = [(m.start(), _MONTHS.index(m[0].lower()) + 1) for m in _MONTH.finditer(said)]
    months = [number for _, number in sorted(found)]
    if len(months) == 2 and _SPAN.search(said):
        first, last = months
        return tuple((first - 1 + i) % 12 + 1 for i in range((last - first) % 12 + 1))
    return tuple(dict.fromkeys(months))


@lru_cache(maxsize=256)
def _trade(named: str | None, said: str, b2b: bool) -> str | None:
    """Return the trade with the longest cue in the named trade, else in all that was said.

    A business that sells to businesses is of a trade that does, where the words fit both.
    """
    rows = catalogue("trades")["bransjer"]
    for text in ((named or "").lower(), said):
        hits = [(b2b and bool(rows[trade].get("b2b")), len(cue), trade) for cue, trade in _cues() if _holds(text, cue)]
        if hits:
            return max(hits)[2]
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


def kinds_of(said: str | None) -> tuple[str, ...]:
    """Return which kinds of challenge the words speak of."""
    text = (said or "").lower()
    return tuple(name for name, cues in catalogue("trades")["utfordringer"].items() if any(cue in text for cue in cues))


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
    topic = _topic(plan.words("bransje") or "")
    fallback = {
        "navn": row["bestemt"],
        "bransje": named,
        "virksomheten": row["bestemt"],
        "sted": place or "nærområdet",
        "i_sted": _in_place(place) if place else ("i nærområdet" if row["lokal"] else "i markedet deres"),
        "søk": _search(search, place, topic if not row["lokal"] else "", bool(row["lokal"])),
        "løfte": row["standard"],
        "utfordring": "",
        "leder": table["ledere"]["alene" if staff is not None and staff <= 1 else kind],
        "sosial": _social(plan, kind, bool(row.get("b2b"))),
        "møtet": row.get("møtet", f"der {words['kundene']} møter dere"),
        "konkurrent": (plan.words("konkurrenter") or "konkurrentene").split(";")[0].strip(),
    }
    snippets = {name: row[name] for name in ("tilbud", "særpreg", "øyeblikk", "tillegg", "bevis", "partner", "prøv")}
    snippets |= {name: row[name] for name in ("etter", "fast", "innhold", "standard")}
    if topic and "tilbud" not in own:
        fallback["tilbud"] = topic if topic[:1] != "+" else f"{row['tilbud']} for {topic[1:]}"
    params: dict[str, Scalar] = {**words, **snippets, **fallback, **own}
    people = "bedrifter" if plan.words("kundetype") == "b2b" or row.get("b2b") else "folk"
    who = f"{people} {params['i_sted']}" if place or row["lokal"] else f"{people} som ser etter {params['tilbud']}"
    unknown = "cues" not in row and plan.words("bransje")
    params.setdefault("segment", f"{people} {params['i_sted']} som ser etter {named}" if unknown else who)
    params |= _inflected(words, table["intetkjønn"])
    params |= {
        "gruppe": short_group(str(params["segment"]), people),
        "rett_etter": _right_after(words["handelen"], table),
    }
    shown = ("segment", "gruppe", "navn", "kundene", "innhold", "møtet")
    params |= {name.capitalize(): _capital(str(params[name])) for name in shown}
    assumed = {"segment", "særpreg", "løfte", "tilbud", "navn", "sted"} - own.keys()
    return params, frozenset(assumed)


def _inflected(words: dict[str, str], neuter: list[str]) -> dict[str, Scalar]:
    """Return the articles that agree with the customer's and the purchase's gender."""
    it, deal = words["kunde"] in neuter, words["handel"] in neuter
    forms = {"en": "et" if it else "en", "ny": "nytt" if it else "ny", "hver": "hvert" if it else "hver"}
    forms |= {"én": "ett" if it else "én", "kundene_uten_de": words["kundene"].removeprefix("de ")}
    forms |= {"et_handel": f"{'et' if deal else 'en'} {words['handel']}", "hvert": "hvert" if deal else "hver"}
    return {**forms, "Hver": forms["hver"].capitalize(), "Hvert": forms["hvert"].capitalize()}


def short_group(segment: str, people: str) -> str:
    """Return a short name for a segment named whole before: «huseiere på Hedmarken som …» → «huseiere på Hedmarken».

    A head too wide to stand alone («voksne som …») becomes people in the target group; a short segment stays as it is.
    """
    words = segment.replace(";", ",").split()
    cut = next((i for i, word in enumerate(words) if i and word.lower() in _CLAUSE), len(words))
    head = words[:cut]
    while len(head) > _LONG:
        places = [i for i, word in enumerate(head) if i and word.lower() in _PLACE]
        if not places:
            break
        head = head[: places[-1]]
    if len(head) == len(words) <= _LONG:
        return segment
    if len(head) > _LONG + 2 or (len(head) == 1 and head[0].lower().strip(",") in _WIDE):
        return f"{people} i målgruppa"
    return " ".join(head).rstrip(",")


def _topic(trade: str) -> str:
    """Return what «nettbutikk med ull og garn» sells; a use («SaaS for skiftplaner») is marked with «+»."""
    match = re.search(r"\b(med|for)\s+(\S.*)$", trade)
    if match is None:
        return ""
    return match[2].strip(" .") if match[1] == "med" else f"+{match[2].strip(' .')}"


def _search(search: str, place: str, topic: str, local: bool) -> str:
    """Return what people would type into a search engine."""
    if topic:
        return f"{search} {topic[1:]}" if topic[:1] == "+" else f"{topic} på nett"
    return f"{search} {place}" if place else f"{search} i nærheten" if local else search


def _right_after(deal: str, table: dict[str, Any]) -> str:
    """Return when a customer has something to answer about: right after the purchase, or when a relation has begun."""
    return str(table["rett_etter"].get(deal, f"rett etter {deal}"))


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
    if any(word.startswith(_BUSINESSES) for word in (plan.words("segment") or "").lower().split()):
        return "LinkedIn"
    return "LinkedIn" if b2b or kind == "prosjekt" else "Facebook" if kind == "frivillig" else "Instagram"
