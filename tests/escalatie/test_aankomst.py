"""Health counts what arrived, not what was tried (gevallen 5.11, 5.12, 5.13): a mail server that refuses us for hours,
one that thinks for minutes, and one that is slow while much waits."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from basis.wereld import Wereld, binnen, hier
from calamiteiten.models import Oefening
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import afloop, berichten, mailverbinding, wachtrij
from escalatie.bewaking import gezondheid, ronde
from escalatie.draaiboek import informatie
from escalatie.draaiboek.informatie import BELTAAK
from escalatie.models import Taak
from tests import bouw, klok
from tests.bouw import Regio
from tests.conftest import Mailserver

pytestmark = pytest.mark.django_db
MINUUT = timedelta(minutes=1)


def redenen(op: datetime) -> set[str]:
    """What health says of mail at this moment."""
    return {reden for reden in gezondheid.meet(op).redenen if reden in {"berichten_wachten", "afzender_geweigerd"}}


def test_een_mailserver_die_ons_weigert_is_meteen_een_storing_en_blijft_dat(
    mailserver: Mailserver, nu: datetime
) -> None:
    """Every try ends in "550 sender refused": named at once, late after ten minutes, and over with the first mail."""
    bouw.melding_met_drie_berichten(nu)
    mailserver.weiger_ons = "550 5.7.1 sender refused"

    ronde.verzend(lambda: nu)
    assert redenen(nu) == {"afzender_geweigerd"}
    for minuten in (1, 3, 8, 23):
        op = nu + minuten * MINUUT
        ronde.verzend(partial(lambda moment: moment, op))
    assert set(Bericht.objects.values_list("status", flat=True)) == {BerichtStatus.GEPLAND}
    assert redenen(nu + 11 * MINUUT) == {"afzender_geweigerd", "berichten_wachten"}
    ronde.verzend(lambda: nu + 24 * MINUUT)
    assert redenen(nu + 24 * MINUUT) == {"afzender_geweigerd", "berichten_wachten"}, "a round without work says nothing"

    mailserver.weiger_ons = ""
    ronde.verzend(lambda: nu + 90 * MINUUT)
    assert redenen(nu + 90 * MINUUT) == set()


@pytest.mark.sqlite
def test_te_laat_is_te_laat_hoe_vaak_het_ook_is_geprobeerd(nu: datetime) -> None:
    bouw.melding_met_drie_berichten(nu)
    Bericht.objects.update(pogingen=7, volgende_poging_op=nu + 60 * MINUUT)

    assert redenen(nu + 10 * MINUUT) == set()
    assert redenen(nu + 11 * MINUUT) == {"berichten_wachten"}


def test_wat_net_is_losgelaten_is_niet_te_laat(nu: datetime) -> None:
    """A lock held it for days and opened just now."""
    bouw.melding_met_drie_berichten(nu)
    op = nu + timedelta(days=3)
    Bericht.objects.update(volgende_poging_op=op)

    assert redenen(op + MINUUT) == set()
    assert redenen(op + 11 * MINUUT) == {"berichten_wachten"}


def test_bij_spoed_belt_iemand_na_vijf_minuten_zonder_mail(mailserver: Mailserver, nu: datetime) -> None:
    melding = bouw.melding_met_drie_berichten(nu)
    Bericht.objects.update(is_dringend=True)
    Bericht.objects.filter(rol="toegang").update(is_dringend=False)
    mailserver.weiger_ons = "550 5.7.1 sender refused"
    taken = Taak.objects.filter(zaak=melding, code=BELTAAK)

    klok.zet(nu + 4 * MINUUT)
    ronde.verzend(lambda: nu + 4 * MINUUT)
    ronde.bewaak(nu + 4 * MINUUT)
    assert not taken.exists()
    ronde.bewaak(nu + 5 * MINUUT)
    ronde.bewaak(nu + 6 * MINUUT)

    (taak,) = taken
    assert taak.zetel_rol == "contractmanager"
    assert taak.rol == "regiomanager", "who cannot be reached does not phone himself"
    assert taak.gegevens["reden"] == "De mail aan deze plek is nog niet verstuurd."


def test_om_wat_net_is_losgelaten_hoeft_niemand_te_bellen(nu: datetime) -> None:
    """A lock held it for an hour and opened just now: its five minutes begin then."""
    melding = bouw.melding_met_drie_berichten(nu)
    op = nu + 60 * MINUUT
    Bericht.objects.update(is_dringend=True, volgende_poging_op=op)
    taken = Taak.objects.filter(zaak=melding, code=BELTAAK)

    assert informatie.bel_voor_wachtende(op + 4 * MINUUT) == 0
    assert not taken.exists()
    assert informatie.bel_voor_wachtende(op + 5 * MINUUT) > 0


def test_in_een_snelle_oefening_zijn_vijf_minuten_ook_vijf_minuten(regio: Regio, nu: datetime) -> None:
    """The mail server is real: five minutes on the clock of the drill are five seconds to it."""
    leider = regio.gebruikers["contractmanager"]
    oefening = Oefening.objects.create(
        scenario="nacht",
        naam="Nacht",
        snelheid=60,
        aanbieder=regio.aanbieders["molen"],
        gemeente=regio.gemeenten["zwolle"],
        gemaakt_op=nu,
        gemaakt_door=leider,
    )
    with binnen(Wereld(oefening.pk, nu, nu, 60)):
        bouw.melding_met_drie_berichten(nu)
        Bericht.objects.update(is_dringend=True, status=BerichtStatus.GEPLAND, volgende_poging_op=nu)
        assert informatie.bel_voor_wachtende(nu + timedelta(hours=4)) == 0
        assert informatie.bel_voor_wachtende(nu + timedelta(hours=5)) > 0


def test_de_post_van_een_oefening_heeft_een_einde_op_haar_eigen_klok(
    nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow server keeps the mail of real work no longer waiting for that of a drill."""
    gezien: list[tuple[timedelta | None, timedelta]] = []

    def verzend(op: datetime, limiet: int, duur: timedelta | None = None, klok: Any = None) -> berichten.Telling:
        eerst = klok()
        echt[0] += timedelta(seconds=1)
        gezien.append((duur, klok() - eerst))
        return berichten.Telling()

    echt = [nu]
    monkeypatch.setattr(ronde, "lopende", lambda: [Wereld(1, nu, nu, 60)])
    monkeypatch.setattr(berichten, "verzend", verzend)

    def tijd() -> datetime:
        """As the clock of the product: in the world of a drill it says what that says."""
        wereld = hier()
        return wereld.tijd(echt[0]) if wereld else echt[0]

    ronde.verzend(tijd)

    assert gezien == [(ronde.VERZENDTIJD, timedelta(seconds=1)), (60 * ronde.OEFENTIJD, MINUUT)]


