"""A gemeente that joins later, and a correction that makes one join: it gets what the others already had (A6, R46)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from calamiteiten import dossier
from calamiteiten.dossier import Gegevens
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import PER_GEMEENTE, Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.feiten import partijen_bij
from escalatie.models import Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol, TaakRegel

from . import informatie, taken
from .bevoegdheid import mag_wijzigen
from .stand import Stand
from .voorwaarden import ontbreekt

ANALYSE = "analyse"


def betrek_gemeente(melding: Melding, gemeente: Gemeente, door: Gebruiker, nu: datetime) -> bool:
    """Involve a gemeente: analysis, tasks and mails follow. False when it already was.

    Raises Geweigerd for another role, or when the melding is closed.
    """
    with transaction.atomic():
        huidig = _vergrendel(melding, door)
        nieuw = dossier.betrek(huidig, gemeente)
        if nieuw:
            _laat_meedoen(huidig, [gemeente], door, nu)
    return nieuw


def wijzig(melding: Melding, gegevens: Gegevens, versie: int, door: Gebruiker, nu: datetime) -> list[Gemeente]:
    """Correct the facts; returns the gemeenten that are involved from now on, with the same consequences.

    `versie` is the one the user saw. Raises Gewijzigd when a colleague saved first, Geweigerd when it may not be.
    """
    with transaction.atomic():
        voor = {b.gemeente_id for b in _vergrendel(melding, door).betrokkenheden.all()}
        huidig = dossier.wijzig_melding(melding, gegevens, versie)
        erbij = [gemeente for gemeente in Stand(huidig).gemeenten if gemeente.pk not in voor]
        if huidig.status in haal_protocol(huidig.protocol_versie).in_analyse:
            dossier.ververs_feiten(huidig, partijen_bij(huidig))
        if erbij:
            _laat_meedoen(huidig, erbij, door, nu)
    return erbij


def _vergrendel(melding: Melding, door: Gebruiker) -> Melding:
    huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
    if not mag_wijzigen(door, huidig):
        raise Geweigerd(f"Deze melding is {huidig.get_status_display().lower()} en kan niet meer worden gewijzigd.")
    return huidig


def _laat_meedoen(melding: Melding, gemeenten: list[Gemeente], door: Gebruiker, nu: datetime) -> None:
    """What the others already had: the analysis, the duties that run, and everything they were told of where the
    melding stands now."""
    protocol = haal_protocol(melding.protocol_versie)
    # A record that moves no status is no step of the protocol: nothing runs because of it.
    gezet = Stap.objects.filter(zaak=melding, code__in=protocol.stap_per_code).order_by("volgnummer")
    codes = list(gezet.values_list("code", flat=True))
    is_in_analyse = melding.status in protocol.in_analyse
    if is_in_analyse:
        dossier.open_analyses(melding, partijen_bij(melding), nu)
    lopend = {termijn.code: termijn for termijn in Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True)}
    nieuw = taken.voor_gemeenten(melding, _taakregels(melding, protocol, codes), gemeenten, nu, termijn=lopend)
    # The newest step says what runs now; the one before the analysis opens it.
    aanleidingen = dict.fromkeys([protocol.begin.code, *(protocol.naar_analyse if is_in_analyse else []), codes[-1]])
    gehoord: list[Bericht] = []
    for code, gemeente in ((code, gemeente) for code in aanleidingen for gemeente in gemeenten):
        gehoord += informatie.kondig_aan(
            melding,
            protocol,
            aanleiding=f"overgang:{code}",
            sleutel=f"betrek:{melding.pk}:{gemeente.pk}:{code}",
            nu=nu,
            alleen=[gemeente],
        )
    acties = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN, rol__in=PER_GEMEENTE, gemeente__isnull=True)
    informatie.meld_taken(
        melding,
        [*nieuw, *acties],
        # A gemeente joins once.
        sleutel=f"betrek:{melding.pk}:{min(gemeente.pk for gemeente in gemeenten)}",
        nu=nu,
        gehoord=gehoord,
        zelf=door,
        alleen=gemeenten,
    )


def _taakregels(melding: Melding, protocol: Protocol, codes: list[str]) -> list[TaakRegel]:
    """Rules per gemeente that hold now: what others have still open, the newest step, what stays, a running
    analysis."""
    stand = Stand(melding)
    open_codes = {taak.code for taak in stand.open_taken}

    def geldt(regel: TaakRegel) -> bool:
        is_nieuwste = codes[-1] in regel.bij
        is_blijvend = regel.blijft and not set(codes).isdisjoint(regel.bij)
        is_analyse = regel.vorm == ANALYSE and melding.status in protocol.in_analyse
        return regel.per == "gemeente" and (regel.code in open_codes or is_nieuwste or is_blijvend or is_analyse)

    return [r for r in protocol.taken if geldt(r) and not (r.als and ontbreekt(r.als, stand))]


def zin_over(gemeenten: Iterable[Gemeente], versie: str) -> str:
    """What the user reads after gemeenten joined, in the words of this version."""
    namen = opsomming(str(gemeente) for gemeente in gemeenten)
    return f"De {rolnaam(Rol.TOEGANG, versie)} van {namen} is nu ook betrokken en krijgt bericht." if namen else ""
