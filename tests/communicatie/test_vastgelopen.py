"""A row that fails by a fault of ours is parked after five tries: somebody phones, and a beheerder lets it go again
(hazard F21)."""

from datetime import datetime, timedelta

import pytest

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import naar_buiten
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten
from contacten.models import Contactpersoon, Gebruiker
from escalatie.draaiboek import informatie, opvolging, termijnen
from escalatie.models import Taak, Wekker
from tests import bouw
from tests.conftest import Mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
EERSTE = "r.lindeholt@rsj.example"
MINUUT = timedelta(minutes=1)


@pytest.fixture
def melding(nu: datetime) -> Melding:
    """Just registered: three messages wait, one of which can never be made."""
    melding = bouw.melding_met_drie_berichten(nu)
    Bericht.objects.filter(contactpersoon__email=EERSTE).update(sjabloon="bestaat_niet")
    return melding


def kapot() -> Bericht:
    """The row of which no mail can be made."""
    return Bericht.objects.get(contactpersoon__email=EERSTE)


def tot_vastgelopen(nu: datetime) -> datetime:
    """Send until it is parked; returns when that was."""
    for _ in range(5):
        berichten.verzend(nu)
        nu = kapot().volgende_poging_op or nu
    return nu


def test_na_vijf_pogingen_staat_het_apart_en_belt_iemand(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    momenten = []
    for _ in range(4):
        berichten.verzend(nu)
        assert kapot().status == BerichtStatus.GEPLAND
        volgende = kapot().volgende_poging_op
        assert volgende
        momenten.append((volgende - nu) / MINUUT)
        nu = volgende
    assert momenten == [1, 2, 5, 15]

    assert berichten.verzend(nu).vastgelopen == 1
    informatie.bel_voor_mislukte(nu)

    assert kapot().status == BerichtStatus.VASTGELOPEN
    assert kapot().reden == "Versturen lukte niet (Mailfout)."
    assert Taak.objects.filter(code="bel_lege_zetel", berichten=kapot()).count() == 1
    assert [rij.pk for rij in berichten.vastgelopen()] == [kapot().pk]
    assert len(mailserver.ontvangen) == 2
    assert berichten.verzend(nu + timedelta(days=30)).verzonden == 0


def test_een_beheerder_laat_het_opnieuw_gaan(
    melding: Melding, mailserver: Mailserver, beheerder: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    nu = tot_vastgelopen(nu)
    Bericht.objects.filter(pk=kapot().pk).update(sjabloon="melding_ontvangen")
    mailserver.ontvangen.clear()

    with pytest.raises(Geweigerd, match="beheerder"):
        berichten.probeer_opnieuw(kapot().pk, contractmanager, nu)
    berichten.probeer_opnieuw(kapot().pk, beheerder, nu)
    with pytest.raises(Geweigerd, match="niet \\(meer\\) vastgelopen"):
        berichten.probeer_opnieuw(kapot().pk, beheerder, nu)

    assert berichten.verzend(nu).verzonden == 1
    (mail,) = mailserver.ontvangen
    assert mail["Message-ID"] == kapot().message_id
    assert (kapot().status, kapot().fouten) == (BerichtStatus.VERZONDEN, 0)


def test_wat_naar_buiten_gaat_wacht_ook_na_vrijgave_op_de_familie(
    melding: Melding, beheerder: Gebruiker, nu: datetime
) -> None:
    """A release is no leave: what leaves the circle of a dossier waits for the lock (R125)."""
    assert naar_buiten.is_dicht(melding)
    Bericht.objects.filter(pk=kapot().pk).update(
        status=BerichtStatus.VASTGELOPEN, volgende_poging_op=None, rol="bestuurder"
    )

    berichten.probeer_opnieuw(kapot().pk, beheerder, nu)

    assert kapot().status == BerichtStatus.WACHT


def test_een_fout_van_de_server_telt_niet_mee(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """Five refusals for now are the server's affair: that row is tried for 48 hours and never parked."""
    Bericht.objects.update(sjabloon="melding_ontvangen")
    mailserver.weiger = {EERSTE: "451 later"}
    for _ in range(8):
        berichten.verzend(nu)
        nu = kapot().volgende_poging_op or nu

    assert (kapot().status, kapot().fouten, kapot().pogingen) == (BerichtStatus.GEPLAND, 0, 8)


def test_buiten_productie_gaat_niets_naar_een_adres_dat_van_iemand_kan_zijn(
    melding: Melding, mailserver: Mailserver, nu: datetime
) -> None:
    """Composed here: an address that looks real stands nowhere in this repository."""
    echt = f"iemand@gemeente-bestaat{'.'}nl"
    Bericht.objects.update(sjabloon="melding_ontvangen")
    rij = kapot()
    Contactpersoon.objects.filter(email=EERSTE).update(email=echt)

    telling = berichten.verzend(nu)

    assert (telling.verzonden, telling.mislukt) == (2, 1)
    assert Bericht.objects.get(pk=rij.pk).status == BerichtStatus.MISLUKT
    assert echt not in str(vars(mailserver))


def test_een_onmogelijk_adres_is_meteen_voorbij(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """No try will make an address of it: final, so that somebody phones at once."""
    Bericht.objects.update(sjabloon="melding_ontvangen")
    rij = kapot()
    Contactpersoon.objects.filter(email=EERSTE).update(email="a b@rsj.example\nBcc: x@y.example")

    telling = berichten.verzend(nu)

    assert (telling.verzonden, telling.mislukt) == (2, 1)
    assert Bericht.objects.get(pk=rij.pk).status == BerichtStatus.MISLUKT


def test_vastgelopen_telt_als_niet_aangekomen(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    """Whoever had to confirm is not waited for: the vervanger is asked, or somebody phones (R101)."""
    Bericht.objects.filter(pk=kapot().pk).update(bevestigen_voor_op=nu + timedelta(days=3))
    nu = tot_vastgelopen(nu)

    assert kapot() in opvolging.onbeantwoord(nu)


def test_een_ingetrokken_bericht_loopt_niet_vast(melding: Melding, mailserver: Mailserver, nu: datetime) -> None:
    nu = tot_vastgelopen(nu)

    berichten.trek_in(melding, "Vergissing")

    assert kapot().status == BerichtStatus.INGETROKKEN
    assert not berichten.vastgelopen().exists()


def test_een_rotte_wekker_houdt_de_andere_niet_tegen(nu: datetime) -> None:
    """F21 for the sweep: the alarm of a melding whose protocol cannot be read is tried five times; others ring."""
    goed, rot = bouw.melding(nu), bouw.melding(nu)
    Melding.objects.filter(pk=rot.pk).update(protocol_versie="bestaat_niet")
    Wekker.objects.filter(soort="voor").update(gaat_op=nu)

    uitkomsten = [termijnen.bewaak(nu) for _ in range(7)]

    assert uitkomsten == [1, 0, 0, 0, 0, 0, 0]
    assert Wekker.objects.get(soort="voor", termijn__zaak=goed).gevuurd_op == nu
    slecht = Wekker.objects.get(soort="voor", termijn__zaak=rot)
    assert (slecht.gevuurd_op, slecht.pogingen) == (None, 5)
