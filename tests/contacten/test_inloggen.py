"""Signing in, to the end of every road that is on (R102, 4.1-4.3, 4.6, 4.7): what it says, whom it slows, who stays."""

import re
from datetime import timedelta
from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communicatie.models import Bericht
from communicatie.post.accountpost import mail_nieuws
from communicatie.post.berichten import verzend
from contacten import gebruikers
from contacten.inloggen import rem
from contacten.inloggen.rem import PER_NAAM, PER_NETWERK
from contacten.models import Accountnieuws, Agendalink, Gebruiker, Inlogpoging
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests import klok
from tests.toegang.tabel import EIGEN_ACCOUNT, INGELOGD, TABEL

pytestmark = pytest.mark.django_db
# Where the counters of the brake, and the sessions, stand in SQLite. The rest is no different there, and hashes slowly.
ook_op_sqlite = pytest.mark.sqlite

NIEUW = "vier-stoere-olifanten-dansen"
GUESSER, COLLEGA, PROXY = "203.0.113.7", "198.51.100.9", "192.0.2.1"


@pytest.fixture(autouse=True)
def _sessies_eindigen(settings):
    """As in production; elsewhere a browser stays signed in while the clock jumps."""
    settings.SESSIE_STIL_MINUTEN, settings.SESSIE_HOOGSTENS_UREN = 30, 10


@pytest.fixture(autouse=True)
def _leeg():
    cache.clear()


@pytest.fixture
def noor():
    return bouw.gebruiker(
        Rol.REGIOMANAGER,
        username="noor@zwolle.example",
        email="noor@zwolle.example",
        voornaam="Noor",
        achternaam="Hofstede",
    )


def met_app(wie):
    """Give this account a code app; returns the secret."""
    geheim = generate_totp_secret()
    TOTP.activate(wie, geheim)
    return geheim


def code(geheim, verder=0):
    return format_hotp_value(hotp_value(geheim, int(time()) // 30 + verder))


def log_in(client, naam, wachtwoord=bouw.WACHTWOORD, adres=COLLEGA, via="", **velden):
    gegevens = {"login": naam, "password": wachtwoord, **velden}
    kop = {"HTTP_X_FORWARDED_FOR": via} if via else {}
    return client.post(reverse("account_login"), gegevens, REMOTE_ADDR=adres, **kop)


def is_binnen(client):
    return client.get(reverse("contacten")).status_code == 200


def vergeten(client, email, **kop):
    return client.post(reverse("account_reset_password"), {"email": email}, **kop)


def link_uit_de_mail(nu, mailserver, aan):
    mail_nieuws(nu)
    verzend(nu)
    mail = [m for m in mailserver.ontvangen if m["To"] == aan][-1]
    gevonden = re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())
    assert gevonden
    return mail, gevonden[0]


@pytest.mark.eis("R102")
@ook_op_sqlite
def test_een_vergeten_wachtwoord_loopt_van_de_mail_tot_inloggen_en_een_keer(client, noor, nu, mailserver, settings):
    settings.ALLOWED_HOSTS = ["*"]
    antwoord = vergeten(client, "NOOR@zwolle.example", HTTP_HOST="localhost:6666")
    assert antwoord["Location"] == reverse("account_reset_password_done")
    mail, link = link_uit_de_mail(nu, mailserver, noor.email)
    assert mail["Subject"] == "Kies een nieuw wachtwoord"
    assert link.startswith(settings.SITE_URL + "/wachtwoord/nieuw/")
    pad = link.removeprefix(settings.SITE_URL)
    binnen = client.get(pad, follow=True)
    assert "Nieuw wachtwoord kiezen" in binnen.content.decode()
    formulier = binnen.redirect_chain[-1][0]
    zwak = client.post(formulier, {"password1": "wachtwoord123", "password2": "wachtwoord123"})
    assert "te makkelijk te raden" in zwak.content.decode()
    klaar = client.post(formulier, {"password1": NIEUW, "password2": NIEUW}, follow=True)
    assert "Uw wachtwoord is gewijzigd" in klaar.content.decode()
    assert not is_binnen(client)
    assert not client.login(username=noor.username, password=bouw.WACHTWOORD)
    assert log_in(Client(), noor.email, NIEUW).status_code == 302
    for poging in (client, Client()):
        assert "Deze link werkt niet meer" in poging.get(pad, follow=True).content.decode()
    mail, _ = link_uit_de_mail(nu, mailserver, noor.email)
    assert mail["Subject"] == "Uw wachtwoord is gewijzigd"
    # The link left the row with the mail.
    assert not Bericht.objects.filter(gegevens__has_key="pad", status="verzonden").exists()


def test_een_link_voor_een_nieuw_wachtwoord_wordt_te_oud(client, noor, nu, mailserver, settings):
    vergeten(client, noor.email)
    _, link = link_uit_de_mail(nu, mailserver, noor.email)
    with klok.op(nu + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 5)):
        tekst = client.get(link.removeprefix(settings.SITE_URL), follow=True).content.decode()
    assert "Deze link werkt niet meer" in tekst


