"""The files of a zaak as they are shown, and what the pages of a melding and of the register do alike."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from calamiteiten.bestanden import scanner
from calamiteiten.bestanden.vormen import VORMEN
from calamiteiten.models import Bestand, Bestandstand, Zaak
from contacten.models import Gebruiker
from escalatie.draaiboek import bestanden

KLEUREN = {Bestandstand.WACHT: "warning", Bestandstand.BESMET: "negative"}


@dataclass(frozen=True)
class Kamer:
    """Where the pages of this kind of zaak are, by name; `haal`: its door. Raises Http404 for who may not see it."""

    haal: Callable[[Gebruiker, str], Zaak]
    lijst: str
    inhoud: str
    verbeteren: str
    intrekken: str
    boven: tuple[str, str]


@dataclass(frozen=True)
class Regel:
    """One file as it is shown. `url`: where its bytes are; empty while nobody may have them. `einde`: "vervangen",
    "ingetrokken" or empty."""

    rij: Bestand
    soort: str
    uitleg: str
    url: str
    stand: str
    kleur: str
    einde: str
    verbeteren: str
    intrekken: str


@dataclass(frozen=True)
class Lijst:
    """The files of a zaak. `is_gescand`: this installation has a scanner; `is_gemengd`: of more soorten than one."""

    regels: list[Regel]
    url: str
    mag: bool
    is_gescand: bool
    is_gemengd: bool


def lijst(kamer: Kamer, zaak: Zaak, gebruiker: Gebruiker, soort: str = "") -> Lijst:
    """The files of this zaak that this user reads, of one soort or of all. One query."""
    mag = bestanden.mag_bijhouden(gebruiker, zaak)
    rijen = [rij for rij in bestanden.van(zaak, gebruiker) if not soort or rij.soort == soort]
    is_gemengd = not soort and len(bestanden.soorten(zaak)) > 1
    regels = [_regel(kamer, zaak, rij, mag=mag) for rij in rijen]
    return Lijst(regels, reverse(kamer.lijst, args=[zaak.kenmerk]), mag, scanner.is_er(), is_gemengd)


def mag_lezen(gebruiker: Gebruiker, zaak: Zaak) -> bool:
    """Whether this user reads files of this zaak at all."""
    return any(bestanden.leest(gebruiker, soort) for soort, _ in bestanden.soorten(zaak))


def leesbaar(kamer: Kamer, zaak: Zaak, gebruiker: Gebruiker, soort: str) -> Lijst | None:
    """The files of one soort, for a page about that; None for who does not read them."""
    return lijst(kamer, zaak, gebruiker, soort) if bestanden.leest(gebruiker, soort) else None


def _regel(kamer: Kamer, zaak: Zaak, rij: Bestand, *, mag: bool) -> Regel:
    einde = "ingetrokken" if rij.ingetrokken_op else "" if rij.geldt else "vervangen"
    te_openen = rij.is_te_openen and (mag or not rij.ingetrokken_op)
    waar, te_veranderen = [zaak.kenmerk, rij.pk], mag and rij.geldt
    return Regel(
        rij=rij,
        soort=rij.get_soort_display(),
        uitleg=f"{VORMEN[rij.vorm].naam}, {filesizeformat(rij.omvang)}",
        url=reverse(kamer.inhoud, args=waar) if te_openen else "",
        stand=rij.get_stand_display(),
        kleur=KLEUREN.get(Bestandstand(rij.stand), ""),
        einde=einde,
        verbeteren=reverse(kamer.verbeteren, args=waar) if te_veranderen else "",
        intrekken=reverse(kamer.intrekken, args=waar) if te_veranderen else "",
    )
