"""The read model of the page Communicatie: who knows, in which order, what is shut, who directs (R125–R157).

The dossier shows the same in short: `Kaart`.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.urls import reverse

from basis.taal import kort_moment, opsomming
from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.familie import onderzoeken, regie
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.eerder_weg import EerderWeg, eerder_weg
from communicatie.familie.naar_buiten import Toestand, is_dicht, toestand, wachtend
from communicatie.models import (
    Bericht,
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
from escalatie.meldingen.dossier.inzage import mag_partij_lezen
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.models import Taak, TaakStatus
from escalatie.persvragen.antwoordtermijn import met_vervalt_op
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

from .communiceren import FEITEN
from .verbeteren import knoppen

PERS = (Uitingsoort.PERSANTWOORD, Uitingsoort.PERSBERICHT, Uitingsoort.PUBLICATIE)
NOG_NIET = "nog niet"
R = TypeVar("R", Slachtofferhulp, Onderzoek, Regie, Uiting)


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
    familie_url: str
    familie_door: str
    mag: dict[str, bool]
    knoppen: dict[str, dict[int, str]]


@dataclass(frozen=True)
class Kaart:
    """The order in short, for the dossier: who knows, is it shut and why, and how many messages wait.
    `is_dicht_elders`: another melding of the same event keeps it shut."""

    volgorde: list[Schakel]
    wist_familie: bool
    onderzoek: str
    wacht: int
    heeft_onrust: bool = False
    is_dicht_elders: bool = False

    @property
    def is_dicht(self) -> bool:
        """Whether nothing may go outside now."""
        return bool(self.onderzoek) or not self.wist_familie or self.is_dicht_elders


def communicatiepagina(melding: Melding, gebruiker: Gebruiker) -> Communicatiepagina:
    """The page of this melding as this user may read it."""
    regels = haal_communicatieregels(melding.protocol_versie)
    momenten = _leesbaar(melding, gebruiker)
    uitingen = _geldig(
        Uiting.objects.filter(melding=melding).select_related("vrijgave__gegeven_door", "verbetering_van")
    )
    onderzoek = onderzoeken.lopend(melding)
    return Communicatiepagina(
        melding=melding,
        staat=toestand(melding, regels),
        volgorde=_volgorde_van(melding),
        betrokkenen=_betrokkenen(melding, regels, momenten),
        organen=_organen(melding, regels, momenten, gebruiker),
        anderen=[m for m in momenten if not (m.informering.orgaan or m.informering.betrokkene)],
        slachtofferhulp=list(
            Slachtofferhulp.objects.filter(melding=melding, herroeping__isnull=True).select_related("vastgelegd_door")
        ),
        leest_familie=mag_partij_lezen(gebruiker, melding, None, is_familie=True),
        regie=_regiestand(melding, regels, onderzoek),
        onderzoek=onderzoek,
        onderzoeken=_geldig(Onderzoek.objects.filter(melding=melding)),
        uitingen=uitingen,
        eerder_weg=eerder_weg(melding),
        vrijgaven=list(_ongebruikt(melding)),
        wachtend=list(wachtend(melding).select_related("gemeente")),
        persvragen=list(met_vervalt_op(zichtbare_persvragen(gebruiker).filter(melding=melding))),
        familie_url=_familie_url(melding),
        familie_door=opsomming(rolnaam(rol, melding.protocol_versie) for rol in COMMUNICATIE["familie"]),
        mag={code: mag_communicatie(gebruiker, code, regels) for code in FEITEN},
        knoppen=knoppen(melding, gebruiker),
    )


def _familie_url(melding: Melding) -> str:
    """Where that the family knows is recorded: the task that asks for it while that is open, else the form."""
    vormen = haal_protocol(melding.protocol_versie).taken
    codes = [regel.code for regel in vormen if regel.vorm == "familie"]
    taak = Taak.objects.filter(zaak=melding, code__in=codes, status=TaakStatus.OPEN).first()
    if taak:
        return reverse("taak", args=[melding.kenmerk, taak.pk])
    return reverse("communicatie_vastleggen", args=[melding.kenmerk, "familie"])


def kaart(rijen: Dossierrijen) -> Kaart:
    """The card of the dossier, from rows that the dossier reads anyway."""
    feiten = [feit for feit in rijen.verloop if not feit.is_herroepen]
    begonnen = [feit.wie for feit in feiten if feit.soort == "onderzoek"]
    is_klaar = len(begonnen) == sum(feit.soort == "onderzoek_einde" for feit in feiten)
    volgorde = _volgorde(rijen)
    return Kaart(
        volgorde=volgorde,
        wist_familie=volgorde[0].toestand == "klaar",
        onderzoek="" if is_klaar else begonnen[-1],
        wacht=sum(bericht.status == "wacht" for bericht in rijen.berichten),
        heeft_onrust=_heeft_onrust(rijen.melding),
        is_dicht_elders=any(band.beeindigd_op is None for band in rijen.samenhangen) and is_dicht(rijen.melding),
    )


def _heeft_onrust(melding: Melding) -> bool:
    """Whether there is unrest, about which is asked each day."""
    return haal_protocol(melding.protocol_versie).heeft_onrust(melding.status, melding.scenario)


def _volgorde_van(melding: Melding) -> list[Schakel]:
    return _volgorde(Dossierrijen(melding))


def _volgorde(rijen: Dossierrijen) -> list[Schakel]:
    """Family, then the boards, then the press: each with its first moment (R125)."""
    bestuur = [r.geinformeerd_op for r in rijen.informeringen if r.geinformeerd_op and r.orgaan and not r.betrokkene]
    pers = [f.op for f in rijen.verloop if f.soort == "uiting" and f.wat in PERS and not f.is_herroepen]
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


def _leesbaar(melding: Melding, gebruiker: Gebruiker) -> list[Informeermoment]:
    """Each time that somebody was told and that was not taken back; who works for one gemeente reads that of its own
    gemeente and of the region."""
    rijen = Informeermoment.objects.filter(informering__melding=melding, herroeping__isnull=True)
    momenten = rijen.select_related("informering__gemeente", *met_dader())
    if mag_lezen(gebruiker, Deel.INFORMERINGEN):
        return list(momenten)
    return [m for m in momenten if m.informering.gemeente_id in {None, gebruiker.gemeente_id}]


def _betrokkenen(melding: Melding, regels: Communicatieregels, momenten: list[Informeermoment]) -> list[Betrokkene]:
    """The list on which the lock of the family rests."""
    per_rij: dict[int, list[Informeermoment]] = defaultdict(list)
    for moment in momenten:
        per_rij[moment.informering_id].append(moment)
    rijen = Uitzondering.objects.filter(informering__melding=melding, herroeping__isnull=True)
    uitzonderingen = {rij.informering_id: rij for rij in rijen.select_related("gegeven_door")}
    zinnen = {regel.code: regel.zin for regel in regels.betrokkenen}
    return [
        Betrokkene(rij, zinnen.get(rij.betrokkene, ""), per_rij[rij.pk], uitzonderingen.get(rij.pk))
        for rij in op_de_lijst(melding)
    ]


def _organen(
    melding: Melding, regels: Communicatieregels, momenten: list[Informeermoment], gebruiker: Gebruiker
) -> list[Orgaanregel]:
    gemeenten = [b.gemeente for b in melding.betrokkenheden.select_related("gemeente")]
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


def _regiestand(melding: Melding, regels: Communicatieregels, onderzoek: Onderzoek | None) -> Regiestand:
    rijen = _geldig(Regie.objects.filter(melding=melding))
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


def _geldig(rijen: QuerySet[R]) -> list[R]:
    """The rows that were not taken back."""
    return list(rijen.filter(herroeping__isnull=True).select_related("vastgelegd_door"))


def _ongebruikt(melding: Melding) -> list[Vrijgave]:
    rijen = Vrijgave.objects.filter(melding=melding, gebruikt_op__isnull=True)
    return list(rijen.select_related("gegeven_door"))
