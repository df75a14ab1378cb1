"""A meeting before it happens: planned, moved, called off; who is invited and who comes (R66, R69, R74, R81, R89).

A planned meeting hangs on the task of which it is the work, and is held when that task is recorded. Whoever is invited
is told by the function that invites, and told of every change; who needs not come any more is told that. Planning,
moving and calling off are sealed records between the steps, so that what was agreed before stays readable.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from basis.geweigerd import Geweigerd
from basis.taal import aantal, moment, opsomming, weekdag_moment
from calamiteiten.models import Melding
from calamiteiten.toegang import geef_toegang, kring, rol_heeft_toegang
from communicatie.familie.naar_buiten import vergrendel
from communicatie.models import OOK_VOOR, Actielink, Bericht, BerichtStatus
from communicatie.post import agenda, ontvangst
from communicatie.post.berichten import Aankondiging, plan, trek_rijen_in
from contacten.bezetting import Zetel, zetels
from contacten.models import Contactpersoon, Dader, Gebruiker, Gemeente, namens_link
from contacten.rollen import ROLLEN_MET_DOSSIERS
from contacten.rolnamen import rolnaam
from escalatie.meldingen.taken.vervulling import RIJ
from escalatie.models import Genodigde, Overleg, Overlegantwoord, OverlegStatus, Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import InformatieRegel

from . import correcties, gronden, informatie, opvolging
from .bevoegdheid import mag_taak
from .stand import Stand
from .uitkomst import Plek, plek_van

OVERLEG = "overleg"
# What happened to a meeting, as the information rules call it (`overleg:<geval>`).
GEPLAND, GEWIJZIGD, AFGEZEGD = "gepland", "gewijzigd", "afgezegd"
UITERSTE = timedelta(days=366)
GESLOTEN = "De taak van dit overleg staat niet meer open."
INTUSSEN = "Een ander heeft dit overleg intussen veranderd. Open de pagina opnieuw en kijk wat er nu staat."
ALSNOG = "Beantwoord: komt of komt niet."


@dataclass(frozen=True)
class Afspraak:
    """What is agreed of a meeting: when it begins (aware), how many minutes it takes, where, by which video link, and
    the invited seats."""

    gepland_op: datetime
    duur: int
    plaats: str
    link: str
    plekken: frozenset[Plek]


def komend(zaak: Melding) -> QuerySet[Overleg]:
    """The meetings of this zaak that are planned."""
    return Overleg.objects.filter(zaak=zaak.pk, status=OverlegStatus.GEPLAND)


def van_taak(taak: Taak) -> Overleg | None:
    """The meeting that is planned for this task; of one whose record is put right, that of the record."""
    rijen = Overleg.objects.filter(taak=taak, status=OverlegStatus.GEPLAND)
    return rijen.filter(pk=taak.gegevens.get(RIJ, 0)).first() or rijen.first()


def plan_in(taak_id: int, afspraak: Afspraak, door: Gebruiker, nu: datetime) -> Overleg:
    """Plan the meeting of this task and invite these seats. Raises Geweigerd when it is not this user's to plan, it is
    planned already, the task is no meeting or open no more, the moment has passed, or nobody is invited."""
    with transaction.atomic():
        taak = _vergrendel(taak_id, door)
        _keur(afspraak, nu)
        if van_taak(taak):
            raise Geweigerd("Dit overleg is al gepland. Wilt u het verzetten? Wijzig dan die afspraak.")
        overleg = Overleg.objects.create(
            zaak=taak.zaak,
            taak=taak,
            soort=taak.titel[:60],
            status=OverlegStatus.GEPLAND,
            gepland_op=afspraak.gepland_op,
            bekend_op=nu,
            duur=afspraak.duur,
            plaats=afspraak.plaats,
            link=afspraak.link,
            vastgelegd_op=nu,
            vastgelegd_door=door,
        )
        _nodig_uit(overleg, afspraak.plekken, nu)
        _leg_vast(overleg, correcties.OVERLEG_GEPLAND, {}, door, nu)
        _vertel(overleg, GEPLAND, afspraak.plekken, nu, zelf=door)
        _planner_komt(overleg, door, nu)
    return overleg


def wijzig(
    overleg_id: int, afspraak: Afspraak, reden: str, door: Gebruiker, nu: datetime, *, gezien: int | None = None
) -> Overleg:
    """Move a planned meeting, or change where it is and who is invited. Whoever was invited is told, who comes along is
    invited, who needs not come any more hears that. Another moment asks everybody anew whether he comes.

    `gezien`: the `volgnummer` that this user read; None asks nothing. Raises Geweigerd as `plan_in`, without a reason,
    when nothing changes, and when another changed it meanwhile.
    """
    with transaction.atomic():
        overleg = _vergrendel_overleg(overleg_id, door, reden)
        if gezien is not None and gezien != overleg.volgnummer:
            raise Geweigerd(INTUSSEN)
        _keur(afspraak, nu)
        oud, had = in_woorden(overleg), plekken_van(overleg)
        is_verzet = (overleg.gepland_op, overleg.duur) != (afspraak.gepland_op, afspraak.duur)
        is_anders = is_verzet or (overleg.plaats, overleg.link) != (afspraak.plaats, afspraak.link)
        erbij, eraf = afspraak.plekken - had, had - afspraak.plekken
        if not (is_anders or erbij or eraf):
            raise Geweigerd("Er is niets veranderd. Pas eerst iets aan.")
        overleg.gepland_op, overleg.duur = afspraak.gepland_op, afspraak.duur
        overleg.plaats, overleg.link = afspraak.plaats, afspraak.link
        overleg.volgnummer += 1
        overleg.bekend_op = nu if is_verzet else overleg.bekend_op
        overleg.save(update_fields=["gepland_op", "duur", "plaats", "link", "volgnummer", "bekend_op"])
        _laat_plekken_gaan(overleg, eraf, nu)
        _nodig_uit(overleg, erbij, nu)
        _leg_vast(overleg, correcties.OVERLEG_GEWIJZIGD, oud, door, nu, reden)
        if is_anders:
            _trek_uitnodigingen_in(overleg, had - eraf, "Het overleg is verzet.", nu)
            _vertel(overleg, GEWIJZIGD, had - eraf, nu, zelf=door)
        _vertel(overleg, GEPLAND, erbij, nu, zelf=door)
        if is_verzet:
            _planner_komt(overleg, door, nu)
    return overleg


def zeg_af(overleg_id: int, reden: str, door: Dader, nu: datetime) -> Overleg:
    """Call a planned meeting off; who was told of it hears that. Raises Geweigerd when it is not this user's to call
    off, without a reason, or when it is planned no more."""
    with transaction.atomic():
        overleg = _vergrendel_overleg(overleg_id, door, reden)
        _zeg_af(overleg, reden, door, nu)
    return overleg


def ruim_op(melding: Melding, reden: str, door: Dader, nu: datetime) -> None:
    """Call off every planned meeting of which the task is open no more, or the zaak closed: nobody has to hold it. Call
    last in the transaction of what ended them."""
    over = Q(taak__isnull=True) | ~Q(taak__status=TaakStatus.OPEN)
    rijen = komend(melding) if not melding.is_open() else komend(melding).filter(over)
    for overleg in rijen.select_related("taak"):
        _zeg_af(overleg, reden, door, nu)


def maak_ongedaan(taak: Taak, nummer: int) -> None:
    """Take away what the record of a meeting left: one that was planned is planned again, another is no meeting."""
    overleg = Overleg.objects.filter(pk=nummer, taak=taak).first()
    if overleg is None:
        return
    if overleg.gepland_op is None:
        overleg.delete()
        return
    overleg.status, overleg.gehouden_op = OverlegStatus.GEPLAND, None
    overleg.vorm = overleg.deelnemers = overleg.uitkomst = overleg.afspraken = ""
    overleg.save()
    overleg.genodigden.update(was_er=None)


def laat_gemeente_gaan(melding: Melding, gemeente: Gemeente, nu: datetime) -> None:
    """The seats of a gemeente that is involved no more are invited no more. Call in the transaction in which it
    leaves, after its access went."""
    for overleg in komend(melding):
        weg = frozenset(plek for plek in plekken_van(overleg) if plek[1] == gemeente.pk)
        if weg:
            overleg.volgnummer += 1
            overleg.save(update_fields=["volgnummer"])
            _laat_plekken_gaan(overleg, weg, nu)


def laat_gemeenten_meedoen(melding: Melding, gemeenten: list[Gemeente], door: Gebruiker, nu: datetime) -> None:
    """A gemeente that joins comes to the meetings that are planned for the same seat of every other: it is invited in
    the same act. Call after it got its access."""
    nieuw = {gemeente.pk for gemeente in gemeenten}
    anderen = {gemeente.pk for gemeente in Stand(melding).gemeenten} - nieuw
    for overleg in komend(melding).select_related("zaak__als_melding__aanbieder", "taak"):
        oud, had = in_woorden(overleg), plekken_van(overleg)
        rollen = {rol for rol, pk in had if pk and {(rol, ander) for ander in anderen} <= had}
        erbij = frozenset((rol, pk) for rol in rollen for pk in nieuw) - had
        # Of one gemeente the task is its own; what was held already, nobody comes to any more.
        is_van_een = overleg.taak is not None and overleg.taak.gemeente_id is not None
        if erbij and not is_van_een and overleg.gepland_op and overleg.gepland_op > nu:
            overleg.volgnummer += 1
            overleg.save(update_fields=["volgnummer"])
            _nodig_uit(overleg, erbij, nu)
            reden = f"{opsomming(map(str, gemeenten))} doet nu ook mee."
            _leg_vast(overleg, correcties.OVERLEG_GEWIJZIGD, oud, door, nu, reden)
            _vertel(overleg, GEPLAND, erbij, nu, zelf=door)


def nodig_bezetter_uit(zetel: Zetel, wie: Contactpersoon, nu: datetime) -> None:
    """Who came to this seat is invited to the meetings that it is invited to. What his predecessor answered is not his:
    he is asked himself. Call in the transaction that put him there."""
    rijen = Genodigde.objects.filter(rol=zetel.rol, gemeente=zetel.gemeente, vervallen_op__isnull=True)
    rijen = rijen.filter(overleg__status=OverlegStatus.GEPLAND, overleg__gepland_op__gt=nu)
    if zetel.aanbieder:
        rijen = rijen.filter(overleg__zaak__als_melding__aanbieder=zetel.aanbieder)
    for genodigde in rijen.select_related("overleg__zaak__als_melding__aanbieder").prefetch_related("antwoorden"):
        gezegd = geldend(genodigde, genodigde.overleg)
        gaf = gezegd and (gezegd.door_contact or (gezegd.door and gezegd.door.contactpersoon))
        if gezegd and gaf not in zetel.bezetters:
            Genodigde.objects.filter(pk=genodigde.pk).update(uitgenodigd_op=nu)
        _vertel_wie(genodigde.overleg, replace(zetel, bezetters=(wie,)), nu)


def antwoord(genodigde_id: int, komt: bool, door: Gebruiker, nu: datetime) -> Overlegantwoord:
    """Record whether this seat comes: by who fills it, or by who keeps the meeting and was told so by telephone. The
    last answer holds. Raises Geweigerd for others, and when the meeting is planned no more."""
    with transaction.atomic():
        genodigde = _vergrendel_genodigde(genodigde_id)
        is_eigen = plek_van(door) == (genodigde.rol, genodigde.gemeente_id)
        if not is_eigen and not (genodigde.overleg.taak and mag_taak(door, genodigde.overleg.taak)):
            raise Geweigerd("Alleen wie is uitgenodigd, laat weten of hij of zij komt.")
        rijen = berichten_aan(genodigde)
        if is_eigen:
            rijen.filter(ontvangst.ONBEANTWOORD).update(
                bevestigd_op=nu,
                bevestigd_door=door,
                gelezen_op=Coalesce(F("gelezen_op"), nu),
                gelezen_door=Coalesce(F("gelezen_door"), door.pk),
            )
        ontvangst.laat_vraag_vervallen(rijen, nu)
        opvolging.laat_bellen_vervallen(rijen, ALSNOG, nu)
        return Overlegantwoord.objects.create(genodigde=genodigde, komt=komt, op=nu, door=door)


def uitnodiging_van(link: Actielink) -> Genodigde | None:
    """The seat that the message of this link invites to a meeting that is still planned; None of another message."""
    nummer = nummer_in(link.bericht.aanleiding)
    rijen = Genodigde.objects.filter(overleg=nummer, overleg__status=OverlegStatus.GEPLAND, vervallen_op__isnull=True)
    return rijen.select_related(OVERLEG).filter(rol=link.bericht.rol, gemeente=link.bericht.gemeente_id).first()


def antwoord_met_link(link: Actielink, komt: bool, nu: datetime) -> Overlegantwoord:
    """Record for who got this link whether he comes, and that he knows. Raises Geweigerd when the meeting is planned no
    more."""
    with transaction.atomic():
        gevonden = uitnodiging_van(link)
        if gevonden is None:
            raise Geweigerd("Dit overleg gaat niet meer door.")
        genodigde = _vergrendel_genodigde(gevonden.pk)
        opvolging.bevestig_met_link(link, nu)
        stond = geldend(genodigde, gevonden.overleg)
        if stond and (stond.komt, stond.door_contact) == (komt, link.contactpersoon):
            return stond
        ontvangst.laat_vraag_vervallen(berichten_aan(genodigde), nu)
        for ook in _ook_genodigd(link, genodigde):
            Overlegantwoord.objects.create(genodigde=ook, komt=komt, op=nu, door_contact=link.contactpersoon)
        return Overlegantwoord.objects.create(genodigde=genodigde, komt=komt, op=nu, door_contact=link.contactpersoon)


def _ook_genodigd(link: Actielink, genodigde: Genodigde) -> QuerySet[Genodigde]:
    """The same seat of other gemeenten for which this one invitation stands: one person comes, or does not, for all."""
    anderen = Genodigde.objects.filter(overleg=genodigde.overleg_id, rol=genodigde.rol, vervallen_op__isnull=True)
    return anderen.filter(gemeente__in=link.bericht.gegevens.get(OOK_VOOR, [])).exclude(pk=genodigde.pk)


def geldend(genodigde: Genodigde, overleg: Overleg) -> Overlegantwoord | None:
    """What this seat answered for the moment that the meeting is planned at now, since it was invited (again); read its
    answers along."""
    sinds = max(filter(None, (overleg.bekend_op, genodigde.uitgenodigd_op)), default=None)
    gegeven = [rij for rij in genodigde.antwoorden.all() if sinds is None or rij.op >= sinds]
    return gegeven[-1] if gegeven else None


def plekken_van(overleg: Overleg) -> frozenset[Plek]:
    """The seats that are invited."""
    rijen = Genodigde.objects.filter(overleg=overleg, vervallen_op__isnull=True)
    return frozenset(rijen.values_list("rol", "gemeente").order_by())


def genodigden_bij(taak: Taak) -> list[Genodigde]:
    """The seats invited to the meeting that is planned for this task, or that its record is about."""
    overleg = van_taak(taak) or Overleg.objects.filter(pk=taak.gegevens.get(RIJ, 0), taak=taak).first()
    if overleg is None:
        return []
    rijen = overleg.genodigden.filter(vervallen_op__isnull=True)
    return list(rijen.select_related("gemeente", OVERLEG).prefetch_related("antwoorden"))


def wie_antwoordde(antwoord: Overlegantwoord) -> str:
    """Who gave this answer: a user, or a person of the list by the link in the mail."""
    if antwoord.door:
        return antwoord.door.naam
    return namens_link(antwoord.door_contact) if antwoord.door_contact else ""


def naam_van(genodigde: Genodigde, versie: str) -> str:
    """The seat of this guest in words."""
    return f"{rolnaam(genodigde.rol, versie)} {genodigde.gemeente or ''}".strip()


def berichten_aan(genodigde: Genodigde) -> QuerySet[Bericht]:
    """The messages to this seat about this meeting."""
    return berichten_van(genodigde.overleg).filter(rol=genodigde.rol, gemeente=genodigde.gemeente_id)


def berichten_van(overleg: Overleg) -> QuerySet[Bericht]:
    """The messages about this meeting."""
    return Bericht.objects.filter(zaak=overleg.zaak_id, aanleiding__startswith=f"{OVERLEG}:{overleg.pk}:")


def nummer_in(aanleiding: str) -> int:
    """The key of the meeting that a message is about; 0 of a message about something else."""
    soort, _, rest = aanleiding.partition(":")
    return int(rest.partition(":")[0]) if soort == OVERLEG else 0


def plaatsnaam(plek: Plek, gemeenten: dict[int, Gemeente], versie: str) -> str:
    """A seat in words."""
    return f"{rolnaam(plek[0], versie)} {gemeenten.get(plek[1] or 0, '')}".strip()


def in_woorden(overleg: Overleg) -> dict[str, str]:
    """Label -> text of what is planned; what is empty is left out."""
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    namen = sorted(plaatsnaam(plek, per_pk, overleg.zaak.protocol_versie) for plek in plekken_van(overleg))
    paren = {
        "Wanneer": weekdag_moment(overleg.gepland_op) if overleg.gepland_op else "",
        "Hoe lang": aantal(overleg.duur, "minuut", "minuten"),
        "Waar": overleg.plaats,
        "Videolink": overleg.link,
        "Genodigden": opsomming(namen),
    }
    return {naam: tekst for naam, tekst in paren.items() if tekst}


def _keur(afspraak: Afspraak, nu: datetime) -> None:
    if afspraak.gepland_op <= nu:
        raise Geweigerd("Dit moment is al geweest. Was het overleg er al? Leg het dan vast bij de taak.")
    if afspraak.gepland_op > nu + UITERSTE:
        raise Geweigerd("Controleer het jaar: dit is meer dan een jaar vooruit.")
    if not afspraak.plekken:
        raise Geweigerd("Nodig ten minste één plek uit.")
    if not (afspraak.plaats or afspraak.link):
        raise Geweigerd("Vul in waar het overleg is, of geef de link van het videogesprek.")


def _vergrendel(taak_id: int, door: Gebruiker) -> Taak:
    """The task, held to plan its meeting; the melding first, as every step does."""
    vergrendel(Taak.objects.values_list("zaak_id", flat=True).get(pk=taak_id))
    taak = Taak.objects.select_related("zaak__als_melding__aanbieder", "gemeente").get(pk=taak_id)
    if not mag_taak(door, taak):
        raise Geweigerd("Dit overleg is niet aan u.")
    regel = haal_protocol(taak.zaak.protocol_versie).taak_per_code.get(taak.code)
    if regel is None or regel.vorm != OVERLEG:
        raise Geweigerd("Deze taak is geen overleg.")
    if taak.status != TaakStatus.OPEN or not taak.zaak.is_open():
        raise Geweigerd(GESLOTEN)
    return taak


def _vergrendel_overleg(overleg_id: int, door: Dader, reden: str) -> Overleg:
    vergrendel(Overleg.objects.values_list("zaak_id", flat=True).get(pk=overleg_id))
    rijen = Overleg.objects.select_for_update(of=("self",)).select_related("zaak__als_melding__aanbieder", "taak")
    overleg = rijen.get(pk=overleg_id)
    if overleg.taak is None or not mag_taak(door, overleg.taak):
        raise Geweigerd("Dit overleg is niet aan u.")
    if overleg.status != OverlegStatus.GEPLAND:
        raise Geweigerd(f"Dit overleg is al {overleg.get_status_display()}.")
    correcties.eis_reden(reden)
    return overleg


def _vergrendel_genodigde(genodigde_id: int) -> Genodigde:
    vergrendel(Genodigde.objects.values_list("overleg__zaak_id", flat=True).get(pk=genodigde_id))
    genodigde = Genodigde.objects.select_related("overleg__taak", "overleg__zaak").get(pk=genodigde_id)
    if genodigde.vervallen_op or genodigde.overleg.status != OverlegStatus.GEPLAND:
        raise Geweigerd("Dit overleg gaat niet meer door, of deze plek hoeft niet meer te komen.")
    return genodigde


def _nodig_uit(overleg: Overleg, plekken: Iterable[Plek], nu: datetime) -> None:
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    for rol, gemeente in plekken:
        Genodigde.objects.update_or_create(
            overleg=overleg,
            rol=rol,
            gemeente=per_pk[gemeente] if gemeente else None,
            defaults={"uitgenodigd_op": nu, "vervallen_op": None},
        )


def _laat_plekken_gaan(overleg: Overleg, plekken: Collection[Plek], nu: datetime) -> None:
    """These seats are invited no more; those that were told hear it."""
    for rol, gemeente in plekken:
        Genodigde.objects.filter(overleg=overleg, rol=rol, gemeente=gemeente).update(vervallen_op=nu)
    _verhuis(overleg, plekken, nu)
    _trek_uitnodigingen_in(overleg, plekken, "Deze plek is niet meer uitgenodigd.", nu)
    gronden.laat_gaan(overleg.zaak.als_melding, plekken)
    _vertel(overleg, AFGEZEGD, _verteld(overleg) & set(plekken), nu)


def _verhuis(overleg: Overleg, plekken: Collection[Plek], nu: datetime) -> None:
    """Who is still invited in another seat that he fills keeps his one invitation: it is of that seat from now on, or
    his calendar would drop a meeting that he is expected at."""
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    melding, wie = overleg.zaak.als_melding, kring(overleg.zaak.als_melding)
    blijft = [
        zetel
        for rol, pk in sorted(plekken_van(overleg), key=str)
        for zetel in zetels(rol, nu, gemeenten=[per_pk[pk]] if pk else [], aanbieder=melding.aanbieder)
    ]
    for rij in berichten_van(overleg).exclude(status=BerichtStatus.INGETROKKEN).select_related("contactpersoon"):
        daar = next((zetel for zetel in blijft if rij.contactpersoon in zetel.bezetters), None)
        if (rij.rol, rij.gemeente_id) in plekken and daar:
            rij.rol, rij.gemeente, rij.met_toegang = daar.rol, daar.gemeente, wie.heeft(daar.rol, daar.gemeente)
            hier = daar.gemeente.pk if daar.gemeente else None
            ook = [pk for pk in rij.gegevens.get(OOK_VOOR, []) if pk != hier and (daar.rol, pk) not in plekken]
            rij.gegevens = {**rij.gegevens, OOK_VOOR: ook}
            rij.save(update_fields=["rol", "gemeente", "met_toegang", "gegevens"])


def _zeg_af(overleg: Overleg, reden: str, door: Dader, nu: datetime) -> None:
    oud, plekken = in_woorden(overleg), plekken_van(overleg)
    overleg.status = OverlegStatus.AFGEZEGD
    overleg.volgnummer += 1
    overleg.save(update_fields=["status", "volgnummer"])
    correcties.leg_vast(
        overleg.zaak,
        correcties.OVERLEG_AFGEZEGD,
        f"“{overleg.soort}”",
        door,
        nu,
        reden=reden,
        velden=correcties.verschil({naam: oud[naam] for naam in oud if naam == "Wanneer"}, {}),
        gegevens={OVERLEG: overleg.pk},
    )
    _trek_uitnodigingen_in(overleg, plekken, "Het overleg gaat niet door.", nu)
    gronden.laat_gaan(overleg.zaak.als_melding, plekken)
    # Of one of which the moment has passed there is nothing left to take out of a calendar.
    if overleg.gepland_op and overleg.gepland_op > nu:
        _vertel(overleg, AFGEZEGD, _verteld(overleg) & plekken, nu)


def _verteld(overleg: Overleg) -> set[Plek]:
    """The seats that were told of this meeting, or may be at this moment; not what was withdrawn before it went."""
    rijen = berichten_van(overleg).exclude(status=BerichtStatus.INGETROKKEN)
    return set(rijen.values_list("rol", "gemeente").order_by())


def _trek_uitnodigingen_in(overleg: Overleg, plekken: Collection[Plek], reden: str, nu: datetime) -> None:
    """What these seats were told does not hold any more: what waits stays in, what was asked needs no answer."""
    for rol, gemeente in plekken:
        rijen = berichten_van(overleg).filter(rol=rol, gemeente=gemeente)
        trek_rijen_in(rijen, reden)
        ontvangst.laat_vraag_vervallen(rijen, nu)


def _leg_vast(overleg: Overleg, code: str, oud: dict[str, str], door: Gebruiker, nu: datetime, reden: str = "") -> Stap:
    velden = correcties.verschil(oud, in_woorden(overleg))
    gegevens = {OVERLEG: overleg.pk}
    wat = f"“{overleg.soort}”"
    return correcties.leg_vast(overleg.zaak, code, wat, door, nu, reden=reden, velden=velden, gegevens=gegevens)


def _planner_komt(overleg: Overleg, door: Gebruiker, nu: datetime) -> None:
    """Who plans a meeting that his own seat is invited to, comes."""
    rol, gemeente = plek_van(door)
    for genodigde in Genodigde.objects.filter(overleg=overleg, rol=rol, gemeente=gemeente, vervallen_op__isnull=True):
        Overlegantwoord.objects.create(genodigde=genodigde, komt=True, op=nu, door=door)


def _vertel(
    overleg: Overleg, geval: str, plekken: Collection[Plek], nu: datetime, zelf: Gebruiker | None = None
) -> list[Bericht]:
    """Tell these seats by the rules of this version; `zelf` planned it, so that nobody asks that seat for an answer."""
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    regels = haal_protocol(overleg.zaak.protocol_versie).informatieregels_bij(f"{OVERLEG}:{geval}")
    eigen = plek_van(zelf) if zelf else None
    berichten = plan(
        [
            _aankondiging(overleg, geval, regel, plek[0], per_pk.get(plek[1] or 0), nu, vraag=plek != eigen)
            for regel in regels
            for plek in sorted(plekken, key=str)
        ],
        nu,
    )
    informatie.vraag_om_telefoon(berichten, nu)
    return berichten


def _vertel_wie(overleg: Overleg, zetel: Zetel, nu: datetime) -> None:
    """Invite one person of a seat that was invited before he came to it."""
    regels = haal_protocol(overleg.zaak.protocol_versie).informatieregels_bij(f"{OVERLEG}:{GEPLAND}")
    alle = [_aankondiging(overleg, GEPLAND, r, zetel.rol, zetel.gemeente, nu, vraag=True, wie=zetel) for r in regels]
    informatie.vraag_om_telefoon(plan(alle, nu), nu)


def _aankondiging(
    overleg: Overleg,
    geval: str,
    regel: InformatieRegel,
    rol: str,
    gemeente: Gemeente | None,
    nu: datetime,
    *,
    vraag: bool,
    wie: Zetel | None = None,
) -> Aankondiging:
    """`wie`: of this seat these people alone."""
    melding = overleg.zaak.als_melding
    if regel.opent_dossier:
        geef_toegang(melding, rol, gemeente)
    hele = zetels(rol, nu, gemeenten=[gemeente] if gemeente else [], aanbieder=melding.aanbieder)
    plekken = [wie] if wie else hele
    uren = regel.bevestigen_binnen_uren
    return Aankondiging(
        zaak=melding,
        aanleiding=f"{OVERLEG}:{overleg.pk}:{overleg.volgnummer}",
        regel=regel.code,
        sjabloon=regel.sjabloon,
        zetels=tuple(plekken),
        gegevens=_gegevens(overleg, geval, rol_heeft_toegang(melding, rol, gemeente)),
        naar_buiten=rol not in ROLLEN_MET_DOSSIERS,
        bevestigen_binnen=_op_tijd(overleg, timedelta(hours=uren), nu) if uren and vraag else None,
    )


def _op_tijd(overleg: Overleg, binnen: timedelta, nu: datetime) -> timedelta:
    """An answer after the meeting is none: half of the time until then, when that is shorter."""
    return min(binnen, (overleg.gepland_op - nu) / 2) if overleg.gepland_op else binnen


def _gegevens(overleg: Overleg, geval: str, ziet: bool) -> dict[str, object]:
    op = overleg.gepland_op or overleg.vastgelegd_op
    afspraak = agenda.maak_afspraak(
        uid=str(overleg.uid),
        volgnummer=overleg.volgnummer,
        methode=agenda.CANCEL if geval == AFGEZEGD else agenda.REQUEST,
        begin=op,
        duur=timedelta(minutes=overleg.duur),
        wat=overleg.soort,
        waar=", ".join(filter(None, [overleg.plaats, overleg.link])),
    )
    # Who is invited and cannot sign in answers by a link of his own; who is not any more is led to the front door.
    buiten = {"pad": "/"} if geval == AFGEZEGD else {}
    pad = {"pad": overleg.get_absolute_url()} if ziet else buiten
    return {"termijn": f"op {moment(op)}", **pad, **afspraak.als_gegevens()}
