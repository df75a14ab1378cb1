"""A clock leapt two days ahead and came back (gevallen 5.10): a moment that has not come is no sign of life, no wait
and no "just told"; and it is a fault with a name."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import DateTimeField, F
from django.test import Client

from basis.toekomst import is_toekomst
from basis.wereld import Wereld, binnen
from calamiteiten.models import Oefening, Zaak
from communicatie.media import feeds
from communicatie.models import Bericht, Feed, Sms
from communicatie.post import berichten, sms
from contacten.bezetting import dekking
from contacten.bijhouden import verzoeken as verzoeken_om_bevestiging
from contacten.gebruikers import agendalink
from contacten.inloggen import rem
from contacten.models import (
    Aanbieder,
    Agendalink,
    Contactpersoon,
    Formulierpost,
    Gebruiker,
    Gemeente,
    Inlogpoging,
    Linkpost,
)
from escalatie.bewaking import alarmen, controle, ronde
from escalatie.bewaking.gezondheid import meet
from escalatie.bewaking.hartslagen import ONDERDELEN, klop
from escalatie.bewaking.tijdmerken import TIJDMERKEN
from escalatie.bewaren import verzoeken
from escalatie.draaiboek import termijnen
from escalatie.draaiboek.te_vroeg import DAG_BEREIKT
from escalatie.inzage import signaal
from escalatie.models import Alarm, Controlebeurt, Papier, Taak, Termijn, Wekker
from escalatie.persvragen.opdrachten import Volgdag
from tests import bouw, klok
from tests.communicatie import persbouw
from tests.conftest import Mailserver
from tests.escalatie.tijdvelden import OOK_UIT_DE_TOEKOMST, TIJDVELDEN
from tests.wetten.bron import APPS, kort, productbestanden

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


def _papier(**momenten: datetime) -> None:
    wie = Gebruiker.objects.get(username="beheerder")
    Papier.objects.create(zaak=Zaak.objects.all()[0], soort="dossier", gevraagd_door=wie, **momenten)


def _oefening(op: datetime) -> None:
    wie = Gebruiker.objects.get(username="beheerder")
    Oefening.objects.create(
        naam="Proef",
        snelheid=1,
        aanbieder=Aanbieder.objects.all()[0],
        gemeente=Gemeente.objects.all()[0],
        gemaakt_op=op - SPRONG,
        gemaakt_door=wie,
        begonnen_op=op,
        klok_op=op,
        gestart_door=wie,
    )


ZET: dict[str, Callable[[datetime], object]] = {
    "hartslag": lambda op: klop("worker", op),
    "controle rond": lambda op: Controlebeurt.objects.create(
        nummer=2, gevraagd_op=op - SPRONG, rond_op=op, duur=SPRONG
    ),
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
    "sms gepland": lambda op: _sms(op, gepland_op=op),
    "waarschuwing": lambda op: Wekker.objects.filter(gaat_op__lte=op).update(gevuurd_op=op),
    "termijn begonnen": lambda op: Termijn.objects.update(start_op=op, vervalt_op=op + SPRONG),
    "termijn verstreken": lambda op: Termijn.objects.filter(status="loopt").update(
        status="verstreken", verstreken_op=op
    ),
    "termijn staat stil": lambda op: Termijn.objects.filter(status="loopt").update(status="geschorst", geschorst_op=op),
    "dossier ontvangen": lambda op: Zaak.objects.update(ontvangen_op=op),
    "taak gegeven": lambda op: Taak.objects.update(gemaakt_op=op),
    "papier gevraagd": lambda op: _papier(gevraagd_op=op),
    "papier begonnen": lambda op: _papier(gevraagd_op=op - SPRONG, begonnen_op=op),
    "contactpersoon bevestigd": lambda op: Contactpersoon.objects.update(bevestigd_op=op),
    "adres onbereikbaar": lambda op: Contactpersoon.objects.update(onbereikbaar_op=op),
    "oefening begonnen": _oefening,
}


def test_elk_tijdmerk_dat_nog_moet_komen_is_een_storing(regio: bouw.Regio, nu: datetime) -> None:
    bouw.in_fase_1(nu)
    klop("bewaking", nu)
    assert "klok_klopt_niet" not in meet(nu).redenen
    assert set(ZET) == {merk.naam for merk in TIJDMERKEN}

    for naam, zet in ZET.items():
        with transaction.atomic():
            zet(nu + SPRONG)
            stand = meet(nu)
            assert "klok_klopt_niet" in stand.redenen, naam
            assert naam in (stand.vreemde_tijden or [])
            transaction.set_rollback(True)


def _tijdvelden() -> set[str]:
    """Every moment in a row of ours, once: "Model.veld"."""
    eigen = (m for m in apps.get_models() if m._meta.app_label in {a.rpartition(".")[2] for a in APPS})
    return {
        f"{model.__name__}.{veld.name}"
        for model in eigen
        for veld in model._meta.local_concrete_fields
        if isinstance(veld, DateTimeField)
    }


def test_van_elk_moment_staat_vast_wat_een_klok_die_voorliep_ermee_doet() -> None:
    """Watched, or with a reason: a new field is one of the two."""
    bewaakt = {f"{merk.rijen().model.__name__}.{merk.veld}" for merk in TIJDMERKEN}

    assert not bewaakt & set(TIJDVELDEN)
    assert bewaakt | set(TIJDVELDEN) == _tijdvelden()


NOG_MAAR_NET = re.compile(r"(\w+?)__gte?=\(?(?:nu|klok\.\w+\(\)) ?-")


def test_wie_vraagt_of_iets_net_is_gebeurd_gelooft_de_toekomst_niet() -> None:
    """`sinds` and `tot_nu` are the words for it; elsewhere it has a reason."""
    gevraagd = {
        f"{kort(pad)}: {veld.rpartition('__')[2]}"
        for pad in productbestanden()
        for veld in NOG_MAAR_NET.findall(pad.read_text(encoding="utf-8"))
    }

    assert gevraagd <= set(OOK_UIT_DE_TOEKOMST), "use basis.toekomst, or write the reason down"
    assert set(OOK_UIT_DE_TOEKOMST) <= gevraagd, "nobody asks this any more"


def test_na_een_sprong_van_alles_gaat_een_nieuwe_melding_gewoon_zijn_gang(
    regio: bouw.Regio, mailserver: Mailserver, nu: datetime
) -> None:
    """Every moment of every row lies two days ahead, also where nobody watches it: the watch rings and sends."""
    oud = bouw.in_fase_1(nu)
    for naam in sorted(_tijdvelden()):
        model, veld = naam.split(".")
        rijen = next(m for m in apps.get_models() if m.__name__ == model)._base_manager
        with suppress(DatabaseError), transaction.atomic():  # what the database keeps as it is, stays
            rijen.filter(**{f"{veld}__isnull": False}).update(**{veld: F(veld) + SPRONG})
    nieuw = bouw.in_fase_1(nu)
    van_nieuw = Wekker.objects.filter(termijn__zaak=nieuw, gevuurd_op__isnull=True, vervallen_op__isnull=True)
    eerste = van_nieuw.order_by("gaat_op").first()
    assert eerste
    straks = eerste.gaat_op + timedelta(minutes=1)
    klok.zet(straks)

    ronde.bewaak(straks)
    ronde.verzend(lambda: straks)

    eerste.refresh_from_db()
    assert eerste.gevuurd_op == straks
    berichten_ervan = Bericht.objects.filter(zaak=nieuw, aanleiding=f"wekker:{eerste.pk}")
    assert {b.status for b in berichten_ervan} == {"verzonden"}
    assert "klok_klopt_niet" in meet(straks).redenen
    assert oud.kenmerk != nieuw.kenmerk


def test_wat_te_vroeg_ging_gaat_op_tijd_nog_eens(regio: bouw.Regio, nu: datetime) -> None:
    """The watch rang two days ahead; its clock came back, and people hear it when it is time."""
    melding = bouw.in_fase_1(nu)
    open_ = Wekker.objects.filter(termijn__zaak=melding, gevuurd_op__isnull=True, vervallen_op__isnull=True)
    voor = list(open_.order_by("pk").values_list("pk", "gaat_op"))
    ronde.bewaak(nu + SPRONG)
    te_vroeg = Wekker.objects.filter(termijn__zaak=melding, gevuurd_op=nu + SPRONG).order_by("gaat_op")[0]
    assert open_.count() < len(voor) - 1, "one that was overtaken, too"

    ronde.bewaak(nu)

    assert list(open_.order_by("pk").values_list("pk", "gaat_op")) == voor
    assert not Termijn.objects.filter(zaak=melding, verstreken_op__isnull=False).exists()
    ronde.bewaak(nu)
    for _ in range(2):
        ronde.bewaak(te_vroeg.gaat_op)
    te_vroeg.refresh_from_db()
    assert te_vroeg.gevuurd_op == te_vroeg.gaat_op
    gezegd = Bericht.objects.filter(aanleiding__in=[f"wekker:{te_vroeg.pk}", f"wekker:{te_vroeg.pk}:2"])
    assert set(gezegd.values_list("aanleiding", "gepland_op")) == {
        (f"wekker:{te_vroeg.pk}", nu + SPRONG),
        (f"wekker:{te_vroeg.pk}:2", te_vroeg.gaat_op),
    }
    assert any("te vroeg" in zin for zin in termijnen.uitleg_in_zinnen(te_vroeg.termijn))
    # That people heard of it too early, is no proof that they heard it when it was time.
    assert controle.vraag(3, te_vroeg.gaat_op) is None
    Bericht.objects.filter(aanleiding=f"wekker:{te_vroeg.pk}:2").update(aanleiding="weg")
    assert controle.vraag(3, te_vroeg.gaat_op)


def _verstreken_door_de_sprong(nu: datetime) -> Termijn:
    melding = bouw.in_fase_1(nu)
    ronde.bewaak(nu + SPRONG)
    return Termijn.objects.filter(zaak=melding, status="verstreken", verstreken_op=nu + SPRONG)[0]


def test_wat_intussen_stil_is_gezet_blijft_stilstaan(regio: bouw.Regio, nu: datetime) -> None:
    termijn = _verstreken_door_de_sprong(nu)
    termijnen.schort_op(termijn, nu + SPRONG)

    ronde.bewaak(nu)

    termijn.refresh_from_db()
    assert (termijn.status, termijn.verstreken_op, termijn.geschorst_op) == ("geschorst", None, nu + SPRONG)
    assert termijn.wekkers.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True).exists()


def test_wat_intussen_is_gehaald_is_klaar_en_geen_storing(regio: bouw.Regio, nu: datetime) -> None:
    """Its alarms rang, and nobody waits for them any more: nothing is taken back, and no fault stands for two days."""
    termijn = _verstreken_door_de_sprong(nu)
    for een in Termijn.objects.filter(geeindigd_op__isnull=True):
        termijnen.eindig(een, nu, reden="gedaan", is_gehaald=True)

    ronde.bewaak(nu)

    termijn.refresh_from_db()
    assert termijn.geeindigd_op == nu
    assert termijn.wekkers.filter(gevuurd_op=nu + SPRONG).exists()
    assert "waarschuwing" not in (meet(nu).vreemde_tijden or [])


def test_een_dag_die_bereikt_leek_loopt_door_tenzij_iemand_intussen_afrondde(regio: bouw.Regio, nu: datetime) -> None:
    loopt, klaar = (persbouw.loop(persbouw.persvraag(nu), "stuur_door", nu) for _ in range(2))
    morgen = Volgdag((nu + timedelta(days=1)).date())
    for zaak in (loopt, klaar):
        persbouw.stap(zaak, "communiceer", regio.gebruikers["contractmanager"], nu, gegevens=morgen)
    volgen = Termijn.objects.filter(code="monitor").order_by("zaak_id")
    ronde.bewaak(nu + SPRONG)
    assert set(volgen.values_list("reden", "geeindigd_op")) == {(DAG_BEREIKT, nu + SPRONG)}
    for code, wie in persbouw.WEG[-3:]:
        persbouw.stap(klaar, code, regio.gebruikers[wie], nu + SPRONG)

    ronde.bewaak(nu)

    assert list(volgen.values_list("status", "geeindigd_op")) == [("loopt", None), ("gehaald", nu + SPRONG)]
    assert Wekker.objects.filter(termijn=volgen[0], gevuurd_op=None, vervallen_op=None).exists()


def test_een_controle_die_lang_duurt_draait_niets_terug(
    regio: bouw.Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The auditor took minutes, and another round rang meanwhile: that was no clock that was ahead."""
    melding, minuut = bouw.in_fase_1(nu), timedelta(minutes=1)
    wachten = Wekker.objects.filter(termijn__zaak=melding, gevuurd_op__isnull=True, vervallen_op__isnull=True)
    wekker = wachten.order_by("gaat_op")[0]
    tijd = [wekker.gaat_op - minuut]

    def duurt_lang(*_: object, **__: object) -> tuple[list[controle.Schending], list[int]]:
        if tijd[0] < wekker.gaat_op:
            tijd[0] += 10 * minuut
            ronde.bewaak(tijd[0] - minuut)
        return [controle.Schending(1, "Iets.", ())], [1]

    monkeypatch.setattr(ronde, "_vraag", duurt_lang)
    ronde.waak(lambda: tijd[0])

    wekker.refresh_from_db()
    assert wekker.gevuurd_op == wekker.gaat_op + 8 * minuut


