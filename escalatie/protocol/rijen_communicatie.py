"""Each rule of Hoofdstuk 1, Bijlage 2 and the Kadernotitie as a row for people, beside `rijen`."""

from collections.abc import Iterable, Mapping

from basis.taal import aantal, in_een_zin, opsomming
from calamiteiten.statussen import MELDING, beeld
from communicatie.models import Uitingsoort
from communicatie.regels import (
    Adviesdeel,
    Betrokkene,
    Communicatieregels,
    GebeurtenisRegel,
    Orgaan,
    Peiling,
    PersevaluatieVraag,
    PersinformatieRegel,
    PersstapRegel,
    PersstatusRegel,
    PerstaakRegel,
    Regierol,
    SlotRegel,
    Stijging,
)
from contacten.rollen import PER_GEMEENTE
from contacten.rolnamen import rolnaam

from . import plaatsen
from .lezen import haal_protocol
from .rijen import APP, GEBEURTENISSEN, IEDER_MOMENT, LIJSTEN, OOK, VAN_DE_APP, Rij, maak_rij, staphulp

DOELEN = {
    "informatievoorziening": "Informatie geven",
    "schade_beperken": "Schade beperken",
    "betekenis_geven": "Betekenis geven",
    "aanpak": "De aanpak",
}
# What happens to a question without a step.
ZONDER_STAP = {
    "intake:vrager": "iemand van de pers komt erbij, verandert of vraagt het niet meer",
    "intake:verbeterd": "de gegevens van de vraag worden verbeterd",
    "intake:gemeente": "een andere gemeente geeft het antwoord",
    "intake:erbij": "de vraag gaat ook over een gemeente die er nog niet bij stond",
    "intake:eraf": "de vraag gaat niet meer over een gemeente die erbij stond",
    "antwoord:verbeterd": "een vastgelegd antwoord wordt verbeterd",
    "antwoord:ingetrokken": "een vastgelegd antwoord wordt ingetrokken",
    "antwoord:ander": "het antwoord van een andere gemeente wordt verbeterd of ingetrokken",
}
GEMEENTEN = {
    "vragende": " van de gemeente die de vraag kreeg",
    "betrokken": " van elke andere gemeente waarover het gaat",
    "waarover": " van elke gemeente waarover het gaat",
    "overige": " van alle andere gemeenten",
    "alle": " van alle gemeenten",
    "ontvangers": ", voor zover die onze tekst kregen",
}


def statusrij(wet: Communicatieregels, regel: PersstatusRegel) -> Rij:
    """A stage: its place and the steps that can be taken there."""
    verder = [stap.naam for stap in wet.stappen if regel.code in stap.van]
    return maak_rij(regel, regel.naam, ("Fase", str(regel.stap)), ("Hier kan", "; ".join(verder)))


def staprij(wet: Communicatieregels, regel: PersstapRegel) -> Rij:
    """A step: from where, by whom, on which conditions, and what goes outside with it."""
    van = opsomming(wet.status_per_code[code].naam for code in regel.van)
    naar = wet.status_per_code[regel.naar].naam if regel.naar else "blijft in dezelfde fase"
    return maak_rij(
        regel,
        regel.naam,
        ("Van", van or "het begin"),
        ("Naar", naar),
        ("Door", _rollen(wet, regel.door)),
        ("Altijd nodig", _voorwaarden(wet, regel.vereist)),
        ("Verwacht (afwijken met een reden)", _voorwaarden(wet, regel.verwacht)),
        ("Reden", "altijd opschrijven" if regel.motivering == "verplicht" else ""),
        ("Gaat naar buiten", _uiting(regel.naar_buiten)),
        *staphulp(regel),
        rollen=regel.door,
    )


