"""Where the pages of files are, per kind of zaak."""

from calamiteiten.paraatheid import haal_paraatheid
from calamiteiten.toegang import haal_melding

from .pagina import Kamer

MELDING = Kamer(
    haal_melding, "bestanden", "bestand", "bestand_verbeteren", "bestand_intrekken", ("Meldingen", "meldingen")
)
PARAATHEID = Kamer(
    haal_paraatheid,
    "paraatbestanden",
    "paraatbestand",
    "paraatbestand_verbeteren",
    "paraatbestand_intrekken",
    ("Paraatheid", "register"),
)
