"""The communication advice: versions, of which one that was laid down never changes (R55–R58, R82, R83, R115).

Verbs on the rows only. Who may do it, and what follows for tasks and mails, is asked in the layer above; it calls these
inside its own transaction, or alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin, moment, opsomming
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.models import AdviesGemeente, Communicatieadvies
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker, Gemeente

from . import gedeeld

DE_GEMEENTE = "de gemeente zelf"


@dataclass(frozen=True)
class Gemeenteafspraak:
    """Who does what in one gemeente. The gemeente leads and speaks, unless agreed otherwise (R58, R104)."""

    is_gemeente_in_de_lead: bool = True
    woordvoerder: str = DE_GEMEENTE
    afspraken: str = ""


@dataclass(frozen=True)
class Adviesinhoud:
    """What a version says: texts by part code, the stance, the agreement by gemeente key; `namens`: for whom."""

    delen: Mapping[str, str] = field(default_factory=dict)
    houding: str = ""
    bereik: str = ""
    gemeenten: Mapping[int, Gemeenteafspraak] = field(default_factory=dict)
    namens: str = ""


def versies(melding: Melding) -> list[Communicatieadvies]:
    """Every version, the newest first, with who wrote and laid it down."""
    rijen = Communicatieadvies.objects.filter(melding=melding).select_related("opgesteld_door", "vastgesteld_door")
    return list(rijen.prefetch_related("gemeenten__gemeente").order_by("-versie"))


def huidig_advies(melding: Melding) -> Communicatieadvies | None:
    """The newest version, or None."""
    return Communicatieadvies.objects.filter(melding=melding).order_by("-versie").first()


def inhoud_van(advies: Communicatieadvies) -> Adviesinhoud:
    """What this version says."""
    return Adviesinhoud(
        delen=dict(advies.delen),
        houding=advies.houding,
        bereik=advies.bereik,
        gemeenten={
            rij.gemeente_id: Gemeenteafspraak(rij.is_gemeente_in_de_lead, rij.woordvoerder, rij.afspraken)
            for rij in advies.gemeenten.all()
        },
        namens=advies.namens,
    )


def beginstand(melding: Melding, vorige: Communicatieadvies | None) -> Adviesinhoud:
    """What a new version begins with: the last one, with the texts of now that the press questions have too, and the
    default for each gemeente that it does not name (R58)."""
    basis = inhoud_van(vorige) if vorige else Adviesinhoud()
    delen = gedeeld.samen(basis.delen, gedeeld.nieuwste(melding))
    gewoon = {gemeente.pk: Gemeenteafspraak() for gemeente in betrokken(melding)}
    return Adviesinhoud(delen, basis.houding, basis.bereik, {**gewoon, **basis.gemeenten})


def betrokken(melding: Melding) -> list[Gemeente]:
    """The involved gemeenten, by name."""
    return [rij.gemeente for rij in melding.betrokkenheden.select_related("gemeente").order_by("gemeente__naam")]


def begin(melding: Melding, door: Gebruiker, nu: datetime) -> Communicatieadvies:
    """The concept of this melding; made when there is none, as a copy of the last version. One at a time."""
    with transaction.atomic():
        vergrendeld(Melding.objects.all()).get(pk=melding.pk)
        laatste = huidig_advies(melding)
        if laatste is not None and not laatste.is_vastgesteld():
            return laatste
        inhoud = beginstand(melding, laatste)
        advies = Communicatieadvies.objects.create(
            melding=melding,
            versie=laatste.versie + 1 if laatste else 1,
            opgesteld_op=nu,
            opgesteld_door=door,
            delen=dict(inhoud.delen),
            houding=inhoud.houding,
            bereik=inhoud.bereik,
        )
        _schrijf_gemeenten(advies, inhoud)
    return advies


def bewaar(advies_id: int, inhoud: Adviesinhoud, bewerking: int, door: Gebruiker, nu: datetime) -> Communicatieadvies:
    """Keep a concept, complete or not. `bewerking` is the one that the user saw.

    Raises Geweigerd when it was laid down, or when a colleague saved in between; then nothing has changed.
    """
    with transaction.atomic():
        advies = Communicatieadvies.objects.select_for_update(of=("self",)).get(pk=advies_id)
        if advies.vastgesteld_op:
            raise Geweigerd(f"Versie {advies.versie} is vastgesteld, {moment(advies.vastgesteld_op)}.")
        if advies.bewerking != bewerking:
            raise Geweigerd(tussendoor(advies))
        advies.delen = {code: tekst for code, tekst in inhoud.delen.items() if tekst}
        advies.houding, advies.bereik, advies.namens = inhoud.houding, inhoud.bereik, inhoud.namens
        # The writer of the last save: a name in a conflict must be of the one who caused it.
        advies.bewerking, advies.bewerkt_op, advies.opgesteld_door = bewerking + 1, nu, door
        advies.save()
        _schrijf_gemeenten(advies, inhoud)
    return advies


def tussendoor(advies: Communicatieadvies) -> str:
    """The sentence for who saves over the work of a colleague."""
    wanneer = moment(advies.vastgesteld_op or advies.bewerkt_op or advies.opgesteld_op)
    wie = (advies.vastgesteld_door or advies.opgesteld_door).naam
    deed = "stelde het advies vast" if advies.is_vastgesteld() else "bewaarde het advies"
    return f"{wie} {deed} terwijl u schreef ({wanneer})."


def ontbrekend(advies: Communicatieadvies, regels: Communicatieregels) -> list[str]:
    """What must be filled in before it can be laid down, by name: the required parts and the stance (R83, R115)."""
    delen = [deel.naam for deel in regels.adviesdelen if deel.verplicht and not advies.delen.get(deel.code)]
    keuzes = {"passief of actief": advies.houding, "lokaal of regionaal": advies.bereik}
    return [*delen, *(naam for naam, waarde in keuzes.items() if not waarde)]


def stel_vast(melding: Melding, door: Gebruiker, nu: datetime, regels: Communicatieregels) -> Communicatieadvies:
    """Lay down the concept: from now on this version never changes.

    Raises Geweigerd when there is no concept, or when a required part is empty.
    """
    with transaction.atomic():
        rijen = Communicatieadvies.objects.select_for_update(of=("self",)).filter(melding=melding)
        advies = rijen.filter(vastgesteld_op__isnull=True).first()
        if advies is None:
            raise Geweigerd("Er is geen concept om vast te stellen.")
        if open_ := ontbrekend(advies, regels):
            raise Geweigerd(f"Vul eerst in: {opsomming(in_een_zin(naam) for naam in open_)}.")
        advies.vastgesteld_op, advies.vastgesteld_door = nu, door
        advies.save(update_fields=["vastgesteld_op", "vastgesteld_door"])
    return advies


def _schrijf_gemeenten(advies: Communicatieadvies, inhoud: Adviesinhoud) -> None:
    """One row per gemeente; a row is never taken away, so that a gemeente cannot fall out by an old page."""
    for gemeente_id, afspraak in inhoud.gemeenten.items():
        AdviesGemeente.objects.update_or_create(
            advies=advies,
            gemeente_id=gemeente_id,
            defaults={
                "is_gemeente_in_de_lead": afspraak.is_gemeente_in_de_lead,
                "woordvoerder": afspraak.woordvoerder,
                "afspraken": afspraak.afspraken,
            },
        )
