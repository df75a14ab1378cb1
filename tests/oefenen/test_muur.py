"""The wall round a drill: acts in the one world change no row of the other, and no address reads over it (R153)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from basis.wereld import binnen
from calamiteiten.models import Deelname, Melding, Oefening
from calamiteiten.werelden import Wereldbeheer
from communicatie.models import Bericht, Sms, Stuiter
from communicatie.post import agenda, berichten, sms, stuiters
from communicatie.post.deelnemers import DOET_NIET_MEE
from contacten.models import Contactpersoon, Gebruiker
from escalatie.bewaking import ronde
from escalatie.models import Inspel
from escalatie.oefenen import spelen
from escalatie.oefenen.scenario import van_hier
from tests import bouw
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.invullen import verstuur
from tests.inbraak import inbraak
from tests.oefenen.test_oefening import ADVISEUR, CONTRACT, REGIOM, Oefenverteller, wereld_van
from tests.smsdienst import smsdienst

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier"), pytest.mark.eis("R153")]
# Of the drill itself and not of its world, or of the machine: sessions, rights (guardian), the forms of a link, what
# somebody saw, and when a round was made.
VAN_BEIDE = {
    "calamiteiten.Oefening",
    "calamiteiten.Deelname",
    "calamiteiten.Oefenuitnodiging",
    "calamiteiten.KenmerkTeller",
    "calamiteiten.MeldingUserObjectPermission",
    "calamiteiten.MeldingGroupObjectPermission",
    "escalatie.Inspel",
    "escalatie.Gezien",
    "calamiteiten.Inzage",  # of both: its row names the world
    "contacten.Formulierpost",  # that a form went through
    "contacten.Zegelregel",  # the prints of both, in one chain
    "escalatie.Hartslag",
    "sessions.Session",
    "usersessions.UserSession",
}
GEWEIGERD = "550 5.1.1 Onbekend adres"


@pytest.fixture
def o(regio: Regio, nu: datetime) -> Oefenverteller:
    """As in test_oefening: beside a real melding; two players have the address of their seat."""
    bouw.melding(nu)
    verteller = Oefenverteller(regio, nu)
    for naam, rol in ((CONTRACT, "contractmanager"), (ADVISEUR, "communicatieadviseur")):
        wie = regio.gebruikers[naam]
        plek = Contactpersoon.objects.filter(bezettingen__rol=rol).order_by("bezettingen__volgorde", "pk")[0]
        Gebruiker.objects.filter(pk=wie.pk).update(email=plek.email)
        wie.refresh_from_db()
    return verteller


def rijen(oefening: Oefening | None) -> dict[str, dict[Any, Any]]:
    """Every row that is asked for in this world, whole; None is the real one, with what hangs on no zaak."""
    gevonden = {}
    with binnen(wereld_van(oefening) if oefening else None):
        for model in apps.get_models():
            van_werelden = isinstance(model._default_manager, Wereldbeheer)
            if model._meta.label not in VAN_BEIDE and (van_werelden or oefening is None):
                gevonden[model._meta.label] = _inhoud(model)
    return gevonden


def _inhoud(model: type[Model]) -> dict[Any, Any]:
    # Signing in is real, from wherever.
    return {rij[model._meta.pk.attname]: {**rij, "last_login": None} for rij in model._default_manager.values()}


def verschil(voor: dict[str, dict[Any, Any]], na: dict[str, dict[Any, Any]]) -> list[str]:
    """Which tables are not as they were."""
    return [naam for naam in voor if voor[naam] != na[naam]]


def test_een_daad_in_de_ene_wereld_verandert_geen_rij_van_de_andere(
    o: Oefenverteller, nu: datetime, mailserver: Mailserver
) -> None:
    ronde.verzend(lambda: o.nu)
    echt = Melding.objects.get()
    oefening = o.begin(CONTRACT, ADVISEUR)
    with binnen(wereld_van(oefening)):
        geoefend = Melding.objects.get()
    pad = f"/oefening/{oefening.pk}/meldingen/{geoefend.kenmerk}"
    for is_oefening, daad in (
        (True, lambda: _ronde(o, minuten=2)),
        (False, lambda: verstuur(o.als(CONTRACT), f"/meldingen/{echt.kenmerk}/stap/start_impactanalyse/")),
        (True, lambda: verstuur(o.als(CONTRACT), f"{pad}/stap/start_impactanalyse/")),
        (True, lambda: _geweigerd(o, mailserver)),
        (False, lambda: ronde.verzend(lambda: o.nu)),
        (True, lambda: _teruggekomen(oefening, o.nu)),
        (False, lambda: _lees_alles(o, echt.kenmerk)),
        (True, lambda: o.leest(CONTRACT, f"/meldingen/{geoefend.kenmerk}/bewijs/")),
        (True, lambda: _ronde(o, minuten=300)),
        (False, lambda: ronde.verzend(lambda: o.nu)),
        (True, lambda: o.doe(REGIOM, "afbreken", **dict[str, Any]({"afbreken-reden": "Genoeg geleerd."}))),
    ):
        ander = None if is_oefening else oefening
        voor = rijen(ander)
        daad()
        assert verschil(voor, rijen(ander)) == [], daad


def _ronde(o: Oefenverteller, minuten: int) -> None:
    """Only what is done in drills: real time goes on, and real rounds have their own turn."""
    o.nu += timedelta(minutes=minuten)
    ronde._in_oefeningen(ronde._bewaak_oefening, lambda: o.nu)
    ronde._in_oefeningen(berichten.verzend, lambda: o.nu)


def _geweigerd(o: Oefenverteller, mailserver: Mailserver) -> None:
    """Who plays has an address that the mail server refuses for good."""
    for adres in Deelname.objects.values_list("adres", flat=True):
        mailserver.weiger[adres] = GEWEIGERD
    with binnen(wereld_van(Oefening.objects.get())):
        assert Bericht.objects.filter(status="gepland").exists()
    _ronde(o, minuten=1)
    with binnen(wereld_van(Oefening.objects.get())):
        assert Bericht.objects.filter(status="mislukt").exists()
    mailserver.weiger.clear()


def _teruggekomen(oefening: Oefening, nu: datetime) -> None:
    """A mail of the drill that was accepted comes back an hour later."""
    with binnen(wereld_van(oefening)):
        rij = Bericht.objects.filter(status="verzonden").order_by("pk")[0]
    assert stuiters.verwerk(_verslag(rij), nu) == rij
    with binnen(wereld_van(oefening)):
        rij.refresh_from_db()
        assert rij.status == "mislukt"
        assert Stuiter.objects.filter(bericht=rij).exists()
        # On the clock of the drill, as everything in it.
        assert Stuiter.objects.get(bericht=rij).ontvangen_op == wereld_van(oefening).tijd(nu)


def _verslag(rij: Bericht) -> bytes:
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: app@rsj.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nUnknown user.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {rij.aan}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {rij.message_id}\r\nSubject: x\r\n\r\n--x--\r\n"
    ).encode()


def _lees_alles(o: Oefenverteller, kenmerk: str) -> None:
    for pad in ("/", "/dashboard/", f"/meldingen/{kenmerk}/", f"/meldingen/{kenmerk}/bewijs/"):
        assert o.als(CONTRACT).get(pad).status_code == 200


def test_over_de_zomertijd_heen_komt_alles_op_zijn_uur(o: Oefenverteller, regio: Regio) -> None:
    """The clock of a drill counts real hours: in the night in which the clock changes too."""
    wie, zwolle = regio.gebruikers[CONTRACT], regio.gemeenten["zwolle"]
    nacht = van_hier()["nacht"]
    for avond in (datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 10, 24, 12, 0, tzinfo=UTC)):
        oefening = spelen.maak(nacht, 1, regio.aanbieders["molen"], zwolle, wie, avond)
        spelen.meld_aan(oefening.pk, wie, avond)
        spelen.begin(oefening.pk, wie, avond)
        wereld = wereld_van(oefening)
        verwacht = [wereld.tijd(avond + regel.na) for regel in nacht.inspelen]
        assert list(Inspel.objects.filter(oefening=oefening).values_list("gaat_op", flat=True)) == verwacht
        assert nacht.klok_op(avond).tzinfo is UTC


def test_wie_zijn_account_kwijt_is_krijgt_van_een_oefening_niets_meer(
    o: Oefenverteller, mailserver: Mailserver
) -> None:
    ronde.verzend(lambda: o.nu)
    eerder = len(mailserver.ontvangen)
    o.begin(CONTRACT)
    Gebruiker.objects.filter(pk=o.regio.gebruikers[CONTRACT].pk).update(is_active=False)
    _ronde(o, minuten=60)
    _ronde(o, minuten=60)
    assert len(mailserver.ontvangen) == eerder


def test_wie_een_ander_adres_kreeg_meldt_zich_daarmee_opnieuw_aan(o: Oefenverteller) -> None:
    oefening = o.zet_klaar()
    o.doe(CONTRACT, "aanmelden")
    Gebruiker.objects.filter(pk=o.regio.gebruikers[CONTRACT].pk).update(email="nieuw@rsj.example")
    o.doe(CONTRACT, "aanmelden")
    open_ = Deelname.objects.filter(oefening=oefening, afgemeld_op__isnull=True)
    assert list(open_.values_list("adres", flat=True)) == ["nieuw@rsj.example"]
    assert Deelname.objects.filter(oefening=oefening).count() == 2


def test_een_sms_en_een_afspraak_uit_een_oefening_zijn_gemerkt_en_alleen_voor_wie_meedoet(
    o: Oefenverteller, settings: Any
) -> None:
    oefening = o.begin(CONTRACT)
    met_mobiel = Contactpersoon.objects.exclude(mobiel="")
    op = wereld_van(oefening).tijd(o.nu)
    with smsdienst() as dienst, binnen(wereld_van(oefening)):
        settings.SMS_URL, settings.SMS_AFZENDER = dienst.adres, "RSJ"
        with inbraak():
            Sms.objects.all().delete()
        mee = Bericht.objects.filter(status="gepland", contactpersoon__in=met_mobiel).order_by("pk")[0]
        niet = Bericht.objects.filter(status="ingetrokken", reden=DOET_NIET_MEE, contactpersoon__in=met_mobiel)[0]
        Bericht.objects.filter(pk=niet.pk).update(status="gepland", volgende_poging_op=op, reden="")
        for rij in (mee, niet):
            Sms.objects.create(bericht=rij, gepland_op=op, volgende_poging_op=op)
        sms.verzend(op)
        (tekst,) = [een["text"] for een in dienst.ontvangen]
        assert tekst.startswith("OEFENING OEFM-")
        assert f"/oefening/{oefening.pk}/" in tekst
        assert Sms.objects.get(bericht=niet).reden == DOET_NIET_MEE
        afspraak = agenda.maak_afspraak("x", 1, agenda.REQUEST, op, timedelta(hours=1), "Overleg", "Zwolle")
        mee.gegevens = afspraak.als_gegevens()
        deel = agenda.maak_deel(mee, "")
        assert deel
        assert "SUMMARY:OEFENING OEFM-" in deel[0]
        assert "DESCRIPTION:OEFENING" in deel[0]
