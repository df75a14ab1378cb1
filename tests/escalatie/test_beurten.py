"""The auditor has an end, however much there is: who has a turn, what stays, and when it cannot keep up."""

from datetime import datetime, timedelta

import pytest

from escalatie.bewaking import beurten, bevindingen, controle, gezondheid, ronde
from escalatie.bewaking.controle import Schending
from escalatie.models import Bevinding, Controlebeurt

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SECONDE, MINUUT, UUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def test_wat_snel_is_elke_ronde_en_wat_traag_is_in_beurten(nu: datetime) -> None:
    assert beurten.aan_de_beurt([1, 2, 3, 4], nu) == [1, 2, 3, 4]
    beurten.onthoud({1: SECONDE, 2: 10 * SECONDE, 3: UUR, 4: SECONDE}, nu)

    assert beurten.aan_de_beurt([1, 2, 3, 4], nu + MINUUT) == [1, 4]
    assert beurten.aan_de_beurt([1, 2, 3, 4], nu + 10 * MINUUT) == [1, 4, 2]
    beurten.onthoud({2: 10 * SECONDE}, nu + 10 * MINUUT)
    assert beurten.aan_de_beurt([1, 2, 3, 4], nu + 24 * UUR) == [1, 4, 3, 2], "the longest unasked first"


def test_wie_in_de_toekomst_is_gevraagd_is_nu_aan_de_beurt(nu: datetime) -> None:
    beurten.onthoud({1: UUR}, nu + timedelta(days=2))

    assert beurten.aan_de_beurt([1], nu) == [1]


def test_een_ronde_heeft_een_einde_en_de_volgende_gaat_verder(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question takes 40 seconds: one in a round, and in so many rounds all of them, each once."""
    tijd, gevraagd = [0.0], []

    def vraag(nummer: int, op: datetime) -> None:
        tijd[0] += 40
        gevraagd.append(nummer)

    monkeypatch.setattr(ronde, "monotonic", lambda: tijd[0])
    monkeypatch.setattr(controle, "vraag", vraag)
    alle = controle.nummers()
    for keer in range(len(alle)):
        ronde.controleer(nu + keer * MINUUT)

    assert sorted(gevraagd) == sorted(alle)
    gevraagd.clear()
    ronde.controleer(nu + len(alle) * MINUUT, alles=True)
    assert gevraagd == alle


def test_wat_is_gevonden_blijft_staan_tot_het_weer_is_gevraagd(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    bevindingen.bewaar([Schending(6, "Het zegel klopt niet (1)", ("CAL-2026-0001",))], [6], nu)
    beurten.onthoud({6: MINUUT}, nu)
    monkeypatch.setattr(controle, "vraag", lambda nummer, op: None)

    uitslag = ronde.waak(lambda: nu + 30 * MINUUT)
    assert Bevinding.objects.get().verdwenen_op is None
    assert "bevinding:6" in uitslag.fouten

    ronde.controleer(nu + UUR)
    assert Bevinding.objects.get().verdwenen_op == nu + UUR


def test_een_controle_die_het_niet_bijhoudt_is_een_storing(nu: datetime) -> None:
    Controlebeurt.objects.create(nummer=6, gevraagd_op=nu, duur=UUR)

    assert "controle_loopt_achter" not in gezondheid.meet(nu + 26 * UUR).redenen
    stand = gezondheid.meet(nu + 26 * UUR + SECONDE)
    assert "controle_loopt_achter" in stand.redenen
    assert stand.niet_nagegaan == [6]


def test_wat_de_tijd_van_een_ronde_overlaat_gaat_in_de_volgende(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is quick and all together are not: nobody is passed over for ever because of its number."""
    tijd, gevraagd = [0.0], []

    def vraag(nummer: int, op: datetime) -> None:
        tijd[0] += 3
        gevraagd.append(nummer)

    monkeypatch.setattr(ronde, "monotonic", lambda: tijd[0])
    monkeypatch.setattr(controle, "vraag", vraag)
    for keer in range(3):
        ronde.controleer(nu + keer * MINUUT)

    assert len(gevraagd) < 3 * len(controle.nummers())
    assert set(gevraagd) == set(controle.nummers())


def test_wat_traag_is_komt_aan_de_beurt_ook_als_wat_snel_is_de_ronde_vult(nu: datetime) -> None:
    beurten.onthoud({2: 10 * SECONDE}, nu)
    beurten.onthoud({1: 4 * SECONDE}, nu + 24 * UUR)

    assert beurten.aan_de_beurt([1, 2], nu + 24 * UUR + MINUUT) == [2, 1]


def test_wat_deze_versie_niet_meer_nagaat_loopt_niet_achter(nu: datetime) -> None:
    Controlebeurt.objects.create(nummer=max(controle.nummers()) + 1, gevraagd_op=nu, duur=SECONDE)

    assert "controle_loopt_achter" not in gezondheid.meet(nu + 48 * UUR).redenen


def test_een_bevinding_die_niemand_meer_nagaat_blijft_niet_staan(nu: datetime) -> None:
    nummer = max(controle.nummers()) + 1
    bevindingen.bewaar([Schending(nummer, "Van een vorige versie (1)", ("CAL-2026-0001",))], [nummer], nu)

    ronde.controleer(nu + MINUUT)

    assert Bevinding.objects.get().hersteld_door == bevindingen.ANDERE_VERSIE


def test_een_regel_die_breekt_neemt_geen_andere_mee(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks it, not the database alone: it is a finding, and so is what another finds."""

    def kapot(op: datetime) -> list[str]:
        raise KeyError("een versie die er niet is")

    regels = ((1, "Kapot", kapot), (2, "Gevonden", lambda op: ["CAL-2026-0001"]))
    monkeypatch.setattr(controle, "INVARIANTEN", regels)

    assert [een.zin for een in ronde.controleer(nu)] == ["Niet na te gaan: kapot", "Gevonden (1)"]
    assert set(Bevinding.objects.values_list("nummer", flat=True)) == {1, 2}