def informatierij(wet: Communicatieregels, regel: PersinformatieRegel) -> Rij:
    """A duty to inform: when, by whom, to whom, and what the mail holds."""
    is_lokaal = any(rol in PER_GEMEENTE for rol in regel.aan)
    return maak_rij(
        regel,
        regel.zin,
        ("Wanneer", "; ".join(_aanleiding(wet, aanleiding) for aanleiding in regel.bij)),
        ("Wie informeert", _rollen(wet, [regel.door])),
        ("Hoe lang ervoor", plaatsen.lengte(uren=regel.uren_vooraf) if regel.uren_vooraf else ""),
        ("Wie het hoort", _rollen(wet, regel.aan, OOK[regel.ook]) + (GEMEENTEN[regel.gemeenten] if is_lokaal else "")),
        ("Alleen wie dit al kreeg", opsomming(_zin(wet, code) for code in regel.na)),
        ("In de mail", opsomming(_tekst(naam) for naam in regel.met) or "kenmerk, termijn en link"),
        rollen=(regel.door, *regel.aan),
    )


def taakrij(wet: Communicatieregels, regel: PerstaakRegel) -> Rij:
    """A task: who does it, after which step, and which step it asks for."""
    stappen = wet.stap_per_code
    termijn = wet.termijn_per_code.get(regel.termijn)
    return maak_rij(
        regel,
        regel.naam,
        ("Wie", _rollen(wet, [regel.rol])),
        ("Na", "; ".join(stappen[code].naam for code in regel.bij)),
        ("Klaar met", "; ".join(stappen[code].naam for code in regel.klaar_bij)),
        ("Klaar als", _voorwaarden(wet, [regel.klaar_als] if regel.klaar_als else [])),
        ("Termijn", termijn.naam if termijn else ""),
        rollen=(regel.rol,),
    )


def vraagrij(wet: Communicatieregels, regel: PersevaluatieVraag) -> Rij:
    """A question of the short evaluation."""
    keuze = opsomming(antwoord.naam for antwoord in regel.antwoorden)
    return maak_rij(regel, regel.zin, ("Antwoord", f"{keuze}, en eigen woorden" if keuze else "eigen woorden"))


def adviesrij(wet: Communicatieregels, regel: Adviesdeel) -> Rij:
    """A part of the advice, under its goal."""
    nodig = "ja" if regel.verplicht else "nee"
    ook = ("Ook in een persvraag over de melding", "dezelfde tekst" if regel.in_persvraag else "")
    return maak_rij(regel, regel.naam, ("Verplicht", nodig), ook, groep=DOELEN[regel.doel])


def slotrij(wet: Communicatieregels, regel: SlotRegel) -> Rij:
    """A lock: who may give leave, and after whose decision."""
    besluit = _rollen(wet, regel.besluit_van)
    vrij = ("Vrijgeven met een reden", _rollen(wet, regel.vrijgave_door))
    return maak_rij(regel, regel.naam, vrij, ("Na een besluit van", besluit), rollen=regel.vrijgave_door)


def orgaanrij(wet: Communicatieregels, regel: Orgaan) -> Rij:
    """A body that a person informs."""
    per = "per gemeente" if regel.per == "gemeente" else "een voor de regio"
    return maak_rij(
        regel,
        regel.naam,
        ("Hoeveel", per),
        ("Vastleggen door", _rollen(wet, regel.door)),
        ("Hiermee gaat het slot open", "ja" if regel.is_familie else ""),
        ("Gaat naar buiten", _uiting(regel.naar_buiten)),
        rollen=(*regel.door, *([regel.rol] if regel.rol else [])),
    )


def betrokkenerij(wet: Communicatieregels, regel: Betrokkene) -> Rij:
    """Someone directly involved: on which answers it is on the list by itself, and on which not."""
    bij = _antwoorden(wet, regel.bij) or "altijd"
    return maak_rij(
        regel,
        regel.naam,
        ("Vanzelf op de lijst", "nee" if regel.op_verzoek else bij),
        ("Maar niet", _antwoorden(wet, regel.behalve)),
    )


def regierij(wet: Communicatieregels, regel: Regierol) -> Rij:
    """Who can direct, and in which steps of a melding."""
    bij = opsomming(in_een_zin(beeld(MELDING, wet.versie, code).naam) for code in regel.bij)
    onderzoek = "ja" if regel.bij_onderzoek else ""
    return maak_rij(regel, regel.naam, ("In de stap", bij), ("Bij een strafrechtelijk onderzoek", onderzoek))


