"""A clock leapt two days ahead and came back (gevallen 5.10): a moment that has not come is no sign of life, no wait
and no "just told"; and it is a fault with a name."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from communicatie.media import feeds
from communicatie.models import Bericht, Feed, Sms
from communicatie.post import berichten, sms
from contacten.inloggen import rem
from contacten.models import Formulierpost, Gebruiker, Inlogpoging, Linkpost
from escalatie.bewaking import alarmen, ronde
from escalatie.bewaking.gezondheid import meet
from escalatie.bewaking.hartslagen import ONDERDELEN, klop
from escalatie.bewaking.tijdmerken import TIJDMERKEN
from escalatie.bewaren import verzoeken
from escalatie.models import Alarm, Controlebeurt
from tests import bouw
from tests.conftest import Mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SPRONG = timedelta(days=2)


def _bericht(op: datetime, **velden: object) -> None:
    melding = bouw.melding_met_drie_berichten(op - SPRONG)
    Bericht.objects.filter(zaak=melding).update(**velden)


def _sms(op: datetime, **velden: object) -> None:
    bericht = Bericht.objects.filter(zaak=bouw.melding_met_drie_berichten(op - SPRONG))[0]
    waarden = {"gepland_op": op - SPRONG, "volgende_poging_op": op - SPRONG, **velden}
    Sms.objects.create(bericht=bericht, **waarden)


def _feed(op: datetime) -> None:
    door = Gebruiker.objects.get(username="beheerder")
    Feed.objects.create(
        naam="Krant", adres="https://k.example/", toegevoegd_op=op, toegevoegd_door=door, volgende_op=op
    )


ZET: dict[str, Callable[[datetime], object]] = {
    "hartslag": lambda op: klop("worker", op),
    "controle gevraagd": lambda op: Controlebeurt.objects.create(nummer=1, gevraagd_op=op, duur=SPRONG),
    "alarm verteld": lambda op: Alarm.objects.create(sleutel="x", zin="Iets.", begonnen_op=op, gemeld_op=op),
    "bericht gepland": lambda op: _bericht(op, gepland_op=op),
    "bericht wacht": lambda op: _bericht(op, volgende_poging_op=op),
    "bericht in handen": lambda op: _bericht(op, status="bezig", lease_tot=op),
    "sms wacht": lambda op: _sms(op, volgende_poging_op=op),
    "sms in handen": lambda op: _sms(op, status="bezig", lease_tot=op),
    "feed wacht": _feed,
    "inlogpoging": lambda op: Inlogpoging.objects.create(naam="x", netwerk="192.0.2.1", op=op),
    "formulier": lambda op: Formulierpost.objects.create(
        gebruiker=Gebruiker.objects.get(username="beheerder"), sleutel=uuid4(), op=op
    ),
    "formulier met een link": lambda op: Linkpost.objects.create(link="x", op=op),
}


@pytest.mark.parametrize("naam", [merk.naam for merk in TIJDMERKEN])
def test_elk_tijdmerk_dat_nog_moet_komen_is_een_storing(naam: str, regio: bouw.Regio, nu: datetime) -> None:
    klop("bewaking", nu)
    assert "klok_klopt_niet" not in meet(nu).redenen

    ZET[naam](nu + SPRONG)

    stand = meet(nu)
    assert "klok_klopt_niet" in stand.redenen
    assert naam in (stand.vreemde_tijden or [])


def test_een_hartslag_in_de_toekomst_is_geen_teken_van_leven(settings: Any, nu: datetime) -> None:
    settings.BEWAAKTE_ONDERDELEN = [onderdeel.naam for onderdeel in ONDERDELEN]
    for onderdeel in ONDERDELEN:
        klop(onderdeel.naam, nu + SPRONG)

    assert set(meet(nu).redenen) == {"klok_klopt_niet"} | {f"{onderdeel.naam}_staat_stil" for onderdeel in ONDERDELEN}


def test_een_onmogelijk_lange_wachttijd_telt_als_nu(
    regio: bouw.Regio, mailserver: Mailserver, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail, text and feed: what waits, and what somebody seems to hold."""
    eerste, tweede, derde = Bericht.objects.filter(zaak=bouw.melding_met_drie_berichten(nu)).order_by("pk")
    Bericht.objects.filter(pk=eerste.pk).update(volgende_poging_op=nu + SPRONG)
    Bericht.objects.filter(pk=tweede.pk).update(status="bezig", lease_tot=nu + SPRONG)
    Bericht.objects.filter(pk=derde.pk).update(volgende_poging_op=nu + timedelta(minutes=59), pogingen=5)
    assert berichten.verzend(nu).verzonden == 2
    assert set(Bericht.objects.filter(status="verzonden").values_list("mogelijk_dubbel", flat=True)) == {False, True}

    Sms.objects.create(bericht=eerste, gepland_op=nu, volgende_poging_op=nu + SPRONG)
    Sms.objects.create(bericht=tweede, gepland_op=nu, volgende_poging_op=nu, status="bezig", lease_tot=nu + SPRONG)
    assert sms._huur(nu)
    assert sms._huur(nu)

    _feed(nu + SPRONG)
    gelezen: list[str] = []
    monkeypatch.setattr(feeds, "_lees_een", lambda feed, nu: len(gelezen.__iadd__([feed.naam])))
    feeds.haal_op(nu)
    assert gelezen == ["Krant"]


