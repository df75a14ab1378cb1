"""The auditor: the invariants of the product over all rows, without a look-back window and by other queries than the
sweep. What has to be asked of every zaak there ever was goes round them in parts (`rondgang.py`).

It repairs nothing. A finding is kept (`bevindingen.py`), shown and mailed; repair goes through the sweep
(betrouwbaarheid 2, rules R9). The first seven are the invariants named there; the others are rules of this product.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from basis.navraag import navraag
from basis.taal import in_een_zin
from basis.toekomst import sinds
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import keten
from calamiteiten.werelden import Zaken, van
from communicatie.familie import slotcontrole
from communicatie.models import NOG_TE_VERZENDEN, Bericht
from communicatie.post import sms
from contacten import zegels as zegelregels
from escalatie.bewaren import akten
from escalatie.draaiboek import informatie, opvolging, scheef_begin, spoed, te_vroeg, zegels
from escalatie.draaiboek.procedure import van_soort
from escalatie.draaiboek.signalen import met_signaal
from escalatie.models import Bewaarsoort, Stap, Taak, Termijn, TermijnStatus, Vernietigingsakte, Wekker
from escalatie.protocol.lezen import haal_protocol, versies

from . import controle_bestand, controle_oefening, controle_overleg, controle_taak, controle_toegang, controle_uitkomst
from .rondgang import ga_door, ga_rond, samen

log = logging.getLogger(__name__)
Vraag = Callable[[datetime], Iterable[str]]
# A sweep runs each 30 seconds; a round may be missed before it is a finding.
SPELING = timedelta(minutes=2)
KETEN, ZEGELS = 20, 23
_VAN_WEKKER = (
    "pk",
    "soort",
    "termijn__code",
    "termijn__uitleg",
    "termijn__zaak__zaaksoort",
    "termijn__zaak__kenmerk",
    "termijn__zaak__protocol_versie",
)


@dataclass(frozen=True)
class Schending:
    """One broken invariant: its number, a sentence without facts of a case, and the kenmerken it concerns."""

    nummer: int
    zin: str
    kenmerken: tuple[str, ...]


@samen()
def controleer(nu: datetime, *, volledig: bool = False) -> list[Schending]:
    """Check every invariant at `nu` (aware); an empty list means that all hold. `volledig`: of what grows for ever the
    whole, and not what is new and a part of the rest.

    One that cannot be asked is broken too: what nobody can check is not known to hold (F28).
    """
    vragen = VOLLEDIG if volledig else {}
    uitslagen = (_controleer(nummer, zin, vragen.get(nummer, vraag), nu) for nummer, zin, vraag in INVARIANTEN)
    return [schending for schending in uitslagen if schending]


def vraag(nummer: int, nu: datetime) -> Schending | None:
    """Ask the invariant with this number at `nu` (aware); None when it holds. Raises StopIteration for no invariant."""
    return next(_controleer(n, zin, wat, nu) for n, zin, wat in INVARIANTEN if n == nummer)


def nummers() -> list[int]:
    """The numbers of all invariants."""
    return [nummer for nummer, _, _ in INVARIANTEN]


def _controleer(nummer: int, zin: str, vraag: Vraag, nu: datetime) -> Schending | None:
    try:
        with navraag():
            kenmerken = sorted(set(vraag(nu)))
    except Exception:
        # Whatever it is: one that breaks takes no other with it, and keeps no finding of another from people.
        log.exception("invariant %s cannot be checked", nummer)
        return Schending(nummer, f"Niet na te gaan: {in_een_zin(zin)}", ())
    return Schending(nummer, f"{zin} ({len(kenmerken)})", tuple(kenmerken)) if kenmerken else None


def _termijn_bij_status(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """(1) A melding in a phase has exactly one open term of that phase, and no other melding has."""
    for status, onder in _fasen().items():
        open_ = van(zaken, _open_termijnen([status]).filter(zaak__protocol_versie__in=onder))
        in_fase = van(zaken, Melding.objects.filter(status=status, protocol_versie__in=onder), "pk")
        yield from in_fase.exclude(pk__in=open_.values("zaak")).values_list("kenmerk", flat=True)
        yield from open_.exclude(zaak__status=status).values_list("zaak__kenmerk", flat=True)


def _open_termijnen(fasen: Collection[str]) -> QuerySet[Termijn]:
    return Termijn.objects.filter(code__in=fasen, geeindigd_op__isnull=True, zaak__zaaksoort=MELDING)


def _in_een_fase(vanaf: datetime) -> Iterable[int]:
    """All that runs: a term ends without a line of the seal."""
    yield from _open_termijnen([*_fasen()]).values_list("zaak", flat=True)
    yield from Zaak.objects.filter(afgerond_op__isnull=True, status__in=[*_fasen()]).values_list("pk", flat=True)


def _fasen() -> dict[str, list[str]]:
    """Status that the paper itself gives a term -> the versions in which it does."""
    fasen: dict[str, list[str]] = {}
    for versie in versies():
        for status, _ in haal_protocol(versie).fasen:
            fasen.setdefault(status.code, []).append(versie)
    return fasen


def _verstreken_gemeld(nu: datetime) -> Iterable[str]:
    """(2) A term past its end has been seen to pass, or has ended."""
    # What runs has not ended: said too, because the index is of those.
    loopt = Termijn.objects.filter(status=TermijnStatus.LOOPT, geeindigd_op__isnull=True)
    gemist = loopt.filter(vervalt_op__lt=nu - SPELING)
    # A press question can be recorded when its term is over already; the next round sees that.
    return gemist.exclude(sinds("stap__op", nu - SPELING, nu)).values_list("zaak__kenmerk", flat=True)


def _wekker_heeft_bericht(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """(3) Every alarm that rang left a message row for each role that the protocol says must know."""
    rollen: dict[str, set[str]] = {}
    rijen = van(zaken, Bericht.objects.filter(aanleiding__startswith="wekker:"))
    for aanleiding, rol in rijen.values_list("aanleiding", "rol").distinct().order_by():
        rollen.setdefault(aanleiding, set()).add(rol)
    ging_af = van(zaken, Wekker.objects.filter(gevuurd_op__isnull=False), "termijn__zaak")
    for wekker in ging_af.values(*_VAN_WEKKER).iterator():
        gehad = rollen.get(te_vroeg.sleutel(wekker["pk"], wekker["termijn__uitleg"]), set())
        if not gehad or _verplicht(wekker) - gehad:
            yield wekker["termijn__zaak__kenmerk"]


def _verplicht(wekker: dict[str, Any]) -> set[str]:
    procedure = van_soort(wekker["termijn__zaak__zaaksoort"])
    return procedure.altijd_in_kennis(
        wekker["termijn__zaak__protocol_versie"], wekker["termijn__code"], wekker["soort"]
    )


def _bericht_komt_aan(nu: datetime) -> Iterable[str]:
    """(4) A message is sent, withdrawn, has a telephone task, or gets its next attempt within the hour. In a dossier
    that was closed since nobody phones."""
    stil = Bericht.objects.filter(status__in=NOG_TE_VERZENDEN).filter(
        Q(volgende_poging_op__isnull=True) | Q(volgende_poging_op__gt=nu + timedelta(hours=1, minutes=5))
    )
    zonder_taak = informatie.zonder_telefoon(Bericht.objects.filter(gepland_op__lt=nu - SPELING))
    for rijen in (stil, zonder_taak):
        yield from rijen.filter(zaak__zaaksoort=MELDING).values_list("zaak__kenmerk", flat=True)
    # Of every other kind the page itself says whom to phone.
    yield from stil.filter(zaak__isnull=False).exclude(zaak__zaaksoort=MELDING).values_list("zaak__kenmerk", flat=True)


def _herhaling_klopt(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """(5) The last step of each zaak ends where the zaak stands, and each step begins where the one before
    ended."""
    stappen = Stap.objects.filter(zaak=OuterRef("pk")).order_by("-volgnummer")
    alle = van(zaken, Zaak.objects.all(), "pk")
    anders = alle.annotate(laatste=Subquery(stappen.values("naar")[:1])).exclude(laatste=F("status"))
    yield from anders.values_list("kenmerk", flat=True)
    vorige = Stap.objects.filter(zaak=OuterRef("zaak"), volgnummer=OuterRef("volgnummer") - 1)
    later = van(zaken, Stap.objects.filter(volgnummer__gt=1))
    gaten = later.annotate(kwam_uit=Subquery(vorige.values("naar")[:1]))
    yield from gaten.exclude(kwam_uit=F("van")).values_list("zaak__kenmerk", flat=True)


def _taak_van_gesloten(nu: datetime) -> Iterable[str]:
    """(8) A closed zaak runs no term and asks nothing of anybody, but what becomes better because of it."""
    dicht = Q(zaak__afgerond_op__isnull=False)
    taken = Taak.objects.filter(dicht, status="open").exclude(verbeterpunt__isnull=False)
    for rijen in (Termijn.objects.filter(dicht, geeindigd_op__isnull=True), taken):
        yield from rijen.values_list("zaak__kenmerk", flat=True)


def _bevestiging_opgevolgd(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """(9) A message that nobody confirmed in time was followed up: by a message to the vervanger, or by a telephone
    task."""
    yield from opvolging.onbeantwoord(nu, opvolging.SPELING).values_list("zaak__kenmerk", flat=True)
    # What was followed up stays without an answer for ever.
    rijen = van(zaken, Bericht.objects.filter(opvolging.ZONDER_ANTWOORD, opgevolgd_op__lt=nu - SPELING))
    gebeld = Taak.berichten.through.objects.filter(bericht=OuterRef("pk"))
    zonder_gevolg = rijen.exclude(Exists(Bericht.objects.filter(na=OuterRef("pk"))) | Exists(gebeld))
    yield from zonder_gevolg.values_list("zaak__kenmerk", flat=True)


def _pas_opgevolgd(vanaf: datetime) -> Iterable[int]:
    rijen = Bericht._base_manager.filter(opgevolgd_op__gte=vanaf, zaak__isnull=False)
    return rijen.values_list("zaak", flat=True)


def _protocol_als_toen(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """(12) The version of a zaak says what it said when the zaak came in: the digest on the zaak is that of the file.

    A zaak that has none came in before there was one.
    """
    alle = van(zaken, Zaak.objects.exclude(protocol_digest=""), "pk")
    for versie, toen in alle.values_list("protocol_versie", "protocol_digest").distinct().order_by():
        if versie not in versies() or haal_protocol(versie).digest != toen:
            rijen = alle.filter(protocol_versie=versie, protocol_digest=toen)
            yield from rijen.values_list("kenmerk", flat=True)


def _spoed_klopt(nu: datetime) -> Iterable[str]:
    """(15) An open melding is urgent by the facts as they are, or against them by somebody's hand."""
    categorieen = [
        feit.removeprefix("categorie:")
        for versie in versies()
        for regel in haal_protocol(versie).spoed
        for feit in regel.bij
        if feit.startswith("categorie:")
    ]
    # The few that are urgent, and those that a fact on the row or a signal would make so.
    kan = Q(spoed_sinds_op__isnull=False) | ~Q(acuut=[]) | Q(categorie__in=categorieen) | Q(pk__in=met_signaal())
    for melding in Melding.objects.filter(kan, afgerond_op__isnull=True).select_related("aanbieder"):
        geldt = list(spoed.feiten_die_gelden(melding))
        hoort = melding.spoed_hand == spoed.AAN or (bool(geldt) and melding.spoed_hand != spoed.UIT)
        if geldt != melding.spoed_door or hoort != melding.is_spoed:
            yield melding.kenmerk


