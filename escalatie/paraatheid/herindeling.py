"""A gemeente that goes up in another: seats, accounts and running zaken move in one act; what is closed stays.

Who works for the successor reads the closed dossiers of the old gemeente; whoever holds a task by it is told.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from basis.momenten import Wijziging
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import (
    Betrokkenheid,
    Impactanalyse,
    Inspectierapport,
    Melding,
    MeldingGroupObjectPermission,
)
from calamiteiten.toegang import ZIEN_EIGEN_GEMEENTE, geef_toegang
from communicatie.models import Bericht, BerichtStatus, Persvraag
from contacten import gebruikers
from contacten.bezetting import lokale_dag
from contacten.gebruikers import groepsnaam
from contacten.gebruikers.nieuws import meld
from contacten.models import (
    Accountverzoek,
    Bezetting,
    Contactpersoon,
    Dader,
    Gebruiker,
    Gemeente,
    Nieuws,
    VerzoekBesluit,
    Werkgebied,
)
from contacten.personen.lijst import draag_over, stop_plek
from contacten.personen.wederhelft import schrijf_besluit
from contacten.rollen import PER_GEMEENTE, ROLLEN_MET_GEMEENTE, Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import beschrijving, correcties, herweging
from escalatie.draaiboek.informatie import meld_taken, meld_verbetering
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.taken import rond_vanzelf_af
from escalatie.meldingen.beoordeling.beoordelen import bevestiger, vraag_opnieuw
from escalatie.models import Genodigde, Overleg, OverlegStatus, Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

_NOG_TE_STUREN = (BerichtStatus.GEPLAND, BerichtStatus.WACHT)


@dataclass(frozen=True)
class Samengevoegd:
    """What reads otherwise where both gemeenten took part: when each was told, and what each had confirmed."""

    gemeld: tuple[Wijziging, ...] = ()
    bevestigd: tuple[Wijziging, ...] = ()


@dataclass(frozen=True)
class Omvang:
    """What goes along to the successor."""

    plekken: int
    accounts: int
    meldingen: int
    persvragen: int


def omvang(oud: Gemeente, nu: datetime) -> Omvang:
    """Return what moves when this gemeente ends at `nu` (aware)."""
    return Omvang(
        plekken=_plekken(oud, nu).count(),
        accounts=Gebruiker.objects.filter(gemeente=oud, is_active=True).count(),
        meldingen=_lopend(oud).count(),
        persvragen=Persvraag.objects.filter(gemeente=oud, afgerond_op__isnull=True).count(),
    )


@transaction.atomic
def voeg_samen(oud_pk: int, naar: Gemeente, einde_datum: date, door: Gebruiker, nu: datetime) -> Omvang:
    """End a gemeente on this local day (its last) and move what runs to its successor; each running dossier says so,
    by whose act (`door`). Returns what moved.

    Once more for a gemeente that ended moves what came to run since: a dossier that was reopened.
    Who worked for the one gets the dossiers of the other by it: that is for the regiomanager, as whatever opens
    dossiers (docs/besluiten/0034). Raises ValidationError for anybody else, for a day to come, and for a successor
    that ended itself or is the same.
    """
    if not door.is_rol(Rol.REGIOMANAGER):
        raise ValidationError(f"Alleen de {rolnaam(Rol.REGIOMANAGER)} laat een gemeente in een andere opgaan.")
    oud, naar = (Gemeente.objects.select_for_update().get(pk=pk) for pk in (oud_pk, naar.pk))
    _keur(oud, naar, einde_datum, nu)
    wat = omvang(oud, nu)
    _verplaats_mensen(oud, naar, nu)
    _verplaats_zaken(oud, naar, door, nu)
    _geef_oude_dossiers(oud, naar)
    Gemeente.objects.filter(opvolger=oud).update(opvolger=naar)
    oud.einde_datum, oud.opvolger = einde_datum, naar
    oud.full_clean()
    oud.save()
    zin = f"{oud} gaat verder als {naar}: {wat.plekken} plekken, {wat.accounts} accounts, {wat.meldingen} meldingen."
    schrijf_besluit(zin, oud, naar)
    return wat


def _keur(oud: Gemeente, naar: Gemeente, einde_datum: date, nu: datetime) -> None:
    if naar.pk == oud.pk or naar.einde_datum:
        raise ValidationError("Kies een andere gemeente, die zelf niet is geëindigd.")
    if einde_datum > lokale_dag(nu):
        raise ValidationError("Deze dag moet nog komen. Doe dit op de dag zelf, dan verhuist alles in één keer.")
    if oud.opvolger_id not in {None, naar.pk}:
        raise ValidationError(f"{oud} ging al verder als {oud.opvolger}.")


def _plekken(oud: Gemeente, nu: datetime) -> QuerySet[Bezetting]:
    loopt = Q(tot_datum__isnull=True) | Q(tot_datum__gte=lokale_dag(nu))
    return Bezetting.objects.filter(loopt, gemeente=oud).select_related("contactpersoon", "gemeente", "aanbieder")


def _verplaats_mensen(oud: Gemeente, naar: Gemeente, nu: datetime) -> None:
    """Who is in a seat comes after who is in that of the successor already, in the same order."""
    dag = lokale_dag(nu)
    for rij in _plekken(oud, nu).order_by("rol", "volgorde", "pk"):
        hoogste = Bezetting.objects.filter(rol=rij.rol, gemeente=naar).aggregate(m=Max("volgorde"))["m"] or 0
        nieuw = Bezetting(rol=rij.rol, gemeente=naar, volgorde=hoogste + 1)
        van, tot = max(dag, rij.van_datum), rij.tot_datum
        stop_plek(rij, dag)
        if rij.contactpersoon.vervallen_op is None:
            for plek in draag_over([nieuw], rij.contactpersoon, van, tot):
                plek.afwezig_van_datum, plek.afwezig_tot_datum = rij.afwezig_van_datum, rij.afwezig_tot_datum
                plek.save()
    for contact in Contactpersoon.objects.filter(gemeente=oud, vervallen_op__isnull=True):
        contact.gemeente = naar
        contact.save()
    for gebruiker in Gebruiker.objects.filter(gemeente=oud):
        gebruiker.gemeente = naar
        meld(gebruikers.leg_vast(gebruiker), Nieuws.ROL, nu)
    Accountverzoek.objects.filter(besluit=VerzoekBesluit.OPEN, gemeente=oud).update(gemeente=naar)
    _verplaats_werkgebied(oud, naar, dag)


def _verplaats_werkgebied(oud: Gemeente, naar: Gemeente, dag: date) -> None:
    loopt = Q(tot_datum__isnull=True) | Q(tot_datum__gte=dag)
    for rij in Werkgebied.objects.filter(loopt, gemeente=oud):
        if not Werkgebied.objects.filter(loopt, gemeente=naar, aanbieder=rij.aanbieder_id).exists():
            begin, tot = max(dag, rij.van_datum), {"tot_datum": rij.tot_datum}
            Werkgebied.objects.update_or_create(
                aanbieder_id=rij.aanbieder_id, gemeente=naar, van_datum=begin, defaults=tot
            )
        rij.tot_datum = max(dag, rij.van_datum)
        rij.save()


def _lopend(oud: Gemeente) -> QuerySet[Melding]:
    """The open meldingen in which this gemeente takes part, or is named."""
    hier = Q(pk__in=Betrokkenheid.objects.filter(gemeente=oud).values("melding"))
    hier |= Q(gemeente_verblijf=oud) | Q(gemeente_woonplaats=oud)
    hier |= Q(pk__in=Taak.objects.filter(gemeente=oud, status=TaakStatus.OPEN).values("zaak"))
    return Melding.objects.filter(hier, afgerond_op__isnull=True)


def _verplaats_zaken(oud: Gemeente, naar: Gemeente, door: Gebruiker, nu: datetime) -> None:
    for melding in vergrendeld(_lopend(oud).order_by("pk")):
        _verplaats_melding(melding, oud, naar, door, nu)
    Persvraag.objects.filter(gemeente=oud, afgerond_op__isnull=True).update(gemeente=naar)
    for vraag in Persvraag.objects.filter(gemeenten=oud, afgerond_op__isnull=True):
        vraag.gemeenten.remove(oud)
        vraag.gemeenten.add(naar)
        # Whom it is about stands in a table of its own, which leaves no print: that of the question says that it
        # changed, and who follows the prints (the search) reads it anew.
        vraag.save(update_fields=["gemeente"])
    Bericht.objects.filter(gemeente=oud, status__in=_NOG_TE_STUREN).update(gemeente=naar)


def haal_in(melding: Melding, door: Dader, nu: datetime) -> None:
    """A dossier opens again: for a gemeente that went up in another meanwhile its successor takes part. The dossier
    says so; that it is open again is told by the step. Call inside its transaction, before what follows from it."""
    genoemd = Q(pk__in=[melding.gemeente_verblijf_id, melding.gemeente_woonplaats_id])
    genoemd |= Q(pk__in=melding.betrokkenheden.values("gemeente"))
    for oud in Gemeente.objects.filter(genoemd, opvolger__isnull=False).select_related("opvolger"):
        if naar := oud.opvolger:
            _leg_vast(melding, oud, naar, _verplaats_inhoud(melding, oud, naar, nu), door, nu)
    vers = Melding.objects.get(pk=melding.pk)
    melding.gemeente_verblijf, melding.gemeente_woonplaats = vers.gemeente_verblijf, vers.gemeente_woonplaats
    melding.versie = vers.versie


def haal_vraag_in(vraag: Persvraag) -> None:
    """As `haal_in`, of a press question; who calls saves it."""
    vraag.gemeente = (vraag.gemeente and vraag.gemeente.opvolger) or vraag.gemeente
    weg = list(vraag.gemeenten.filter(opvolger__isnull=False))
    vraag.gemeenten.remove(*weg)
    vraag.gemeenten.add(*(oud.opvolger_id for oud in weg if oud.opvolger_id))


def _verplaats_melding(melding: Melding, oud: Gemeente, naar: Gemeente, door: Gebruiker, nu: datetime) -> None:
    """Move what runs; the dossier says so itself, and who acts in it hears it."""
    _vertel(melding, oud, naar, _verplaats_inhoud(melding, oud, naar, nu), door, nu)
    # What is known of both, is not asked of the successor.
    vers = Melding.objects.get(pk=melding.pk)
    herweging.herweeg(vers, herweging.geldend(Stand(vers)), door, nu)


def _verplaats_inhoud(melding: Melding, oud: Gemeente, naar: Gemeente, nu: datetime) -> Samengevoegd:
    """What both gemeenten had, goes on at the successor only; what only the old one had, goes there. Returns when each
    was told and what each had confirmed, when that changed."""
    for veld in ("gemeente_verblijf", "gemeente_woonplaats"):
        Melding.objects.filter(pk=melding.pk, **{veld: oud}).update(**{veld: naar})
    # Who has the page with the facts before him, sees what they are now before he changes them.
    Melding.objects.filter(pk=melding.pk).update(versie=F("versie") + 1)
    was_al_mee = Betrokkenheid.objects.filter(melding=melding, gemeente=naar).exists()
    eigen = Betrokkenheid.objects.filter(melding=melding, gemeente=oud)
    gezegd = Samengevoegd()
    if was_al_mee and (rij := eigen.first()):
        daar_rij = Betrokkenheid.objects.get(melding=melding, gemeente=naar)
        gezegd = Samengevoegd(
            gemeld=tuple(_neem_moment_mee(rij, daar_rij)), bevestigd=tuple(_neem_bevestiging_mee(rij, daar_rij))
        )
    eigen.delete() if was_al_mee else eigen.update(gemeente=naar)
    analyses = Impactanalyse.objects.filter(melding=melding)
    daar = list(analyses.filter(gemeente=naar).values_list("soort", flat=True))
    analyses.filter(gemeente=oud).exclude(soort__in=daar).update(gemeente=naar)
    rapporten = Inspectierapport.objects.filter(melding=melding)
    if not rapporten.filter(gemeente=naar).exists():
        rapporten.filter(gemeente=oud).update(gemeente=naar)
    _verplaats_taken(melding, oud, naar, nu)
    return gezegd


def _neem_moment_mee(oud: Betrokkenheid, naar: Betrokkenheid) -> list[Wijziging]:
    """Of one toegang it is known since when it knows: the first moment that the aanbieder told either (R28). Returns
    what reads otherwise, for the record."""
    protocol = haal_protocol(naar.melding.protocol_versie)
    was = beschrijving.gemeld([oud, naar], protocol)
    naar.gemeld_op = min((rij.gemeld_op for rij in (oud, naar) if rij.gemeld_op), default=None)
    naar.save(update_fields=["gemeld_op"])
    return correcties.verschil(was, beschrijving.gemeld([naar], protocol))


def _neem_bevestiging_mee(oud: Betrokkenheid, naar: Betrokkenheid) -> list[Wijziging]:
    """What the toegang of both said goes on: the same stands; what one said alone holds for both; of two things that
    differ nothing is confirmed until the toegang says which. Returns what each said, for the record."""
    gezegd = [Wijziging(f"Bevestiging {rij.gemeente}", rij.bevestigd_scenario, "") for rij in (oud, naar)]
    beide = [oud.bevestigd_scenario, naar.bevestigd_scenario]
    if not beide[0] or beide[0] == beide[1]:
        return []
    # Who said so herself is contradicted by the other; two that were both said by phone leave nothing that stands.
    zelf = next((rij for rij in (naar, oud) if rij.is_zelf_bevestigd), None) if beide[1] else oud
    ander = ({*beide} - {zelf.bevestigd_scenario}).pop() if zelf and beide[1] else ""
    naar.bevestigd_scenario, naar.bevestigd_op = (zelf.bevestigd_scenario, zelf.bevestigd_op) if zelf else ("", None)
    naar.bevestigd_door, naar.bevestigd_namens = (zelf.bevestigd_door, zelf.bevestigd_namens) if zelf else (None, "")
    naar.bevestigd_door_contact = zelf.bevestigd_door_contact if zelf else None
    naar.weersproken_scenario = ander
    naar.save()
    return [Wijziging(een.naam, een.oud, naar.eens_met) for een in gezegd if een.oud]


def _leg_vast(melding: Melding, oud: Gemeente, naar: Gemeente, gezegd: Samengevoegd, door: Dader, nu: datetime) -> Stap:
    inhoud, wat = {"gemeente": oud.pk, "opvolger": naar.pk}, f"{oud} gaat verder als {naar}"
    velden = (*gezegd.gemeld, *gezegd.bevestigd)
    return correcties.leg_vast(melding, correcties.HERINDELING, wat, door, nu, velden=velden, gegevens=inhoud)


def _vertel(
    melding: Melding, oud: Gemeente, naar: Gemeente, gezegd: Samengevoegd, door: Gebruiker, nu: datetime
) -> None:
    """The dossier itself says what happened, and who acts in it hears that."""
    stap = _leg_vast(melding, oud, naar, gezegd, door, nu)
    rijen = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).exclude(rol__in=PER_GEMEENTE)
    regio = {*rijen.values_list("rol", flat=True), str(Rol.CONTRACTMANAGER)}
    plekken: list[tuple[str, Gemeente | None]] = [*((rol, None) for rol in sorted(regio)), (str(Rol.TOEGANG), naar)]
    meld_verbetering(melding, plekken, sleutel=f"stap:{stap.pk}", nu=nu, zelf=door)
    _vraag_bevestiging(melding, naar, gezegd.bevestigd, stap, door, nu)


def _vraag_bevestiging(
    melding: Melding, naar: Gemeente, bevestigd: Collection[Wijziging], stap: Stap, door: Gebruiker, nu: datetime
) -> None:
    """Where the parties judge, the successor has the task to confirm for as long as nothing stands for it, and has it
    no more once something does."""
    rij = Betrokkenheid.objects.filter(melding=melding, gemeente=naar).first()
    protocol = haal_protocol(melding.protocol_versie)
    if rij is None or not protocol.status_per_code[melding.status].oordeel:
        return
    if rij.eens_met:
        for regel in protocol.bevestigtaken:
            rond_vanzelf_af(melding, regel.code, bevestiger(rij) or door, nu, naar, rij.bevestigd_namens)
        return
    codes = [regel.code for regel in protocol.bevestigtaken]
    al_gevraagd = Taak.objects.filter(zaak=melding, gemeente=naar, code__in=codes, status=TaakStatus.OPEN).exists()
    # A task that moved along was told with that; what was said and stands no more is asked again.
    if bevestigd or not al_gevraagd:
        vraag_opnieuw(melding, naar, stap, nu)


def _verplaats_taken(melding: Melding, oud: Gemeente, naar: Gemeente, nu: datetime) -> None:
    """Every task goes along, so that what is done stays done; an open one that the successor has too lapses."""
    taken = Taak.objects.filter(zaak=melding, gemeente=oud)
    daar = set(
        Taak.objects.filter(zaak=melding, gemeente=naar, status=TaakStatus.OPEN).values_list("code", "zetel_rol")
    )
    open_ = list(taken.filter(status=TaakStatus.OPEN))
    dubbel = [taak.pk for taak in open_ if (taak.code, taak.zetel_rol) in daar and taak.code != "actie"]
    zin = f"{oud} gaat verder als {naar}, die deze taak al had."
    taken.filter(pk__in=dubbel).update(status=TaakStatus.VERVALLEN, afgerond_op=nu, verslag=zin)
    for taak in open_:
        if taak.pk in dubbel:
            erven = Taak.objects.filter(zaak=melding, code=taak.code, gemeente=naar, status=TaakStatus.OPEN).first()
            Overleg.objects.filter(taak=taak, status=OverlegStatus.GEPLAND).update(taak=erven)
    taken.exclude(pk__in=dubbel).update(gemeente=naar)
    _verplaats_genodigden(melding, oud, naar, nu)
    verhuisd = Taak.objects.filter(pk__in={taak.pk for taak in open_} - {*dubbel})
    meld_taken(melding, verhuisd, sleutel=f"herindeling:{oud.pk}:{melding.pk}", nu=nu)


def _verplaats_genodigden(melding: Melding, oud: Gemeente, naar: Gemeente, nu: datetime) -> None:
    """Who was invited for the old gemeente comes for the successor: they are the same people."""
    daar = Genodigde.objects.filter(overleg=OuterRef("overleg"), rol=OuterRef("rol"), gemeente=naar)
    rijen = Genodigde.objects.filter(overleg__zaak=melding, overleg__status=OverlegStatus.GEPLAND, gemeente=oud)
    Genodigde.objects.filter(pk__in=list(rijen.filter(~Exists(daar)).values_list("pk", flat=True))).update(
        gemeente=naar
    )
    rijen.update(vervallen_op=nu)


def _geef_oude_dossiers(oud: Gemeente, naar: Gemeente) -> None:
    """What the people of the old gemeente could read, those of the successor can read: they are the same people."""
    gesloten = Melding.objects.filter(betrokkenheden__gemeente=oud, afgerond_op__isnull=False)
    for rol in ROLLEN_MET_GEMEENTE:
        rechten = MeldingGroupObjectPermission.objects.filter(group__name=groepsnaam(rol, oud))
        toegelaten = Melding.objects.filter(pk__in=rechten.values("content_object"))
        for melding in _uniek(toegelaten, gesloten if rol in ZIEN_EIGEN_GEMEENTE else ()):
            geef_toegang(melding, rol, naar)


def _uniek(*lijsten: Iterable[Melding]) -> list[Any]:
    return list({melding.pk: melding for lijst in lijsten for melding in lijst}.values())
