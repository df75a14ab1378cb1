"""The outbox against a real mail server: who is refused, who is not, and nothing is lost or told to the wrong one."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus, Stuiter
from communicatie.post import berichten
from contacten.bezetting import Zetel, bezet
from contacten.models import Bezetting, Contactpersoon
from escalatie.bewaking import ronde
from escalatie.bewaking.gezondheid import meet
from escalatie.draaiboek import informatie
from escalatie.models import Taak
from tests import bouw
from tests.bouw_contacten import bezetting, contact
from tests.conftest import Mailserver

pytestmark = pytest.mark.django_db
MINUUT = timedelta(minutes=1)
TOEGANG, EERSTE, TWEEDE = "k.voorbeeld@swt.zwolle.example", "r.lindeholt@rsj.example", "t.esserbrink@rsj.example"


@pytest.fixture
def melding(nu: datetime) -> Melding:
    """Just registered: three messages wait, for the toegang of Zwolle and both contractmanagers."""
    return bouw.melding_met_drie_berichten(nu)


@pytest.fixture
def zwart_gat(settings: Any) -> Iterator[None]:
    """A mail server that accepts the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as luisteraar:
        settings.EMAIL_BACKEND = "communicatie.post.mailverbinding.Verbinding"
        settings.EMAIL_HOST, settings.EMAIL_PORT = luisteraar.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        yield


def van(adres: str) -> Bericht:
    """The one message planned for this address."""
    return Bericht.objects.get(contactpersoon__email=adres)


def aangekomen(server: Mailserver) -> list[str]:
    """The addresses that got a mail, in alphabetical order."""
    return sorted(str(mail["To"]) for mail in server.ontvangen)


