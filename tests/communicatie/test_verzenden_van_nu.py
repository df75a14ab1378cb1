"""A sender looks up a batch at once, and no answer of it outlives what somebody else wrote (F27, R125, T3).

Everything changes while the first mail of the batch is at the server; by other people, and so over another line.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from calamiteiten.models import Betrokkenheid
from communicatie.models import Bericht, BerichtStatus, Onderzoek
from communicatie.post import actielinks, berichten, opgezocht
from communicatie.post.opgezocht import Intussen
from contacten.models import Bezetting, Zegelregel
from contacten.models.zegels import is_van_ons
from tests import bouw
from tests.bouw_contacten import bezetting, contact
from tests.conftest import Mailserver

from .slotbouw import plan_naar_buiten, vertel_de_familie

pytestmark = pytest.mark.django_db(transaction=True)
MINUUT = timedelta(minutes=1)
TOEGANG, NIEUW = "k.voorbeeld@swt.zwolle.example", "nieuw@zwolle.example"


def door_een_ander(doe: Callable[[], object]) -> None:
    """Do this over another connection, and wait for it."""

    def werk() -> None:
        try:
            doe()
        finally:
            connection.close()

    draad = Thread(target=werk)
    draad.start()
    draad.join(20)


@pytest.fixture
def na_de_eerste(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What another does right after the first mail of a batch went."""
    daden: list[Callable[[], object]] = []
    echt = berichten._bezorg

    def bezorg(*args: Any) -> Any:
        uitkomst = echt(*args)
        while daden:
            door_een_ander(daden.pop())
        return uitkomst

    monkeypatch.setattr(berichten, "_bezorg", bezorg)
    return daden


@pytest.mark.eis("R46", "R125")
def test_wat_een_ander_intussen_deed_geldt_voor_de_rest_van_de_lading(
    mailserver: Mailserver, na_de_eerste: list[Callable[[], object]], nu: datetime
) -> None:
    meldingen = [bouw.melding_met_drie_berichten(nu + nummer * MINUUT) for nummer in range(5)]
    ingetrokken, verlaten, gehouden, slot, _ = meldingen
    leider, zwolle = bouw.regio().gebruikers["contractmanager"], bouw.regio().gemeenten["zwolle"]
    vertel_de_familie(slot, leider, nu + 5 * MINUUT)
    buiten = plan_naar_buiten(slot, nu + MINUUT)
    assert buiten.status == BerichtStatus.GEPLAND
    op = nu + 6 * MINUUT
    eerste = berichten.huur(op, 50)[0]
    Bericht.objects.filter(status=BerichtStatus.BEZIG).update(status=BerichtStatus.GEPLAND, lease_tot=None, pogingen=0)
    assert eerste.zaak_id not in {ingetrokken.pk, verlaten.pk, gehouden.pk, slot.pk}

    def alles_wordt_anders() -> None:
        berichten.trek_in(ingetrokken, "Vergissing")
        Betrokkenheid.objects.filter(melding=verlaten.pk).delete()
        Bericht.objects.filter(zaak=gehouden).update(lease_tot=op + 9 * MINUUT)
        wie = {"beslist": "officier", "reden": "Gehoord.", "vastgelegd_op": op, "vastgelegd_door": leider}
        Onderzoek.objects.create(melding=slot, begonnen_op=op, **wie)
        Bezetting.objects.filter(rol="toegang", gemeente=zwolle).update(tot_datum=(nu - timedelta(days=1)).date())
        bezetting("toegang", zwolle, contact("Nieuwe Collega", email=NIEUW))

    na_de_eerste.append(alles_wordt_anders)

    telling = berichten.verzend(op)

    rijen = {rij.pk: rij for rij in Bericht.objects.select_related("zaak")}
    assert {(r.status, r.reden) for r in rijen.values() if r.zaak_id == ingetrokken.pk} == {
        ("ingetrokken", "Vergissing")
    }
    toegang = {r.zaak_id: r for r in rijen.values() if r.rol == "toegang"}
    assert toegang[verlaten.pk].status == BerichtStatus.INGETROKKEN
    assert {(r.status, r.lease_tot) for r in rijen.values() if r.zaak_id == gehouden.pk} == {
        ("bezig", op + 9 * MINUUT)
    }, "another sender has these"
    assert rijen[buiten.pk].status == BerichtStatus.WACHT
    gemaild = [str(mail["To"]) for mail in mailserver.ontvangen]
    assert gemaild.count(TOEGANG) <= (eerste.rol == "toegang")
    assert NIEUW in gemaild
    assert telling.verzonden == len(gemaild) == sum(r.status == "verzonden" for r in rijen.values())
    # What went in one statement left its print like any other.
    for regel in Zegelregel.objects.filter(soort="communicatie.bericht", rij__in=rijen):
        assert is_van_ons(regel)
    mailserver.ontvangen.clear()


