"""The read model of the page Communicatie: who knows, in which order, what is shut, who directs (R125–R157)."""

from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db.models import QuerySet, Value
from django.urls import reverse

from basis.taal import kort_moment, opsomming
from basis.voorbereid import voorbereid
from calamiteiten.models import Melding
from calamiteiten.toegang import Gebied
from calamiteiten.toegang.kijker import van_wie_kijkt
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.familie import regie
from communicatie.familie.eerder_weg import EerderWeg, eerder_weg
from communicatie.familie.herroepen import Rij
from communicatie.familie.naar_buiten import Toestand, toestand, wachtend
from communicatie.models import (
    Bericht,
    Communicatieadvies,
    Informeermoment,
    Informering,
    Onderzoek,
    Persvraag,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitingsoort,
    Uitzondering,
    Vrijgave,
)
from communicatie.persvragen.toegang import zichtbare_persvragen
from communicatie.regels import Communicatieregels, Orgaan, Regierol
from contacten.models import Gebruiker, Gemeente, met_dader
from contacten.rollen import Deel
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.bevoegdheid import COMMUNICATIE, mag_communicatie
from escalatie.meldingen.dossier.delen import Partijregel, partijen
from escalatie.meldingen.dossier.inzage import mag_partij_lezen
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.persvragen.antwoordtermijn import met_vervalt_op
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

from .communiceren import FEITEN, MOMENT, Taakrijen
from .verbeteren import knoppen

PERS = (Uitingsoort.PERSANTWOORD, Uitingsoort.PERSBERICHT, Uitingsoort.PUBLICATIE)
NOG_NIET = "nog niet"
R = TypeVar("R", Slachtofferhulp, Onderzoek, Regie, Uiting)
Er = TypeVar("Er")


@dataclass(frozen=True)
class Schakel:
    """One step of the order: who, when (or not yet), and `toestand` klaar | nu | straks."""

    naam: str
    sub: str
    toestand: str


@dataclass(frozen=True)
class Plek:
    """A body in one place: the gemeente (None: the region) and each time that it was told, the first first."""

    gemeente: Gemeente | None
    momenten: list[Informeermoment]


@dataclass(frozen=True)
class Orgaanregel:
    """A body with its guidance, where it is, and whether this user may record that it was told."""

    orgaan: Orgaan
    plekken: list[Plek]
    mag: bool


@dataclass(frozen=True)
class Betrokkene:
    """One of the list of those directly involved: each time that this person was told, and the exception, if any."""

    rij: Informering
    zin: str
    momenten: list[Informeermoment]
    uitzondering: Uitzondering | None

    @property
    def in_orde(self) -> bool:
        """Whether nobody has to wait for this person."""
        return bool(self.momenten) or self.uitzondering is not None


@dataclass(frozen=True)
class Regiestand:
    """Who directs: the role, the record (None: by the protocol), what the protocol says, and a proposal to move it."""

    nu: Regierol
    rij: Regie | None
    volgens_protocol: Regierol
    voorstel: Regierol | None
    logboek: list[tuple[str, Regie]]


@dataclass(frozen=True)
class Communicatiepagina:
    """Everything on the page; parts that this role does not read are empty. `leest_familie`: whether this user reads
    what was written of the family, beside that it is so."""

    melding: Melding
    staat: Toestand
    volgorde: list[Schakel]
    betrokkenen: list[Betrokkene]
    organen: list[Orgaanregel]
    anderen: list[Informeermoment]
    slachtofferhulp: list[Slachtofferhulp]
    leest_familie: bool
    regie: Regiestand
    onderzoek: Onderzoek | None
    onderzoeken: list[Onderzoek]
    uitingen: list[Uiting]
    eerder_weg: list[EerderWeg]
    vrijgaven: list[Vrijgave]
    wachtend: list[Bericht]
    persvragen: list[Persvraag]
    partijen: list[Partijregel]
    advies: Communicatieadvies | None
    heeft_onrust: bool
    familie_url: str
    familie_door: str
    mag: dict[str, bool]
    knoppen: dict[str, dict[int, str]]