@pytest.mark.parametrize("wie", ["onbekend", "beeindigd", "zonder wachtwoord"])
def test_een_vergeten_wachtwoord_verraadt_niet_wie_er_is(client, noor, nu, mailserver, wie):
    """The same answer and the same work: what is counted is what the page does, not how long this machine took."""
    if wie == "beeindigd":
        gebruikers.beeindig(bouw.gebruiker(Rol.REGIOMANAGER, email="weg@zwolle.example"))
    if wie == "zonder wachtwoord":
        gebruikers.maak_gebruiker("weg@zwolle.example", Rol.REGIOMANAGER, email="weg@zwolle.example")
    antwoorden = []
    for email in ("weg@zwolle.example", noor.email):
        with CaptureQueriesContext(
            connection,
        ) as vragen:
            antwoord = vergeten(Client(), email)
        antwoorden.append((antwoord.status_code, antwoord["Location"], antwoord.content, _soorten(vragen)))
    assert antwoorden[0] == antwoorden[1]
    mail_nieuws(nu)
    verzend(nu)
    assert [mail["To"] for mail in mailserver.ontvangen] == [noor.email]
    assert not Accountnieuws.objects.filter(aan="weg@zwolle.example").exists()


@pytest.mark.parametrize("wie", ["onbekend", "beeindigd", "zonder wachtwoord"])
@pytest.mark.parametrize("wachtwoord", [bouw.WACHTWOORD, "iets-heel-anders-dan-dat"])
def test_inloggen_verraadt_niet_wie_er_is(noor, monkeypatch, settings, wie, wachtwoord):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if wie == "beeindigd":
        Gebruiker.objects.filter(pk=bouw.gebruiker(Rol.REGIOMANAGER, username="weg").pk).update(is_active=False)
    if wie == "zonder wachtwoord":
        gebruikers.maak_gebruiker("weg", Rol.REGIOMANAGER)
    gehasht = []
    echt = MD5PasswordHasher.encode

    def tel(zelf, *args):
        gehasht.append(1)
        return echt(zelf, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", tel)
    antwoorden = []
    for naam, geprobeerd in (("weg", wachtwoord), (noor.username, "iets-heel-anders-dan-dat")):
        gehasht.clear()
        with CaptureQueriesContext(connection) as vragen:
            antwoord = log_in(Client(), naam, geprobeerd)
        tekst = re.sub(r'(value="[^"]*"|nonce="[^"]*")', "", antwoord.content.decode())
        antwoorden.append((antwoord.status_code, tekst, len(gehasht), _soorten(vragen)))
    assert antwoorden[0][2] == 1
    assert antwoorden[0] == antwoorden[1]


def _soorten(vragen):
    """What was asked of the database, without the counters of the brake, which stand in it where there is no Redis."""
    gevraagd = [re.sub(r"'[^']*'|\d+", "?", vraag["sql"])[:60] for vraag in vragen.captured_queries]
    return [zin for zin in gevraagd if '"cache"' not in zin and "SAVEPOINT" not in zin]


@pytest.mark.parametrize(
    "wachtwoord",
    [
        "123456789012",
        "wachtwoord123",
        "Calamiteiten2026!",
        "W@chtw00rd2026",
        "qwertyuiop12",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "NoorHofstede1987",
        "noor@zwolle.example",
        "Zwolle-Kampen-Raalte",
        "zomer2026zomer",
        "jeugdhulp-regie",
        "210987654321",
        "welkomwelkom",
        "xkcdxkcdxkcd",
        "privacyfunctionaris",
        "Gegevensbescherming1!",
        "communicatieadviseur",
        "w a c h t w o o r d 1 2",
        "we-lk-om-12-34-56",
    ],
)
def test_een_wachtwoord_dat_te_raden_is_wordt_met_een_zin_geweigerd(client, noor, wachtwoord):
    client.force_login(noor)
    velden = {"oldpassword": bouw.WACHTWOORD, "password1": wachtwoord, "password2": wachtwoord}
    antwoord = client.post(reverse("account_change_password"), velden)
    assert antwoord.status_code == 200
    assert antwoord.context["form"].errors["password1"]
    noor.refresh_from_db()
    assert noor.check_password(bouw.WACHTWOORD)


@pytest.mark.parametrize(
    "wachtwoord",
    [NIEUW, "Xk7 pq!mv_2rTz", "de fietsbel van buurman Jurgen piept", "839201746283qv", "veertien-blauwe-fietsen"],
)
def test_een_sterk_wachtwoord_mag_zonder_eisen_aan_tekens(client, noor, nu, mailserver, wachtwoord):
    client.force_login(noor)
    ander = Client()
    ander.force_login(noor)
    velden = {"oldpassword": bouw.WACHTWOORD, "password1": wachtwoord, "password2": wachtwoord}
    assert client.post(reverse("account_change_password"), velden).status_code == 302
    noor.refresh_from_db()
    assert noor.check_password(wachtwoord)
    assert (is_binnen(client), is_binnen(ander)) == (True, False)
    mail, _ = link_uit_de_mail(nu, mailserver, noor.email)
    assert mail["Subject"] == "Uw wachtwoord is gewijzigd"


def test_in_productie_wordt_met_argon2_bewaard():
    from pathlib import Path

    from django.conf import settings

    tekst = (Path(settings.BASIS) / "calamiteiten/config/settings.py").read_text()
    eerste = tekst.split("PASSWORD_HASHERS = [", 1)[1].lstrip().split(",")[0]
    assert "Argon2PasswordHasher" in eerste


@ook_op_sqlite
def test_wie_raadt_wordt_geremd_en_niemand_anders(client, noor):
    ander = bouw.gebruiker(Rol.CONTRACTMANAGER, username="ander")
    for poging in range(PER_NETWERK):
        log_in(Client(), f"iemand{poging % 7}", "mis", GUESSER, via=f"10.0.0.{poging}")
    geremd = Client()
    antwoord = log_in(geremd, ander.username, adres=GUESSER)
    assert "te vaak geprobeerd" in antwoord.content.decode()
    assert not is_binnen(geremd)
    assert log_in(client, ander.username, adres=COLLEGA).status_code == 302
    assert is_binnen(client)


@ook_op_sqlite
def test_een_naam_kan_niet_van_buiten_op_slot(client, noor):
    for _ in range(PER_NAAM * 3):
        log_in(Client(), noor.username, "mis", GUESSER)
    assert "te vaak geprobeerd" in log_in(Client(), noor.username, adres=GUESSER).content.decode()
    assert log_in(client, noor.username, adres=COLLEGA).status_code == 302


@pytest.mark.eis("R102")
def test_wie_wachtwoord_en_tweede_stap_kent_komt_ook_naast_de_rader_binnen(client, noor):
    geheim = met_app(noor)
    for _ in range(PER_NAAM):
        log_in(Client(), noor.username, "mis", GUESSER)
    antwoord = log_in(client, noor.username, adres=GUESSER)
    assert 'name="code"' in antwoord.content.decode()
    fout = log_in(client, noor.username, adres=GUESSER, code="000000")
    assert "klopt niet" in fout.content.decode()
    assert not is_binnen(client)
    zonder = log_in(Client(), noor.username, "mis", GUESSER, code=code(geheim))
    assert "klopt niet" in zonder.content.decode()
    assert log_in(client, noor.username, adres=GUESSER, code=code(geheim)).status_code == 302
    assert is_binnen(client)
    # And it was used up.
    assert "klopt niet" in log_in(Client(), noor.username, adres=GUESSER, code=code(geheim)).content.decode()


@ook_op_sqlite
def test_na_vijf_minuten_is_de_rem_eraf(client, noor, nu):
    for _ in range(PER_NAAM):
        log_in(Client(), noor.username, "mis", GUESSER)
    with klok.op(nu + timedelta(minutes=5, seconds=1)):
        assert log_in(client, noor.username, adres=GUESSER).status_code == 302


@pytest.mark.parametrize("vertrouwd", [True, False])
def test_alleen_een_vertrouwde_proxy_zegt_wie_erachter_zit(client, noor, settings, vertrouwd):
    settings.VERTROUWDE_PROXIES = [f"{PROXY}/32"] if vertrouwd else []
    for _ in range(PER_NAAM):
        # The guesser writes an address of his own in front; the proxy adds the real one.
        log_in(Client(), noor.username, "mis", PROXY, via=f"{COLLEGA}, {GUESSER}")
    antwoord = log_in(client, noor.username, adres=PROXY, via=COLLEGA)
    assert (antwoord.status_code == 302) is vertrouwd
    assert "te vaak" in log_in(Client(), noor.username, adres=PROXY, via=f"{COLLEGA}, {GUESSER}").content.decode()


@ook_op_sqlite
def test_van_een_poging_blijft_geen_naam_bewaard(noor):
    log_in(Client(), "per-ongeluk-mijn-wachtwoord", "mis")
    rij = Inlogpoging.objects.get()
    assert "wachtwoord" not in rij.naam
    assert rij.netwerk == COLLEGA


@pytest.mark.eis("R102")
def test_de_tweede_stap_wordt_gevraagd_en_een_code_werkt_een_keer(client, noor, nu):
    geheim = met_app(noor)
    stap = reverse("mfa_authenticate")
    assert log_in(client, noor.username)["Location"].startswith(stap)
    assert not is_binnen(client)
    assert "klopt niet" in client.post(stap, {"code": "000000"}).content.decode()
    gebruikt = code(geheim)
    assert client.post(stap, {"code": gebruikt}).status_code == 302
    assert is_binnen(client)
    ander = Client()
    log_in(ander, noor.username)
    assert "klopt niet" in ander.post(stap, {"code": gebruikt}).content.decode()
    assert not is_binnen(ander)
    with klok.op(nu + timedelta(seconds=31)):
        assert "klopt niet" in ander.post(stap, {"code": gebruikt}).content.decode()
        assert ander.post(stap, {"code": code(geheim)}).status_code == 302


def test_wie_codes_raadt_met_het_wachtwoord_houdt_de_eigenaar_niet_buiten(client, noor):
    geheim = met_app(noor)
    stap, rader = reverse("mfa_authenticate"), Client(REMOTE_ADDR=GUESSER)
    log_in(rader, noor.username, adres=GUESSER)
    for _ in range(PER_NAAM):
        rader.post(stap, {"code": "000000"})
    assert "te vaak een code" in rader.post(stap, {"code": code(geheim)}).content.decode()
    log_in(client, noor.username)
    assert client.post(stap, {"code": code(geheim)}, REMOTE_ADDR=COLLEGA).status_code == 302


def herbevestig(client, **velden):
    return client.post(reverse("account_reauthenticate"), {"password": bouw.WACHTWOORD, **velden})


# What only takes a way in away: who does it with an open session gains nothing.
MET_SLEUTEL = {"mfa_remove_webauthn", "mfa_edit_webauthn"}
NEEMT_WEG = {"agenda_intrekken", "sessie_einde"}


def sleutels(wie):
    """All with which this account can be entered, now."""
    wie.refresh_from_db()
    tweede = Authenticator.objects.filter(user=wie).order_by("pk").values_list("type", "data")
    return wie.password, wie.email, wie.username, list(tweede), list(Agendalink.objects.filter(gebruiker=wie).values())


def _vraagt_opnieuw(client, wie, namen, waarden):
    """Which of these ask first who it is; fails on one that shows or changes what opens the account."""
    gevraagd, voor = set(), sleutels(wie)
    rijen = [rij.wrap() for rij in Authenticator.objects.filter(user=wie)]
    geheim = [code for rij in rijen if hasattr(rij, "get_unused_codes") for code in rij.get_unused_codes()]
    for naam in sorted(namen):
        for doe in (client.get, client.post):
            antwoord = doe(reverse(naam, args=waarden.get(naam, [1] if naam in MET_SLEUTEL else [])))
            if str(antwoord.headers.get("Location", "")).startswith("/inloggen/opnieuw/"):
                gevraagd.add(naam)
            assert not [woord for woord in geheim if woord in antwoord.content.decode()], naam
        assert sleutels(wie) == voor, naam
    return gevraagd


@pytest.mark.eis("R102")
def test_wat_het_account_wijzigt_vraagt_eerst_wie_het_is(client, noor, monkeypatch):
    """Every address of the permission table about the own account: asked with nothing but an open session, it shows and
    changes none of what opens that account."""
    client.force_login(noor)
    doet = {naam: rij.post.get(200, set()) | rij.post.get(302, set()) for naam, rij in TABEL.items()}
    van_ieder = {naam for naam, wie in doet.items() if wie >= INGELOGD and not TABEL[naam].argumenten}
    eigen = {*EIGEN_ACCOUNT, *van_ieder} - NEEMT_WEG
    # Of who has no second step yet, and of who has everything there is.
    gevraagd = _vraagt_opnieuw(client, noor, eigen, {})
    met_app(noor)
    RecoveryCodes.activate(noor)
    # The key itself is walked with a browser; here its row stands.
    monkeypatch.setattr(passkeys, "get_credentials", lambda wie: [])
    pk = Authenticator.objects.create(user=noor, type="webauthn", data={"name": "sleutel"}).pk
    gevraagd |= _vraagt_opnieuw(client, noor, eigen, {"mfa_remove_webauthn": [pk], "mfa_edit_webauthn": [pk]})
    # The rest shows what there is, asks for the password itself, or keeps that a first visit was read.
    assert eigen - gevraagd <= {
        *("account_change_password", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        *("mfa_index", "mfa_list_webauthn", "usersessions_list", "eerste_keer"),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.eis("R102")
def test_zonder_tweede_stap_gaat_er_geen_dossier_open(client, noor, settings):
    settings.TWEEDE_STAP_VERPLICHT = True
    log_in(client, noor.username)
    for naam in ("werkvoorraad", "meldingen", "contacten", "accountverzoeken", "account_change_password"):
        assert client.get(reverse(naam))["Location"] == reverse("mfa_index"), naam
        geweigerd = client.post(reverse(naam), {"tekst": "x"})
        assert (geweigerd.status_code, reverse("mfa_index") in geweigerd.content.decode()) == (403, True), naam
    assert client.get(reverse("mfa_index")).status_code == 200
    ander = Client()
    log_in(ander, noor.username)
    herbevestig(client)
    pad = reverse("mfa_activate_totp")
    geheim = client.get(pad).context["form"].secret
    client.post(pad, {"code": code(geheim)})
    assert client.get(reverse("contacten")).status_code == 200
    # Whoever else was in with the password alone, is out.
    assert ander.get(reverse("mfa_index")).status_code == 302
    weg = client.post(reverse("mfa_deactivate_totp"))
    assert "uw enige tweede stap" in weg.content.decode()
    with klok.op(klok_later()):
        nieuw = Client()
        log_in(nieuw, noor.username)
        nieuw.post(reverse("mfa_authenticate"), {"code": code(geheim)})
        assert nieuw.get(reverse("contacten")).status_code == 200


def klok_later():
    from basis.klok import nu

    return nu() + timedelta(minutes=1)


@pytest.mark.eis("R102")
def test_de_beheerder_wist_de_tweede_stap_en_iedereen_hoort_het(client, noor, nu, mailserver):
    beheerder = bouw.gebruiker(Rol.BEHEERDER, email="b@regio.example")
    tweede = bouw.gebruiker(Rol.REGIOMANAGER, email="r@regio.example")
    geheim = met_app(noor)
    binnen = Client()
    log_in(binnen, noor.username)
    binnen.post(reverse("mfa_authenticate"), {"code": code(geheim)})
    client.force_login(beheerder)
    client.post(reverse("gebruiker_tweede_stap", args=[noor.pk]))
    assert not Authenticator.objects.filter(user=noor).exists()
    assert not is_binnen(binnen)
    mail_nieuws(nu)
    verzend(nu)
    post = {(mail["To"], mail["Subject"]) for mail in mailserver.ontvangen}
    assert post == {
        (noor.email, "Er is ingelogd met uw account op een nieuwe plek"),
        (noor.email, "Uw tweede stap bij het inloggen is gewist"),
        (tweede.email, "Wie toegang heeft, is gewijzigd"),
    }
    assert "Tweede stap gewist" in client.get(reverse("gebruiker", args=[noor.pk])).content.decode()
    met_app(beheerder)
    client.post(reverse("gebruiker_tweede_stap", args=[beheerder.pk]))
    assert Authenticator.objects.filter(user=beheerder).exists()


def test_men_ziet_waar_men_is_ingelogd_en_logt_daar_uit(client, noor):
    ander, derde = Client(), Client()
    for browser, adres in ((client, COLLEGA), (ander, GUESSER), (derde, GUESSER)):
        log_in(browser, noor.username, adres=adres)
    pagina = client.get(reverse("usersessions_list"))
    assert pagina.content.decode().count("Hier uitloggen") == 2
    rij = UserSession.objects.get(session_key=ander.session.session_key)
    vreemd = Client()
    vreemd.force_login(bouw.gebruiker(Rol.CONTRACTMANAGER))
    assert vreemd.post(reverse("sessie_einde", args=[rij.pk])).status_code == 404
    assert is_binnen(ander)
    client.post(reverse("sessie_einde", args=[rij.pk]))
    assert [is_binnen(browser) for browser in (client, ander, derde)] == [True, False, True]
    client.post(reverse("usersessions_list"))
    assert [is_binnen(browser) for browser in (client, ander, derde)] == [True, False, False]


@ook_op_sqlite
def test_een_sessie_die_stilstaat_eindigt_en_wat_vanzelf_gaat_houdt_haar_niet_open(client, noor, nu):
    log_in(client, noor.username)
    vanzelf, zelf = Client(), Client()
    for browser in (vanzelf, zelf):
        log_in(browser, noor.username)
    with klok.op(nu + timedelta(minutes=20)):
        assert is_binnen(zelf)
        assert vanzelf.get(reverse("contacten"), headers={"HX-Request": "true"}).status_code == 200
    with klok.op(nu + timedelta(minutes=31)):
        assert [is_binnen(browser) for browser in (client, vanzelf, zelf)] == [False, False, True]


def test_na_een_werkdag_eindigt_elke_sessie(client, noor, nu, settings):
    settings.SESSIE_STIL_MINUTEN = 24 * 60
    log_in(client, noor.username)
    with klok.op(nu + timedelta(hours=9, minutes=59)):
        assert is_binnen(client)
    with klok.op(nu + timedelta(hours=10, minutes=1)):
        assert not is_binnen(client)


def test_een_mail_van_de_bibliotheek_gaat_nooit_weg(noor):
    from allauth.account.adapter import get_adapter
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured):
        get_adapter().send_mail("account/email/unknown_account", noor.email, {})


@pytest.mark.eis("R102")
def test_wie_tegelijk_raadt_raadt_niet_vaker_dan_na_elkaar(client, noor, monkeypatch, nu):
    """Each guess begins while the password of the one before is still looked at."""
    bekeken, klopt = [], Gebruiker.check_password

    def terwijl(wie, wachtwoord):
        bekeken.append(wachtwoord)
        if len(bekeken) < 3 * PER_NAAM:
            log_in(Client(), noor.username, "een-gok", adres=GUESSER)
        return klopt(wie, wachtwoord)

    with monkeypatch.context() as lap:
        lap.setattr(Gebruiker, "check_password", terwijl)
        log_in(Client(), noor.username, "een-gok", adres=GUESSER)
    assert len(bekeken) == PER_NAAM
    assert list(Inlogpoging.objects.values_list("netwerk", flat=True)) == [GUESSER] * PER_NAAM
    # Who is looked at now keeps nobody else of his network out, and who was right counts for nobody.
    for nummer in range(PER_NETWERK):
        rem.begin(f"collega-{nummer}", rem.Plek(COLLEGA), nu)
    log_in(client, noor.username)
    assert is_binnen(client)
    assert not Inlogpoging.objects.filter(naam=rem.sleutel_van(noor.username)).exclude(netwerk=GUESSER).exists()


def test_wie_voor_een_ander_om_een_wachtwoord_vraagt_vult_geen_postvak_en_sluit_niemand_buiten(client, noor, nu):
    pad = reverse("account_reset_password")
    for _ in range(12):
        assert client.post(pad, {"email": noor.email}, REMOTE_ADDR="198.51.100.7").status_code == 302
        mail_nieuws(nu)
    assert Bericht.objects.filter(aan=noor.email, regel="account_wachtwoord_vergeten").count() == 1
    # From elsewhere the owner asks for himself, and later gets another.
    assert client.post(pad, {"email": noor.email}, REMOTE_ADDR="203.0.113.9").status_code == 302
    mail_nieuws(nu + timedelta(minutes=6))
    assert Bericht.objects.filter(aan=noor.email, regel="account_wachtwoord_vergeten").count() == 2


@pytest.mark.parametrize(
    "naar", ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "javascript:alert(1)"]
)
def test_na_het_inloggen_komt_niemand_op_een_vreemd_adres(client, noor, naar):
    antwoord = client.post(
        f"{reverse('account_login')}?next={naar}", {"login": noor.username, "password": bouw.WACHTWOORD, "next": naar}
    )
    assert antwoord.status_code == 302
    assert "kwaad" not in antwoord["Location"]
    assert not antwoord["Location"].startswith("javascript")
