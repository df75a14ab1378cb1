"""Which papers there are, who may have each, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.template.loader import render_to_string

from basis.pdf import Vel, als_gegevens, maak_pdf
from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.meldingen.beoordeling.pagina import mag_beoordeling_lezen
from escalatie.meldingen.bewijs.pagina import bewijs

from . import fase, heel, samenvatting, verslagen
from .blad import Blad, bladzijden, met_teksten, op_een_bladzijde, vel
from .geheel import Geheel
from .namen import zonder_namen

# Of the proof: about so many rows of its table stand on a page.
_RIJEN_BEWIJS = 10
# How many lines a section of a paper of one page has at most: who leads a phase reads more than a wethouder.
_VEEL, _WEINIG = 24, 8


@dataclass(frozen=True)
class Document:
    """A paper that is ready to be drawn. `lang`: about how many pages; 1 for one that is never longer."""

    titel: str
    vellen: list[Vel]
    lang: int = 1

    def teken(self, door: Gebruiker, op: datetime, keer: int = 1) -> bytes:
        """The PDF, made by `door` at `op` (aware), in at most `keer` times the usual time. Raises PdfMislukt."""
        if self.lang == 1:
            return maak_pdf(self.vellen, self.titel, op=op, door=door.maker, keer=keer)
        (een,) = self.vellen
        return maak_pdf(een.html, self.titel, op=op, door=door.maker, gegevens=een.gegevens, keer=keer)


@dataclass
class Vraag:
    """That this user asks for a paper of this melding, at `nu` (aware)."""

    melding: Melding
    gebruiker: Gebruiker
    nu: datetime

    @cached_property
    def dossier(self) -> Geheel:
        """The dossier as this user reads it."""
        return Geheel(self.melding, self.gebruiker, self.nu)


@dataclass(frozen=True)
class Soort:
    """One kind of paper: its name, what it is for, whether this one may have it now, and how it is made."""

    code: str
    naam: Callable[[Vraag], str]
    zin: str
    mag: Callable[[Vraag], bool]
    maak: Callable[[Vraag], Document]


def _een_bladzijde(vraag: Vraag, blad: Blad, hoogstens: int) -> Document:
    return Document(f"{blad.titel} {blad.kenmerk}", op_een_bladzijde(_zonder_namen(vraag, blad), hoogstens))


def _zo_lang_als_nodig(vraag: Vraag, blad: Blad) -> Document:
    schoon = _zonder_namen(vraag, blad)
    return Document(f"{blad.titel} {blad.kenmerk}", [vel(schoon)], max(2, bladzijden(schoon)))


def _zonder_namen(vraag: Vraag, blad: Blad) -> Blad:
    return met_teksten(blad, zonder_namen(vraag.melding.protocol_versie))


def _bewijs(vraag: Vraag) -> Document:
    blad = bewijs(vraag.melding, vraag.gebruiker, vraag.nu)
    html = render_to_string("pdf/bewijs.html", {"b": blad, "stijl": "static:css/pdf_bewijs.css"})
    rijen = sum(2 + len(plicht.ontvangers) for plicht in (*blad.plichten, *blad.pers))
    rijen += len(blad.gesprekken) + len(blad.momenten) + len(blad.correcties)
    lang = 2 + rijen // _RIJEN_BEWIJS
    # For whom a part of it is, the screen needs to know; on the sheet that does not stand.
    kaal = tuple(replace(c, deel="", deel_toelichting="", van=()) for c in blad.correcties)
    gegevens = als_gegevens(replace(blad, correcties=kaal))
    return Document(f"Bewijs van informeren {vraag.melding.kenmerk}", [Vel(html, gegevens)], lang)


def _faseblad(vraag: Vraag) -> Document:
    return _een_bladzijde(vraag, fase.fase(vraag.dossier, vraag.nu), _VEEL)


def _fasenaam(vraag: Vraag) -> str:
    stap = fase.begin_van(vraag.dossier)
    return fase.titel(vraag.dossier, stap) if stap else ""


def _altijd(vraag: Vraag) -> bool:
    return True


SOORTEN = {
    soort.code: soort
    for soort in (
        Soort(
            "samenvatting",
            lambda vraag: "Bestuurlijke samenvatting",
            "Eén bladzijde voor een wethouder: wat er gebeurde, hoe ernstig het is, wat eraan wordt gedaan,"
            " wie het weet, wat wordt gevraagd en wanneer het volgende moment is.",
            _altijd,
            lambda vraag: _een_bladzijde(vraag, samenvatting.samenvatting(vraag.dossier, vraag.nu), _WEINIG),
        ),
        Soort(
            "fase",
            _fasenaam,
            "Eén bladzijde voor wie de fase leidt: de klok, de partijen, de acties, de lijn naar de pers,"
            " en per gemeente of iedereen veilig en geïnformeerd is.",
            lambda vraag: fase.begin_van(vraag.dossier) is not None,
            _faseblad,
        ),
        Soort(
            "dossier",
            lambda vraag: "Dossier",
            "Alles wat u op het scherm leest, met wat is gedaan en wat is dichtgevouwen.",
            _altijd,
            lambda vraag: _zo_lang_als_nodig(vraag, heel.heel(vraag.dossier, vraag.nu)),
        ),
        Soort(
            "besluit",
            lambda vraag: "Besluitblad",
            "Wat is besloten, op welke antwoorden, wie het ermee eens was, en waar van het protocol is afgeweken.",
            lambda vraag: mag_beoordeling_lezen(vraag.dossier.rijen, vraag.gebruiker),
            lambda vraag: _zo_lang_als_nodig(vraag, verslagen.besluit(vraag.dossier, vraag.gebruiker, vraag.nu)),
        ),
        Soort(
            "advies",
            lambda vraag: "Communicatieadvies",
            "De versie die geldt, of het concept, met wie wat doet.",
            lambda vraag: bool(vraag.dossier.rijen.adviezen),
            lambda vraag: _zo_lang_als_nodig(vraag, verslagen.advies(vraag.dossier, vraag.nu)),
        ),
        Soort(
            "evaluatie",
            lambda vraag: "Evaluatie",
            "De vragen met de antwoorden, en wat er daardoor beter wordt.",
            lambda vraag: bool(vraag.dossier.evaluatie),
            lambda vraag: _zo_lang_als_nodig(vraag, verslagen.evaluatie(vraag.dossier, vraag.gebruiker, vraag.nu)),
        ),
        Soort(
            "bewijs",
            lambda vraag: "Bewijs van informeren",
            "Wie het moest weten, en wie het wanneer wist. Hier staan namen van medewerkers in.",
            lambda vraag: mag_lezen(vraag.gebruiker, Deel.BEWIJS),
            _bewijs,
        ),
    )
}
