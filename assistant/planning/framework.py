"""The method's fixed words: steps, dimensions, stages. AMSTAK and RIKE are Are Stegane's; the order here is theirs."""

from enum import StrEnum


class Step(StrEnum):
    """The business goal and then AMSTAK, in teaching order."""

    FORRETNINGSMAL = "forretningsmål"
    ANALYSE = "analyse"
    MAL = "mål"
    STRATEGI = "strategi"
    TAKTIKK = "taktikk"
    AKTIVITETER = "aktiviteter"
    KONTROLL = "kontroll"


class Dimension(StrEnum):
    """The four customer dimensions: standing, before, during and after the purchase."""

    OMDOMME = "omdømme"
    REKRUTTERING = "rekruttering"
    SERVICE = "service"
    OPPFOLGING = "oppfølging"


class Stage(StrEnum):
    """RIKE, the customer's way to and through buying."""

    REKKEVIDDE = "rekkevidde"
    INTERAKSJON = "interaksjon"
    KONVERTERING = "konvertering"
    ENGASJEMENT = "engasjement"


# Fundament is a readiness checklist, not a stage of the funnel (domain.md 0.6).
FUNDAMENT = "fundament"
FUNDAMENT_ITEMS = (
    "merkevare",
    "budskap",
    "tekst",
    "design",
    "lyd_og_bilde",
    "testing",
    "måling",
    "markedsteknologi",
    "opplæring",
)
STEPS = tuple(Step)
DIMENSIONS = tuple(Dimension)
STAGES = tuple(Stage)
