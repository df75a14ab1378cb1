"""What one user sees of the communication advice: the version that holds, the concept, what it is built on, and what
changed between versions (R55, R82, R115, R116)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from basis.taal import met_hoofdletter
from calamiteiten.models import Melding
from communicatie.advies import adviezen
from communicatie.advies.adviezen import Adviesinhoud
from communicatie.advies.verschil import Verschil, verschillen
from communicatie.media.trend import Mediastaat, mediastaat
from communicatie.models import AdviesGemeente, Communicatieadvies
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker, Gemeente, met_dader
from escalatie.meldingen.analyse.blad import Blad, maak_blad
from escalatie.persvragen.gedeeld import Gedeeld, gedeelde_teksten
from escalatie.protocol.lezen import haal_communicatieregels

from .adviseren import mag_adviseren, vraagt_namens
from .forms import DOELEN

LEIDT = "De gemeente leidt en voert het woord"
ANDERS = "Er is iets anders afgesproken"
OVERIG = "Overig"


@dataclass(frozen=True)
class Deelgroep:
    """The texts of one goal: name and text of each part that was written."""

    titel: str
    delen: list[tuple[str, str]]


@dataclass(frozen=True)
class Adviesblad:
    """One version, ready to read; `vorige` and `verschillen` compare it with the version before."""

    advies: Communicatieadvies
    groepen: list[Deelgroep]
    ontbreekt: list[str]
    vorige: Communicatieadvies | None
    verschillen: list[Verschil]

    @property
    def naam(self) -> str:
        """What the version is called on the path."""
        return f"Versie {self.advies.versie}"

    @property
    def kop(self) -> str:
        """The heading above the differences."""
        return f"Veranderd sinds versie {self.vorige.versie}" if self.vorige else ""


@dataclass(frozen=True)
class Adviespagina:
    """The page for one user. `geldend`: the last version that was laid down; `concept`: the one being written."""

    melding: Melding
    regels: Communicatieregels
    gemeenten: list[Gemeente]
    versies: list[Communicatieadvies]
    geldend: Adviesblad | None
    concept: Communicatieadvies | None
    analyses: list[Blad]
    media: Mediastaat
    gedeeld: Gedeeld
    mag_schrijven: bool
    vraagt_namens: bool

    @property
    def versie(self) -> int:
        """The version that is written now: the concept, or the next."""
        return self.concept.versie if self.concept else len(self.versies) + 1

    @property
    def bewerking(self) -> int:
        """How often the concept was saved."""
        return self.concept.bewerking if self.concept else 0

    def begin(self) -> Adviesinhoud:
        """What the form begins with."""
        laatste = self.versies[0] if self.versies else None
        basis = adviezen.beginstand(self.melding, laatste)
        namens = self.concept.namens if self.concept else ""
        return Adviesinhoud(basis.delen, basis.houding, basis.bereik, basis.gemeenten, namens)


def maak_pagina(gebruiker: Gebruiker, melding: Melding, nu: datetime) -> Adviespagina:
    """The page at `nu` (aware). Whether this user may open the dossier was asked before."""
    versies = adviezen.versies(melding)
    regels = haal_communicatieregels(melding.protocol_versie)
    geldend = next((rij for rij in versies if rij.is_vastgesteld()), None)
    return Adviespagina(
        melding=melding,
        regels=regels,
        gemeenten=adviezen.betrokken(melding),
        versies=versies,
        geldend=maak_blad_van(geldend, versies, regels) if geldend else None,
        concept=next((rij for rij in versies if not rij.is_vastgesteld()), None),
        analyses=_analyses(gebruiker, melding, nu),
        media=mediastaat(melding, regels, nu, reverse("media", args=[melding.kenmerk])),
        gedeeld=gedeelde_teksten(melding, gebruiker),
        mag_schrijven=mag_adviseren(gebruiker, melding),
        vraagt_namens=vraagt_namens(gebruiker),
    )


def maak_blad_van(
    advies: Communicatieadvies, versies: Iterable[Communicatieadvies], regels: Communicatieregels
) -> Adviesblad:
    """One version with what changed since the one before."""
    vorige = next((rij for rij in versies if rij.versie == advies.versie - 1), None)
    return Adviesblad(
        advies=advies,
        groepen=_groepen(advies, regels),
        ontbreekt=adviezen.ontbrekend(advies, regels),
        vorige=vorige,
        verschillen=_sinds(vorige, advies, regels) if vorige else [],
    )


def teksten(
    advies: Communicatieadvies, gemeenten: Iterable[AdviesGemeente], regels: Communicatieregels
) -> dict[str, str]:
    """Everything a version says, as name -> text, in the order of the page; for comparing."""
    delen = {naam: tekst for groep in _groepen(advies, regels) for naam, tekst in groep.delen}
    lijn = {"Passief of actief": _woord(advies.get_houding_display()), "Lokaal of regionaal": _bereik(advies)}
    return {**delen, **lijn, **{str(rij.gemeente): gemeentetekst(rij) for rij in gemeenten}}


def tegenover(pagina: Adviespagina, getypt: Adviesinhoud) -> list[Verschil]:
    """What stands now (old) beside what this user typed (new): for who saved over a colleague's work."""
    staat_er = pagina.versies[0] if pagina.versies else None
    if staat_er is None:
        return []
    mijn = Communicatieadvies(delen={c: t for c, t in getypt.delen.items() if t})
    mijn.houding, mijn.bereik = getypt.houding, getypt.bereik
    rijen = [
        AdviesGemeente(
            gemeente=g,
            is_gemeente_in_de_lead=a.is_gemeente_in_de_lead,
            woordvoerder=a.woordvoerder,
            afspraken=a.afspraken,
        )
        for g in pagina.gemeenten
        if (a := getypt.gemeenten.get(g.pk))
    ]
    return verschillen(
        teksten(staat_er, list(staat_er.gemeenten.all()), pagina.regels), teksten(mijn, rijen, pagina.regels)
    )


