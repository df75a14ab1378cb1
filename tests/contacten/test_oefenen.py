"""The practice round: one button, a mail to every seat holder as in earnest, and a report of who answered how fast."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from communicatie.post import berichten, contactpost
from contacten.bijhouden import oefenen
from contacten.models import OefenAntwoord, Oefenronde
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests import klok

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R103")]
BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINUUT = timedelta(minutes=1)


@pytest.fixture
def beheerder():
    return bouw.gebruiker(Rol.BEHEERDER)


@pytest.fixture
def lijst():
    """Zwolle: the first is away, so the vervanger. Kampen: only to be phoned. Ommen: nobody."""
    bouw.gemeente("Ommen")
    weg, vervanger = bouw.contact("Weg"), bouw.contact("Vervanger")
    bouw.bezetting(Rol.MANAGER_GEMEENTE, bouw.gemeente(), weg, afwezig_van_datum=BEGIN.date())
    bouw.bezetting(Rol.MANAGER_GEMEENTE, bouw.gemeente(), vervanger, volgorde=2)
    bellen = bouw.contact("Bellen", email="")
    bouw.bezetting(Rol.MANAGER_GEMEENTE, bouw.gemeente("Kampen"), bellen)
    return {"vervanger": vervanger, "bellen": bellen}


def test_een_oefening_van_knop_tot_uitslag(client, beheerder, lijst, mailserver):
    client.force_login(beheerder)
    antwoord = client.post(reverse("contact_oefenronde"), {"rol": "manager_gemeente", "gemeente": ""})
    ronde = Oefenronde.objects.get()
    assert antwoord.url == reverse("contact_oefenronde_uitslag", args=[ronde.pk])

    assert (contactpost.plan(BEGIN), contactpost.plan(BEGIN)) == (1, 0)
    berichten.verzend(BEGIN)
    (mail,) = mailserver.ontvangen
    assert mail["To"] == lijst["vervanger"].email
    assert mail["Subject"].startswith("OEFENING")
    assert "Dit is een oefening" in mail.get_body(("plain",)).get_content()

    client.logout()
    rij = ronde.antwoorden.get(contactpersoon=lijst["vervanger"])
    pad = oefenen.pad_van(rij)
    assert pad in mail.get_body(("plain",)).get_content()
    client.get(pad)
    rij.refresh_from_db()
    assert rij.beantwoord_op is None

    with klok.op(BEGIN + 4 * MINUUT):
        assert "Uw antwoord is binnen" in client.post(pad).content.decode()
    with klok.op(BEGIN + 9 * MINUUT):
        client.post(pad)

    uitslag = oefenen.maak_uitslag(ronde)
    assert [(regel.contact, regel.na) for regel in uitslag.beantwoord] == [(lijst["vervanger"], "4 minuten")]
    assert [regel.contact for regel in uitslag.te_bellen] == [lijst["bellen"]]
    assert [rij.zetel for rij in uitslag.leeg] == ["manager gemeente Ommen"]
    client.force_login(beheerder)
    pagina = client.get(reverse("contact_oefenronde_uitslag", args=[ronde.pk])).content.decode()
    for stuk in ("Vervanger", "4 minuten", "Bellen", "manager gemeente Ommen", "1 van 1 gaven antwoord"):
        assert stuk in pagina


def test_per_gemeente_een_bericht_per_persoon_met_al_zijn_plekken(client, beheerder):
    dubbel = bouw.contact("Dubbel")
    for rol in (Rol.TOEGANG, Rol.MANAGER_GEMEENTE):
        bouw.bezetting(rol, bouw.gemeente(), dubbel)

    ronde = oefenen.start("", bouw.gemeente(), beheerder, BEGIN)

    rij = ronde.antwoorden.get(contactpersoon=dubbel)
    assert rij.zetel == "gemeentelijke toegang Zwolle, manager gemeente Zwolle"
    assert ronde.antwoorden.filter(contactpersoon=None).count() == 6


def test_na_een_week_is_de_oefening_voorbij(client, beheerder, lijst):
    rij = oefenen.start("manager_gemeente", None, beheerder, BEGIN).antwoorden.get(contactpersoon=lijst["vervanger"])

    with klok.op(BEGIN + timedelta(days=7)):
        antwoord = client.post(oefenen.pad_van(rij))

    assert antwoord.status_code == 410
    rij.refresh_from_db()
    assert rij.beantwoord_op is None


@pytest.mark.parametrize("token", ["onzin", "00000000000040008000000000000000:1:x"])
def test_een_verzonnen_link_zegt_dat_hij_niet_klopt(client, token):
    assert client.post(reverse("contact_oefening", args=[token])).status_code == 404


@pytest.mark.parametrize(
    "keuze",
    [{}, {"rol": "regiomanager", "gemeente": "zwolle"}, {"rol": "politie_om"}],
    ids=["niets", "regio", "extern"],
)
def test_een_onmogelijke_keuze_start_niets(client, beheerder, keuze):
    if "gemeente" in keuze:
        keuze = {**keuze, "gemeente": bouw.gemeente().pk}
    client.force_login(beheerder)

    assert client.post(reverse("contact_oefenronde"), keuze).status_code == 200
    assert not Oefenronde.objects.exists()


def test_alleen_beheerder_en_regiomanager_oefenen(client):
    for rol, status in ((Rol.BEHEERDER, 200), (Rol.REGIOMANAGER, 200), (Rol.CONTRACTMANAGER, 404), (Rol.TOEGANG, 404)):
        client.force_login(bouw.gebruiker(rol))
        assert client.get(reverse("contact_oefenronde")).status_code == status


def test_de_uitslag_kost_bij_veel_mensen_evenveel_vragen(client, beheerder, django_assert_max_num_queries):
    for _ in range(30):
        bouw.bezetting(Rol.ESCALATIETEAM, wie=bouw.contact())
    ronde = oefenen.start("escalatieteam", None, beheerder, BEGIN)
    assert OefenAntwoord.objects.filter(oefenronde=ronde).count() == 30

    client.force_login(beheerder)
    with django_assert_max_num_queries(6):
        client.get(reverse("contact_oefenronde_uitslag", args=[ronde.pk]))


@pytest.mark.parametrize(
    ("tijd", "woorden"),
    [
        (timedelta(seconds=59), "minder dan een minuut"),
        (timedelta(minutes=1), "1 minuut"),
        (timedelta(hours=2), "2 uur"),
        (timedelta(hours=26, minutes=5), "26 uur en 5 minuten"),
    ],
)
def test_de_tijd_in_woorden(tijd, woorden):
    assert oefenen.duur(tijd) == woorden