def test_in_een_oefening_is_de_speling_er_een_van_echte_tijd(nu: datetime) -> None:
    """Her clock goes faster: what a round of now wrote is not ahead of one that began some seconds ago."""
    uur = timedelta(hours=1)
    with binnen(Wereld(1, nu, nu, 60)):
        assert not is_toekomst(nu + uur, nu)
        assert is_toekomst(nu + 2 * uur, nu)


def test_wie_straks_iets_deed_is_daar_nu_niet_mee_klaar(
    client: Client, regio: bouw.Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that asks "just now?" of a moment that nobody watches."""
    straks = nu + SPRONG
    contact = Contactpersoon.objects.exclude(email="").filter(bevestigd_op__isnull=False)[0]
    assert dekking.is_bevestigd(contact, nu)
    contact.bevestigd_op = straks
    assert not dekking.is_bevestigd(contact, nu)

    contact.save()
    contact.bevestigingsverzoeken.create(gemaakt_op=straks, verloopt_op=straks + SPRONG, uitkomst="verlopen")
    assert contact in verzoeken_om_bevestiging.te_vragen(nu)

    link = agendalink.maak(regio.gebruikers["contractmanager"], nu)
    Agendalink.objects.update(gebruikt_op=straks)
    agendalink.open_met(link, nu)
    assert Agendalink.objects.get().gebruikt_op == nu

    lezer = regio.gebruikers["regiomanager"]
    dag = next(iter(signaal.vensters(straks)))
    eerste = signaal._aanleiding(lezer.pk, dag)
    signaal._mail("a@b.example", eerste, lezer.pk, [], straks)
    assert signaal._aanleiding(lezer.pk, dag) == eerste
    bouw.melding_met_drie_berichten(nu)
    assert signaal._aanleiding(lezer.pk, dag) == f"{eerste}:weer"


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
        rem.tel("contactmanager", rem.Plek("192.0.2.1"), nu + SPRONG, rem.NIEMAND)

    assert not rem.is_geremd("contactmanager", rem.Plek("192.0.2.1"), nu)
    assert not rem.zijn_codes_op(rem.NIEMAND, rem.Plek("192.0.2.1"), nu)


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
