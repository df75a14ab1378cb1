"""Each rule of what is arranged beforehand as a row for people, beside `rijen`: all in one part, under headings."""

from collections.abc import Iterator

from basis.regels import StapRegel, StatusRegel, TermijnRegel
from basis.taal import in_een_zin, opsomming
from calamiteiten.models import Organisatie

from . import plaatsen
from .model import Protocol
from .paraatheidsregels import ActieRegel, ParaatheidberichtRegel
from .rijen import APP, IEDER_MOMENT, LEZING, Rij, lengte, maak_rij, staphulp, wekkerzin

VORMEN = {
    "afspraak": "een afspraak, met wie en wanneer",
    "document": "een document: waar het staat, welke versie en tot wanneer",
    "oefening": "elke training en oefening, met de dag en wie meedeed",
    "jaaroverzicht": "een overzicht per jaar, met aantallen per soort",
}
ZONDER_STAP = {"verbeterd": "iets wordt verbeterd", "ingetrokken": "iets wordt ingetrokken"}
EIGENAAR = "eigenaar"


def paraatheidrijen(protocol: Protocol) -> Iterator[Rij]:
    """The actions per kind of organisation, then how they are kept."""
    for soort in Organisatie:
        yield from (_actie(protocol, regel) for regel in protocol.paraatheid_acties if regel.van == soort)
    yield from (_status(protocol, regel) for regel in protocol.paraatheid_statussen)
    yield from (_stap(protocol, regel) for regel in protocol.paraatheid_stappen)
    yield from (_termijn(protocol, regel) for regel in protocol.paraatheid_termijnen)
    yield from (_bericht(protocol, regel) for regel in protocol.paraatheid_berichten)


def _actie(protocol: Protocol, regel: ActieRegel) -> Rij:
    maand, _, dag = regel.inleveren_op.rpartition("-")
    return maak_rij(
        regel,
        regel.naam,
        ("Eigenaar", protocol.rolnamen[regel.rol]),
        ("Met", regel.partner),
        ("Wat wordt vastgelegd", VORMEN[regel.vorm]),
        ("Opnieuw bekijken", f"na {plaatsen.lengte(maanden=regel.herzien_maanden)}" if regel.herzien_maanden else ""),
        ("Inleveren", f"dag {int(dag)} van maand {int(maand)}, in het jaar erna" if regel.inleveren_op else ""),
        ("Aantallen van", opsomming(in_een_zin(naam) for naam in regel.soorten.values())),
        ("Staat bij een melding", "als het ontbreekt" if regel.gemist else ""),
        rollen=[regel.rol],
        groep=f"Acties van: {Organisatie(regel.van).label}",
    )


def _status(protocol: Protocol, regel: StatusRegel) -> Rij:
    verder = [stap.naam for stap in protocol.paraatheid_stappen if regel.code in stap.van]
    return maak_rij(regel, regel.naam, ("Hier kan", "; ".join(verder)), groep="Waar een actie kan staan")


def _stap(protocol: Protocol, regel: StapRegel) -> Rij:
    statussen = protocol.paraatheid.status_per_code
    return maak_rij(
        regel,
        regel.naam,
        ("Van", opsomming(statussen[code].naam for code in regel.van) or "het begin"),
        ("Naar", statussen[regel.naar].naam if regel.naar else "blijft hetzelfde"),
        ("Door", opsomming(protocol.rolnamen[rol] for rol in regel.door)),
        ("Altijd nodig", "; ".join(protocol.voorwaardenamen[naam] for naam in regel.vereist)),
        ("Reden", "altijd opschrijven" if regel.motivering == "verplicht" else ""),
        *staphulp(regel),
        rollen=regel.door,
        groep="Wat u kunt doen",
    )


def _termijn(protocol: Protocol, regel: TermijnRegel) -> Rij:
    return maak_rij(
        regel,
        regel.naam,
        ("Lengte", lengte(regel)),
        ("Soort", "protocol" if regel.soort == "protocol" else "regioafspraak, geen protocoltermijn"),
        ("Begint bij", _stapnamen(protocol, regel.bij)),
        ("Eindigt bij", _stapnamen(protocol, regel.stopt_bij)),
        ("Waarschuwing", opsomming(wekkerzin(wekker) for wekker in regel.wekkers)),
        (LEZING, regel.lezing),
        rollen=[regel.rol],
        groep="De termijnen van de acties",
    )


def _bericht(protocol: Protocol, regel: ParaatheidberichtRegel) -> Rij:
    ontvangers = ["de eigenaar"] if regel.ook == EIGENAAR else []
    return maak_rij(
        regel,
        regel.zin,
        ("Wanneer", "; ".join(aanleiding_in_woorden(protocol, aanleiding) for aanleiding in regel.bij)),
        ("Wie het hoort", opsomming([*ontvangers, *(protocol.rolnamen[rol] for rol in regel.aan)])),
        rollen=[rol for rol in (regel.door, *regel.aan) if rol != APP],
        groep="Wie het hoort",
    )


def _stapnamen(protocol: Protocol, codes: tuple[str, ...]) -> str:
    return "; ".join(protocol.paraatheid.stap_per_code[code].naam for code in codes)


def aanleiding_in_woorden(protocol: Protocol, aanleiding: str) -> str:
    """When a message goes out, in words: a step, an alarm, or what happens without either."""
    if aanleiding in ZONDER_STAP:
        return ZONDER_STAP[aanleiding]
    soort, _, rest = aanleiding.partition(":")
    if soort == "stap":
        return protocol.paraatheid.stap_per_code[rest].naam
    code, _, moment = rest.partition(":")
    return f"{protocol.paraatheid.termijn_per_code[code].naam}, {IEDER_MOMENT[moment]}"
