"""Read model of the ring list: per seat that must be reached whom to phone now, who comes next, and who was tried.

Nothing is left out: a seat without anybody says so, and a duty to phone somebody who is in no list stands below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from basis.taal import kort_moment
from basis.telefoon import telefoon_uri
from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post.woorden import zetelnaam
from contacten.bezetting import Zetel, bezet
from contacten.models import Contactpersoon, Gebruiker, Gemeente, met_dader
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import correcties, informatie, opvolging
from escalatie.draaiboek.bevoegdheid import mag_bellen
from escalatie.draaiboek.dringend import rang
from escalatie.draaiboek.opvolging import Ontvangstvraag
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

from .bellen import POGINGEN, beltaak, hogerop, te_bellen

PIKET, EERSTE, VERVANGER = "heeft piket", "eerste", "vervanger"
# The forms of a duty that is done by telling somebody.
VERTELLEN = frozenset({"informering", "familie"})


@dataclass(frozen=True)
class Mens:
    """Somebody to phone: in which place of the order, the numbers as (text, uri), and how it went before."""

    contact: Contactpersoon
    plaats: str
    nummers: tuple[tuple[str, str], ...]
    pogingen: tuple[str, ...]


@dataclass(frozen=True)
class Belplek:
    """A seat that must be reached. `nu`: whom to phone now, None when there is nobody with a number; `daarna`: the
    others in order. `gezien`: how many tries this page shows; `ronde`: the first, second or later time around."""

    rol: str
    gemeente: Gemeente | None
    naam: str
    waarover: tuple[str, ...]
    voor_op: datetime | None
    is_te_laat: bool
    nu: Mens | None
    daarna: tuple[Mens, ...]
    gezien: int
    ronde: int


@dataclass(frozen=True)
class Bellijst:
    """The whole page. `vragen`: what this user is asked to answer; `opgepakt`: who took it up, and when."""

    plekken: list[Belplek]
    taken: list[Taak]
    vragen: list[Ontvangstvraag]
    opgepakt: list[str]
    mag_bellen: bool


def maak_bellijst(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> Bellijst:
    """The ring list of this melding at `nu` (aware): the seat whose time passed first stands first."""
    protocol = haal_protocol(melding.protocol_versie)
    zinnen = {regel.code: regel.zin for regel in protocol.informatieregels}
    groepen: dict[tuple[str, int | None], list[Bericht]] = {}
    for bericht in te_bellen(melding):
        groepen.setdefault((bericht.rol, bericht.gemeente_id), []).append(bericht)
    open_ = list(Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).select_related("gemeente", "zaak"))
    for taak in open_:
        if taak.code == informatie.BELTAAK:
            groepen.setdefault((taak.zetel_rol, taak.gemeente_id), list(taak.berichten.select_related("gemeente")))
    plekken = [_belplek(melding, *sleutel, rijen, zinnen, nu) for sleutel, rijen in groepen.items()]
    return Bellijst(
        plekken=sorted(plekken, key=lambda plek: (rang(plek.voor_op, nu), plek.voor_op or nu, plek.naam)),
        taken=_vertellen(open_, {r.code for r in protocol.taken if r.vorm in VERTELLEN}, nu),
        vragen=opvolging.vragen(melding, gebruiker, nu),
        opgepakt=opgepakt(melding),
        mag_bellen=mag_bellen(gebruiker, melding),
    )


def opgepakt(melding: Melding) -> list[str]:
    """Who took it up since it is urgent, the newest first: "Pakt het op: regiomanager, R. Vos, 23:12"."""
    if not melding.spoed_sinds_op:
        return []
    rijen = Stap.objects.filter(zaak=melding, code=correcties.PAK_OP, op__gte=melding.spoed_sinds_op)
    return [
        f"{correcties.in_woorden(stap)} ({stap.wie}, {kort_moment(stap.op)})"
        for stap in rijen.select_related(*met_dader("door")).order_by("-volgnummer")
    ]


def _vertellen(open_: Iterable[Taak], codes: set[str], nu: datetime) -> list[Taak]:
    """The other duties to tell somebody: who that is, stands in no list."""
    rest = [taak for taak in open_ if taak.code in codes and taak.code != informatie.BELTAAK]
    return sorted(rest, key=lambda taak: (rang(taak.uiterlijk_op, nu), taak.uiterlijk_op or nu, taak.pk))


def _belplek(
    melding: Melding, rol: str, gemeente_id: int | None, berichten: list[Bericht], zinnen: dict[str, str], nu: datetime
) -> Belplek:
    taak = beltaak(melding, rol, gemeente_id)
    gemeente = next((b.gemeente for b in berichten if b.gemeente), taak.gemeente if taak else None)
    zetel = _zetel(melding, rol, gemeente, nu)
    pogingen = list(taak.gegevens.get(POGINGEN, [])) if taak else []
    mensen = _mensen(zetel, melding, rol, pogingen, nu)
    eerst, ronde = _aan_de_beurt(mensen, pogingen)
    momenten = [b.bevestigen_voor_op for b in berichten if b.bevestigen_voor_op]
    voor_op = min([*momenten, *([taak.uiterlijk_op] if taak and taak.uiterlijk_op else [])], default=None)
    return Belplek(
        rol=rol,
        gemeente=gemeente,
        naam=zetel.heet(melding.protocol_versie) if zetel else zetelnaam(berichten[0], melding.protocol_versie),
        waarover=tuple(dict.fromkeys(zinnen[b.regel] for b in berichten if b.regel in zinnen)),
        voor_op=voor_op,
        is_te_laat=voor_op is not None and voor_op < nu,
        nu=eerst,
        daarna=tuple(mens for mens in mensen if mens is not eerst),
        gezien=len(pogingen),
        ronde=ronde,
    )


def _zetel(melding: Melding, rol: str, gemeente: Gemeente | None, nu: datetime) -> Zetel | None:
    """The seat itself; None of a role per gemeente whose gemeente nobody knows."""
    if rol in PER_GEMEENTE and gemeente is None:
        return None
    aanbieder = melding.aanbieder if rol in PER_AANBIEDER else None
    return bezet(rol, nu, gemeente=gemeente, aanbieder=aanbieder, is_spoed=True)


def _mensen(
    zetel: Zetel | None, melding: Melding, rol: str, pogingen: list[dict[str, Any]], nu: datetime
) -> list[Mens]:
    """In order: who is on call, the first, the others, and then who is above them."""
    eigen = list(zetel.bezetters) if zetel else []
    piket = zetel.piket if zetel else ()
    vast = [contact for contact in eigen if contact not in piket]
    namen = {contact.pk: PIKET for contact in piket}
    namen |= {contact.pk: VERVANGER if nummer else EERSTE for nummer, contact in enumerate(vast)}
    hoger = [contact for contact in hogerop(melding, rol, nu) if contact.pk not in namen]
    protocol = haal_protocol(melding.protocol_versie)
    boven = next((r for regel in protocol.informatieregels_bij(opvolging.STIL) for r in regel.aan), "")
    namen |= {contact.pk: rolnaam(boven, protocol.versie) for contact in hoger}
    return [_mens(contact, namen[contact.pk], pogingen) for contact in (*eigen, *hoger)]


def _mens(contact: Contactpersoon, plaats: str, pogingen: list[dict[str, Any]]) -> Mens:
    nummers = [(nummer, telefoon_uri(nummer)) for nummer in contact.nummers]
    eerder = [in_woorden(poging) for poging in pogingen if poging["contact"] == contact.pk]
    return Mens(contact, plaats, tuple(paar for paar in nummers if paar[1]), tuple(eerder))


def in_woorden(poging: dict[str, Any]) -> str:
    """A try, for example "niet bereikt: 28 nov 23:40, door R. Vos"."""
    op = poging["op"] if isinstance(poging["op"], datetime) else datetime.fromisoformat(str(poging["op"]))
    return f"{'bereikt' if poging['bereikt'] else 'niet bereikt'}: {kort_moment(op)}, door {poging['door']}"


def _aan_de_beurt(mensen: list[Mens], pogingen: list[dict[str, Any]]) -> tuple[Mens | None, int]:
    """Who is to be phoned now: of those with a number the first who was tried least; and in which round."""
    te_bereiken = [mens for mens in mensen if mens.nummers]
    if not te_bereiken:
        return None, 1
    keren = {mens.contact.pk: sum(p["contact"] == mens.contact.pk for p in pogingen) for mens in te_bereiken}
    minst = min(keren.values())
    return next(mens for mens in te_bereiken if keren[mens.contact.pk] == minst), minst + 1