def _sms_gaat(nu: datetime) -> Iterable[str]:
    """(16) A text that is due is tried within minutes."""
    return sms.te_lang_wachtend(nu, opvolging.SPELING)


def _begint_op_tijd(nu: datetime) -> Iterable[str]:
    """(24) Every term that runs counts from a moment that had come when it began, or somebody put that right."""
    return scheef_begin.scheve().values_list("zaak__kenmerk", flat=True).distinct()


def _vernietigd_is_weg(nu: datetime) -> Iterable[str]:
    """(21) Of what was destroyed nothing stands here any more, and the certificates follow each other unchanged."""
    yield from akten.gebroken()
    weg = Vernietigingsakte.objects.filter(soort=Bewaarsoort.ZAAK).values_list("sleutel", flat=True)
    yield from Zaak.objects.filter(sleutel__in=list(weg)).values_list("kenmerk", flat=True)


# What is asked of each zaak: of those of a round, and by hand of all.
PER_ZAAK: dict[int, Callable[[datetime, Zaken], Iterable[str]]] = {
    1: _termijn_bij_status,
    3: _wekker_heeft_bericht,
    5: _herhaling_klopt,
    6: zegels.gebroken,
    controle_toegang.NUMMER: controle_toegang.buiten_de_matrix,
    9: _bevestiging_opgevolgd,
    11: slotcontrole.naar_buiten_zonder_recht,
    12: _protocol_als_toen,
    13: controle_uitkomst.zonder_uitkomst,
    controle_oefening.NUMMER: controle_oefening.over_de_muur,
    controle_bestand.NUMMER: controle_bestand.zonder_bytes,
}