def gemeentetekst(rij: AdviesGemeente) -> str:
    """The division of work of one gemeente as text."""
    leidt = LEIDT if rij.is_gemeente_in_de_lead else ANDERS
    return f"{leidt}.\nWoordvoerder: {rij.woordvoerder or 'nog niet bekend'}.\n{rij.afspraken}".strip()


def _sinds(oud: Communicatieadvies, nieuw: Communicatieadvies, regels: Communicatieregels) -> list[Verschil]:
    return verschillen(teksten(oud, oud.gemeenten.all(), regels), teksten(nieuw, nieuw.gemeenten.all(), regels))


def _groepen(advies: Communicatieadvies, regels: Communicatieregels) -> list[Deelgroep]:
    gevuld = [deel for deel in regels.adviesdelen if advies.delen.get(deel.code)]
    groepen = [
        Deelgroep(titel, [(deel.naam, advies.delen[deel.code]) for deel in gevuld if deel.doel == doel])
        for doel, (titel, _) in DOELEN.items()
    ]
    bekend = {deel.code for deel in regels.adviesdelen}
    rest = [
        (met_hoofdletter(code.replace("_", " ")), tekst) for code, tekst in advies.delen.items() if code not in bekend
    ]
    return [groep for groep in [*groepen, Deelgroep(OVERIG, rest)] if groep.delen]


def _analyses(gebruiker: Gebruiker, melding: Melding, nu: datetime) -> list[Blad]:
    """The answers of the submitted analyses that this role may read, the explanations left to the dossier."""
    rijen = melding.analyses.select_related("gemeente", *met_dader("ingediend_door"))
    bladen = []
    for analyse in rijen:
        analyse.melding = melding
        if analyse.is_definitief() and (blad := maak_blad(gebruiker, analyse, nu)):
            bladen.append(blad)
    return bladen


def _woord(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _bereik(advies: Communicatieadvies) -> str:
    return _woord(advies.get_bereik_display())
