"""Plans of very different companies, made by the drafts as a conversation would, and some made to break things."""

from datetime import date

from assistant.planning import drafts
from assistant.planning.framework import DIMENSIONS, STAGES
from assistant.planning.plan import (
    Activity,
    Actual,
    Control,
    Fact,
    Goal,
    Origin,
    Plan,
    Provenance,
    State,
    Strategy,
    Tactic,
    Wording,
)

TODAY = date(2026, 11, 22)
SAID = Provenance(origin=Origin.SAID, message="m1")
_UNITS = {
    "omsetning": "NOK",
    "omsetning_mål": "NOK",
    "snittordre": "NOK",
    "markedsbudsjett": "NOK",
    "kontingent": "NOK",
}
_UNITS |= {"medlemmer": "medlemmer", "medlemmer_mål": "medlemmer", "kunder": "kunder", "timer_per_uke": "timer"}
_SHARES = ("gjenkjøpsrate", "kundelojalitet", "dekningsgrad", "lead_til_kunde", "leadrate", "tilbudstreff")


def company(name: str, title: str, **facts: object) -> Plan:
    made = tuple(
        Fact(
            slot=slot,
            value=value,
            unit=_UNITS.get(slot) or ("%" if slot in _SHARES else None),
            per="år" if slot in ("omsetning", "omsetning_mål") else None,
            provenance=SAID,
        )
        for slot, value in facts.items()
    )
    return Plan(id=name, title=title, created=TODAY, facts=made)


def whole(plan: Plan) -> Plan:
    """Return the plan with every draft accepted."""
    for dimension in (None, *DIMENSIONS):
        plan = plan.with_(goals=(*plan.goals, _ok(drafts.draft_goal(plan, dimension, TODAY))))
    for dimension in (*DIMENSIONS, None):
        plan = plan.with_(strategies=(*plan.strategies, _ok(drafts.draft_strategies(plan, dimension)[0])))
    plan = plan.with_(tactics=tuple(_ok(t) for t in drafts.draft_tactics(plan)))
    plan = plan.with_(activities=tuple(_ok(a) for a in drafts.draft_activities(plan, TODAY)))
    return plan.with_(controls=tuple(_ok(c) for c in drafts.draft_controls(plan)))


def _ok(part):
    return part.model_copy(update={"state": State.ACCEPTED})


CAFE = whole(
    company(
        "kafe1",
        "Kafé Fjord i Tromsø",
        navn="Kafé Fjord",
        bransje="kafé",
        sted="Tromsø",
        kundetype="b2c",
        segment="lokale som bor eller jobber i sentrum",
        omsetning=4_200_000.0,
        omsetning_mål=5_000_000.0,
        kunder=9000.0,
        snittordre=145.0,
        gjenkjøpsrate=20.0,
        dekningsgrad=65.0,
        konkurrenter="Espressobaren; Kiwi; Kaffebønna",
        særpreg="vi baker alt selv og kjenner stamgjestene",
        løfte="ferske boller hver dag før kl. 8, alltid med et smil",
        svakheter="lang kø på lørdager",
        markedsbudsjett=60_000.0,
        timer_per_uke=4.0,
        ansvarlig="Ingrid",
        frist=date(2027, 12, 31),
    )
)
ENGINEERS = whole(
    company(
        "ingenior1",
        "Nordlys Brannrådgivning AS",
        navn="Nordlys Brannrådgivning",
        bransje="rådgivende ingeniørfirma",
        modell="prosjekt",
        sted="Bodø",
        kundetype="b2b",
        segment="entreprenører og eiendomsutviklere i Nordland",
        omsetning=8_400_000.0,
        omsetning_mål=11_000_000.0,
        kunder=14.0,
        snittordre=240_000.0,
        kundelojalitet=80.0,
        tilbudstreff=30.0,
        dekningsgrad=70.0,
        lead_til_kunde=25.0,
        leadrate=4.0,
        konkurrenter="Sweco; Rambøll",
        styrker="korte svarfrister; sitter i kommunens fagråd",
        trusler="færre byggestarter",
        muligheter="nye krav til brannkonsept i eldre bygg",
        særpreg="svar innen to virkedager, med en navngitt rådgiver",
        markedsbudsjett=180_000.0,
        timer_per_uke=8.0,
        ansvarlig="Sjur Ødegård",
        frist=date(2027, 12, 31),
    )
)
CLUB = whole(
    company(
        "lag1",
        "Fjellhamar IL",
        navn="Fjellhamar IL",
        bransje="idrettslag",
        modell="frivillig",
        sted="Lørenskog",
        segment="familier med barn fra 6 til 12 år",
        medlemmer=420.0,
        medlemmer_mål=500.0,
        kontingent=1200.0,
        kundelojalitet=82.0,
        timer_per_uke=3.0,
        frist=date(2027, 8, 31),
    )
)
EMPTY = Plan(id="tom1", created=TODAY)
WORDS_ONLY = whole(
    company("ord1", "Rørleggeren på Hamar", bransje="rørlegger", sted="Hamar", løfte="vi kommer når vi sier")
)
COMPANIES = (CAFE, ENGINEERS, CLUB, WORDS_ONLY, EMPTY)