def _pas_gevuurd(vanaf: datetime) -> Iterable[int]:
    return Wekker._base_manager.filter(gevuurd_op__gte=vanaf).values_list("termijn__zaak", flat=True)


# What changes without a line of the seal.
_OOK = {1: _in_een_fase, 3: _pas_gevuurd, 9: _pas_opgevolgd}


def _rond(nummer: int) -> Vraag:
    return lambda nu: ga_rond(nummer, partial(PER_ZAAK[nummer], nu), nu, _OOK.get(nummer))


def _door(nummer: int, vraag: Callable[[datetime, Collection[int]], Iterable[str]]) -> Vraag:
    return lambda nu: ga_door(nummer, partial(vraag, nu), nu)


def _alle(nummer: int) -> Vraag:
    return lambda nu: PER_ZAAK[nummer](nu, None)


INVARIANTEN: tuple[tuple[int, str, Vraag], ...] = (
    (1, "Een melding heeft niet precies de termijn van haar fase", _rond(1)),
    (2, "Een termijn is verstreken zonder dat dit is gemeld", _verstreken_gemeld),
    (3, "Een waarschuwing is afgegaan zonder bericht", _rond(3)),
    (4, "Een bericht bereikt niemand en heeft geen beltaak", _bericht_komt_aan),
    (5, "De stappen van een zaak leiden niet tot haar status", _rond(5)),
    (6, "Het zegel van een stap klopt niet: de geschiedenis is veranderd", _rond(6)),
    (controle_toegang.NUMMER, "Iemand ziet een dossier dat niet voor zijn plek is", _rond(controle_toegang.NUMMER)),
    (8, "Bij een gesloten zaak loopt nog een termijn of staat nog een taak open", _taak_van_gesloten),
    (9, "Een bericht is niet op tijd bevestigd en niemand volgt het op", _rond(9)),
    (10, "Een bericht wacht terwijl er geen slot meer dicht is", slotcontrole.wacht_zonder_slot),
    (11, "Er ging iets naar buiten vóór de familie het wist, zonder vrijgave", _rond(11)),
    (12, "Het protocolbestand van een zaak is veranderd sinds zij binnenkwam", _rond(12)),
    (13, "Wie om een besluit is gevraagd, hoorde niet hoe het afliep", _rond(13)),
    (
        14,
        "Een genodigde hoorde niets, of een overleg staat gepland dat niet meer hoeft",
        controle_overleg.niet_verteld,
    ),
    (15, "Een melding is spoed zonder feit, of geen spoed met een feit", _spoed_klopt),
    (16, "Een sms wacht te lang", _sms_gaat),
    (17, "Een bericht staat klaar om naar buiten te gaan terwijl er een slot dicht is", slotcontrole.klaar_achter_slot),
    (18, "Een taak staat open zonder dat wie haar heeft daarvan hoorde", controle_taak.zonder_bericht),
    (controle_oefening.NUMMER, controle_oefening.ZIN, _rond(controle_oefening.NUMMER)),
    (KETEN, "De rij van wie dossiers bekeek is veranderd", _door(KETEN, keten.gebroken)),
    (21, "Wat vernietigd is, staat er nog, of een akte van vernietiging klopt niet", _vernietigd_is_weg),
    (controle_bestand.NUMMER, controle_bestand.ZIN, _rond(controle_bestand.NUMMER)),
    (ZEGELS, "Wat is vastgelegd, is buiten de applicatie om veranderd", _door(ZEGELS, zegelregels.gebroken)),
    (24, "Een termijn telt vanaf een moment dat nog moest komen: een klok liep voor", _begint_op_tijd),
    (controle_bestand.WACHT_NUMMER, controle_bestand.WACHT_ZIN, controle_bestand.zonder_oordeel),
)
VOLLEDIG: dict[int, Vraag] = {
    **{nummer: _alle(nummer) for nummer in PER_ZAAK},
    KETEN: lambda nu: keten.breuken(),
    ZEGELS: lambda nu: zegelregels.breuken(),
}
