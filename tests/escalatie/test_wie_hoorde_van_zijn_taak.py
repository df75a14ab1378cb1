"""The auditor asks who was told of his duty (18): every way to have heard of it, and what comes close and is none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from calamiteiten.models import Melding
from communicatie.models import OOK_VOOR, Bericht
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Gemeente
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Stap, Taak
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.test_gebroken_invarianten import _na, _samen

pytestmark = pytest.mark.django_db
SECONDE, UUR = timedelta(seconds=1), timedelta(hours=1)
Spoor = Callable[[Melding, datetime], object]


def _gemeente(naam: str) -> Gemeente | None:
    return Gemeente.objects.get(naam__iexact=naam) if naam else None


def _wie(naam: str) -> Gebruiker:
    return Gebruiker.objects.get(username=naam)


def _contact(rol: str, naam: str) -> Contactpersoon:
    """Who fills this seat, and no other."""
    rijen = Bezetting.objects.filter(rol=rol, gemeente=_gemeente(naam)).order_by("pk")
    return rijen[0].contactpersoon


def _taak(melding: Melding, nu: datetime, **anders: Any) -> Taak:
    vast = {"code": "proef", "titel": "Proef", "rol": "toegang", "gemeente": _gemeente("zwolle"), "gemaakt_op": nu}
    return Taak.objects.create(zaak=melding, **{**vast, **anders})


def _niets(melding: Melding, nu: datetime) -> None:
    """Nothing more."""


def _ook_voor(naam: str) -> Callable[[], dict[str, list[int]]]:
    """That a message stands for the seat of this gemeente too."""
    return lambda: {OOK_VOOR: list(Gemeente.objects.filter(naam__iexact=naam).values_list("pk", flat=True))}


def _ander(melding: Melding) -> Melding:
    return Melding.objects.exclude(pk=melding.pk).get()


def bericht(op: timedelta = timedelta(), waar: str = "zwolle", *, elders: bool = False, **anders: Any) -> Spoor:
    """A message, at the moment of the duty or so much later, about it or about another zaak."""

    def leg(melding: Melding, nu: datetime) -> object:
        vast = {"rol": "toegang", "status": "verzonden", "verzonden_op": nu, "sjabloon": "fase_1_start"}
        hoe = {naam: wat() if callable(wat) else wat for naam, wat in anders.items()}
        namen = {"aanleiding": "proef", "regel": "proef", "ontvanger": "proef", "message_id": "<proef@x>"}
        zaak = _ander(melding) if elders else melding
        return Bericht.objects.create(
            zaak=zaak, gemeente=_gemeente(waar), gepland_op=nu + op, **namen, **{**vast, **hoe}
        )

    return leg


def stap(
    door: str = "", contact: tuple[str, str] | None = None, op: timedelta = timedelta(), *, elders: bool = False
) -> Spoor:
    """A step, by an account or by a link."""

    def leg(melding: Melding, nu: datetime) -> object:
        zaak = _ander(melding) if elders else melding
        dader = {"door": _wie(door)} if door else {"door_contact": _contact(*(contact or ("", "")))}
        vast = {"volgnummer": 900, "code": "proef", "naar": zaak.status, "rol": "toegang", "zegel": "x"}
        return Stap.objects.create(zaak=zaak, op=nu + op, protocol_versie=zaak.protocol_versie, **vast, **dader)

    return leg


def gedaan(
    door: str = "", contact: tuple[str, str] | None = None, op: timedelta = timedelta(), *, elders: bool = False
) -> Spoor:
    """Another duty that was done."""

    def leg(melding: Melding, nu: datetime) -> object:
        dader = {"afgerond_door": _wie(door)} if door else {"afgerond_door_contact": _contact(*(contact or ("", "")))}
        zaak = _ander(melding) if elders else melding
        klaar = {"code": "eerder", "status": "afgerond", "afgerond_op": nu + op}
        return _taak(zaak, nu - UUR, **klaar, **dader)

    return leg


ZWOLLE, RAALTE, WETHOUDER = ("toegang", "zwolle"), ("toegang", "raalte"), ("wethouder", "zwolle")
# What was there -> whether it is a finding.
SPOREN: list[tuple[str, Spoor | None, bool]] = [
    ("niets", None, True),
    ("een bericht", bericht(), False),
    ("een bericht daarna", bericht(UUR), False),
    ("een bericht ervoor", bericht(-SECONDE), True),
    ("een bericht over een andere zaak", bericht(elders=True), True),
    ("een ingetrokken bericht", bericht(status="ingetrokken"), True),
    ("een lege plek is rood", bericht(status="geen_ontvanger"), False),
    ("een bericht aan elke gemeente", bericht(waar=""), False),
    ("een bericht aan een andere gemeente", bericht(waar="raalte"), True),
    ("een bericht aan een andere rol", bericht(rol="wethouder"), True),
    ("als wethouder geschreven", bericht(rol="wethouder", contactpersoon=lambda: _contact(*ZWOLLE)), False),
    ("een ander als wethouder", bericht(rol="wethouder", contactpersoon=lambda: _contact(*RAALTE)), True),
    ("ook voor Zwolle", bericht(waar="raalte", gegevens=_ook_voor("zwolle")), False),
    ("ook voor Deventer", bericht(waar="raalte", gegevens=_ook_voor("deventer")), True),
    ("ook, ervoor", bericht(-SECONDE, "raalte", gegevens=_ook_voor("zwolle")), True),
    (
        "ook, een andere zaak",
        bericht(waar="raalte", elders=True, gegevens=_ook_voor("zwolle")),
        True,
    ),
    (
        "ook, een andere rol",
        bericht(waar="raalte", rol="wethouder", gegevens=_ook_voor("zwolle")),
        True,
    ),
    *(
        (f"{naam}: {wat}", daad, gevonden)
        for naam, doe in (("een stap", stap), ("een taak", gedaan))
        for wat, daad, gevonden in (
            ("van de plek zelf", doe("toegang_zwolle"), False),
            ("van die plek, eerder", doe("toegang_zwolle", op=-SECONDE), True),
            ("van die plek, elders", doe("toegang_zwolle", elders=True), True),
            ("van een andere gemeente", doe("toegang_raalte"), True),
            ("van een andere rol", doe("contractmanager"), True),
            ("van de plek met een link", doe(contact=ZWOLLE), False),
            ("met een link van een andere gemeente", doe(contact=RAALTE), True),
            ("met een link van een andere rol", doe(contact=WETHOUDER), True),
        )
    ),
]


def test_wie_hoorde_van_zijn_taak_en_wie_net_niet(regio: Regio, nu: datetime) -> None:
    toen = nu - 3 * UUR
    melding = bouw.in_fase_1(toen)
    bouw.melding(toen)
    for naam, spoor, gevonden in SPOREN:
        assert _na(18, _samen(_taak, spoor or _niets), melding, nu) == ([melding.kenmerk] if gevonden else []), naam


def test_een_taak_zonder_plek_van_een_gemeente_en_wat_geen_bericht_vraagt(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu - 3 * UUR)
    bouw.melding(nu - 3 * UUR)
    for naam, velden, spoor, gevonden in (
        ("van de regio", {"rol": "communicatieadviseur"}, None, True),
        ("van de regio, zelf", {"rol": "communicatieadviseur"}, stap("adviseur"), False),
        ("van de regio, zelf gedaan", {"rol": "communicatieadviseur"}, gedaan("adviseur"), False),
        ("bellen staat er", {"rol": "communicatieadviseur", "code": BELTAAK}, None, False),
        ("iemand van buiten", {"rol": "jeugdige_familie"}, None, False),
        ("al gedaan", {"rol": "communicatieadviseur", "status": "vervallen", "afgerond_op": nu}, None, False),
    ):
        vast: dict[str, Any] = {**velden, "gemeente": None}
        taak: Spoor = partial(_taak, **vast)
        assert _na(18, _samen(taak, spoor or _niets), melding, nu) == ([melding.kenmerk] if gevonden else []), naam
