"""What people type or hand in for the contact list, read into one shape. Pure: no database, no clock."""

from basis.tekst import plat
from basis.telefoon import normaliseer_telefoon, telefoon_uri, telefoon_waarschuwing

from .cellen import KOLOMMEN, net, onschadelijk, schrijf_tekst
from .lezen import lees_bestand, lees_tekst
from .rijen import InvoerFout, Rij, maak_rij

__all__ = [
    "KOLOMMEN",
    "InvoerFout",
    "Rij",
    "lees_bestand",
    "lees_tekst",
    "maak_rij",
    "net",
    "normaliseer_telefoon",
    "onschadelijk",
    "plat",
    "schrijf_tekst",
    "telefoon_uri",
    "telefoon_waarschuwing",
]
