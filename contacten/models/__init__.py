"""Who is who: users, gemeenten, aanbieders, contacts and the seats they fill (Bijlage 1)."""

from .bijhouden import Bevestigingsverzoek, VerzoekUitkomst, VoorstelStatus, Wijzigingsvoorstel
from .contacten import Bezetting, Contactpersoon, ContactSoort
from .gebruikers import Gebruiker
from .invoer import Invoer, Uitvoer, UitvoerVorm
from .oefenen import OefenAntwoord, Oefenronde
from .organisaties import Aanbieder, AanbiederSoort, Gemeente, Werkgebied
from .piket import Piket
from .uitnodigingen import Uitnodiging

__all__ = [
    "Aanbieder",
    "AanbiederSoort",
    "Bevestigingsverzoek",
    "Bezetting",
    "ContactSoort",
    "Contactpersoon",
    "Gebruiker",
    "Gemeente",
    "Invoer",
    "OefenAntwoord",
    "Oefenronde",
    "Piket",
    "Uitnodiging",
    "Uitvoer",
    "UitvoerVorm",
    "VerzoekUitkomst",
    "VoorstelStatus",
    "Werkgebied",
    "Wijzigingsvoorstel",
]