NASTY = "=cmd|' /C calc'!A0"


def _nasty(number: int, start: str) -> str:
    return f'{start}HYPERLINK("http://ond.example";"{number}") <script>alert(1)</script> ![x](http://ond.example/x.png)'


def hostile() -> Plan:
    """Return a plan whose every text tries to be something else than text."""
    starts = ("=", "+", "-", "@", "\t=", "\r\n@")
    text = [_nasty(n, start) for n, start in enumerate(starts * 3)]
    own = [Wording(own=t) for t in text]
    return Plan(
        id="ond1",
        title=f"{NASTY} 🦊 Æøå \u202eRTL\u202c \x07\x00",
        created=TODAY,
        facts=tuple(
            Fact(slot=slot, value=t, provenance=SAID)
            for slot, t in zip(("navn", "segment", "særpreg", "konkurrenter", "løfte"), text, strict=False)
        ),
        goals=(Goal(id="m", dimension=None, kpi="omsetning", unit="NOK", target=1e6, text=own[0], owner=text[1]),),
        strategies=(Strategy(id="s", dimension=None, archetype="nisje", text=own[2], why=own[3], excludes=own[4]),),
        tactics=(Tactic(id="t", dimension=DIMENSIONS[0], stage=STAGES[0], text=own[5]),),
        activities=(
            Activity(
                id="a",
                dimension=DIMENSIONS[0],
                stage=STAGES[0],
                what=own[6],
                how=own[7],
                where=text[8],
                who=text[9],
                start=TODAY,
                end=TODAY,
                cost=100.0,
                kpi="nps",
            ),
        ),
        controls=(Control(id="k", kpi="omsetning", owner=text[10], source=own[11], frequency="måned"),),
        actuals=(Actual(kpi="omsetning", period="2026-12", value=1.0, provenance=SAID),),
    )


def huge(letters: str = "Et langt navn på en aktivitet som ingen hadde trodd at noen ville skrive. ") -> Plan:
    """Return a plan with forty activities and texts of 300 characters everywhere."""
    long = (letters * 300)[:300]
    own = Wording(own=long)
    plan = company("stor1", long, navn=long, bransje=long, sted=long, segment=long, særpreg=long, løfte=long)
    plan = plan.with_(facts=(*plan.facts, *company("x", "", konkurrenter="; ".join([long] * 5), styrker=long).facts))
    return plan.with_(
        goals=tuple(
            Goal(id=f"mål{n}", dimension=d, kpi="nps", unit="poeng", target=40.0, text=own, owner=long, method=own)
            for n, d in enumerate((None, *DIMENSIONS))
        ),
        strategies=tuple(
            Strategy(
                id=f"s{n}",
                dimension=d,
                archetype="nisje",
                text=own,
                why=own,
                excludes=own,
                article=f"artikkel-{n}-{long}",
            )
            for n, d in enumerate((None, *DIMENSIONS))
        ),
        tactics=tuple(
            Tactic(id=f"t{n}", dimension=DIMENSIONS[n % 4], stage=STAGES[n // 4], text=own, article=f"a{n}")
            for n in range(16)
        ),
        activities=tuple(
            Activity(
                id=f"a{n}",
                dimension=DIMENSIONS[n % 4],
                stage=STAGES[n % 4],
                what=own,
                how=own,
                where=long,
                who=long,
                start=date(2027, 1 + n % 12, 1),
                end=date(2027, 12, 28),
                hours=10.0,
                cost=1234.5 * n,
                kpi="nps",
            )
            for n in range(40)
        ),
        controls=tuple(Control(id=f"k{n}", kpi=k, owner=long, source=own) for n, k in enumerate(("nps", "omsetning"))),
    )
