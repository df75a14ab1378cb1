"""Guessing and flooding are bounded, and who knows password and second step comes in all the same: from an office where
somebody misuses the network, to an account at which the whole world guesses (R102, docs/besluiten/0061)."""

import re
import zlib
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt
from django.conf import settings as settings_
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communicatie.post import linkkluis
from contacten import gebruikers
from contacten.gebruikers import agendalink
from contacten.gebruikers.uitnodigingen import nodig_uit, sleutel
from contacten.inloggen import browser, linkdeur, rem, toeloop
from contacten.inloggen import codes as codes_
from contacten.inloggen.wachtwoord import pad_voor_nieuw_wachtwoord
from contacten.models import Accountnieuws, Inlogpoging, Nieuws, Uitnodiging
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests import klok

from .test_inloggen import NIEUW, _soorten, code, is_binnen, log_in, met_app

pytestmark = pytest.mark.django_db
KANTOOR, THUIS = "203.0.113.7", "198.51.100.9"
STAP = "mfa_authenticate"
KLOPT_NIET = "het wachtwoord of de code klopt niet"


@pytest.fixture(autouse=True)
def _als_in_productie(settings):
    """The bounds that a production site has unless it says otherwise."""
    settings.TWEEDE_STAP_VERPLICHT, settings.ANONIEM_PER_MINUUT = True, 240
    settings.SESSIE_STIL_MINUTEN, settings.SESSIE_HOOGSTENS_UREN = 30, 10
    cache.clear()
    toeloop.vergeet()
    yield
    toeloop.vergeet()


class Mens:
    """Somebody with an account, a code app and the codes on paper."""

    def __init__(self, naam):
        self.naam = naam
        self.account = bouw.gebruiker(Rol.CONTRACTMANAGER, username=naam, email=f"{naam}@rsj.example")
        self.geheim = met_app(self.account)
        self.papier = RecoveryCodes.activate(self.account).get_unused_codes()

    def code(self):
        """One that was not used yet."""
        return self.papier.pop()

    def komt_binnen(self, client, adres=KANTOOR):
        """Name and password, and then a code when that is asked: as one who was never here, or was."""
        antwoord = log_in(client, self.naam, adres=adres)
        if antwoord.status_code == 200:
            assert 'name="code"' in antwoord.content.decode()
            log_in(client, self.naam, adres=adres, code=self.code())
        else:
            client.post(reverse(STAP), {"code": self.code()}, REMOTE_ADDR=adres)
        return client.get(reverse("meldingen"), REMOTE_ADDR=adres).status_code == 200


@pytest.fixture
def mensen():
    return [Mens(naam) for naam in ("noor", "jan", "fatima", "bram")]


def vaste_browser(mens, adres=THUIS):
    """A browser from which this one came in, on a day before."""
    client = Client()
    assert mens.komt_binnen(client, adres)
    client.post(reverse("account_logout"), REMOTE_ADDR=adres)
    assert not is_binnen(client)
    return client


def raad(naam, keer, adres=KANTOOR, **velden):
    antwoord = None
    for nummer in range(keer):
        van = adres if isinstance(adres, str) else adres(nummer)
        antwoord = log_in(Client(), naam, f"raadsel-{nummer}-raad", adres=van, **velden)
    return antwoord


def veel(naam, keer, nu, adres=KANTOOR, stap=None):
    """As `raad`, without the pages: what hundreds of attempts leave behind."""
    for _ in range(keer):
        rem.tel(naam, rem.Plek(adres), nu, stap)


def sproei(adres=KANTOOR):
    """One who tries many names, until his network must show a code."""
    for nummer in range(rem.PER_NETWERK):
        log_in(Client(), f"iemand-{nummer % 7}", "raadsel-van-iemand", adres=adres)


def overal(nummer):
    return f"100.64.{nummer // 250}.{nummer % 250 + 1}"


