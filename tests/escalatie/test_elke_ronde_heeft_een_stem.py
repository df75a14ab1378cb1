"""Every round that beat rings has a part of its own that falls silent when the round fails or hangs: no worker can be
ill without a name on Bewaking, in the banner and in `/gezond` (hazard F4)."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calamiteiten.config.ritme import ONDERDELEN, RONDEN
from communicatie.media import feeds
from communicatie.post import berichten, contactpost, postmap, sms
from escalatie import tasks
from escalatie.bewaking import alarmen, bevindingen, gezondheid, hartslagen, ronde
from escalatie.draaiboek import bestanden, termijnen
from escalatie.meldingen.papier import maken
from escalatie.models import Hartslag
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# Task -> its part, and what of its work is broken here.
STEM: dict[str, tuple[str, ModuleType, str]] = {
    "escalatie.tasks.bewaak_termijnen": ("bewaking", termijnen, "bewaak"),
    "escalatie.tasks.verzend": ("verzending", berichten, "verzend"),
    "escalatie.tasks.verzend_sms": ("sms", sms, "verzend"),
    "escalatie.tasks.plan_contactpost": ("lijstpost", contactpost, "plan"),
    "escalatie.tasks.houd_contacten_bij": ("lijst", contactpost, "houd_bij"),
    "escalatie.tasks.lees_stuiters": ("stuiters", postmap, "lees_ingestelde_map"),
    "escalatie.tasks.lees_feeds": ("feeds", feeds, "haal_op"),
    "escalatie.tasks.keur_bestanden": ("bestanden", bestanden, "keur_wachtende"),
    "escalatie.tasks.maak_papier": ("papier", maken, "maak_wachtende"),
    "escalatie.tasks.hartslag": ("worker", hartslagen, "klop"),
    "escalatie.tasks.controleer": ("controle", bevindingen, "bewaar"),
}


def breekt(*_: object, **__: object) -> None:
    raise ValueError("a fault of ours")


def test_elke_ronde_die_mislukt_zwijgt_onder_haar_eigen_naam(regio: Regio, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {taak for _, taak, _, _ in RONDEN} == set(STEM)
    assert {onderdeel for onderdeel, _, _ in STEM.values()} <= set(ONDERDELEN), "guarded unless somebody says otherwise"
    for taak, (onderdeel, module, werk) in STEM.items():
        with monkeypatch.context() as kapot, suppress(ValueError):
            kapot.setattr(module, werk, breekt)
            getattr(tasks, taak.rpartition(".")[2])()
        assert not Hartslag.objects.filter(component=onderdeel).exists(), taak

        getattr(tasks, taak.rpartition(".")[2])()
        assert Hartslag.objects.filter(component=onderdeel).exists(), taak


@pytest.fixture
def map_met_een_mail(settings: Any, tmp_path: Path) -> Path:
    (tmp_path / "een.eml").write_text("Subject: niets\n\nniets")
    settings.STUITERMAP = str(tmp_path)
    return tmp_path


def test_een_map_die_niet_te_lezen_is_en_een_mail_die_niet_te_verplaatsen_is_hoort_iemand(
    map_met_een_mail: Path, settings: Any, nu: datetime
) -> None:
    """A bounce that nobody reads is an address that nobody knows to be dead."""
    (map_met_een_mail / "onbekend").write_text("a file where the folder belongs")
    gelezen = ronde.lees_stuiters(nu)
    assert gelezen is not None
    assert gelezen.onleesbaar == 1
    assert not Hartslag.objects.filter(component="stuiters").exists()

    settings.STUITERMAP = str(map_met_een_mail / "bestaat-niet")
    with pytest.raises(NotADirectoryError):
        ronde.lees_stuiters(nu)
    assert not Hartslag.objects.filter(component="stuiters").exists()

    settings.BEWAAKTE_ONDERDELEN = ["stuiters"]
    assert gezondheid.meet(nu).redenen == ["stuiters_staat_stil"]
    settings.STUITERMAP = ""
    ronde.lees_stuiters(nu)
    assert gezondheid.meet(nu).redenen == []


def test_een_tweede_ronde_die_mislukt_wordt_ook_verteld(
    regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one that fails for hours people were told; that another began to fail is news."""
    regio.gebruikers["beheerder"].email = "beheerder@rsj.example"
    regio.gebruikers["beheerder"].save()
    verteld: list[set[str]] = []
    heel = alarmen.meld_alle

    def meld(fouten: dict[str, str], op: datetime) -> list[str]:
        verteld.append(set(heel(fouten, op)))
        return list(verteld[-1])

    monkeypatch.setattr(alarmen, "meld_alle", meld)
    monkeypatch.setattr(contactpost, "plan", breekt)
    ronde.waak_zonder_celery(lambda: nu)
    monkeypatch.setattr(sms, "verzend", breekt)
    ronde.waak_zonder_celery(lambda: nu)

    assert "ronde_mislukt:lijstpost" in verteld[0]
    assert "ronde_mislukt:sms versturen" in verteld[1]