def communicatiepagina(melding: Melding, gebruiker: Gebruiker) -> Communicatiepagina:
    """The page of this melding as this user may read it."""
    regels, rijen = haal_communicatieregels(melding.protocol_versie), Dossierrijen(melding)
    is_er = {soort for (soort,) in _wat_er_is(melding)}
    als_er_is = partial(_als_er_is, is_er)
    alle_momenten = _momenten(melding)
    momenten = _leesbaar(alle_momenten, gebruiker)
    uitingen = als_er_is("uiting", lambda: _uitingen(melding))
    gelopen = als_er_is("onderzoek", lambda: _onderzoeken(melding))
    regies = als_er_is("regie", lambda: _regies(melding))
    hulp = als_er_is("slachtofferhulp", lambda: _hulp(melding))
    uitzonderingen = als_er_is("uitzondering", lambda: _uitzonderingen(melding))
    onderzoek = next((rij for rij in gelopen if rij.geeindigd_op is None), None)
    # What the page has read, it asks no second time for its buttons.
    gelezen: dict[str, Sequence[Rij]] = {
        "informering": rijen.betrokkenen,
        MOMENT: momenten,
        "uitzondering": uitzonderingen,
        "slachtofferhulp": hulp,
        "uiting": uitingen,
        "regie": regies,
        "onderzoek": gelopen,
    }
    return Communicatiepagina(
        melding=melding,
        staat=toestand(melding, regels),
        volgorde=volgorde(rijen, [uiting.gedaan_op for uiting in uitingen if uiting.soort in PERS]),
        betrokkenen=_betrokkenen(rijen, regels, momenten, uitzonderingen),
        organen=_organen(rijen, regels, momenten, gebruiker),
        anderen=[m for m in momenten if not (m.informering.orgaan or m.informering.betrokkene)],
        slachtofferhulp=hulp,
        leest_familie=mag_partij_lezen(gebruiker, melding, None, is_familie=True),
        regie=_regiestand(melding, regels, onderzoek, regies),
        onderzoek=onderzoek,
        onderzoeken=gelopen,
        uitingen=uitingen,
        eerder_weg=als_er_is("persvraag", lambda: eerder_weg(melding)),
        vrijgaven=als_er_is("vrijgave", lambda: _ongebruikt(melding)),
        wachtend=als_er_is("wachtend", lambda: list(wachtend(melding).select_related("gemeente"))),
        persvragen=als_er_is("persvraag", lambda: _persvragen(gebruiker, melding)),
        partijen=partijen(rijen, gebruiker),
        advies=next(iter(rijen.adviezen), None) if "advies" in is_er else None,
        heeft_onrust=_heeft_onrust(melding),
        familie_url=_familie_url(rijen),
        familie_door=opsomming(rolnaam(rol, melding.protocol_versie) for rol in COMMUNICATIE["familie"]),
        mag={code: mag_communicatie(gebruiker, code, regels) for code in FEITEN},
        knoppen=knoppen(melding, gebruiker, gelezen, alle_momenten, Taakrijen(melding, rijen.taken)),
    )


def _als_er_is(is_er: Container[str], soort: str, vraag: Callable[[], list[Er]]) -> list[Er]:
    """What this asks, when there is some of this kind."""
    return vraag() if soort in is_er else []


@voorbereid
def _wat_er_is(melding: int) -> QuerySet[Any, tuple[str]]:
    """What there is of which most meldingen have nothing, one row for each kind: what is not there, is not asked."""
    soorten: dict[str, QuerySet[Any]] = {
        "uiting": Uiting.objects.filter(melding=melding),
        "onderzoek": Onderzoek.objects.filter(melding=melding),
        "regie": Regie.objects.filter(melding=melding),
        "slachtofferhulp": Slachtofferhulp.objects.filter(melding=melding),
        "uitzondering": Uitzondering.objects.filter(informering__melding=melding),
        "vrijgave": Vrijgave.objects.filter(melding=melding, gebruikt_op__isnull=True),
        "persvraag": Persvraag.objects.filter(melding=melding),
        "wachtend": wachtend(melding),
        "advies": Communicatieadvies.objects.filter(melding=melding),
    }
    eerste, *rest = (rijen.order_by().values_list(Value(soort)) for soort, rijen in soorten.items())
    return eerste.union(*rest)