@pytest.mark.eis("R46")
def test_ieder_krijgt_zijn_eigen_bericht(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    telling = berichten.verzend(nu)

    assert telling.verzonden == 3
    assert aangekomen(mailserver) == [TOEGANG, EERSTE, TWEEDE]
    assert set(Bericht.objects.values_list("status", "verzonden_op")) == {("verzonden", nu)}


def test_een_weigering_raakt_de_anderen_niet(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """Hazards M6, F7: 550 is final, 451 is tried again, the third is delivered."""
    mailserver.weiger = {TOEGANG: "550 onbekend", EERSTE: "451 later"}

    telling = berichten.verzend(nu)

    assert (telling.verzonden, telling.uitgesteld, telling.mislukt) == (1, 1, 1)
    assert aangekomen(mailserver) == [TWEEDE]
    assert van(TOEGANG).status == BerichtStatus.MISLUKT
    assert van(TOEGANG).reden == "De mailserver weigert dit adres (550)."
    assert (van(EERSTE).status, van(EERSTE).volgende_poging_op) == (BerichtStatus.GEPLAND, nu + MINUUT)


def test_wat_uitgesteld_is_gaat_later_met_hetzelfde_kenmerk(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    mailserver.weiger = {EERSTE: "451 later"}
    berichten.verzend(nu)
    mailserver.weiger = {}
    mailserver.ontvangen.clear()

    assert berichten.verzend(nu + MINUUT - timedelta(seconds=1)).verzonden == 0
    assert berichten.verzend(nu + MINUUT).verzonden == 1

    (mail,) = mailserver.ontvangen
    assert mail["Message-ID"] == van(EERSTE).message_id


def test_een_definitieve_weigering_wordt_een_beltaak(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """Hazard F6: what cannot be mailed must be phoned, once."""
    mailserver.weiger = {TOEGANG: "550 onbekend"}
    berichten.verzend(nu)

    informatie.bel_voor_mislukte(nu)
    informatie.bel_voor_mislukte(nu + MINUUT)

    taak = Taak.objects.get(code="bel_lege_zetel")
    assert taak.rol == "contractmanager"
    assert taak.gemeente is not None
    assert taak.gemeente.code == "zwolle"


def test_na_48_uur_vergeefs_geeft_de_postbus_op(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    mailserver.weiger = {EERSTE: "451 later"}
    for uren in range(0, 60, 2):
        berichten.verzend(nu + timedelta(hours=uren))

    assert van(EERSTE).status == BerichtStatus.MISLUKT


def test_een_dode_verzender_laat_zijn_berichten_niet_achter(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    """Hazards M5, F3: the lease runs out, the next one sends with the same Message-ID and says it may be a double."""
    gehuurd = {rij.message_id for rij in berichten.huur(nu, 10)}

    assert berichten.verzend(nu + MINUUT).verzonden == 0
    assert berichten.verzend(nu + berichten.LEASE).verzonden == 3

    assert {mail["Message-ID"] for mail in mailserver.ontvangen} == gehuurd
    assert set(Bericht.objects.values_list("mogelijk_dubbel", flat=True)) == {True}


def test_een_mailserver_die_zwijgt_stelt_uit(melding: Melding, zwart_gat: None, nu: datetime) -> None:
    """Hazard F6: a black hole costs one timeout per message and loses none."""
    telling = berichten.verzend(nu)

    assert (telling.verzonden, telling.uitgesteld, telling.mislukt) == (0, 3, 0)
    assert set(Bericht.objects.values_list("status", "volgende_poging_op")) == {("gepland", nu + MINUUT)}
    # It never took a mail: nobody can have it twice.
    assert set(Bericht.objects.values_list("mogelijk_dubbel", flat=True)) == {False}


def test_geen_mailserver_stelt_uit(melding: Melding, settings: Any, nu: datetime) -> None:
    settings.EMAIL_BACKEND = "communicatie.post.mailverbinding.Verbinding"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert berichten.verzend(nu).uitgesteld == 3


def test_wie_intussen_de_plek_vult_krijgt_het_bericht(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """Hazard F27: the seat is asked again at the moment of sending."""
    plaats = bouw.regio().gemeenten["zwolle"]
    Bezetting.objects.filter(rol="toegang", gemeente=plaats).update(tot_datum=(nu - timedelta(days=1)).date())
    bezetting("toegang", plaats, contact("Nieuwe Collega", email="nieuw@zwolle.example"))

    berichten.verzend(nu)

    assert "nieuw@zwolle.example" in aangekomen(mailserver)
    assert TOEGANG not in aangekomen(mailserver)


@pytest.mark.eis("R99")
def test_een_plek_die_intussen_leeg_is_wordt_rood(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    Bezetting.objects.filter(rol="toegang", gemeente__code="zwolle").delete()

    berichten.verzend(nu)
    informatie.bel_voor_mislukte(nu)

    rij = Bericht.objects.get(rol="toegang")
    assert rij.status == BerichtStatus.GEEN_ONTVANGER
    assert Taak.objects.filter(code="bel_lege_zetel", gemeente__code="zwolle").count() == 1


@pytest.mark.eis("R100")
def test_wie_zijn_adres_kwijt_is_wordt_gebeld(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """An address that was taken away between planning and sending is not a mail that was sent."""
    Contactpersoon.objects.filter(email=TOEGANG).update(email="")

    berichten.verzend(nu)

    rij = Bericht.objects.get(rol="toegang")
    assert rij.status == BerichtStatus.TELEFONISCH
    assert "06-00000011" in rij.reden


def test_een_collega_met_een_eigen_bericht_krijgt_er_geen_twee(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    Bezetting.objects.filter(contactpersoon__email=EERSTE).update(tot_datum=(nu - timedelta(days=1)).date())

    berichten.verzend(nu)

    assert aangekomen(mailserver) == [TOEGANG, TWEEDE]
    assert van(EERSTE).status == BerichtStatus.INGETROKKEN


def test_een_kapot_sjabloon_houdt_de_anderen_niet_tegen(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """Hazard F21: a poison row stands alone (what becomes of it: test_vastgelopen.py)."""
    Bericht.objects.filter(contactpersoon__email=EERSTE).update(sjabloon="bestaat_niet", gepland_op=nu - MINUUT)

    telling = berichten.verzend(nu)

    assert (telling.verzonden, telling.uitgesteld, telling.mislukt) == (2, 1, 0)
    assert aangekomen(mailserver) == [TOEGANG, TWEEDE]


def test_een_plek_die_niet_op_te_zoeken_is_houdt_de_anderen_niet_tegen(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    """Hazard F21: the fault comes before there is a mail at all."""
    Bericht.objects.filter(contactpersoon__email=EERSTE).update(
        rol="bestaat_niet", met_toegang=False, volgende_poging_op=nu - MINUUT
    )

    telling = berichten.verzend(nu)

    assert (telling.verzonden, telling.uitgesteld, telling.mislukt) == (2, 1, 0)
    assert aangekomen(mailserver) == [TOEGANG, TWEEDE]


def test_een_geweigerde_afzender_zegt_niets_over_de_ontvanger(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    """A fault in our own settings must not end every message for good."""

    mailserver.weiger_ons = "550 unknown sender"
    assert berichten.verzend(nu).uitgesteld == 3

    mailserver.weiger_ons = ""
    assert berichten.verzend(nu + MINUUT).verzonden == 3


def test_een_mailserver_die_niets_van_ons_doorgeeft_maakt_niemand_onbereikbaar(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    """The same fault, said at the recipient: nobody is phoned for it, no address is doubted, and it is told at once."""
    adressen = list(Bericht.objects.values_list("contactpersoon__email", flat=True))
    mailserver.weiger = dict.fromkeys(adressen, "550 relay not permitted")

    ronde.verzend(lambda: nu)

    assert set(Bericht.objects.values_list("status", flat=True)) == {"gepland"}
    assert not Stuiter.objects.exists()
    assert not Contactpersoon.objects.exclude(onbereikbaar_op=None).exists()
    assert "afzender_geweigerd" in meet(nu).redenen
    mailserver.weiger = {}
    assert berichten.verzend(nu + MINUUT).verzonden == 3


def test_wat_is_ingetrokken_gaat_niet_meer_weg(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    assert berichten.trek_in(melding, "Vergissing") == 3

    assert berichten.verzend(nu).verzonden == 0
    assert mailserver.ontvangen == []


def test_dezelfde_aanleiding_plant_niets_dubbel(melding: Melding, nu: datetime) -> None:
    rijen = list(Bericht.objects.select_related("gemeente", "contactpersoon"))

    nogmaals = berichten.plan(
        (
            berichten.Aankondiging(
                zaak=melding,
                aanleiding=rij.aanleiding,
                regel=rij.regel,
                sjabloon=rij.sjabloon,
                zetels=(bezet_nu(rij, nu),),
            )
            for rij in rijen
        ),
        nu,
    )

    assert nogmaals == []
    assert Bericht.objects.count() == len(rijen)


def bezet_nu(rij: Bericht, nu: datetime) -> Zetel:
    """The seat of this message."""
    return bezet(rij.rol, nu, gemeente=rij.gemeente, aanbieder=rij.aanbieder)
