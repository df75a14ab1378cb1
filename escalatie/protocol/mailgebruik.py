"""Which rules send a mail, for the beheerder who words it: when, to whom, why, by which paragraph."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from basis.taal import opsomming
from communicatie.regels import Communicatieregels, PersinformatieRegel
from communicatie.sjablonen.gebruik import Gebruik

from .lezen import haal_communicatieregels, haal_protocol, versies
from .model import InformatieRegel, Protocol
from .rijen import IEDER_MOMENT, informatierij
from .rijen_communicatie import ZONDER_STAP
from .rijen_paraatheid import EIGENAAR, aanleiding_in_woorden

VAN_GEMEENTEN = {
    "vragende": " van de gemeente die het aangaat",
    "betrokken": " van elke andere gemeente waarover het gaat",
    "waarover": " van elke gemeente waarover het gaat",
    "overige": " van de andere gemeenten",
    "alle": " van alle gemeenten",
    "ontvangers": ", voor zover die onze tekst kregen",
}


def mailgebruik() -> dict[str, list[Gebruik]]:
    """Code of the mail -> every rule of any version that sends it, in file order; what two versions say alike, once."""
    paren: list[tuple[str, Gebruik]] = []
    for versie in versies():
        protocol, pers = haal_protocol(versie), haal_communicatieregels(versie)
        paren += [
            paar
            for paar in (*_meldingen(protocol), *_persvragen(protocol, pers), *_paraatheid(protocol))
            if paar not in paren
        ]
    op_code = sorted(paren, key=itemgetter(0))
    return {code: [gebruik for _, gebruik in groep] for code, groep in groupby(op_code, key=itemgetter(0))}


def _meldingen(protocol: Protocol) -> Iterator[tuple[str, Gebruik]]:
    for regel in protocol.informatieregels:
        if regel.wijze == "mail":
            yield regel.sjabloon, _melding(protocol, regel)


def _melding(protocol: Protocol, regel: InformatieRegel) -> Gebruik:
    gegevens = dict(informatierij(protocol, regel).gegevens)
    return Gebruik(gegevens["Wanneer"], gegevens["Wie het hoort"], regel.zin, regel.bron)


def _persvragen(protocol: Protocol, pers: Communicatieregels) -> Iterator[tuple[str, Gebruik]]:
    for regel in pers.informatieregels:
        aan = opsomming(protocol.rolnamen.get(rol, rol) for rol in regel.aan) + _van_gemeenten(regel)
        wanneer = "; ".join(_wanneer(pers, aanleiding) for aanleiding in regel.bij)
        yield regel.sjabloon, Gebruik(wanneer, aan, regel.zin, regel.bron, regel.teksten)


def _paraatheid(protocol: Protocol) -> Iterator[tuple[str, Gebruik]]:
    for regel in protocol.paraatheid_berichten:
        eigenaar = ["de eigenaar van de actie"] if regel.ook == EIGENAAR else []
        aan = opsomming([*eigenaar, *(protocol.rolnamen.get(rol, rol) for rol in regel.aan)])
        wanneer = "; ".join(aanleiding_in_woorden(protocol, aanleiding) for aanleiding in regel.bij)
        yield regel.sjabloon, Gebruik(wanneer, aan, regel.zin, regel.bron)


def _van_gemeenten(regel: PersinformatieRegel) -> str:
    return VAN_GEMEENTEN[regel.gemeenten] if regel.met else ""


def _wanneer(pers: Communicatieregels, aanleiding: str) -> str:
    soort, _, code = aanleiding.partition(":")
    if aanleiding in ZONDER_STAP:
        return ZONDER_STAP[aanleiding]
    if soort in {"stap", "gemeente"}:
        return pers.stap_per_code[code].naam if code in pers.stap_per_code else code
    return f"de termijn, {IEDER_MOMENT[code]}" if code in IEDER_MOMENT else "de media worden niet meer gevolgd"