def _familie_url(rijen: Dossierrijen) -> str:
    """Where that the family knows is recorded: the task that asks for it while that is open, else the form."""
    codes = {regel.code for regel in rijen.protocol.taken if regel.vorm == "familie"}
    taak = next((taak for taak in rijen.open_taken if taak.code in codes), None)
    if taak:
        return reverse("taak", args=[rijen.melding.kenmerk, taak.pk])
    return reverse("communicatie_vastleggen", args=[rijen.melding.kenmerk, "familie"])


def _heeft_onrust(melding: Melding) -> bool:
    """Whether there is unrest, about which is asked each day."""
    return haal_protocol(melding.protocol_versie).heeft_onrust(melding.status, melding.scenario)


def volgorde(rijen: Dossierrijen, pers: Sequence[datetime]) -> list[Schakel]:
    """Family, then the boards, then the press: each with its first moment (R125). `pers`: when something went to the
    press or the public (aware), for what was not taken back."""
    bestuur = [r.geinformeerd_op for r in rijen.informeringen if r.geinformeerd_op and r.orgaan and not r.betrokkene]
    schakels = [_familieschakel(rijen.betrokkenen)]
    for naam, momenten in (("Bestuur en raad", bestuur), ("Pers en publiek", pers)):
        eerste = min(momenten, default=None)
        is_beurt = all(schakel.toestand == "klaar" for schakel in schakels)
        wel_niet = "klaar" if eerste else "nu" if is_beurt else "straks"
        schakels.append(Schakel(naam, kort_moment(eerste) or NOG_NIET, wel_niet))
    return schakels


def _familieschakel(lijst: list[Informering]) -> Schakel:
    """The family is ready when everybody on the list knows or is excepted; until then it says how many are."""
    klaar = [rij for rij in lijst if getattr(rij, "in_orde", False)]
    laatste = max((rij.geinformeerd_op for rij in klaar if rij.geinformeerd_op), default=None)
    if lijst and len(klaar) == len(lijst):
        return Schakel("Jeugdige en familie", kort_moment(laatste) or "uitzondering", "klaar")
    return Schakel("Jeugdige en familie", f"{len(klaar)} van {len(lijst)}" if klaar else NOG_NIET, "nu")


@voorbereid
def _momenten(melding: int) -> QuerySet[Informeermoment]:
    """Each time that somebody was told and that was not taken back."""
    rijen = Informeermoment.objects.filter(informering__melding=melding, herroeping__isnull=True)
    return rijen.select_related("informering__gemeente", *met_dader())


def _leesbaar(momenten: list[Informeermoment], gebruiker: Gebruiker) -> list[Informeermoment]:
    """Of these who works for one gemeente reads those of its own gemeente and of the region."""
    if mag_lezen(gebruiker, Deel.INFORMERINGEN):
        return list(momenten)
    return [m for m in momenten if m.informering.gemeente_id in {None, gebruiker.gemeente_id}]


@voorbereid
def _uitzonderingen(melding: int) -> QuerySet[Uitzondering]:
    rijen = Uitzondering.objects.filter(informering__melding=melding, herroeping__isnull=True)
    return rijen.select_related("gegeven_door")


@van_wie_kijkt
def _lees_persvragen(gebruiker: Gebruiker, _: QuerySet[Melding], melding: int) -> QuerySet[Persvraag]:
    return met_vervalt_op(zichtbare_persvragen(gebruiker).filter(melding=melding))


def _persvragen(gebruiker: Gebruiker, melding: Melding) -> list[Persvraag]:
    return _lees_persvragen(gebruiker, melding.pk, gebied=Gebied())


