"""The watchdog watched: invariants of the auditor are broken in the database, past our code, and are then found, with
the kenmerk of this zaak alone; and just inside the boundary nothing is found. Not those about sight, locks, outcomes,
meetings and texts (7, 10, 11, 13, 14, 16, 17)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from calamiteiten.models import Melding, Zaak
from communicatie.models import Bericht
from escalatie.bewaking import controle
from escalatie.draaiboek import opvolging
from escalatie.models import Stap, Taak, Termijn, Wekker
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw

pytestmark = pytest.mark.django_db
MINUUT, UUR = timedelta(minutes=1), timedelta(hours=1)
Daad = Callable[[Melding, datetime], object]


def _fase(melding: Melding, **anders: object) -> int:
    return Termijn.objects.filter(zaak=melding, code="fase_1").update(**anders)


def _post(melding: Melding, **anders: object) -> int:
    """One message of this melding, mailed long ago and asking nothing."""
    rij = Bericht.objects.filter(zaak=melding, bevestigen_voor_op=None).earliest("pk")
    return Bericht.objects.filter(pk=rij.pk).update(**anders)


def _laatste(melding: Melding, **anders: object) -> int:
    return Stap.objects.filter(pk=Stap.objects.filter(zaak=melding).latest("volgnummer").pk).update(**anders)


def _vraagt(melding: Melding, **anders: object) -> int:
    """One message that asks for a confirmation."""
    rij = Bericht.objects.filter(opvolging.ZONDER_ANTWOORD, zaak=melding).earliest("pk")
    Bericht.objects.filter(zaak=melding, bevestigen_voor_op__isnull=False).exclude(pk=rij.pk).update(
        bevestigen_voor_op=None
    )
    return Bericht.objects.filter(pk=rij.pk).update(**anders)


def _ging_af(melding: Melding, nu: datetime, rollen: tuple[str, ...]) -> None:
    wekker = Wekker.objects.get(termijn__zaak=melding, termijn__code="fase_1", soort="op")
    Wekker.objects.filter(pk=wekker.pk).update(gaat_op=nu, gevuurd_op=nu)
    for rol, rij in zip(rollen, Bericht.objects.filter(zaak=melding), strict=False):
        Bericht.objects.filter(pk=rij.pk).update(aanleiding=f"wekker:{wekker.pk}", rol=rol)


OP_DE_HOOGTE = ("regiomanager", "contractmanager", "manager_gemeente")
# Number of the invariant -> what breaks it.
BREUKEN: list[tuple[int, str, Daad]] = [
    (1, "de fase heeft geen termijn", lambda m, nu: _fase(m, geeindigd_op=nu, status="gestopt")),
    (1, "de termijn hoort bij een andere fase", lambda m, nu: _fase(m, code="fase_2")),
    (2, "niemand zag haar verstrijken", lambda m, nu: _fase(m, vervalt_op=nu - controle.SPELING - MINUUT)),
    (3, "een waarschuwing zonder bericht", lambda m, nu: _ging_af(m, nu, ())),
    (3, "een waarschuwing aan te weinig rollen", lambda m, nu: _ging_af(m, nu, ("regiomanager",))),
    (4, "de volgende poging is te ver weg", lambda m, nu: _post(m, volgende_poging_op=nu + UUR + 6 * MINUUT)),
    (4, "een lege plek zonder telefoon", lambda m, nu: _post(m, status="geen_ontvanger", volgende_poging_op=None)),
    (4, "mislukt zonder telefoon", lambda m, nu: _post(m, status="mislukt", volgende_poging_op=None)),
    (5, "de status klopt niet met de laatste stap", lambda m, nu: _laatste(m, naar="fase_2")),
    (5, "een stap begint ergens anders", lambda m, nu: _laatste(m, van="monitoring")),
    (6, "een stap is veranderd", lambda m, nu: _laatste(m, motivering="Vervalst.")),
    (8, "gesloten met open taken", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(afgerond_op=nu)),
    (9, "niemand volgt op", lambda m, nu: _vraagt(m, bevestigen_voor_op=nu - opvolging.SPELING - MINUUT)),
    (9, "opgevolgd zonder gevolg", lambda m, nu: _vraagt(m, opgevolgd_op=nu - controle.SPELING - MINUUT)),
    (12, "een ander protocolbestand", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(protocol_digest="0" * 64)),
    (12, "een versie die weg is", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(protocol_versie="weg")),
    (15, "spoed zonder feit", lambda m, nu: Melding.objects.filter(pk=m.pk).update(spoed_sinds_op=nu)),
    (15, "een feit zonder spoed", lambda m, nu: Melding.objects.filter(pk=m.pk).update(acuut=["vermissing"])),
    (
        18,
        "een taak uit het niets",
        lambda m, nu: Taak.objects.filter(zaak=m, rol="communicatieadviseur").update(gemaakt_op=nu + MINUUT),
    ),
]
# What lies just inside the boundary.
NET_GOED: list[tuple[int, str, Daad]] = [
    (2, "net verstreken", lambda m, nu: _fase(m, vervalt_op=nu - controle.SPELING + MINUUT)),
    (3, "een waarschuwing aan wie het moet weten", lambda m, nu: _ging_af(m, nu, OP_DE_HOOGTE)),
    (4, "de volgende poging is binnen het uur", lambda m, nu: _post(m, volgende_poging_op=nu + UUR)),
    (
        4,
        "pas een lege plek",
        lambda m, nu: _post(
            m, status="geen_ontvanger", volgende_poging_op=None, gepland_op=nu - controle.SPELING + MINUUT
        ),
    ),
    (9, "de tijd is net om", lambda m, nu: _vraagt(m, bevestigen_voor_op=nu - opvolging.SPELING + MINUUT)),
    (9, "net opgevolgd", lambda m, nu: _vraagt(m, opgevolgd_op=nu - controle.SPELING + MINUUT)),
    (12, "van voor er een zegel was", lambda m, nu: Zaak.objects.filter(pk=m.pk).update(protocol_digest="")),
]


def _na(nummer: int, daad: Daad, melding: Melding, nu: datetime) -> list[str]:
    """What this invariant finds after this was done past our code; it is undone again."""
    (vraag,) = [vraag for eigen, _, vraag in controle.INVARIANTEN if eigen == nummer]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            daad(melding, nu)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        gevonden = sorted(set(vraag(nu)))
        transaction.set_rollback(True)
    return gevonden


def test_een_invariant_die_breekt_wordt_gevonden_en_net_binnen_de_grens_niet(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu - 3 * UUR)
    # Others beside it that are as they should be: a finding names the zaak that is broken, and no other.
    bouw.melding(nu - 3 * UUR)
    persbouw.persvraag(nu - 3 * UUR)
    Bericht.objects.filter(status="gepland").update(volgende_poging_op=nu)
    assert controle.controleer(nu) == []

    for nummer, naam, daad in BREUKEN:
        assert _na(nummer, daad, melding, nu) == [melding.kenmerk], (nummer, naam)
    for nummer, naam, daad in NET_GOED:
        assert _na(nummer, daad, melding, nu) == [], (nummer, naam)
    assert controle.controleer(nu) == []