def test_een_alarm_dat_straks_is_verteld_wordt_nu_verteld(regio: bouw.Regio, nu: datetime) -> None:
    Gebruiker.objects.filter(username="beheerder").update(email="beheerder@rsj.example")
    assert alarmen.meld_alle({"x": "Er is iets."}, nu + SPRONG)

    assert alarmen.meld_alle({"x": "Er is iets."}, nu) == ["x"]
    assert not alarmen.meld_alle({"x": "Er is iets."}, nu + timedelta(minutes=1))


def test_wie_straks_verkeerd_inlogde_wordt_nu_niet_geremd(regio: bouw.Regio, nu: datetime) -> None:
    for _ in range(40):
        rem.tel("contactmanager", "192.0.2.1", nu + SPRONG)

    assert not rem.is_geremd("contactmanager", "192.0.2.1", nu)


def test_een_sessie_uit_de_toekomst_leeft_niet(client: Client, regio: bouw.Regio, nu: datetime) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    sessie = client.session
    sessie["begonnen_op"] = sessie["laatst_op"] = (nu + SPRONG).timestamp()
    sessie.save()

    assert client.get("/").status_code == 302


def test_na_een_sprong_terug_is_alles_weer_goed(
    regio: bouw.Regio, mailserver: Mailserver, settings: Any, nu: datetime
) -> None:
    """Everything was done at the wrong moment, and then the clock is right again: one round mends all."""
    settings.BEWAAKTE_ONDERDELEN = ["bewaking", "verzending", "bewaker", "controle"]
    Gebruiker.objects.filter(username="beheerder").update(email="beheerder@rsj.example")
    bouw.melding_met_drie_berichten(nu)
    Bericht.objects.update(aanleiding=str(uuid4()), volgende_poging_op=nu + SPRONG)
    for naam in settings.BEWAAKTE_ONDERDELEN:
        klop(naam, nu + SPRONG)
    assert "klok_klopt_niet" in meet(nu).redenen

    ronde.waak_zonder_celery(lambda: nu)

    assert meet(nu).redenen == []


def test_wat_straks_pas_is_voorgesteld_wordt_vandaag_voorgesteld(
    regio: bouw.Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once per day: a day that has not come is not today."""
    gedaan: list[datetime] = []
    monkeypatch.setattr(verzoeken, "_stel_voor", gedaan.append)
    klop(verzoeken.ONDERDEEL, nu + SPRONG)

    for _ in range(2):
        verzoeken.stel_voor(nu)

    assert gedaan == [nu]