@pytest.mark.eis("R102")
def test_in_een_kantoor_waar_een_raadt_komt_wie_het_weet_meteen_binnen(mensen, nu):
    noor, jan, fatima, bram = mensen
    bekend, vreemd = vaste_browser(noor), Client()
    for wie in (noor, jan):
        raad(wie.naam, rem.PER_NAAM + 1)
        raad(wie.naam, 3, code="000000")
        veel(wie.naam, 100, nu, stap=rem.NIEMAND)

    # The guesser himself, and whoever only knows a password, is asked for more.
    assert 'name="code"' in log_in(Client(), fatima.naam, adres=KANTOOR).content.decode()
    # From a browser that was here before nothing is different: password, and then the second step.
    assert log_in(bekend, noor.naam, adres=KANTOOR)["Location"].startswith(reverse(STAP))
    bekend.post(reverse(STAP), {"code": noor.code()}, REMOTE_ADDR=KANTOOR)
    assert is_binnen(bekend)
    # From any other: both at once, the one who is guessed at and the ones who are not.
    for wie in (jan, fatima, bram):
        assert wie.komt_binnen(vreemd if wie is jan else Client()), wie.naam
    # And whoever was helped by that is known from now on.
    vreemd.post(reverse("account_logout"))
    assert log_in(vreemd, jan.naam, adres=KANTOOR).status_code == 302


@pytest.mark.eis("R102")
def test_een_account_waar_van_overal_op_geraden_wordt_laat_de_eigenaar_binnen(mensen, nu):
    noor, jan, *_ = mensen
    bekend = vaste_browser(noor)
    # Who changes his network each time is counted by name, however he writes it.
    antwoord = raad(noor.naam, rem.OVERAL + 1, overal)
    assert "te vaak geprobeerd" in antwoord.content.decode()
    raad(noor.naam, 5, overal, code="000000")
    veel(noor.naam, 100, nu, "100.64.9.9", rem.NIEMAND)

    assert "te vaak geprobeerd" in log_in(Client(), noor.naam.upper(), adres=THUIS).content.decode()
    assert log_in(bekend, noor.naam, adres=THUIS)["Location"].startswith(reverse(STAP))
    assert noor.komt_binnen(Client(), THUIS), "nooit hier geweest: wachtwoord en code ineens"
    # Nobody else notices.
    assert log_in(Client(), jan.naam, adres=THUIS).status_code == 302


def test_een_naam_die_de_database_gelijk_vindt_telt_als_een_naam():
    assert len({rem.sleutel_van(naam) for naam in ("ilse", " ILSE ", "\u0131lse", "il\u017fe")}) == 1
    assert rem.sleutel_van("ilse") != rem.sleutel_van("else")


