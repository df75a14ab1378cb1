"""The papers of one part: what was decided and why, the evaluation, and the advice on communication."""

from collections.abc import Iterator
from datetime import datetime

from basis.taal import met_hoofdletter, moment, vindplaats
from calamiteiten.models import Impactanalyse
from communicatie.advies import adviezen
from contacten.models import Gebruiker
from escalatie.draaiboek import correcties
from escalatie.meldingen.advies.pagina import gemeentetekst, maak_blad_van
from escalatie.meldingen.beoordeling.pagina import beoordeling
from escalatie.meldingen.bewijs.regels import minuut
from escalatie.meldingen.leren.pagina import leerpagina
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels
from escalatie.protocol.model import ScenarioRegel

from .blad import GEVAAR, VRAAG, Blad, Sectie, overlegkop, tabel
from .geheel import Geheel

NIET_BEVESTIGD = "nog niet bevestigd"
CONCEPT = "CONCEPT. Dit advies is nog niet vastgesteld: gebruik de tekst niet naar buiten."


def antwoorden(analyse: Impactanalyse, d: Geheel) -> Iterator[tuple[str, str]]:
    """Every question of a party with the answer that was chosen."""
    for vraag in d.rijen.protocol.vragen_van(analyse.soort):
        gegeven = next((a.naam for a in vraag.antwoorden if a.code == analyse.antwoorden.get(vraag.code)), "")
        yield vraag.zin, gegeven or "niet beantwoord"


def besluit(d: Geheel, gebruiker: Gebruiker, nu: datetime) -> Blad:
    """What was decided: the answers side by side, the advice, who agreed, each step with its reason, and where it left
    the road of the protocol."""
    b = beoordeling(d.rijen, gebruiker)
    partijen = tuple(analyse.naam for analyse in b.partijen)
    rijen = [
        (" / ".join(dict.fromkeys(rij.vragen)), *(cel.antwoord if cel else "niet gevraagd" for _, cel in rij.cellen))
        for rij in b.rijen
    ]
    eens = [
        (
            str(rij.gemeente),
            f"scenario {rij.eens_met}" if rij.eens_met else NIET_BEVESTIGD,
            minuut(rij.bevestigd_op),
        )
        for rij in d.rijen.betrokkenheden
    ]
    return Blad(
        "Besluitblad",
        d.melding.kenmerk,
        d.melding.onderwerp,
        f"Stand van {moment(nu)}. Wat is besloten, waarop en door welke rol. Zonder namen van personen.",
        (
            Sectie("Het besluit", feiten=tuple(_besluit(d, b.advies_regel)), nadruk=VRAAG),
            tabel("Instemming van de gemeenten", ("Gemeente", "Instemming", "Wanneer"), eens),
            tabel("De antwoorden naast elkaar", ("Vraag", *map(met_hoofdletter, partijen)), rijen),
            tabel(
                "De stappen",
                ("Wanneer", "Stap", "Door", "Reden", "Waar het staat"),
                [_stap(stap, d) for stap in d.rijen.overgangen],
                weg_als_leeg="Reden",
            ),
            tabel("Afgeweken van het protocol", ("Stap", "Waarvan", "Reden"), list(_afwijkingen(d))),
            *(
                Sectie(
                    f"{overlegkop(regel.overleg.soort)}, {moment(regel.overleg.gehouden_op)}",
                    feiten=(("Uitkomst", regel.overleg.uitkomst), ("Afspraken", regel.overleg.afspraken or "geen")),
                )
                for regel in d.overleggen.geweest
                if regel.mag_lezen and regel.overleg.gehouden_op
            ),
        ),
    )


def _besluit(d: Geheel, advies: ScenarioRegel | None) -> Iterator[tuple[str, str]]:
    gekozen = d.rijen.protocol.scenario_per_code.get(d.melding.scenario)
    yield "Gekozen", f"{gekozen.naam}. {gekozen.zin}" if gekozen else "Er is nog geen scenario gekozen."
    if advies is not None:
        zelfde = "Het besluit volgt dit advies." if advies == gekozen else "Het besluit is anders dan dit advies."
        yield "Advies uit de analyses", f"{advies.naam}. {zelfde}" if gekozen else f"{advies.naam}."
    yield "Stand", d.melding.get_status_display()


