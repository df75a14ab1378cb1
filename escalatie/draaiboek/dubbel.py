"""One event, two meldingen: the one is closed as a double of the other, which goes on with everyone who was involved.

Both dossiers say so, and the history of both stays. A double is of a melding that goes on by itself: never of itself,
of one that is a double too, or of one whose reader may not see it.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from calamiteiten import dossier
from calamiteiten.dossier import Gegevens
from calamiteiten.grendels import vergrendeld
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from calamiteiten.toegang import zichtbaar_voor
from communicatie.familie import familielijst
from communicatie.familie.betrokkenen import onwetenden
from communicatie.familie.herroepen import herroep
from communicatie.models import Informering
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import Rol
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

from . import beschrijving, betrokkenen, correcties, gebeurtenissen, informatie, samenhang, spoed, vertrek
from .bevoegdheid import mag_koppelen
from .samenhang import ONBEKEND, eis_geen_dubbel

BEZET = "Een collega werkt op dit moment in {}. Probeer het zo nog een keer."
TOCH_NIET = "{} is toch geen dubbel."
SAMEN = "{} is gesloten als dubbel."
# What a correction says it is about, and how such a record is found back.
DUBBEL_VAN = "Dubbel van"
VAN_EEN_DUBBEL = Q(code=correcties.VERBETER, gegevens__velden__0__0=DUBBEL_VAN)


# What the double can tell of beside the gemeenten: what a record calls it -> the fact, and how it reads while unknown.
_VELDEN: dict[str, tuple[str, Any]] = {
    "Gemeld bij de IGJ": ("gemeld_igj_op", None),
    "Kenmerk van de IGJ": ("igj_kenmerk", ""),
    "De aanbieder meldde zelf": ("gemeld_zelf_op", None),
}


def zoek(melding: Melding, kenmerk: str, door: Gebruiker) -> Melding:
    """The melding of which this one is a double, held until the transaction ends. Raises Geweigerd when it is none that
    this user sees, itself, a double too, in use by somebody at this moment, or closed while a gemeente of this one is
    not in it."""
    if not (vorm := in_vorm(kenmerk)):
        raise Geweigerd(ONBEKEND)
    if vorm == melding.kenmerk:
        raise Geweigerd("Een melding kan geen dubbel van zichzelf zijn.")
    gezien = zichtbaar_voor(door).filter(kenmerk=vorm).values_list("pk", flat=True).first()
    if gezien is None:
        raise Geweigerd(ONBEKEND)
    # Who waits here for a colleague that closes the other one as a double of this, waits for ever.
    ander = vergrendeld(Melding.objects.filter(pk=gezien), sla_over=True).first()
    if ander is None:
        raise Geweigerd(BEZET.format(vorm))
    eis_geen_dubbel(ander)
    if melding.dubbelen.exists():
        dubbelen = opsomming(melding.dubbelen.values_list("kenmerk", flat=True))
        raise Geweigerd(
            f"Deze melding heeft zelf een dubbel: {dubbelen}. Zeg daar eerst dat die een dubbel is van {vorm}."
        )
    nieuw = opsomming(map(str, _nog_niet_betrokken(melding, ander)))
    if nieuw and not ander.is_open():
        raise Geweigerd(f"{vorm} is gesloten en {nieuw} is daar niet betrokken. Open die melding eerst weer.")
    return ander


def neem_over(melding: Melding, door: Gebruiker, nu: datetime) -> None:
    """Whoever was involved here is involved in the melding that goes on: it gets what the others there have. What locks
    the one locks the other, and who of the family does not know yet is on the list there (R125, R156). What this one
    knows of when the aanbieder reported, and that one does not, goes along when it is the same aanbieder (R28). Call in
    the transaction that closed this one as a double."""
    if melding.dubbel_van_id is None:
        return
    ander = Melding.objects.select_related("aanbieder").get(pk=melding.dubbel_van_id)
    with gebeurtenissen.gevolgd(ander, door, nu, melding):
        samenhang.verbind_dubbel(melding, ander, SAMEN.format(melding.kenmerk), door, nu)
        _neem_familie_over(melding, ander, door, nu)
    is_zelfde = melding.aanbieder_id == ander.aanbieder_id
    gemeld = melding.gemeld_toegang if is_zelfde else {}
    betrokkenen.neem_op(ander, _nog_niet_betrokken(melding, ander), door, nu, gemeld)
    if is_zelfde and ander.is_open():
        reden = f"{melding.kenmerk} is gesloten als dubbel: daarin staat wanneer de aanbieder meldde."
        if (feiten := _aangevuld(melding, ander)) != dossier.zoals_nu(ander):
            betrokkenen.wijzig(ander, feiten, ander.versie, door, nu, reden)


def verbeter(melding: Melding, kenmerk: str, reden: str, door: Gebruiker, nu: datetime) -> Stap:
    """This closed melding is a double of another than was said: that one gets who was involved here, and the one that
    was named loses whom it got by that. Who is involved here hears it.

    That it is no double at all is a step: it is opened again. Raises Geweigerd as `zoek` does, for another role,
    without a reason, or when it is no double or one of this one already.
    """
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        if not mag_koppelen(door) or huidig.dubbel_van is None:
            raise Geweigerd("Dit kunt u bij deze melding niet verbeteren.")
        correcties.eis_reden(reden)
        was, ander = huidig.dubbel_van, zoek(huidig, kenmerk, door)
        if ander == was:
            raise Geweigerd(f"Deze melding is al gesloten als dubbel van {was.kenmerk}.")
        huidig.dubbel_van = ander
        huidig.save(update_fields=["dubbel_van"])
        velden = correcties.verschil({DUBBEL_VAN: was.kenmerk}, {DUBBEL_VAN: ander.kenmerk})
        wat = "van welke melding dit een dubbel is"
        stap = correcties.leg_vast(huidig, correcties.VERBETER, wat, door, nu, reden=reden, velden=velden)
        geef_terug(huidig, was, reden, door, nu)
        neem_over(huidig, door, nu)
        plekken = [(str(Rol.TOEGANG), rij.gemeente) for rij in huidig.betrokkenheden.select_related("gemeente")]
        informatie.meld_verbetering(huidig, plekken, sleutel=f"stap:{stap.pk}", nu=nu, zelf=door)
    return stap


def geef_terug(melding: Melding, was: Melding, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Whom the melding that was named (`was`) got because this one is a double of it, leaves it again: this one is of
    another, or none. Who is in it by another double too, or by its own facts, stays. Call while this one is still
    closed as a double, in the transaction that changes that.

    Raises Geweigerd when somebody works in `was` at this moment: two who hold one and wait for the other, wait for
    ever.
    """
    if not vergrendeld(Melding.objects.filter(pk=was.pk), sla_over=True).exists():
        raise Geweigerd(BEZET.format(was.kenmerk))
    hier = {rij.gemeente_id for rij in melding.betrokkenheden.all()}
    elders = set(was.dubbelen.exclude(pk=melding.pk).values_list("betrokkenheden__gemeente", flat=True))
    toen = Stap.objects.filter(zaak=melding).filter(Q(naar=melding.status) & ~Q(van=melding.status) | VAN_EEN_DUBBEL)
    daarbij = Stap.objects.filter(zaak=was, op__in=toen.values("op"))
    erbij = daarbij.filter(code=correcties.BETREK)
    gekregen = {pk for stap in erbij for pk in stap.gegevens.get("gemeenten", [])} & hier - elders
    for rij in was.betrokkenheden.filter(gemeente__in=gekregen).select_related("gemeente"):
        if not dossier.is_genoemd(was, rij.gemeente):
            vertrek.laat_los(was, rij.gemeente, reden, door, nu)
    sinds = list(toen.values_list("op", flat=True))
    with gebeurtenissen.gevolgd(was, door, nu, melding):
        samenhang.maak_dubbel_los(melding, was, sinds, reden, door, nu)
        _geef_familie_terug(was, sinds, reden, door, nu)
    _vergeet_momenten(was, daarbij.filter(code=correcties.VERBETER), reden, door, nu)
    spoed.weeg(was, door, nu)


