"""One mail with a line per message instead of hundreds to one person; its fate is that of every message in it (F29)."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as instellingen

from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import afloop, berichten, ontvangst, stuiters, wachtrij
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from escalatie.bewaking import controle
from escalatie.draaiboek import informatie, opvolging
from escalatie.models import Taak
from tests import bouw
from tests.conftest import Mailserver

pytestmark = pytest.mark.django_db
TOEGANG = "k.voorbeeld@swt.zwolle.example"
DREMPEL, AANTAL = 4, 6
MINUUT = timedelta(minutes=1)


@pytest.fixture
def meldingen(settings: Any, nu: datetime) -> list[Melding]:
    """Six meldingen at once: the toegang of Zwolle has six messages, more than one reads."""
    settings.VERZAMEL_BOVEN = DREMPEL
    return [bouw.melding(nu) for _ in range(AANTAL)]


def van_toegang() -> list[Bericht]:
    """The messages for the toegang, the digest itself left out."""
    return list(Bericht.objects.filter(rol="toegang").order_by("pk"))


def post() -> Bericht:
    """The one digest for the toegang."""
    return Bericht.objects.get(sjabloon="verzamelbericht", aan=TOEGANG)


def voor(adres: str, server: Mailserver) -> list[Any]:
    """The mails that this address got."""
    return [mail for mail in server.ontvangen if str(mail["To"]) == adres]


def tekst(mail: Any) -> str:
    """What a reader without html sees."""
    return str(mail.get_body(("plain",)).get_content())


@pytest.mark.sqlite
def test_een_mail_met_een_regel_per_bericht(meldingen: list[Melding], mailserver: Mailserver, nu: datetime) -> None:
    telling = berichten.verzend(nu)

    (mail,) = voor(TOEGANG, mailserver)
    opmaak = mail.get_body(("html",)).get_content()
    for melding in meldingen:
        assert tekst(mail).count(f"{melding.kenmerk}: vóór") == 1
        assert f"{melding.get_absolute_url()}\r\n" in tekst(mail)
        assert melding.kenmerk in opmaak
    assert str(mail["Message-ID"]) == post().message_id
    assert telling.verzameld == 4 * AANTAL  # the toegang, both contractmanagers, the adviseur
    assert telling.verzonden == len(mailserver.ontvangen) == 4
    assert {(rij.status, rij.verzonden_op, rij.verzameld_in_id) for rij in van_toegang()} == {
        ("verzameld", nu, post().pk)
    }
    assert {rij.stand for rij in van_toegang()} == {BerichtStatus.VERZONDEN}
    assert controle.controleer(nu) == []


def test_tot_de_drempel_krijgt_elk_bericht_zijn_eigen_mail(
    meldingen: list[Melding], mailserver: Mailserver, settings: Any, nu: datetime
) -> None:
    settings.VERZAMEL_BOVEN = AANTAL

    berichten.verzend(nu)

    assert len(voor(TOEGANG, mailserver)) == AANTAL
    assert not Bericht.objects.filter(status=BerichtStatus.VERZAMELD).exists()


def test_mislukt_de_mail_dan_mislukt_elk_bericht_erin(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    mailserver.weiger = {TOEGANG: "550 5.1.1 onbekend"}

    berichten.verzend(nu)
    informatie.bel_voor_mislukte(nu)
    opvolging.bewaak(nu)

    assert {rij.status for rij in van_toegang()} == {"mislukt"}
    assert Taak.objects.filter(code="bel_lege_zetel", gemeente__code="zwolle").count() == AANTAL
    assert controle.controleer(nu) == []


def test_wat_later_terugkomt_wordt_alsnog_gebeld(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """A report of the mail server days later is about every message in it (F9)."""
    berichten.verzend(nu)
    rapport = (
        "From: mailer-daemon@mx.example\nTo: x@rsj.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nniet afgeleverd\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {TOEGANG}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {post().message_id}\n\n--b--\n"
    )

    assert stuiters.verwerk(rapport.encode(), nu + timedelta(days=2)) == post()

    assert {rij.status for rij in van_toegang()} == {"mislukt"}
    assert {rij.verzonden_op for rij in van_toegang()} == {nu}


def test_een_mail_die_later_gaat_houdt_zijn_berichten_bij_elkaar(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    mailserver.weiger = {TOEGANG: "451 later"}
    berichten.verzend(nu)
    assert {(rij.status, rij.stand, rij.verzonden_op) for rij in van_toegang()} == {("verzameld", "gepland", None)}

    berichten.trek_in(meldingen[0], "Vergissing")
    mailserver.weiger = {}
    berichten.verzend(nu + MINUUT)

    (mail,) = voor(TOEGANG, mailserver)
    assert meldingen[0].kenmerk not in tekst(mail)
    assert van_toegang()[0].status == BerichtStatus.INGETROKKEN
    assert {rij.status for rij in van_toegang()[1:]} == {"verzameld"}


def test_wie_een_ander_adres_kreeg_gaat_zijn_eigen_weg(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """F27 inside a digest: the address changed and one dossier went to another gemeente; each line is asked again."""
    meldingen[0].betrokkenheden.all().delete()
    Contactpersoon.objects.filter(email=TOEGANG).update(email="anders@zwolle.example")

    berichten.verzend(nu, duur=MINUUT)

    assert voor(TOEGANG, mailserver) == []
    (mail,) = voor("anders@zwolle.example", mailserver)
    assert meldingen[0].kenmerk not in tekst(mail)
    assert meldingen[1].kenmerk in tekst(mail)
    assert van_toegang()[0].status == BerichtStatus.INGETROKKEN
    assert not Bericht.objects.filter(status__in=["gepland", "bezig"]).exists()


def test_een_rotte_rij_gaat_apart_en_de_mail_gaat(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """F21 inside a digest."""
    rot = van_toegang()[0]
    Bericht.objects.filter(pk=rot.pk).update(gemeente=None, met_toegang=False)

    berichten.verzend(nu, duur=MINUUT)

    (mail,) = voor(TOEGANG, mailserver)
    assert meldingen[1].kenmerk in tekst(mail)
    rot.refresh_from_db()
    assert (rot.status, rot.fouten, rot.verzameld_in_id) == (BerichtStatus.GEPLAND, 2, None)


def test_een_vastgelopen_verzamelbericht_is_een_regel_voor_de_beheerder(
    meldingen: list[Melding], mailserver: Mailserver, beheerder: Gebruiker, nu: datetime
) -> None:
    berichten.verzend(nu - MINUUT)  # nothing is due yet
    mailserver.weiger = {TOEGANG: "451 later"}
    berichten.verzend(nu)
    digest = post()
    Bericht.objects.filter(pk=digest.pk).update(gegevens={})  # the address to go to is lost: our fault
    mailserver.weiger = {}
    for _ in range(5):
        nu = post().volgende_poging_op or nu
        berichten.verzend(nu)

    assert [rij.pk for rij in berichten.vastgelopen()] == [digest.pk]
    assert {rij.status for rij in van_toegang()} == {"vastgelopen"}

    Bericht.objects.filter(pk=digest.pk).update(gegevens={"pad": "/"})
    berichten.probeer_opnieuw(digest.pk, beheerder, nu)
    berichten.verzend(nu)
    assert len(voor(TOEGANG, mailserver)) == 1
    assert {rij.stand for rij in van_toegang()} == {BerichtStatus.VERZONDEN}


def test_wat_in_een_verzamelbericht_stond_is_te_bevestigen(
    meldingen: list[Melding], mailserver: Mailserver, toegang_zwolle: Gebruiker, nu: datetime
) -> None:
    """The chain of receipt goes on: opened and confirmed count as for a mail of its own (R101)."""
    Bericht.objects.filter(rol="toegang").update(bevestigen_voor_op=nu + timedelta(hours=4))
    berichten.verzend(nu)

    assert ontvangst.markeer_gelezen(meldingen[0], toegang_zwolle, nu) == 1
    assert ontvangst.bevestig(meldingen[0], toegang_zwolle, nu) == 1


def test_persoonlijke_post_houdt_een_eigen_mail(mailserver: Mailserver, settings: Any, nu: datetime) -> None:
    """A link with a token is for one mail."""
    settings.VERZAMEL_BOVEN = 1
    bouw.regio(nu)
    for nummer in range(3):
        berichten.plan_persoonlijk(
            aan=None,
            email="iemand@rsj.example",
            sjabloon="contact_voorstel",
            pad=f"/x/{nummer}/",
            aanleiding=f"proef:{nummer}",
            regel="contact_voorstel",
            nu=nu,
        )

    berichten.verzend(nu)

    assert len(voor("iemand@rsj.example", mailserver)) == 3


def test_een_lege_plek_wordt_rood_en_niet_verzameld(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """Between planning and sending everybody left: no mail, a red row per message."""
    Bezetting.objects.filter(rol="toegang", gemeente__code="zwolle").delete()

    berichten.verzend(nu, duur=MINUUT)

    assert voor(TOEGANG, mailserver) == []
    assert {rij.status for rij in van_toegang()} == {"geen_ontvanger"}
    assert post().status == BerichtStatus.INGETROKKEN


@pytest.mark.sqlite
def test_alleen_wie_de_mail_vasthoudt_beslist_over_haar_regels_en_wat_in_de_lucht_hangt_wordt_gemerkt(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    mailserver.weiger = {TOEGANG: "451 later"}
    berichten.verzend(nu)
    # Still here: withdrawn at once, and once.
    assert (wachtrij.trek_in(meldingen[0], "Vergissing"), wachtrij.trek_in(meldingen[0], "Weer")) == (1, 0)
    assert (van_toegang()[0].status, van_toegang()[0].reden) == ("ingetrokken", "Vergissing")
    later = nu + MINUUT
    (eerste,) = (rij for rij in wachtrij.huur(later, 500) if rij.pk == post().pk)
    # In the hands of a sender: marked, and withdrawn when it does not go.
    assert wachtrij.trek_in(meldingen[1], "Dubbel") == 1
    assert (van_toegang()[1].status, van_toegang()[1].intrekken_om) == ("verzameld", "Dubbel")
    (tweede,) = (rij for rij in wachtrij.huur(later + wachtrij.LEASE, 500) if rij.pk == post().pk)
    afloop.markeer(eerste, BerichtStatus.MISLUKT, reden="550 weg")
    assert {rij.status for rij in van_toegang()[1:]} == {"verzameld"}
    afloop.markeer(tweede, BerichtStatus.GEPLAND, volgende_poging_op=later)
    assert [rij.status for rij in van_toegang()] == ["ingetrokken"] * 2 + ["verzameld"] * (AANTAL - 2)
    (derde,) = (rij for rij in wachtrij.huur(later, 500) if rij.pk == post().pk)
    afloop.markeer(derde, BerichtStatus.MISLUKT, reden="5" * 400)
    assert {(rij.status, rij.reden) for rij in van_toegang()[2:]} == {("mislukt", "5" * 300)}
    assert van_toegang()[1].reden == "Dubbel"


def erbij(melding: Melding, aantal: int, nu: datetime, **anders: Any) -> None:
    """So many messages more for the toegang, planned now."""
    voorbeeld = van_toegang()[0]
    for _ in range(aantal):
        nummer = str(uuid4())
        Bericht.objects.create(
            zaak=melding,
            aanleiding=f"proef:{nummer}",
            regel="proef",
            ontvanger=nummer,
            rol="toegang",
            gemeente=voorbeeld.gemeente,
            contactpersoon=voorbeeld.contactpersoon,
            sjabloon=voorbeeld.sjabloon,
            gegevens=voorbeeld.gegevens,
            gepland_op=nu,
            volgende_poging_op=nu,
            aan=TOEGANG,
            message_id=f"<{nummer}@{instellingen.MAIL_DOMEIN}>",
            **anders,
        )


@pytest.mark.sqlite
def test_wat_binnendruppelt_terwijl_de_verzender_werkt_gaat_niet_mail_voor_mail(
    mailserver: Mailserver, settings: Any, nu: datetime
) -> None:
    """Ten thousand alarms gave 11,931 mails: at no moment did more than a few wait. Here three every fifteen seconds,
    for eleven minutes: 133 messages were 133 mails, and are 8."""
    settings.VERZAMEL_BOVEN, settings.VERZAMEL_MINUTEN = DREMPEL, 5
    melding = bouw.melding(nu)
    tik, ronden = timedelta(seconds=15), 44
    for nummer in range(ronden + 21):
        erbij(melding, 3 if nummer < ronden else 0, nu + nummer * tik)
        berichten.verzend(nu + nummer * tik)

    mails, verzameld = voor(TOEGANG, mailserver), Bericht.objects.filter(sjabloon="verzamelbericht", aan=TOEGANG)
    assert len(mails) == DREMPEL + 4, f"{3 * ronden + 1} berichten: {len(mails)} mails"
    momenten = sorted(verzameld.values_list("gepland_op", flat=True))
    assert all(later - eerder >= 5 * MINUUT for eerder, later in pairwise(momenten))
    # Nothing is lost, and nothing waits as long as counts as late.
    assert not Bericht.objects.filter(aan=TOEGANG, status__in=["gepland", "bezig"]).exists()
    for rij in van_toegang():
        assert rij.verzonden_op
        assert rij.is_aangenomen
        assert rij.verzonden_op - rij.gepland_op <= 5 * MINUUT + tik
    assert controle.controleer(nu + 16 * MINUUT) == []


def test_dringende_post_wacht_op_geen_verzamelbericht(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """However many wait: what is urgent goes at once, by itself; the rest of it goes along at the end of the wait."""
    berichten.verzend(nu)
    assert len(voor(TOEGANG, mailserver)) == 1

    erbij(meldingen[0], AANTAL, nu + MINUUT, is_dringend=True)
    erbij(meldingen[1], 1, nu + MINUUT)
    berichten.verzend(nu + MINUUT)
    assert len(voor(TOEGANG, mailserver)) == 1 + AANTAL
    assert {rij.verzonden_op for rij in van_toegang() if rij.is_dringend} == {nu + MINUUT}

    berichten.verzend(nu + 4 * MINUUT)
    assert len(voor(TOEGANG, mailserver)) == 1 + AANTAL
    berichten.verzend(nu + 5 * MINUUT)
    assert len(voor(TOEGANG, mailserver)) == 2 + AANTAL
    assert Bericht.objects.filter(sjabloon="verzamelbericht", aan=TOEGANG).count() == 1


def test_een_verzamelbericht_dat_niet_ging_laat_niemand_wachten(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    mailserver.weiger = {TOEGANG: "550 5.7.1 dit willen wij niet"}
    berichten.verzend(nu)
    assert post().status == BerichtStatus.MISLUKT

    mailserver.weiger = {}
    erbij(meldingen[0], 1, nu + MINUUT)
    berichten.verzend(nu + MINUUT)
    assert van_toegang()[-1].status == BerichtStatus.VERZONDEN


def test_een_verzamelmail_van_een_klok_die_voorliep_houdt_de_volgende_niet_op(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    berichten.verzend(nu)
    over_twee_dagen = nu + timedelta(days=2)
    Bericht.objects.filter(pk=post().pk).update(gepland_op=over_twee_dagen, verzonden_op=over_twee_dagen)
    for _ in range(AANTAL):
        bouw.melding(nu + 20 * MINUUT)

    berichten.verzend(nu + 20 * MINUUT)

    assert Bericht.objects.filter(sjabloon="verzamelbericht", aan=TOEGANG).count() == 2
    assert len(voor(TOEGANG, mailserver)) == 2
