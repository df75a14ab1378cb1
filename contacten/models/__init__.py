"""Who is who: users, gemeenten, aanbieders, contacts and the seats they fill (Bijlage 1)."""

from .contacten import Bezetting, Contactpersoon, ContactSoort
from .gebruikers import Gebruiker
from .invoer import Invoer, Uitvoer, UitvoerVorm
from .organisaties import Aanbieder, AanbiederSoort, Gemeente, Werkgebied
from .uitnodigingen import Uitnodiging

__all__ = [
    "Aanbieder",
    "AanbiederSoort",
    "Bezetting",
    "ContactSoort",
    "Contactpersoon",
    "Gebruiker",
    "Gemeente",
    "Invoer",
    "Uitnodiging",
    "Uitvoer",
    "UitvoerVorm",
    "Werkgebied",
]
