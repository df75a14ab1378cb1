"""Verbs on the facts of a dossier: what happened and what was found. None of them moves the status.

Each verb is called inside the transaction of its caller or opens its own; `nu` is aware and handed down. A verb that
finds that someone else changed the row raises `Gewijzigd`, so that nobody's text is overwritten (F19).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from basis import kalender
from basis.regels import Partij, Versie
from contacten.models import Aanbieder, Dader, Gebruiker, Gemeente, dader_velden

from . import kenmerk
from .grendels import vergrendeld
from .models import (
    DE_AANBIEDER,
    AnalyseStatus,
    Betrokkenheid,
    BetrokkenReden,
    Evaluatie,
    Impactanalyse,
    Inspectierapport,
    Melding,
    Persoonsgegevens,
)
from .toegang import trek_toegang_van_gemeente_in

_GEEN_BEVESTIGING: dict[str, Any] = {
    "bevestigd_scenario": "",
    "bevestigd_op": None,
    "bevestigd_door": None,
    "bevestigd_door_contact": None,
    "bevestigd_namens": "",
    "weersproken_scenario": "",
}

# So many earlier meldingen are named; how many there are is counted.
MEESTE_EERDERE = 20


class Gewijzigd(Exception):
    """Someone else saved first. The text is Dutch and fit to show."""


@dataclass(frozen=True)
class Gegevens:
    """What the registration form says about the event (R26–R45, R167); moments aware, days local."""

    onderwerp: str
    omschrijving: str
    soort: str
    meldingssoort: str
    categorie: str
    zorgcontext: str
    grondslag: str
    gebeurd_datum: date
    plaatssoort: str
    aanbieder: Aanbieder
    aanbieder_soort: str
    ontvangen_op: datetime
    gebeurd_tijd: time | None = None
    plaats: str = ""
    gemeente_verblijf: Gemeente | None = None
    gemeente_verblijf_buiten: str = ""
    gemeente_woonplaats: Gemeente | None = None
    gemeente_woonplaats_buiten: str = ""
    melder: str = DE_AANBIEDER
    melder_anders: str = ""
    gemeld_zelf_op: datetime | None = None
    gemeld_igj_op: datetime | None = None
    igj_kenmerk: str = ""
    # Per gemeente that was told, by its code. One that is not involved has no row to keep it.
    gemeld_toegang: dict[str, datetime] = field(default_factory=dict)
    criteria: dict[str, str] = field(default_factory=dict)
    acuut: list[str] = field(default_factory=list)

    def waarden(self) -> dict[str, Any]:
        """What the row of the melding itself keeps: field name -> value, related rows as they are."""
        return {veld.name: getattr(self, veld.name) for veld in fields(self) if veld.name != "gemeld_toegang"}


@dataclass(frozen=True)
class Verstrekking:
    """Why personal data had to be given, by which secured channel, and to whom (a function) (R45)."""

    doel: str
    kanaal: str
    ontvanger: str = ""


def leg_melding_vast(gegevens: Gegevens, sleutel: UUID, onder: Versie, door: Dader, nu: datetime) -> Melding:
    """Make the melding with its involved gemeenten. `sleutel` is the form's own: a second time gives an IntegrityError.

    Call inside a transaction. `onder` is the protocol version that rules this melding for good.
    """
    melding = Melding(
        kenmerk=kenmerk.volgende(Melding.SOORT, kalender.lokale_datum(gegevens.ontvangen_op).year),
        sleutel=sleutel,
        protocol_versie=onder.versie,
        protocol_digest=onder.digest,
        vastgelegd_op=nu,
        laatste_stap_op=nu,
        **dader_velden(door),
        **gegevens.waarden(),
    )
    melding.begin(onder.begin)
    melding.save(force_insert=True)
    _werk_betrokkenen_bij(melding)
    _zet_gemeld(melding, gegevens.gemeld_toegang)
    return melding


def wijzig_melding(melding: Melding, gegevens: Gegevens, versie: int) -> Melding:
    """Replace the facts. `versie` is the one the user saw; raises Gewijzigd when the row has moved on."""
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.all()).get(pk=melding.pk)
        if huidig.versie != versie:
            raise Gewijzigd("Een collega heeft deze gegevens intussen aangepast. Uw tekst staat hieronder nog.")
        for naam, waarde in gegevens.waarden().items():
            setattr(huidig, naam, waarde)
        huidig.versie += 1
        huidig.save(update_fields=[*gegevens.waarden(), "versie"])
        Betrokkenheid.objects.filter(melding=huidig).update(ontvangen_op=huidig.ontvangen_op)
        _werk_betrokkenen_bij(huidig)
        _zet_gemeld(huidig, gegevens.gemeld_toegang)
    return huidig


def zoals_nu(melding: Melding) -> Gegevens:
    """The facts of this melding as they stand."""
    return Gegevens(**{veld.name: getattr(melding, veld.name) for veld in fields(Gegevens)})


def leg_persoonsgegevens_vast(
    melding: Melding, verstrekking: Verstrekking, door: Dader, nu: datetime
) -> Persoonsgegevens:
    """Record that personal data were supplied, why, how and to whom; never the data (R44, R45)."""
    return Persoonsgegevens.objects.create(
        melding=melding, vastgelegd_op=nu, **dader_velden(door), **asdict(verstrekking)
    )


def betrek(melding: Melding, gemeente: Gemeente, gemeld_op: datetime | None = None) -> bool:
    """Add a gemeente to those involved (A6); `gemeld_op`: when the aanbieder told it. Returns False when it already
    was, and then changes nothing."""
    _, nieuw = Betrokkenheid.objects.get_or_create(
        melding=melding,
        gemeente=gemeente,
        defaults={
            "reden": BetrokkenReden.TOEGEVOEGD,
            "ontvangen_op": melding.ontvangen_op,
            "gemeld_op": gemeld_op,
        },
    )
    return nieuw


def niet_meer_genoemd(melding: Melding) -> list[Gemeente]:
    """The gemeenten that were involved by the facts and that the facts do not name any more."""
    genoemd = [melding.gemeente_verblijf_id, melding.gemeente_woonplaats_id]
    rijen = melding.betrokkenheden.exclude(reden=BetrokkenReden.TOEGEVOEGD).exclude(
        gemeente__in=[pk for pk in genoemd if pk]
    )
    return [rij.gemeente for rij in rijen.select_related("gemeente")]


def is_genoemd(melding: Melding, gemeente: Gemeente) -> bool:
    """Whether the facts themselves name this gemeente (R29)."""
    return gemeente.pk in {melding.gemeente_verblijf_id, melding.gemeente_woonplaats_id}


def laat_los(melding: Melding, gemeente: Gemeente) -> Betrokkenheid | None:
    """End the involvement of a gemeente: from here on it sees nothing. Returns the row as it was, None without one.

    The row itself goes: who may look is asked of these rows alone, in every list, so that none can forget to ask
    whether it still counts. That it was there stays in the sealed record of who let it go.
    """
    rij = melding.betrokkenheden.filter(gemeente=gemeente).first()
    if rij is not None:
        melding.betrokkenheden.filter(pk=rij.pk).delete()
        trek_toegang_van_gemeente_in(melding, gemeente)
    return rij


def open_analyses(melding: Melding, partijen: list[Partij], nu: datetime) -> None:
    """Make an empty analysis for each party, one per involved gemeente where it has one; existing ones stay (R46,
    A6)."""
    bestaand: set[tuple[str, int | None]] = set(melding.analyses.values_list("soort", "gemeente_id"))
    gemeenten = [b.gemeente for b in melding.betrokkenheden.select_related("gemeente")]
    nieuw = [(p, gemeente) for p in partijen for gemeente in (gemeenten if p.per_gemeente else [None])]
    Impactanalyse.objects.bulk_create(
        Impactanalyse(melding=melding, soort=partij.code, gemeente=gemeente, feiten=partij.feiten, gewijzigd_op=nu)
        for partij, gemeente in nieuw
        if (partij.code, gemeente.pk if gemeente else None) not in bestaand
    )


def ververs_feiten(melding: Melding, partijen: list[Partij]) -> None:
    """Look the prefilled facts up again for the analyses that are still a concept (R51, R52)."""
    for partij in partijen:
        if partij.feiten:
            melding.analyses.filter(soort=partij.code, status=AnalyseStatus.CONCEPT).update(feiten=partij.feiten)


def bewaar_analyse(
    analyse: Impactanalyse,
    antwoorden: dict[str, str],
    toelichtingen: dict[str, str],
    versie: int,
    nu: datetime,
    namens: str = "",
) -> Impactanalyse:
    """Save as concept; `namens`: the function of who gave the answers by phone.

    Raises Gewijzigd when it was submitted or saved by someone else since `versie`.
    """
    with transaction.atomic():
        huidig = _voor_wijziging(analyse, versie)
        huidig.antwoorden, huidig.toelichtingen, huidig.namens = antwoorden, toelichtingen, namens
        huidig.gewijzigd_op, huidig.versie = nu, huidig.versie + 1
        huidig.save(update_fields=["antwoorden", "toelichtingen", "namens", "gewijzigd_op", "versie"])
    return huidig


def dien_analyse_in(analyse: Impactanalyse, door: Dader, nu: datetime) -> Impactanalyse:
    """Make the saved concept definitive."""
    with transaction.atomic():
        huidig = _voor_wijziging(analyse, analyse.versie)
        velden = {"status": AnalyseStatus.DEFINITIEF, "ingediend_op": nu, **dader_velden(door, "ingediend_door")}
        _zet(huidig, velden)
    return huidig


def heropen_analyse(analyse: Impactanalyse, reden: str, door: Dader, nu: datetime) -> Impactanalyse:
    """Back to concept; the submitted version goes into the history with the reason. Withdraws confirmations that rest
    on it."""
    with transaction.atomic():
        huidig = Impactanalyse.objects.select_for_update().get(pk=analyse.pk)
        if not huidig.is_definitief():
            raise Gewijzigd("Deze impactanalyse is al heropend.")
        huidig.geschiedenis.append(_momentopname(huidig, reden, door, nu))
        velden = {"status": AnalyseStatus.CONCEPT, "ingediend_op": None, **dader_velden(None, "ingediend_door")}
        velden |= {"geschiedenis": huidig.geschiedenis, "versie": huidig.versie + 1, "gewijzigd_op": nu}
        _zet(huidig, velden)
        wis_bevestigingen(huidig.melding)
    return huidig


def verklaar_verschil(
    analyse: Impactanalyse, vraag: str, antwoord: str, feit: str, reden: str, door: Gebruiker, nu: datetime
) -> None:
    """Record why this answer holds though the fact beside it says otherwise (R51, R52). Added to what was said."""
    with transaction.atomic():
        huidig = Impactanalyse.objects.select_for_update().get(pk=analyse.pk)
        wat = {"vraag": vraag, "antwoord": antwoord, "feit": feit, "reden": reden}
        huidig.verklaard = [*huidig.verklaard, {**wat, "door": door.naam, "op": nu.isoformat()}]
        huidig.save(update_fields=["verklaard"])


def bevestig_scenario(betrokkenheid: Betrokkenheid, scenario: str, door: Dader, nu: datetime, namens: str = "") -> None:
    """Keep what the toegang of a gemeente agrees with; `namens`: the function of who said so by phone (R59).

    What the toegang itself said is never replaced by what another recorded: that stands beside it.
    """
    if namens and betrokkenheid.is_zelf_bevestigd:
        is_anders = scenario != betrokkenheid.bevestigd_scenario
        betrokkenheid.weersproken_scenario = scenario if is_anders else ""
        betrokkenheid.save(update_fields=["weersproken_scenario"])
        return
    gezegd = {"bevestigd_scenario": scenario, "bevestigd_op": nu, "bevestigd_namens": namens}
    _zet(betrokkenheid, {**_GEEN_BEVESTIGING, **gezegd, **dader_velden(door, "bevestigd_door")})


def trek_bevestiging_in(betrokkenheid: Betrokkenheid, *, is_zelf: bool) -> None:
    """Take back what stands: what the toegang itself said, or (not `is_zelf`) what another recorded for her."""
    if not is_zelf and betrokkenheid.is_zelf_bevestigd:
        betrokkenheid.weersproken_scenario = ""
        betrokkenheid.save(update_fields=["weersproken_scenario"])
        return
    _zet(betrokkenheid, _GEEN_BEVESTIGING)


def wis_bevestigingen(melding: Melding) -> None:
    """Forget every confirmation: the judgement starts again."""
    melding.betrokkenheden.update(**_GEEN_BEVESTIGING)


def registreer_inspectierapport(
    melding: Melding,
    gemeenten: Iterable[Gemeente | None],
    gegevens: dict[str, Any],
    door: Dader,
    nu: datetime,
) -> None:
    """Record the receipt of the report by these parties; None is the region. A second receipt corrects the first (R87,
    R136)."""
    for gemeente in gemeenten:
        Inspectierapport.objects.update_or_create(
            melding=melding,
            gemeente=gemeente,
            defaults={**gegevens, "vastgelegd_op": nu, **dader_velden(door)},
        )


def trek_inspectierapport_in(melding: Melding, gemeente: Gemeente | None) -> None:
    """The report did not come in at this party after all; None is the region. The caller keeps what stood."""
    Inspectierapport.objects.filter(melding=melding, gemeente=gemeente).delete()


def trek_evaluatie_in(melding: Melding) -> None:
    """The evaluation is not laid down after all. What was recorded is kept by the caller."""
    Evaluatie.objects.filter(melding=melding).delete()


def bewaar_evaluatie(
    melding: Melding, antwoorden: dict[str, str], deelnemers: str, door: Gebruiker, nu: datetime
) -> Evaluatie:
    """Lay down the evaluation with all questions of the protocol answered (R89–R96)."""
    evaluatie, _ = Evaluatie.objects.update_or_create(
        melding=melding,
        defaults={
            "antwoorden": antwoorden,
            "deelnemers": deelnemers,
            "vastgesteld_op": nu,
            "vastgesteld_door": door,
        },
    )
    return evaluatie


def eerdere_meldingen(aanbieder: Aanbieder, buiten: Melding | None = None) -> list[Melding]:
    """The newest meldingen about this aanbieder, `MEESTE_EERDERE` of them, but not `buiten` itself (R52)."""
    return list(_eerdere(aanbieder, buiten).order_by("-ontvangen_op")[:MEESTE_EERDERE])


def aantal_eerdere_meldingen(aanbieder: Aanbieder, buiten: Melding | None = None) -> int:
    """How many there are in all."""
    return _eerdere(aanbieder, buiten).count()


def _zet(rij: Betrokkenheid | Impactanalyse, velden: Mapping[str, Any]) -> None:
    for naam, waarde in velden.items():
        setattr(rij, naam, waarde)
    rij.save(update_fields=list(velden))


def _eerdere(aanbieder: Aanbieder, buiten: Melding | None) -> QuerySet[Melding]:
    # Told twice by one aanbieder it is one event; what was told with that of another is a signal about this one.
    rijen = Melding.objects.filter(aanbieder=aanbieder).exclude(dubbel_van__aanbieder=aanbieder)
    return rijen if buiten is None else rijen.exclude(pk=buiten.pk)


def _voor_wijziging(analyse: Impactanalyse, versie: int) -> Impactanalyse:
    huidig = Impactanalyse.objects.select_for_update().get(pk=analyse.pk)
    if huidig.is_definitief():
        raise Gewijzigd("Deze impactanalyse is intussen definitief ingediend.")
    if huidig.versie != versie:
        raise Gewijzigd("Een collega heeft deze impactanalyse intussen bewaard. Uw tekst staat hieronder nog.")
    return huidig


def _momentopname(analyse: Impactanalyse, reden: str, door: Dader, nu: datetime) -> dict[str, Any]:
    return {
        "versie": analyse.versie,
        "antwoorden": analyse.antwoorden,
        "toelichtingen": analyse.toelichtingen,
        "ingediend_op": analyse.ingediend_op,
        "ingediend_door": analyse.indiener,
        "namens": analyse.namens,
        "heropend_op": nu,
        "heropend_door": door.naam,
        "reden": reden,
    }


def _werk_betrokkenen_bij(melding: Melding) -> None:
    """Rows for the gemeenten that the facts name; whether one that they no longer name leaves is for the caller."""
    redenen: dict[int, str] = {}
    if melding.gemeente_verblijf_id:
        redenen[melding.gemeente_verblijf_id] = BetrokkenReden.VERBLIJF
    if melding.gemeente_woonplaats_id:
        is_beide = melding.gemeente_woonplaats_id in redenen
        redenen[melding.gemeente_woonplaats_id] = BetrokkenReden.BEIDE if is_beide else BetrokkenReden.WOONPLAATS
    for gemeente_id, reden in redenen.items():
        rij, is_nieuw = Betrokkenheid.objects.get_or_create(
            melding=melding,
            gemeente_id=gemeente_id,
            defaults={"reden": reden, "ontvangen_op": melding.ontvangen_op},
        )
        # Whom a person added stays when the facts name her and then no more.
        if not is_nieuw and rij.reden not in {reden, BetrokkenReden.TOEGEVOEGD}:
            rij.reden = reden
            rij.save(update_fields=["reden"])


def _zet_gemeld(melding: Melding, gemeld: Mapping[str, datetime]) -> None:
    for rij in melding.betrokkenheden.select_related("gemeente"):
        if rij.gemeld_op != (gemeld_op := gemeld.get(rij.gemeente.code)):
            rij.gemeld_op = gemeld_op
            rij.save(update_fields=["gemeld_op"])