def stijgingrij(wet: Communicatieregels, regel: Stijging) -> Rij:
    """When more attention in the media proposes to look again."""
    dagen = aantal(regel.dagen, "dag", "dagen")
    maat = f"{regel.minstens} of meer op een dag, en {regel.keer} keer het gemiddelde van de {dagen} ervoor"
    return maak_rij(regel, "Meer aandacht in de media", ("Maat", maat))


def peilingrij(wet: Communicatieregels, regel: Peiling) -> Rij:
    """What is asked each day, from which hour and before which."""
    bij = opsomming(in_een_zin(beeld(MELDING, wet.versie, code).naam) for code in regel.bij)
    uren = f"elke dag vanaf {regel.vanaf_uur} uur, vóór {regel.tot_uur} uur"
    return maak_rij(regel, "De onrust per dag", ("Wanneer", uren), ("In de stap", bij))


def gebeurtenisrij(wet: Communicatieregels, regel: GebeurtenisRegel) -> Rij:
    """An event: who sees it with the melding and with a press question, and what who opens no dossier reads."""
    return maak_rij(
        regel,
        regel.naam,
        ("Bij", GEBEURTENISSEN[regel.code]),
        ("Bij de melding", _rollen(wet, regel.op_melding)),
        ("Bij een persvraag erover", _rollen(wet, regel.op_pers)),
        ("Zonder dossier", " ".join(filter(None, [f"{regel.naam_buiten}.", regel.buiten])) if regel.op_pers else ""),
        rollen=(*regel.op_melding, *regel.op_pers),
    )


def _rollen(wet: Communicatieregels, codes: Iterable[str], ook: str = "") -> str:
    namen = ("de applicatie" if code == APP else rolnaam(code, wet.versie) for code in codes)
    return opsomming(filter(None, [ook, *namen]))


def _voorwaarden(wet: Communicatieregels, namen: Iterable[str]) -> str:
    return "; ".join(wet.voorwaardenamen[naam] for naam in namen)


def _antwoorden(wet: Communicatieregels, per_feit: Mapping[str, Iterable[str]]) -> str:
    """Which answers of the form these are, in the words of the other half of this version."""
    namen = {(keuze.lijst, keuze.code): keuze.naam for keuze in haal_protocol(wet.versie).keuzes}
    delen = [(feit, opsomming(namen.get((feit, code), code) for code in codes)) for feit, codes in per_feit.items()]
    return "; ".join(f"{LIJSTEN.get(feit, feit)}: {tekst}" for feit, tekst in delen)


def _uiting(soort: str) -> str:
    return f"{Uitingsoort(soort).label}; over een calamiteit pas na de familie" if soort else ""


def _tekst(naam: str) -> str:
    bijzonder = {"antwoord": "de tekst van het antwoord", "vragers": "wie het vraagt en vóór wanneer"}
    return bijzonder.get(naam, f"de {naam}")


def _zin(wet: Communicatieregels, code: str) -> str:
    """What another rule sends, as its own sentence says it."""
    regel = next(r for r in wet.informatieregels if r.code == code)
    return f"“{regel.zin.rstrip('.')}”"


def _aanleiding(wet: Communicatieregels, aanleiding: str) -> str:
    soort, _, code = aanleiding.partition(":")
    if soort in VAN_DE_APP:
        return VAN_DE_APP[soort][code]
    if soort == "stap":
        return wet.stap_per_code[code].naam
    if aanleiding in ZONDER_STAP:
        return ZONDER_STAP[aanleiding]
    if soort == "gemeente":
        return f"{wet.stap_per_code[code].naam}, door de gemeente zelf"
    termijn, _, moment = code.partition(":")
    return f"{IEDER_MOMENT[moment]} van de termijn “{wet.termijn_per_code[termijn].naam}”"
