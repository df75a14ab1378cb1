"""A gemeente that leaves: what it was told, what it had to do, who takes over (A6, R29, R70, R74).

Two things hold a seat in a dossier: that its gemeente is involved, and that the aanbieder works there (the managers who
are invited for the whole work area). Who loses the one keeps what rests on the other.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from calamiteiten import dossier
from calamiteiten.models import Melding
from calamiteiten.toegang import geef_toegang, kring, trek_toegang_van_gemeente_in
from communicatie.models import AANGENOMEN, OOK_VOOR, VRAAGT_TELEFOON, Bericht, BerichtStatus
from communicatie.post import actielinks, ontvangst
from communicatie.post.berichten import Aankondiging, plan, trek_rijen_in
from contacten.bezetting import Zetel, bezet
from contacten.models import Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE
from escalatie.models import Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

from . import beschrijving, correcties, informatie, leiding, overleggen, signalen, taken, termijnen
from .stand import Stand

WERKGEBIED = "werkgebied"


@dataclass(frozen=True)
class _Afscheid:
    """Of whom the dossier takes leave, why, and the record that says so."""

    melding: Melding
    gemeente: Gemeente
    einde: str
    stap: Stap
    door: Gebruiker
    nu: datetime


def laat_los(
    melding: Melding,
    gemeente: Gemeente,
    reden: str,
    door: Gebruiker,
    nu: datetime,
    erbij: Collection[Gemeente] = (),
) -> None:
    """Everything that ends with the involvement of a gemeente. `erbij`: who joins in the same act, and is told all of
    it there. Call inside the transaction that holds the melding."""
    protocol, leidde = haal_protocol(melding.protocol_versie), leiding.leider(Stand(melding))
    genodigd = _genodigd(melding, protocol, gemeente)
    rij = dossier.laat_los(melding, gemeente)
    for rol in sorted({bericht.rol for bericht in genodigd}):
        geef_toegang(melding, rol, gemeente)
    wat = f"{gemeente} is betrokken bij de melding"
    was = {"gemeente": gemeente.pk, "reden": rij.reden, "scenario": rij.bevestigd_scenario} if rij else {}
    gemeld = correcties.verschil(beschrijving.gemeld([rij], protocol) if rij else {}, {})
    stap = correcties.leg_vast(melding, correcties.TREK_IN, wat, door, nu, reden=reden, velden=gemeld, gegevens=was)
    _neem_afscheid(_Afscheid(melding, gemeente, f"{gemeente} is niet meer betrokken.", stap, door, nu), genodigd)
    if leidde == gemeente:
        _draag_leiding_over(melding, protocol, stap, nu, erbij)


def herweeg_werkgebied(melding: Melding, voorheen: list[Gemeente], stap: Stap, door: Gebruiker, nu: datetime) -> None:
    """The aanbieder turns out to work elsewhere: who was invited because it works there is taken leave of, who should
    have been is invited. `voorheen`: the gemeenten before `stap` said so. Call inside its transaction."""
    protocol, stand = haal_protocol(melding.protocol_versie), Stand(melding)
    for gemeente in voorheen:
        if gemeente not in stand.werkgebied and gemeente not in stand.gemeenten and _gehoord(melding, gemeente):
            trek_toegang_van_gemeente_in(melding, gemeente)
            einde = f"De aanbieder werkt niet in {gemeente}."
            _neem_afscheid(_Afscheid(melding, gemeente, einde, stap, door, nu), [])
    erbij = [g for g in stand.werkgebied if g not in voorheen and g not in stand.gemeenten]
    code = _nieuwste(melding, protocol)
    if erbij and code:
        informatie.kondig_aan(
            melding,
            protocol,
            aanleiding=f"overgang:{code}",
            sleutel=f"stap:{stap.pk}:werkgebied",
            nu=nu,
            alleen=erbij,
            regels=_regels(protocol),
        )


def _regels(protocol: Protocol) -> frozenset[str]:
    """The rules that invite the whole work area, by code."""
    return frozenset(regel.code for regel in protocol.informatieregels if regel.gemeenten == WERKGEBIED)


def _gehoord(melding: Melding, gemeente: Gemeente) -> QuerySet[Bericht]:
    return Bericht.objects.filter(zaak=melding, gemeente=gemeente).exclude(status=BerichtStatus.INGETROKKEN)


def _genodigd(melding: Melding, protocol: Protocol, gemeente: Gemeente) -> list[Bericht]:
    """The invitations of this gemeente that hold also when it is not involved: the aanbieder works there."""
    if gemeente not in Stand(melding).werkgebied:
        return []
    wie = kring(melding)
    rijen = _gehoord(melding, gemeente).filter(regel__in=_regels(protocol))
    return [rij for rij in rijen if wie.heeft(rij.rol, gemeente)]


def al_genodigd(melding: Melding, protocol: Protocol, gemeente: Gemeente) -> set[str]:
    """The rules by which this gemeente was invited already because the aanbieder works there: who joins is not invited
    twice."""
    return {bericht.regel for bericht in _genodigd(melding, protocol, gemeente)}


def _nieuwste(melding: Melding, protocol: Protocol) -> str:
    """The code of the newest step of the protocol: what it brought, holds now."""
    gezet = Stap.objects.filter(zaak=melding, code__in=protocol.stap_per_code).order_by("-volgnummer")
    return gezet.values_list("code", flat=True).first() or ""


def _neem_afscheid(wie: _Afscheid, genodigd: list[Bericht]) -> None:
    """Mail that waits is withdrawn, what was open lapses, and whoever was told hears it; `genodigd` is left alone."""
    melding, gemeente, nu = wie.melding, wie.gemeente, wie.nu
    verhuisd = _verhuis(melding, gemeente)
    blijft = [bericht.pk for bericht in genodigd]
    eigen = Bericht.objects.filter(zaak=melding, gemeente=gemeente).exclude(pk__in=blijft)
    verteld = _wie_iets_hoorde(eigen)
    trek_rijen_in(eigen, wie.einde)
    ontvangst.laat_vraag_vervallen(eigen, nu)
    actielinks.trek_in(melding, gemeente, wie.door, nu, behalve=blijft)
    # What it answered sets nothing off any more: whoever heard of danger there hears that it is not about her.
    protocol = haal_protocol(melding.protocol_versie)
    for gevolg in protocol.gevolgen:
        signalen.laat_vervallen(melding, protocol, gevolg, gemeente, wie.einde, f"stap:{wie.stap.pk}", nu)
    _laat_taken_vervallen(wie)
    _vertel(wie, verteld, {bericht.rol for bericht in genodigd}, verhuisd)
    # Their telephone task was of the gemeente that left.
    informatie.vraag_om_telefoon([rij for rij in verhuisd if rij.status in VRAAGT_TELEFOON], nu)
    overleggen.laat_gemeente_gaan(melding, gemeente, nu)
    overleggen.ruim_op(melding, wie.einde, wie.door, nu)


def _verhuis(melding: Melding, gemeente: Gemeente) -> list[Bericht]:
    """Who fills the same seat of another gemeente that is still here keeps his one message and its link: it is of that
    seat from now on. Returns those rows."""
    wie, verhuisd = kring(melding), []
    per_pk = {een.pk: een for een in Gemeente.objects.all()}
    for rij in _gehoord(melding, gemeente).filter(gegevens__has_key=OOK_VOOR):
        ook = [per_pk[pk] for pk in rij.gegevens[OOK_VOOR] if pk != gemeente.pk]
        hier = [een for een in ook if een.pk in wie.gemeenten or wie.heeft(rij.rol, een)]
        if hier:
            rij.gemeente, rij.met_toegang = hier[-1], wie.heeft(rij.rol, hier[-1])
            rij.gegevens = {**rij.gegevens, OOK_VOOR: [een.pk for een in hier[:-1]]}
            rij.save(update_fields=["gemeente", "met_toegang", "gegevens"])
            verhuisd.append(rij)
    return verhuisd


def _wie_iets_hoorde(berichten: QuerySet[Bericht]) -> list[str]:
    """The roles that were told anything by these messages, by mail or by telephone."""
    rijen = berichten.filter(
        Q(status__in=[*AANGENOMEN, BerichtStatus.BEZIG]) | Q(gelezen_op__isnull=False) | Q(pk__in=_gebeld())
    )
    return sorted(set(rijen.values_list("rol", flat=True)))


def _gebeld() -> QuerySet[Any, Any]:
    """The keys of the messages about which somebody phoned."""
    gedaan = Taak.objects.filter(status=TaakStatus.AFGEROND).exclude(zetel_rol="")
    rijen: QuerySet[Any, Any] = Taak.berichten.through.objects.filter(taak__in=gedaan).values("bericht")
    return rijen


def _laat_taken_vervallen(wie: _Afscheid) -> None:
    """Its own duties, and those of others about it. A term that waited for nobody else ends with them."""
    open_ = Taak.objects.filter(zaak=wie.melding, gemeente=wie.gemeente, status=TaakStatus.OPEN)
    soorten = list(open_)
    open_.update(status=TaakStatus.VERVALLEN, afgerond_op=wie.nu, verslag=wie.einde)
    protocol = haal_protocol(wie.melding.protocol_versie)
    for taak in {taak.code: taak for taak in soorten}.values():
        termijnen.stop_bij_taak(taak, protocol, wie.nu)


def _vertel(wie: _Afscheid, verteld: list[str], nog_genodigd: set[str], verhuisd: list[Bericht]) -> None:
    """Who knows of the melding hears that it is over; who is still here by another way hears that it changed."""
    plekken = [zetel for rol in verteld if (zetel := _plek_van(wie, rol))]
    elders = _elders(wie, [contact for zetel in plekken for contact in zetel.ontvangers])
    elders |= _zetels(rij for rij in verhuisd if rij.status in AANGENOMEN)
    over = [_zonder(zetel, set(elders)) for zetel in plekken]
    # All who were on it are still here by another way: there is nobody left to tell.
    over = [hier for hier, zetel in zip(over, plekken, strict=True) if zetel.is_leeg or not hier.is_leeg]
    weg = [zetel for zetel in over if zetel.rol not in nog_genodigd]
    blijft = [zetel for zetel in over if zetel.rol in nog_genodigd]
    zinnen: tuple[tuple[str, list[Zetel], dict[str, Any]], ...] = (
        # Who cannot sign in at all got no mail of this melding either. The dossier is not theirs to open any more.
        (informatie.NIET_BETROKKEN, weg, {"pad": "/"}),
        (informatie.VERBETERD, [*blijft, *elders.values()], {}),
    )
    berichten = plan(
        [
            Aankondiging(
                zaak=wie.melding,
                aanleiding=f"stap:{wie.stap.pk}",
                regel=regel,
                sjabloon=regel,
                zetels=tuple(zetels),
                gegevens=gegevens,
            )
            for regel, zetels, gegevens in zinnen
        ],
        wie.nu,
    )
    informatie.vraag_om_telefoon(berichten, wie.nu)


def _plek_van(wie: _Afscheid, rol: str) -> Zetel | None:
    """This seat with who is on it. In an empty one nobody must forget, unless somebody phoned about it: whoever took
    that call is phoned again."""
    zetel = bezet(rol, wie.nu, gemeente=wie.gemeente)
    leeg = Bericht.objects.filter(zaak=wie.melding, gemeente=wie.gemeente, rol=rol, status=BerichtStatus.GEEN_ONTVANGER)
    return None if zetel.is_leeg and not leeg.filter(pk__in=_gebeld()).exists() else zetel


def _zonder(zetel: Zetel, anderen: set[Contactpersoon]) -> Zetel:
    return Zetel(zetel.rol, zetel.gemeente, zetel.aanbieder, tuple(c for c in zetel.ontvangers if c not in anderen))


def _elders(wie: _Afscheid, mensen: list[Contactpersoon]) -> dict[Contactpersoon, Zetel]:
    """Those of these people who were told in a seat of another gemeente too, with that seat."""
    rijen = Bericht.objects.filter(zaak=wie.melding, contactpersoon__in=mensen, rol__in=PER_GEMEENTE)
    rijen = rijen.exclude(gemeente=wie.gemeente).exclude(status=BerichtStatus.INGETROKKEN)
    nog = kring(wie.melding)
    hier = rijen.select_related("contactpersoon", "gemeente")
    return _zetels(rij for rij in hier if nog.heeft(rij.rol, rij.gemeente))


def _zetels(berichten: Iterable[Bericht]) -> dict[Contactpersoon, Zetel]:
    """Per person of these messages the seat in which he got it, with nobody else on it."""
    paren = ((rij, rij.contactpersoon) for rij in berichten)
    return {contact: Zetel(rij.rol, rij.gemeente, None, (contact,)) for rij, contact in paren if contact}


def _draag_leiding_over(
    melding: Melding, protocol: Protocol, stap: Stap, nu: datetime, erbij: Collection[Gemeente]
) -> None:
    """Who led has left: another gemeente leads, has its duties and hears it, and so do the others."""
    code, stand = _nieuwste(melding, protocol), Stand(melding)
    regels = [regel for regel in protocol.taken if regel.voor == leiding.LEIDER and code in regel.bij]
    nieuw = leiding.leider(stand, stand.melding.scenario)
    if nieuw is None or not regels:
        return
    volgt = [regel.code for regel in protocol.taken if regel.voor == leiding.ANDEREN and code in regel.bij]
    open_ = Taak.objects.filter(zaak=melding, gemeente=nieuw, code__in=volgt, status=TaakStatus.OPEN)
    open_.update(status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=f"{nieuw} heeft nu zelf de leiding.")
    gekozen = Stap.objects.filter(zaak=melding, code=code).order_by("-volgnummer").first()
    lopend = {t.code: t for t in Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True)}
    taken_erbij = taken.voor_gemeenten(melding, regels, [nieuw], nu, stap=gekozen, termijn=lopend)
    mails = [regel.code for regel in protocol.informatieregels if regel.voor == leiding.LEIDER]
    sleutel = f"stap:{stap.pk}:leiding"
    if nieuw not in erbij:
        gehoord = informatie.kondig_aan(
            melding, protocol, aanleiding=f"overgang:{code}", sleutel=sleutel, nu=nu, alleen=[nieuw], regels=mails
        )
        informatie.meld_taken(melding, taken_erbij, sleutel=sleutel, nu=nu, gehoord=gehoord, alleen=[nieuw])
    rollen = {regel.rol for regel in regels}
    anderen = [(rol, gemeente) for rol in sorted(rollen) for gemeente in stand.gemeenten if gemeente != nieuw]
    informatie.meld_verbetering(melding, anderen, sleutel=sleutel, nu=nu, zelf=stap.dader)