def _stap(stap: Stap, d: Geheel) -> tuple[str, ...]:
    regel = d.rijen.protocol.stap_per_code.get(stap.code)
    naam = regel.naam if regel else stap.get_naar_display()
    bron = vindplaats(regel.bron) if regel else ""
    return minuut(stap.op), naam, correcties.door(stap), stap.motivering or "", bron


def _afwijkingen(d: Geheel) -> Iterator[tuple[str, str, str]]:
    namen = d.rijen.protocol.voorwaardenamen
    taken = d.rijen.protocol.taak_per_code
    for stap in d.rijen.overgangen:
        for naam, reden in stap.afwijkingen.items():
            taak = taken.get(naam.removeprefix("taak:"))
            yield stap.get_naar_display(), taak.naam if taak else namen.get(naam, naam), reden


def evaluatie(d: Geheel, gebruiker: Gebruiker, nu: datetime) -> Blad:
    """The evaluation, and what becomes better because of it. Raises LookupError when there is none."""
    if not d.evaluatie or d.rijen.evaluatie is None:
        raise LookupError(d.melding.kenmerk)
    punten = leerpagina(d.melding, gebruiker, nu).punten
    rijen = [(p.titel, p.wie, met_hoofdletter(p.standnaam), p.les) for p in punten]
    vastgesteld = moment(d.rijen.evaluatie.vastgesteld_op) or "nog niet vastgesteld"
    feiten = (("Vastgesteld", vastgesteld), ("Deelnemers", d.rijen.evaluatie.deelnemers or "niet opgeschreven"))
    return Blad(
        "Evaluatie",
        d.melding.kenmerk,
        d.melding.onderwerp,
        f"Stand van {moment(nu)}. Zonder namen van personen.",
        (
            Sectie("Over deze evaluatie", feiten=feiten),
            tabel("Vragen en antwoorden", ("Vraag", "Antwoord"), d.evaluatie),
            tabel("Verbeterpunten", ("Wat", "Wie", "Stand", "Les"), rijen, "Er is nog geen verbeterpunt."),
        ),
    )


def advies(d: Geheel, nu: datetime) -> Blad:
    """The version of the advice that holds, or the concept, called that. Raises LookupError when there is neither."""
    secties = tuple(adviessecties(d))
    if not secties:
        raise LookupError(d.melding.kenmerk)
    onder = f"Stand van {moment(nu)}. Zonder namen van personen."
    return Blad("Communicatieadvies", d.melding.kenmerk, d.melding.onderwerp, onder, secties)


def adviessecties(d: Geheel, voor: str = "") -> Iterator[Sectie]:
    """The version that holds, else the concept; nothing without either. `voor`: what stands before its headings in a
    paper that is about more."""
    versies = adviezen.versies(d.melding)
    rij = next((v for v in versies if v.is_vastgesteld()), next(iter(versies), None))
    if rij is None:
        return
    blad = maak_blad_van(rij, versies, haal_communicatieregels(d.melding.protocol_versie))
    if not rij.is_vastgesteld():
        yield Sectie("Let op", regels=(CONCEPT,), nadruk=GEVAAR)
    houding = met_hoofdletter(rij.get_houding_display() or "nog niet gekozen")
    feiten = [("Houding", houding), ("Bereik", met_hoofdletter(rij.get_bereik_display() or "nog niet gekozen"))]
    feiten += [("Vastgesteld", moment(rij.vastgesteld_op))] * rij.is_vastgesteld()
    yield Sectie("De lijn naar de pers", feiten=tuple(feiten))
    yield from (Sectie(f"{voor}{groep.titel}", feiten=tuple(groep.delen)) for groep in blad.groepen)
    wie = [(str(g.gemeente), gemeentetekst(g)) for g in rij.gemeenten.all()]
    yield tabel("Wie doet wat", ("Gemeente", "Afspraak"), wie)
