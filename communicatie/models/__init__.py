"""The rows of communicatie: what we say, to whom, and what came of it."""

from .adviezen import AdviesGemeente, Bereik, Communicatieadvies, Houding
from .berichten import (
    AANGENOMEN,
    NOG_TE_VERZENDEN,
    OOK_VOOR,
    PERSTEKST,
    VRAAGT_TELEFOON,
    Actielink,
    Bericht,
    BerichtStatus,
    Stuiter,
    StuiterSoort,
)
from .herstel import Herstel
from .informeren import (
    HERROEPBAAR,
    Herroeping,
    Informeermoment,
    Informering,
    Onderzoek,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitingsoort,
    Vrijgave,
)
from .media import Feed, Mediabereik, Mediasignaal, Mediatoon, Mediavolger
from .persvragen import Persantwoord, Persvraag
from .sjablonen import Sjabloontekst

__all__ = [
    "AANGENOMEN",
    "HERROEPBAAR",
    "NOG_TE_VERZENDEN",
    "OOK_VOOR",
    "PERSTEKST",
    "VRAAGT_TELEFOON",
    "Actielink",
    "AdviesGemeente",
    "Bereik",
    "Bericht",
    "BerichtStatus",
    "Communicatieadvies",
    "Feed",
    "Herroeping",
    "Herstel",
    "Houding",
    "Informeermoment",
    "Informering",
    "Mediabereik",
    "Mediasignaal",
    "Mediatoon",
    "Mediavolger",
    "Onderzoek",
    "Persantwoord",
    "Persvraag",
    "Regie",
    "Sjabloontekst",
    "Slachtofferhulp",
    "Stuiter",
    "StuiterSoort",
    "Uiting",
    "Uitingsoort",
    "Vrijgave",
]