def _betrokkenen(
    rijen: Dossierrijen,
    regels: Communicatieregels,
    momenten: list[Informeermoment],
    uitzonderingen: list[Uitzondering],
) -> list[Betrokkene]:
    """The list on which the lock of the family rests."""
    per_rij: dict[int, list[Informeermoment]] = defaultdict(list)
    for moment in momenten:
        per_rij[moment.informering_id].append(moment)
    per_betrokkene = {rij.informering_id: rij for rij in uitzonderingen}
    zinnen = {regel.code: regel.zin for regel in regels.betrokkenen}
    return [
        Betrokkene(rij, zinnen.get(rij.betrokkene, ""), per_rij[rij.pk], per_betrokkene.get(rij.pk))
        for rij in rijen.betrokkenen
    ]


def _organen(
    rijen: Dossierrijen, regels: Communicatieregels, momenten: list[Informeermoment], gebruiker: Gebruiker
) -> list[Orgaanregel]:
    gemeenten = rijen.gemeenten
    if not mag_lezen(gebruiker, Deel.INFORMERINGEN):
        gemeenten = [gemeente for gemeente in gemeenten if gemeente.pk == gebruiker.gemeente_id]
    per_orgaan: dict[str, list[Informeermoment]] = defaultdict(list)
    for moment in momenten:
        per_orgaan[moment.informering.orgaan].append(moment)
    return [
        Orgaanregel(o, _plekken(o, gemeenten, per_orgaan[o.code]), gebruiker.is_rol(*o.door))
        for o in regels.organen
        if not o.is_familie
    ]


def _plekken(orgaan: Orgaan, gemeenten: list[Gemeente], momenten: list[Informeermoment]) -> list[Plek]:
    """The involved gemeenten and any other that was told; one place for a body of the region."""
    if orgaan.per != "gemeente":
        return [Plek(None, momenten)]
    ook = [m.informering.gemeente for m in momenten if m.informering.gemeente]
    alle = sorted({*gemeenten, *ook}, key=str)
    return [Plek(g, [m for m in momenten if m.informering.gemeente_id == g.pk]) for g in alle]


def _regiestand(
    melding: Melding, regels: Communicatieregels, onderzoek: Onderzoek | None, rijen: list[Regie]
) -> Regiestand:
    protocol = regie.volgens_protocol(melding, regels, loopt_onderzoek=onderzoek is not None)
    nu = regels.regierol_per_code.get(rijen[0].wie, protocol) if rijen else protocol
    voorstel = next((rol for rol in regels.regierollen if melding.status in rol.voorstel_bij and rol != nu), None)
    namen = {rol.code: rol.naam for rol in regels.regierollen}
    return Regiestand(
        nu=nu,
        rij=rijen[0] if rijen else None,
        volgens_protocol=protocol,
        voorstel=None if onderzoek else voorstel,
        logboek=[(namen.get(rij.wie, rij.wie), rij) for rij in rijen],
    )


def _geldig(rijen: QuerySet[R]) -> QuerySet[R]:
    """The rows that were not taken back."""
    return rijen.filter(herroeping__isnull=True).select_related("vastgelegd_door")


@voorbereid
def _uitingen(melding: int) -> QuerySet[Uiting]:
    erbij = ("vrijgave__gegeven_door", "verbetering_van")
    return _geldig(Uiting.objects.filter(melding=melding).select_related(*erbij))


@voorbereid
def _onderzoeken(melding: int) -> QuerySet[Onderzoek]:
    return _geldig(Onderzoek.objects.filter(melding=melding))


@voorbereid
def _regies(melding: int) -> QuerySet[Regie]:
    return _geldig(Regie.objects.filter(melding=melding))


@voorbereid
def _hulp(melding: int) -> QuerySet[Slachtofferhulp]:
    return _geldig(Slachtofferhulp.objects.filter(melding=melding))


@voorbereid
def _ongebruikt(melding: int) -> QuerySet[Vrijgave]:
    rijen = Vrijgave.objects.filter(melding=melding, gebruikt_op__isnull=True)
    return rijen.select_related("gegeven_door")
