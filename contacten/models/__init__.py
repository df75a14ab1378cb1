"""Who is who: users, gemeenten, aanbieders, contacts and the seats they fill (Bijlage 1)."""

from .accounts import Accountnieuws, Accountverzoek, Nieuws, VerzoekBesluit
from .agendalinks import Agendalink
from .bijhouden import Bevestigingsverzoek, VerzoekUitkomst, VoorstelStatus, Wijzigingsvoorstel
from .contacten import Bezetting, Contactpersoon, ContactSoort
from .daders import (
    VIA_LINK,
    Dader,
    Linkhouder,
    Vastgelegd,
    dader_velden,
    dadernaam,
    een_dader,
    met_dader,
    namens_link,
)
from .formulierposten import Formulierpost
from .gebruikers import Gebruiker
from .inlogpogingen import Inlogpoging
from .invoer import Invoer, Uitvoer, UitvoerVorm
from .linkposten import Linkpost
from .merken import Gemerkt, van_ons
from .oefenen import OefenAntwoord, Oefenronde
from .organisaties import Aanbieder, AanbiederSoort, Gemeente, Werkgebied
from .piket import Piket
from .uitnodigingen import Uitnodiging
from .zegels import Verzegeld, Zegelbeheer, Zegelregel, Zegelrijen, Zegelstand

__all__ = [
    "VIA_LINK",
    "Aanbieder",
    "AanbiederSoort",
    "Accountnieuws",
    "Accountverzoek",
    "Agendalink",
    "Bevestigingsverzoek",
    "Bezetting",
    "ContactSoort",
    "Contactpersoon",
    "Dader",
    "Formulierpost",
    "Gebruiker",
    "Gemeente",
    "Gemerkt",
    "Inlogpoging",
    "Invoer",
    "Linkhouder",
    "Linkpost",
    "Nieuws",
    "OefenAntwoord",
    "Oefenronde",
    "Piket",
    "Uitnodiging",
    "Uitvoer",
    "UitvoerVorm",
    "Vastgelegd",
    "Verzegeld",
    "VerzoekBesluit",
    "VerzoekUitkomst",
    "VoorstelStatus",
    "Werkgebied",
    "Wijzigingsvoorstel",
    "Zegelbeheer",
    "Zegelregel",
    "Zegelrijen",
    "Zegelstand",
    "dader_velden",
    "dadernaam",
    "een_dader",
    "met_dader",
    "namens_link",
    "van_ons",
]