def test_een_lading_vraagt_eens_wat_voor_alle_geldt(
    mailserver: Mailserver, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # PostgreSQL counts transactions of the whole server: the tests beside this one write to databases of their own.
    monkeypatch.setattr(opgezocht.Intussen, "is_niets_gebeurd", lambda zelf, beeld: True)
    for nummer in range(4):
        bouw.melding_met_drie_berichten(nu + nummer * MINUUT)

    with CaptureQueriesContext(connection) as vragen:
        assert berichten.verzend(nu + 4 * MINUUT).verzonden == 12

    kijken, schrijven = opgezocht._MET_BEELD.partition(", intrekken_om")[0], "WITH geschreven"
    per_mail = [vraag for vraag in vragen if vraag["sql"].startswith((kijken, schrijven))]
    assert len(per_mail) == 2 * 12, "each is looked at before it goes, and marked after"
    assert len(vragen) - len(per_mail) < 45


def test_een_link_die_niet_te_maken_is_houdt_de_andere_mails_niet_op(
    mailserver: Mailserver, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F21: a contact is erased while the links of the batch are made; the mails before his are not to blame."""
    for nummer in range(2):
        bouw.melding_met_drie_berichten(nu + nummer * MINUUT)

    def leg_klaar(*args: Any) -> None:
        raise IntegrityError("is not present in table")

    monkeypatch.setattr(actielinks, "leg_klaar", leg_klaar)
    assert berichten.verzend(nu + 2 * MINUUT).verzonden == 6
    assert not Bericht.objects.exclude(fouten=0).exists()


def test_wat_er_intussen_is_gebeurd() -> None:
    """What ran at the first look and is over at the second counts; what we did ourselves does not."""
    toen = Intussen("10:14:11,12")
    assert toen.is_niets_gebeurd("10:14:11,12")
    assert toen.is_niets_gebeurd("10:15:11,12,14"), "begun, and not over"
    assert not toen.is_niets_gebeurd("12:14:12"), "11 is over"
    assert not toen.is_niets_gebeurd("10:15:11,12"), "14 came and went"
    toen.was_van_ons(14)
    assert toen.is_niets_gebeurd("10:15:11,12")
    assert not toen.is_niets_gebeurd("10:900000:11,12")


def nummers_van_verzonden() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM communicatie_bericht WHERE status = 'verzonden'")
        return {int(nummer) for (nummer,) in cursor.fetchall()}


def test_dat_een_andere_verzender_zijn_mail_merkt_maakt_geen_antwoord_oud(mailserver: Mailserver, nu: datetime) -> None:
    """Beside another sender the answers would otherwise hold for one mail: each of his marks is a word in the
    database."""
    for nummer in range(4):
        bouw.melding_met_drie_berichten(nu + nummer * MINUUT)
    op = nu + 4 * MINUUT
    vast = berichten.huur(op, 6)
    with opgezocht.luister():
        weet = opgezocht.Opgezocht(vast, op)
        weet.gegaan, gezien = 1, weet.intussen
        door_een_ander(lambda: berichten.verzend(op))
        weet.geldt_voor(vast[0], op, opgezocht.kijk(vast[0]).beeld)

    merkten = nummers_van_verzonden()
    assert len(merkten) == len(mailserver.ontvangen) == 6
    assert gezien is not None
    assert merkten <= gezien._eigen
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_listening_channels()")
        assert cursor.fetchone() == (0,)


def test_wie_bij_het_merken_ook_iets_anders_schrijft_zegt_niets(mailserver: Mailserver, nu: datetime) -> None:
    bouw.melding_met_drie_berichten(nu)

    def met_meer() -> None:
        with transaction.atomic():
            berichten.verzend(nu + MINUUT)
            Bezetting.objects.filter(rol="toegang").update(tot_datum=(nu - timedelta(days=1)).date())

    with opgezocht.luister():
        door_een_ander(met_meer)
        opgezocht.beeld_nu()
        assert nummers_van_verzonden()
        assert opgezocht._gehoord() == []
