"""Sending batch after batch: until the time is up, never past a lease, the newest among the oldest, and with the rights
of this moment (hazards F17, F27, F29)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from calamiteiten import toegang
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten, wachtrij
from contacten.models import Gebruiker
from tests import bouw
from tests.conftest import Mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SECONDE, MINUUT = timedelta(seconds=1), timedelta(minutes=1)
GEPLAND = BerichtStatus.GEPLAND


@pytest.fixture
def meldingen(nu: datetime) -> list[Melding]:
    """Four meldingen, a minute apart: twelve messages wait."""
    return [bouw.melding_met_drie_berichten(nu + nummer * MINUUT) for nummer in range(4)]


def loopt(vanaf: datetime, stap: timedelta) -> Callable[[], datetime]:
    """A clock that is a step further each time somebody looks."""
    momenten = iter(vanaf + nummer * stap for nummer in range(10_000))
    return lambda: next(momenten)


def test_lading_na_lading_tot_alles_weg_is(meldingen: list[Melding], mailserver: Mailserver, nu: datetime) -> None:
    telling = berichten.verzend(nu + 4 * MINUUT, limiet=5, duur=MINUUT)

    assert telling.verzonden == len(mailserver.ontvangen) == 12


def test_zonder_tijd_een_lading(meldingen: list[Melding], mailserver: Mailserver, nu: datetime) -> None:
    assert berichten.verzend(nu + 4 * MINUUT, limiet=5).verzonden == 5


def test_na_zijn_tijd_begint_hij_geen_nieuwe_lading(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    op = nu + 4 * MINUUT

    telling = berichten.verzend(op, limiet=5, duur=4 * SECONDE, klok=loopt(op, SECONDE))

    assert telling.verzonden == 5
    assert Bericht.objects.filter(status=GEPLAND, lease_tot=None, pogingen=0).count() == 7


def test_hij_verstuurt_niets_waarvan_de_huur_bijna_om_is(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """A slow server must not make another sender think that these rows were left behind: no double by being slow."""
    op = nu + 4 * MINUUT

    telling = berichten.verzend(op, limiet=10, klok=loopt(op, 25 * SECONDE))

    assert telling.verzonden == 2
    assert Bericht.objects.filter(status=GEPLAND, lease_tot=None, pogingen=0, mogelijk_dubbel=False).count() == 10


def test_een_server_die_lang_nadenkt_houdt_geen_lading_vast(
    meldingen: list[Melding], nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows stay ours as long as he thinks about one mail. That is no time for the rest: after one that cannot wait
    and one that waited long, the next batch is chosen anew, and the round says that it was made."""
    tijd, vast = [nu + 4 * MINUUT], list[Bericht]()

    def huur(op: datetime, limiet: int) -> list[Bericht]:
        vast[:] = wachtrij.huur(op, limiet)
        return list(vast)

    def denkt(bericht: Bericht, *_: object) -> None:
        tijd[0] += 4 * MINUUT
        wachtrij.houd_vast(vast[vast.index(bericht) :], tijd[0])

    monkeypatch.setattr(berichten, "huur", huur)
    monkeypatch.setattr(berichten, "_behandel", denkt)
    berichten.verzend(tijd[0], limiet=10, duur=25 * SECONDE, klok=lambda: tijd[0])

    assert tijd[0] == nu + 12 * MINUUT
    assert Bericht.objects.filter(status=GEPLAND, lease_tot=None, pogingen=0).count() == 10


def test_wie_gestopt_wordt_geeft_de_rest_terug(meldingen: list[Melding], mailserver: Mailserver, nu: datetime) -> None:
    op, gezien = nu + 4 * MINUUT, iter(range(100))

    def klok() -> datetime:
        if next(gezien) == 4:
            raise SystemExit(143)
        return op

    with pytest.raises(SystemExit):
        berichten.verzend(op, limiet=10, klok=klok)

    assert len(mailserver.ontvangen) == 3
    assert Bericht.objects.filter(status=GEPLAND, lease_tot=None, pogingen=0).count() == 9
    assert berichten.verzend(op).verzonden == 9


def test_wat_intussen_is_ingetrokken_komt_niet_terug(meldingen: list[Melding], nu: datetime) -> None:
    op = nu + 4 * MINUUT
    vast = berichten.huur(op, 12)
    berichten.trek_in(meldingen[0], "Vergissing")

    assert wachtrij.geef_terug(vast) == 9

    ingetrokken = Bericht.objects.filter(status=BerichtStatus.INGETROKKEN)
    assert set(ingetrokken.values_list("zaak", flat=True)) == {meldingen[0].pk}
    assert not Bericht.objects.filter(status=BerichtStatus.BEZIG).exists()


def test_het_nieuwste_gaat_mee_in_de_eerste_lading(meldingen: list[Melding], nu: datetime) -> None:
    gehuurd = berichten.huur(nu + 4 * MINUUT, 5)

    nieuw, oud = meldingen[-1].pk, meldingen[0].pk
    assert [rij.zaak_id for rij in gehuurd] == [nieuw, oud, nieuw, oud, nieuw]


@pytest.mark.eis("R46")
def test_een_gemeente_die_niet_meer_betrokken_is_krijgt_niets(
    meldingen: list[Melding], mailserver: Mailserver, nu: datetime
) -> None:
    """F27: the case moved between planning and sending."""
    meldingen[0].betrokkenheden.all().delete()

    berichten.verzend(nu)

    rij = Bericht.objects.get(zaak=meldingen[0], rol="toegang")
    assert (rij.status, rij.reden) == ("ingetrokken", "Deze plek heeft geen toegang meer tot het dossier.")
    assert rij.aan not in {str(mail["To"]) for mail in mailserver.ontvangen}


def test_een_rol_die_bij_uitzondering_is_toegelaten_en_weer_is_weggehaald(
    mailserver: Mailserver, manager_zwolle: Gebruiker, nu: datetime
) -> None:
    """The other way in: a team let into one dossier, until that is taken back."""
    melding = bouw.tot("fase_1", nu)
    rijen = Bericht.objects.filter(zaak=melding, rol="manager_gemeente")
    assert rijen.filter(status=GEPLAND, met_toegang=True).exists()
    assert toegang.rol_heeft_toegang(melding, "manager_gemeente", manager_zwolle.gemeente)

    toegang.trek_toegang_in(melding)
    berichten.verzend(nu + timedelta(days=30), duur=MINUUT)

    assert not toegang.rol_heeft_toegang(melding, "manager_gemeente", manager_zwolle.gemeente)
    assert set(rijen.filter(met_toegang=True).values_list("status", flat=True)) == {"ingetrokken"}
    assert Bericht.objects.filter(zaak=melding, rol="contractmanager", status="verzonden").exists()