def test_wie_na_de_mail_lang_nadenkt_krijgt_haar_een_keer(
    mailserver: Mailserver, nu: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer takes longer than a command may, and than a lease: the row stays ours, nothing is doubled."""
    settings.EMAIL_TIMEOUT, mailserver.denkt = 0.3, 0.7
    monkeypatch.setattr(mailverbinding, "STUKJE", 0.2)
    bouw.melding_met_drie_berichten(nu)
    gehouden: list[int] = []
    monkeypatch.setattr(berichten, "houd_vast", lambda rijen, op: gehouden.append(len(rijen)))

    assert berichten.verzend(nu).verzonden == 3

    assert len(mailserver.ontvangen) == 3
    assert set(gehouden) == {3, 2, 1}
    assert not Bericht.objects.filter(mogelijk_dubbel=True).exists()


@pytest.mark.sqlite
def test_vasthouden_verlengt_alleen_wat_nog_van_hem_is(nu: datetime) -> None:
    bouw.melding_met_drie_berichten(nu)
    rijen = wachtrij.huur(nu, 3)
    Bericht.objects.filter(pk=rijen[0].pk).update(lease_tot=nu + 99 * MINUUT)

    wachtrij.houd_vast(rijen, nu + MINUUT)

    tot = dict(Bericht.objects.values_list("pk", "lease_tot"))
    assert tot[rijen[0].pk] == nu + 99 * MINUUT
    assert tot[rijen[1].pk] == tot[rijen[2].pk] == nu + 3 * MINUUT
    assert wachtrij.geef_terug(rijen[1:]) == 2


def test_een_antwoord_dat_nooit_komt_geeft_hoogstens_drie_mails(
    mailserver: Mailserver, nu: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_TIMEOUT, mailserver.denkt = 0.3, 0.4
    monkeypatch.setattr(mailverbinding, "GEDULD", 0.1)
    bouw.melding_met_drie_berichten(nu)
    Bericht.objects.exclude(pk=Bericht.objects.all()[0].pk).update(status="ingetrokken", volgende_poging_op=None)

    for uur in range(6):
        berichten.verzend(nu + timedelta(hours=uur))

    rij = Bericht.objects.exclude(status="ingetrokken").get()
    assert len(mailserver.ontvangen) == afloop.MAX_ONGEZIEN == rij.ongezien
    assert (rij.status, rij.reden, rij.mogelijk_dubbel) == (BerichtStatus.MISLUKT, afloop.ONGEZIEN, True)
    mailserver.ontvangen.clear()


def test_wat_nieuw_en_dringend_is_gaat_om_en_om_met_wat_oud_is(mailserver: Mailserver, nu: datetime) -> None:
    """Forty wait for hours; then one is urgent, and one is new. Both are among the first four."""
    for nummer in range(14):
        bouw.melding_met_drie_berichten(nu + nummer * MINUUT)
    alle = list(Bericht.objects.order_by("volgende_poging_op", "pk"))
    dringend, nieuw = alle[20], alle[-3]
    Bericht.objects.filter(pk=dringend.pk).update(is_dringend=True)

    for limiet in (8, len(alle) + 1):
        op = nu + timedelta(hours=2)
        rijen = wachtrij.huur(op, limiet)
        volgorde = [rij.pk for rij in rijen]
        assert volgorde.index(dringend.pk) < 4
        assert volgorde.index(nieuw.pk) < 4
        assert volgorde.index(alle[0].pk) < 4, "and what is old has its turn too"
        assert len(volgorde) == len(set(volgorde)) == min(limiet, len(alle))
        wachtrij.geef_terug(rijen)


def test_een_trage_server_krijgt_kleine_ladingen(nu: datetime) -> None:
    """Eight seconds a mail: no more is held than goes before the lease is over."""
    assert berichten._lading(8, timedelta(seconds=64), 50) == 7
    assert berichten._lading(8, timedelta(seconds=1), 50) == 50
    assert berichten._lading(1, timedelta(minutes=4), 50) == 1