def _neem_familie_over(melding: Melding, ander: Melding, door: Gebruiker, nu: datetime) -> None:
    """Whom the list there never had: who was on it, or was taken off, is for who works on that one to judge."""
    if not ander.is_open():
        return
    regels = haal_communicatieregels(ander.protocol_versie)
    daar = set(Informering.objects.filter(melding=ander).values_list("betrokkene", flat=True))
    for code in onwetenden(melding).values_list("betrokkene", flat=True):
        if code not in daar and code in regels.betrokkene_per_code:
            familielijst.voeg_toe(ander, code, door, nu, regels)


def _geef_familie_terug(was: Melding, sinds: Collection[datetime], reden: str, door: Gebruiker, nu: datetime) -> None:
    """Who came on that list with the double and was told nothing yet, is off it again."""
    regels = haal_communicatieregels(was.protocol_versie)
    for rij in onwetenden(was).filter(uit_feiten=False, vastgelegd_op__in=sinds):
        herroep(rij, reden, door, nu, regels)


def _vergeet_momenten(was: Melding, toen: QuerySet[Stap], reden: str, door: Gebruiker, nu: datetime) -> None:
    """What the double told of when the aanbieder reported (`toen`: the records of that), is not known here any more,
    unless somebody corrected it since."""
    ander = Melding.objects.select_related("aanbieder").get(pk=was.pk)
    protocol = haal_protocol(ander.protocol_versie)
    feiten, staat = dossier.zoals_nu(ander), beschrijving.alles(ander, protocol)
    rijen = [rij for stap in toen for rij in stap.gegevens["velden"]]
    gezegd = {naam for naam, was_er, nu_er in rijen if not was_er and staat.get(naam) == nu_er}
    velden: dict[str, Any] = {veld: leeg for naam, (veld, leeg) in _VELDEN.items() if naam in gezegd}
    hier = ander.betrokkenheden.select_related("gemeente")
    weg = {rij.gemeente.code for rij in hier if gezegd & {*beschrijving.gemeld([rij], protocol)}}
    gemeld = {code: op for code, op in feiten.gemeld_toegang.items() if code not in weg}
    leger = replace(feiten, gemeld_toegang=gemeld, **velden)
    if ander.is_open() and leger != feiten:
        betrokkenen.wijzig(ander, leger, ander.versie, door, nu, reden)