@pytest.mark.eis("R102")
def test_wie_het_wachtwoord_kent_raadt_een_begrensd_aantal_codes_en_sluit_de_eigenaar_niet_uit(mensen, nu):
    noor, *_ = mensen
    bekend, dief = vaste_browser(noor), Client()
    # Half of them at once with the password, half on the page of the second step; each from another network.
    for nummer in range(rem.CODES // 2):
        log_in(Client(), noor.naam, adres=overal(nummer), code="000000")
        dief.cookies.clear()
        log_in(dief, noor.naam, adres=overal(99 + nummer))
        dief.post(reverse(STAP), {"code": "000000"}, REMOTE_ADDR=overal(99 + nummer))
    # No more is looked at: a right one is not either.
    goed = code(noor.geheim)
    assert KLOPT_NIET in log_in(Client(), noor.naam, adres=overal(200), code=goed).content.decode()
    dief.cookies.clear()
    log_in(dief, noor.naam, adres=overal(201))
    assert "te vaak een code" in dief.post(reverse(STAP), {"code": goed}, REMOTE_ADDR=overal(201)).content.decode()
    # The owner's own browser has codes of its own.
    log_in(bekend, noor.naam, adres=THUIS)
    assert bekend.post(reverse(STAP), {"code": goed}, REMOTE_ADDR=THUIS).status_code == 302

    # However long it lasts, in a day it is no more than this, from however many networks.
    gezien = 0
    for ronde in range(1, 7):
        with klok.op(nu + ronde * timedelta(minutes=6)):
            dief.cookies.clear()
            log_in(dief, noor.naam, adres=overal(300 + ronde))
            for nummer in range(rem.CODES + 2):
                plek = overal(400 + ronde * 20 + nummer)
                tekst = dief.post(reverse(STAP), {"code": "000000"}, REMOTE_ADDR=plek).content.decode()
                gezien += "Deze code klopt niet" in tekst
    assert gezien == rem.CODES_PER_DAG - rem.CODES
    # The way in that is left to an owner who was never here: his mailbox. What is then guessed at is another password.
    with klok.op(nu + timedelta(hours=2)):
        noor.account.refresh_from_db()
        elders = Client()
        formulier = elders.get(pad_voor_nieuw_wachtwoord(noor.account), follow=True).redirect_chain[-1][0]
        elders.post(formulier, {"password1": NIEUW, "password2": NIEUW})
        for client in (elders, Client()):
            log_in(client, noor.naam, NIEUW, adres=overal(999), code=noor.code())
            assert is_binnen(client)


def test_een_foute_code_telt_voor_het_netwerk_als_een_poging(mensen):
    """On each road that a code is given; and of an account that is there or not."""
    noor, *_ = mensen
    tweede_pagina = Client()
    log_in(tweede_pagina, noor.naam, adres=KANTOOR)
    wegen = (
        lambda: log_in(Client(), noor.naam, adres=KANTOOR, code="000000"),
        lambda: log_in(Client(), "niemand", adres=KANTOOR, code="000000"),
        lambda: tweede_pagina.post(reverse(STAP), {"code": "000000"}, REMOTE_ADDR=KANTOOR),
    )
    for aantal, weg in enumerate(wegen, start=1):
        weg()
        assert Inlogpoging.objects.filter(netwerk=KANTOOR).count() == aantal
        assert Inlogpoging.objects.count() == 3 * aantal


def test_wie_het_postvak_van_een_ander_leest_raadt_geen_codes_zonder_eind(mensen, nu):
    """The attack: a link opens as often as one likes, each time in a browser that is new, and there is a new link each
    five minutes. The second step is there for exactly this one."""
    noor, *_ = mensen
    bekend, dieven = vaste_browser(noor), [Client() for _ in range(4)]
    noor.account.refresh_from_db()
    for dief in dieven:
        formulier = dief.get(pad_voor_nieuw_wachtwoord(noor.account), follow=True).redirect_chain[-1][0]
        assert dief.cookies["browser"].value
    dieven[-1].post(formulier, {"password1": NIEUW, "password2": NIEUW})
    # Each of his own browsers is a strange one where codes are asked for: they share what strangers have.
    for nummer in range(rem.CODES):
        log_in(dieven[nummer % 4], noor.naam, NIEUW, adres=overal(nummer), code="000000")
    goed = noor.code()
    for nummer, dief in enumerate([*dieven, Client()]):
        assert KLOPT_NIET in log_in(dief, noor.naam, NIEUW, adres=overal(50 + nummer), code=goed).content.decode()
    # Nor does another password begin anew without end. The owner, who has a browser of her own, comes in.
    noor.account.refresh_from_db()
    for keer in range(2):
        noor.account.password = f"{noor.account.password[:-1]}{keer}"
        veel("", rem.CODES_PER_DAG, nu - timedelta(hours=keer + 1), "100.64.9.9", codes_.stap_van(noor.account))
        plek = rem.Plek("100.64.8.8")
        assert rem.zijn_codes_op(codes_.stap_van(noor.account), plek, nu), "die dag is dit wachtwoord op"
        noor.account.password = f"{noor.account.password[:-1]}x"
        assert rem.zijn_codes_op(codes_.stap_van(noor.account), plek, nu) == (keer >= 1)
    assert log_in(bekend, noor.naam, NIEUW, adres=THUIS)["Location"].startswith(reverse(STAP))
    assert bekend.post(reverse(STAP), {"code": goed}, REMOTE_ADDR=THUIS).status_code == 302


@pytest.mark.parametrize("met_browser", [False, True])
def test_geen_antwoord_zegt_wat_van_de_drie_er_klopte(mensen, monkeypatch, settings, met_browser):
    """The same sentence, the same number of hashes and the same questions to the database, whatever was wrong."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    noor, jan, fatima, _ = mensen
    uit = bouw.gebruiker(Rol.CONTRACTMANAGER, username="zonder-stap")
    gebruikers.maak_gebruiker("zonder-wachtwoord", Rol.REGIOMANAGER)
    begin = vaste_browser(noor).cookies if met_browser else Client().cookies
    for nummer in range(rem.CODES):
        log_in(Client(), jan.naam, adres=overal(nummer), code="000000")
    gehasht, echt = [], MD5PasswordHasher.encode

    def encode(zelf, *args):
        gehasht.append(1)
        return echt(zelf, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    gevallen = {
        "naam bestaat niet": ("niemand", bouw.WACHTWOORD, "000000"),
        "geen tweede stap": (uit.username, bouw.WACHTWOORD, "000000"),
        "geen wachtwoord": ("zonder-wachtwoord", bouw.WACHTWOORD, "000000"),
        "alles mis": (fatima.naam, "iets-heel-anders", "000000"),
        "code goed": (fatima.naam, "iets-heel-anders", code(fatima.geheim)),
        "wachtwoord goed": (fatima.naam, bouw.WACHTWOORD, "000000"),
        "eigen browser, wachtwoord goed": (noor.naam, bouw.WACHTWOORD, "000000"),
        "alles goed, codes op": (jan.naam, bouw.WACHTWOORD, code(jan.geheim)),
    }
    antwoorden = {}
    for geval, (naam, wachtwoord, getal) in gevallen.items():
        client = Client()
        client.cookies.load({naam: koek.value for naam, koek in begin.items() if "browser" in naam})
        gehasht.clear()
        with CaptureQueriesContext(connection) as vragen:
            antwoord = log_in(client, naam, wachtwoord, code=getal)
        tekst = re.sub(r'(value="[^"]*"|nonce="[^"]*")', "", antwoord.content.decode())
        antwoorden[geval] = (antwoord.status_code, tekst, len(gehasht), _soorten(vragen))
    eerste = antwoorden["naam bestaat niet"]
    assert eerste[0] == 200
    assert eerste[2] == 1
    assert KLOPT_NIET in eerste[1]
    for geval, antwoord in antwoorden.items():
        assert antwoord == eerste, geval
    # What was right, was not used up.
    assert log_in(Client(), fatima.naam, adres=THUIS, code=code(fatima.geheim)).status_code == 302


def test_een_bekende_browser_helpt_alleen_wie_er_binnenkwam_en_raadt_zelf_niet_eindeloos(mensen, settings, nu):
    noor, jan, *_ = mensen
    client = vaste_browser(noor)
    koek = client.cookies[settings.BROWSER_COOKIE_NAME]
    assert (koek["httponly"], koek["samesite"], koek["path"]) == (True, "Lax", "/")
    assert not {noor.naam, noor.account.email} & set(re.split(r"\W", koek.value))
    sproei()
    assert "te vaak" in log_in(client, jan.naam, adres=KANTOOR).content.decode(), "van een ander"
    for anders in ("verzonnen", koek.value[:-1] + ("a" if koek.value[-1] != "a" else "b")):
        vreemd = Client()
        vreemd.cookies[settings.BROWSER_COOKIE_NAME] = anders
        assert "te vaak" in log_in(vreemd, noor.naam, adres=KANTOOR).content.decode()
    with klok.op(nu + timedelta(days=browser.GELDIG_DAGEN + 1)):
        oud = Client()
        oud.cookies[settings.BROWSER_COOKIE_NAME] = koek.value
        sproei()
        assert "te vaak" in log_in(oud, noor.naam, adres=KANTOOR).content.decode()
    # Somebody at her own computer: so many guesses as anybody, and then a code as well.
    for _ in range(rem.PER_NAAM):
        log_in(client, noor.naam, "mis-geraden-weer", adres=THUIS)
    assert "te vaak" in log_in(client, noor.naam, adres=THUIS).content.decode()
    assert noor.komt_binnen(client, THUIS)
    assert not Inlogpoging.objects.filter(netwerk=THUIS).exists(), "eigen fouten tellen niet voor het netwerk"
    assert settings_.BROWSER_COOKIE_NAME == "browser"


def test_wie_met_zijn_computer_deelt_blijft_ook_bekend(mensen):
    noor, jan, fatima, bram = mensen
    client = vaste_browser(noor)
    for wie in (jan, fatima, bram):
        assert wie.komt_binnen(client, THUIS)
        client.post(reverse("account_logout"), REMOTE_ADDR=THUIS)
    sproei()
    for wie in mensen:
        assert log_in(client, wie.naam, adres=KANTOOR).status_code == 302, wie.naam
        client.cookies.pop("sessionid", None)


@pytest.fixture
def stil(monkeypatch):
    """The clock of the buckets, which stands still until it is moved."""
    tijd = [1000.0]
    monkeypatch.setattr("basis.emmers.monotonic", lambda: tijd[0])
    return tijd


def vloed(pad):
    """Until this network may ask nothing more of this address; all but the last go no further than the bucket."""
    vraag, client = RequestFactory(REMOTE_ADDR=KANTOOR).get(pad), Client(REMOTE_ADDR=KANTOOR)
    assert [toeloop._neem(vraag, KANTOOR)[1] for _ in range(230)] == [0.0] * 230
    assert any(toeloop._neem(vraag, KANTOOR)[1] for _ in range(11))
    assert client.get(pad).status_code == 429
    return client


@pytest.mark.eis("R102")
def test_achter_een_vloed_uit_het_eigen_kantoor_werkt_een_bekende_browser_en_een_link_uit_de_mail(mensen, stil, nu):
    noor, jan, *_ = mensen
    bekend, nieuw = vaste_browser(noor), Client(REMOTE_ADDR=KANTOOR)
    regiomanager = bouw.gebruiker(Rol.REGIOMANAGER)
    gevraagd = {"voornaam": "Sanne", "achternaam": "de Proef", "email": "sanne@rsj.example", "rol": "contractmanager"}
    nodig_uit(gevraagd, regiomanager, nu)
    uitnodiging = reverse("uitnodiging", args=[sleutel(Uitnodiging.objects.get())])
    # Another door was misused: that to sign in is not closed.
    vloed("/melden/verzonnen/")
    assert jan.komt_binnen(Client(), KANTOOR)
    kwaad = vloed("/inloggen/")

    assert nieuw.get("/inloggen/").status_code == 429
    assert noor.komt_binnen(bekend, KANTOOR)
    # Somebody without a password yet, and somebody who forgot it, both at a browser that was never here.
    assert nieuw.get(uitnodiging).status_code == 200
    assert "Uw wachtwoord" in nieuw.post(uitnodiging, {"wachtwoord": NIEUW, "herhaling": NIEUW}).content.decode()
    assert log_in(nieuw, "sanne@rsj.example", NIEUW, adres=KANTOOR).status_code == 302
    elders = Client(REMOTE_ADDR=KANTOOR)
    jan.account.refresh_from_db()
    pad = pad_voor_nieuw_wachtwoord(jan.account)
    formulier = elders.get(pad, follow=True).redirect_chain[-1][0]
    assert elders.post(formulier, {"password1": NIEUW, "password2": NIEUW}).status_code == 302
    log_in(elders, jan.naam, NIEUW, adres=KANTOOR)
    elders.post(reverse(STAP), {"code": jan.code()})
    assert is_binnen(elders)
    # What is made up helps nobody, and asks the database nothing.
    with CaptureQueriesContext(connection) as vragen:
        for verzonnen in (f"{pad}x", pad.replace("?deur=", "?deur=0"), pad.partition("?")[0], f"{uitnodiging[:-2]}x/"):
            assert kwaad.get(verzonnen).status_code == 429, verzonnen
        kwaad.cookies["browser"] = "verzonnen"
        assert kwaad.get("/inloggen/").status_code == 429
    assert len(vragen) == 0
    # A link that was used is ours still, but not without end.
    assert kwaad.get(uitnodiging).status_code == 410
    vraag = RequestFactory().get(uitnodiging)
    assert any(toeloop._neem(vraag, KANTOOR)[1] for _ in range(240))
    assert kwaad.get(uitnodiging).status_code == 429
    # And when the flood is over, whoever was never here waits a second.
    stil[0] += 1
    assert nieuw.get("/inloggen/").status_code in {200, 302}


def test_een_agenda_die_hier_las_leest_verder_achter_een_vloed(stil, nu):
    token = agendalink.maak(bouw.gebruiker(Rol.REGIOMANAGER), nu)
    pad, telefoon = reverse("agenda_ics", args=[token]), Client(REMOTE_ADDR=KANTOOR)
    assert telefoon.get(pad).status_code == 200
    vloed("/melden/verzonnen/")
    assert telefoon.get(pad).status_code == 200
    assert telefoon.get(reverse("agenda_ics", args=["0" * 64])).status_code == 429


def test_geen_teller_van_de_bibliotheek_sluit_een_netwerk(mensen):
    client = Client(REMOTE_ADDR=KANTOOR)
    vergeten, nieuw = reverse("account_reset_password"), "/wachtwoord/nieuw/1-set-password/"
    assert {client.post(vergeten, {"email": f"m{n}@rsj.example"}).status_code for n in range(25)} == {302}
    assert {client.post(nieuw, {"password1": "x"}).status_code for _ in range(25)} == {200}
    assert {client.post(reverse("mfa_login_webauthn"), {}).status_code for _ in range(65)} & {429} == set()


def test_elk_zout_van_een_link_is_een_zout_dat_gebruikt_wordt():
    from communicatie.post import actielinks, meldlinks
    from contacten.bijhouden import oefenen, verzoeken
    from escalatie.oefenen import uitnodigen

    gebruikt = {deel.ZOUT for deel in (actielinks, meldlinks, oefenen, verzoeken, uitnodigen)}
    assert gebruikt | {uitnodigen.ZOUT_VRAAG} == set(linkdeur.ZOUTEN)


def alles_in(cursor):
    """Every text in the tables of signing in, with plain SQL; a session also as Django reads it, without its key."""
    cursor.execute("SELECT data::text FROM mfa_authenticator")
    rijen = [waarde for (waarde,) in cursor.fetchall()]
    cursor.execute("SELECT session_data FROM django_session")
    for (sessie,) in cursor.fetchall():
        begin = sessie.split(":")[0]
        ruw = urlsafe_b64decode(begin.lstrip(".") + "===")
        rijen.append((zlib.decompress(ruw) if begin.startswith(".") else ruw).decode())
    return "\n".join(rijen)


def _geen_geheim_op_de_plaats_van_een_ander(wie, app, geheim):
    """No mail says a secret as its link, and no waiting link is a code."""
    weg = pad_voor_nieuw_wachtwoord(wie)
    link = linkkluis.berg(weg)
    assert weg not in link
    assert linkkluis.haal({"pad": link}) == weg
    with pytest.raises(KeyError):
        linkkluis.haal({"pad": f"{link.partition(':')[0]}:{app.data['secret']}"})
    assert not codes_.past(Authenticator(type="totp", data={"secret": link.partition(":")[2]}), code(geheim))


@pytest.mark.django_db(transaction=True)
def test_wie_de_database_leest_maakt_er_geen_code_mee(client, capsys, settings):
    """From the first page of a new code app on; and another key, before and after it was taken over."""
    noor = bouw.gebruiker(Rol.REGIOMANAGER, username="noor", email="noor@rsj.example")
    log_in(client, "noor")
    client.post(reverse("account_reauthenticate"), {"password": bouw.WACHTWOORD})
    pad = reverse("mfa_activate_totp")
    geheimen = [client.get(pad).context["form"].secret]
    with connection.cursor() as cursor:
        assert "mfa.totp.secret" in alles_in(cursor), "het wacht in de sessie"
        assert geheimen[0] not in alles_in(cursor)
        assert client.post(pad, {"code": "000000"}).context["form"].secret == geheimen[0]
        gemaakt = client.post(pad, {"code": code(geheimen[0])}, follow=True)
        papier = list(gemaakt.context["unused_codes"])
        geheimen += [*papier, decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])]
        tekst = alles_in(cursor)
    assert '"seed"' in tekst
    assert '"secret"' in tekst
    assert [geheim for geheim in geheimen if geheim in tekst] == []
    # What somebody writes there himself, opens nothing; nor does what he moves.
    app = Authenticator.objects.get(type="totp")
    _geen_geheim_op_de_plaats_van_een_ander(noor, app, geheimen[0])
    goed, app.data = app.data, {"secret": "JBSWY3DPEHPK3PXP"}
    app.save()
    with pytest.raises(CommandError, match="samen met --nieuwe-sleutel"):
        call_command("controleer", "--wis-onleesbaar")
    log_in(Client(), "noor", adres=THUIS, code=code("JBSWY3DPEHPK3PXP"))
    assert Inlogpoging.objects.filter(naam=rem.sleutel_van("noor")).count() == 1
    Authenticator.objects.filter(pk=app.pk).update(data=goed)
    # Another key: nothing is right, until the one before it is named; then it goes behind the new one.
    oud, settings.SECRET_KEY = settings.SECRET_KEY, "y" * 60
    assert not codes_.past(app_nu(noor), code(geheimen[0]))
    settings.EERDERE_SLEUTEL = oud
    assert codes_.past(app_nu(noor), code(geheimen[0]))
    call_command("controleer", "--nieuwe-sleutel")
    settings.EERDERE_SLEUTEL = ""
    assert "achter de nieuwe sleutel: 2." in capsys.readouterr().out
    assert codes_.past(app_nu(noor), code(geheimen[0]))
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == papier
    # And one that is lost: said, and wiped when that is asked; the owner hears it and makes another.
    settings.SECRET_KEY = "z" * 60
    with pytest.raises(SystemExit):
        call_command("controleer", "--nieuwe-sleutel")
    assert "Niet te lezen van accounts: 1." in capsys.readouterr().out
    call_command("controleer", "--nieuwe-sleutel", "--wis-onleesbaar")
    assert "Gewist van accounts: 1." in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert Accountnieuws.objects.filter(gebruiker=noor, soort=Nieuws.FACTOR_GEWIST).exists()


def app_nu(wie):
    return Authenticator.objects.get(user=wie, type="totp")