def _aangevuld(melding: Melding, ander: Melding) -> Gegevens:
    """The facts of the melding that goes on, with the moments that only the double knows."""
    feiten = dossier.zoals_nu(ander)
    hier = {rij.gemeente.code for rij in ander.betrokkenheden.select_related("gemeente")}
    bekend = {code: op for code, op in melding.gemeld_toegang.items() if code in hier}
    feiten = replace(feiten, gemeld_toegang=bekend | feiten.gemeld_toegang)
    if feiten.gemeld_igj_op is None and melding.gemeld_igj_op:
        kenmerk = feiten.igj_kenmerk or melding.igj_kenmerk
        feiten = replace(feiten, gemeld_igj_op=melding.gemeld_igj_op, igj_kenmerk=kenmerk)
    if ander.is_door_aanbieder or feiten.gemeld_zelf_op:
        return feiten
    return replace(feiten, gemeld_zelf_op=melding.ontvangen_op if melding.is_door_aanbieder else melding.gemeld_zelf_op)


def _nog_niet_betrokken(melding: Melding, ander: Melding) -> list[Gemeente]:
    daar = ander.betrokkenheden.values("gemeente")
    return [rij.gemeente for rij in melding.betrokkenheden.exclude(gemeente__in=daar).select_related("gemeente")]
