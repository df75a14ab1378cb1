"""Signing in through an organisation, walked over real HTTP with a provider on loopback (R102, besluit 42)."""

import base64
import hmac
import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import NoReverseMatch, reverse

from basis.klok import nu as klok_nu
from contacten.gebruikers import beeindig
from contacten.inloggen import koppelingen, openid
from contacten.inloggen.organisaties import Organisatie, OrganisatieFout, lees_organisaties
from contacten.models import Accountnieuws, Gebruiker, Inlogpoging, Nieuws
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests.allauthdienst import allauthdienst
from tests.allauthdienst import meld_aan as meld_aan_bij_allauth
from tests.contacten import adressen_organisatie
from tests.identiteitsdienst import CLIENT, GEHEIM, identiteitsdienst

pytestmark = pytest.mark.django_db

NIETS_GEZEGD = "U kunt niet inloggen via uw organisatie."
ONGELDIG = "Inloggen via uw organisatie is niet gelukt."
NU_NIET = "Inloggen via uw organisatie lukt nu niet."
ADRES = "noor@zwolle.example"


@pytest.fixture(scope="module")
def server():
    with identiteitsdienst() as dienst:
        yield dienst


@pytest.fixture
def dienst(server, settings):
    """The provider of the gemeente, which says what fits the account of Noor."""
    server.opnieuw(email=ADRES, email_verified=True, functie=["jeugd", Rol.MANAGER_GEMEENTE], gemeente="zwolle")
    zwolle = Organisatie("zwolle", "gemeente Zwolle", server.adres, CLIENT, GEHEIM, "zwolle", "functie", "gemeente")
    settings.INLOG_ORGANISATIES = {"zwolle": zwolle}
    settings.ROOT_URLCONF = adressen_organisatie.__name__
    return server


@pytest.fixture
def noor(dienst):
    wie = bouw.gebruiker(Rol.MANAGER_GEMEENTE, bouw.gemeente(), username="noor", email=ADRES)
    _bind(wie, dienst)
    return wie


def _bind(wie, dienst, sub="een"):
    from contacten.inloggen.koppelingen import kenmerk_van

    organisatie = Organisatie("zwolle", "", dienst.adres, CLIENT, GEHEIM)
    return SocialAccount.objects.create(user=wie, provider="zwolle", uid=kenmerk_van(organisatie, {"sub": sub}))


def _verder(antwoord):
    """Where the page that goes on by itself goes."""
    assert antwoord.status_code == 200, antwoord.content.decode()
    gevonden = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', antwoord.content.decode())
    assert gevonden
    return unescape(gevonden[1])


def _pad(adres):
    delen = urlsplit(adres)
    return f"{delen.path}?{delen.query}"


def log_in(client, dienst, **velden):
    """Press the button, sign in there, and come back."""
    begin = client.post(reverse("organisatie_begin", args=["zwolle"]), velden)
    return client.get(_pad(dienst.meld_aan(_verder(begin))))


def is_binnen(client):
    return client.get(reverse("contacten")).status_code == 200


def _kaal(antwoord):
    """The page, without what differs from one time to the next."""
    return re.sub(r"[A-Za-z0-9]{64}", "", antwoord.content.decode())


@pytest.mark.eis("R102")
def test_wie_gekoppeld_is_komt_via_zijn_organisatie_binnen_en_zijn_eigen_tweede_stap_blijft(client, noor, dienst):
    assert "Inloggen via gemeente Zwolle" in client.get(reverse("account_login")).content.decode()
    antwoord = log_in(client, dienst, next="/contacten/")
    assert (antwoord.status_code, antwoord["Location"]) == (302, "/contacten/")
    assert is_binnen(client)
    assert dienst.ingewisseld[0]["code_verifier"]
    assert not SocialToken.objects.exists()
    assert SocialAccount.objects.get().extra_data == {}
    TOTP.activate(noor, generate_totp_secret())
    ander = Client()
    assert log_in(ander, dienst)["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_binnen(ander)


@pytest.mark.eis("R102")
def test_ook_bij_een_dienst_die_niet_van_ons_is_komt_alleen_binnen_wie_past(settings):
    """The provider of django-allauth: another reading of the standard than that of our own double."""
    ander, terug = "sanne@zwolle.example", f"{settings.SITE_URL}/inloggen/organisatie/zwolle/terug/"
    zegt = {"functie": [Rol.MANAGER_GEMEENTE], "gemeente": "zwolle"}
    mensen = {ADRES: zegt, ander: {**zegt, "gemeente": "deventer"}}
    settings.ROOT_URLCONF = adressen_organisatie.__name__
    assert reverse("organisatie_terug", args=["zwolle"]) == urlsplit(terug).path
    with allauthdienst(CLIENT, GEHEIM, terug, mensen) as adres:
        zwolle = Organisatie("zwolle", "gemeente Zwolle", adres, CLIENT, GEHEIM, "zwolle", "functie", "gemeente")
        settings.INLOG_ORGANISATIES = {"zwolle": zwolle}
        uitkomsten = {}
        for nummer, email in enumerate(mensen, start=1):
            wie = bouw.gebruiker(Rol.MANAGER_GEMEENTE, bouw.gemeente(), username=f"m{nummer}", email=email)
            kenmerk = koppelingen.kenmerk_van(zwolle, {"sub": str(nummer)})
            SocialAccount.objects.create(user=wie, provider="zwolle", uid=kenmerk)
            browser = Client()
            begin = browser.post(reverse("organisatie_begin", args=["zwolle"]), {"next": "/contacten/"})
            terug_naar = _pad(meld_aan_bij_allauth(_verder(begin), email, terug))
            antwoord = browser.get(terug_naar)
            uitkomsten[email] = antwoord.status_code, antwoord.get("Location"), is_binnen(browser)
            # The code is used up: sent again by somebody who saw it, it opens nothing.
            assert not is_binnen(_na(Client(), terug_naar))
    assert uitkomsten == {ADRES: (302, "/contacten/", True), ander: (403, None, False)}


def _na(client, pad):
    client.get(pad)
    return client


def test_een_tweede_stap_bij_de_organisatie_telt_alleen_als_de_instelling_het_zegt(noor, dienst, settings):
    TOTP.activate(noor, generate_totp_secret())
    settings.TWEEDE_STAP_VERPLICHT = True
    zwolle = settings.INLOG_ORGANISATIES["zwolle"]
    for telt, zegt, is_klaar in (
        ((), {"amr": ["pwd", "mfa"]}, False),
        (("mfa",), {"amr": ["pwd"]}, False),
        (("mfa",), {"amr": ["pwd", "mfa"]}, True),
        (("hoog",), {"acr": "hoog"}, True),
    ):
        settings.INLOG_ORGANISATIES = {"zwolle": replace(zwolle, tweede_stap=telt)}
        dienst.zegt = {**dienst.zegt, "amr": None, "acr": None, **zegt}
        browser = Client()
        log_in(browser, dienst)
        assert is_binnen(browser) is is_klaar, (telt, zegt)


# What the organisation says, and what is said then: whoever it may be, it tells nothing.
ONBEKEND = (
    {"sub": "een-ander"},
    {"email_verified": False},
    {"email_verified": None},
    {"email_verified": "true"},
    {"email": None},
    {"email": "iemand@zwolle.example"},
)


def test_wie_niet_past_wordt_geweigerd_met_een_zin_die_niets_zegt(noor, dienst):
    paginas, zei = set(), dict(dienst.zegt)
    for anders in ONBEKEND:
        dienst.zegt = {**zei, **anders}
        browser = Client()
        antwoord = log_in(browser, dienst)
        assert (antwoord.status_code, is_binnen(browser)) == (403, False), anders
        assert NIETS_GEZEGD in antwoord.content.decode()
        paginas.add(_kaal(antwoord))
    dienst.zegt = zei
    Gebruiker.objects.filter(pk=noor.pk).update(gemeente=bouw.gemeente("Deventer"))
    paginas.add(_kaal(log_in(Client(), dienst)))
    Gebruiker.objects.filter(pk=noor.pk).update(gemeente=bouw.gemeente(), is_active=False)
    paginas.add(_kaal(log_in(Client(), dienst)))
    assert len(paginas) == 1
    assert Inlogpoging.objects.count() == len(ONBEKEND) + 2
    assert Gebruiker.objects.count() == 1
    assert not Accountnieuws.objects.exists()


def test_wiens_toegang_eindigt_is_zijn_koppeling_kwijt(noor):
    beeindig(noor)
    assert not SocialAccount.objects.exists()


def test_hoofdletters_in_het_adres_tellen_niet(client, noor, dienst):
    dienst.zegt["email"] = ADRES.upper()
    log_in(client, dienst)
    assert is_binnen(client)


@pytest.mark.eis("R102")
def test_een_andere_rol_of_gemeente_weigert_en_staat_er_voor_de_regiomanager(noor, dienst):
    zei = dict(dienst.zegt)
    for anders in ({"functie": Rol.REGIOMANAGER}, {"functie": None}, {"gemeente": "deventer"}):
        dienst.zegt = {**zei, **anders}
        browser = Client()
        antwoord = log_in(browser, dienst)
        assert "Uw organisatie noemt een andere rol of gemeente" in antwoord.content.decode()
        assert (antwoord.status_code, is_binnen(browser)) == (403, False)
    rij = Accountnieuws.objects.get()
    assert (rij.gebruiker, rij.soort, rij.naar_regio) == (noor, Nieuws.ORGANISATIE_WIJKT_AF, True)
    assert Inlogpoging.objects.count() == 3
    noor.refresh_from_db()
    assert (noor.rol, noor.gemeente.code, noor.email) == (Rol.MANAGER_GEMEENTE, "zwolle", ADRES)


def test_een_token_dat_niet_klopt_opent_niets(noor, dienst):
    zei, tijd = dict(dienst.zegt), klok_nu()
    for anders in (
        {"aud": "een-ander"},
        {"aud": [CLIENT, "een-ander"]},
        {"azp": "een-ander"},
        {"exp": int((tijd - timedelta(minutes=5)).timestamp())},
        {"nonce": "van-een-andere-keer"},
        {"nonce": None},
        {"iss": "https://een-ander.example"},
        {"sub": None},
    ):
        dienst.zegt = {**zei, **anders}
        browser = Client()
        antwoord = log_in(browser, dienst)
        assert (antwoord.status_code, is_binnen(browser)) == (400, False), anders
        assert ONGELDIG in antwoord.content.decode()
    dienst.zegt, dienst.ondertekent = zei, ec.generate_private_key(ec.SECP256R1())
    assert log_in(Client(), dienst).status_code == 400


def _openbaar(dienst):
    """The public key of the organisation, as it shows it to everyone."""
    vorm = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return dienst.sleutel.public_key().public_bytes(*vorm)


def _hs256(claims, sleutel):
    """Signed as a shared secret would, past the library, which refuses a public key for that."""
    delen = [json.dumps(deel).encode() for deel in ({"alg": "HS256", "kid": "een", "typ": "JWT"}, claims)]
    tekst = b".".join(base64.urlsafe_b64encode(deel).rstrip(b"=") for deel in delen)
    proef = base64.urlsafe_b64encode(hmac.digest(sleutel, tekst, "sha256")).rstrip(b"=")
    return (tekst + b"." + proef).decode()


def test_een_token_dat_de_organisatie_zo_niet_maakt_opent_niets(noor, dienst):
    """No signature, the public key or our own secret as the secret, no token at all, and another named key."""
    gevallen = {
        "geen handtekening": lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "een"}),
        "openbare sleutel als geheim": lambda claims: _hs256(claims, _openbaar(dienst)),
        "ons geheim als sleutel": lambda claims: _hs256(claims, GEHEIM.encode()),
        "geen token": lambda claims: None,
        "iets anders": lambda claims: {"id": claims},
        "een andere naam voor de sleutel": lambda claims: jwt.encode(
            claims, dienst.sleutel, algorithm="ES256", headers={"kid": "twee"}
        ),
        "zonder de laatste letters": lambda claims: jwt.encode(
            claims, dienst.sleutel, algorithm="ES256", headers={"kid": "een"}
        )[:-6],
    }
    for naam, maak in gevallen.items():
        dienst.token = maak
        browser = Client()
        assert (log_in(browser, dienst).status_code, is_binnen(browser)) == (400, False), naam
    dienst.token, zei = None, dict(dienst.zegt)
    for weg in ("exp", "iat", "aud", "iss"):
        dienst.zegt = {**zei, weg: None}
        browser = Client()
        assert (log_in(browser, dienst).status_code, is_binnen(browser)) == (400, False), weg
    dienst.zegt = zei
    browser = Client()
    log_in(browser, dienst)
    assert is_binnen(browser)


def test_een_antwoord_van_een_ander_dan_is_gevraagd_wordt_niet_gebruikt(noor, dienst, settings):
    """Mix-up: two organisations, and an answer that arrives at the other, or names another as its sender."""
    zwolle = settings.INLOG_ORGANISATIES["zwolle"]
    settings.INLOG_ORGANISATIES = {"zwolle": zwolle, "tweede": replace(zwolle, code="tweede", naam="Tweede")}
    browser = Client()
    terug = _pad(dienst.meld_aan(_verder(browser.post(reverse("organisatie_begin", args=["zwolle"])))))
    bij_ander = terug.replace("/zwolle/", "/tweede/")
    assert (bij_ander != terug, browser.get(bij_ander).status_code, is_binnen(browser)) == (True, 400, False)
    ingewisseld = len(dienst.ingewisseld)
    for iss in ("https://kwaad.example", f"{zwolle.issuer}/", ""):
        browser = Client()
        terug = _pad(dienst.meld_aan(_verder(browser.post(reverse("organisatie_begin", args=["zwolle"])))))
        antwoord = browser.get(f"{terug}&iss={quote(iss)}")
        assert (antwoord.status_code, is_binnen(browser)) == (400, False), iss
        assert ONGELDIG in antwoord.content.decode()
    # Its code was given to nobody.
    assert len(dienst.ingewisseld) == ingewisseld
    browser = Client()
    terug = _pad(dienst.meld_aan(_verder(browser.post(reverse("organisatie_begin", args=["zwolle"])))))
    assert browser.get(f"{terug}&iss={quote(zwolle.issuer)}").status_code == 302


def test_dezelfde_mens_bij_een_tweede_organisatie_is_een_ander(noor, dienst, settings):
    """The same issuer, subject and address under another code: bound is bound to that one. Of another gemeente: never,
    and nobody binds himself to it."""
    zwolle = settings.INLOG_ORGANISATIES["zwolle"]
    tweede = replace(zwolle, code="zwolle-twee")
    settings.INLOG_ORGANISATIES = {"zwolle": tweede}
    SocialAccount.objects.update(provider="zwolle-twee")
    assert log_in(Client(), dienst).status_code == 403
    SocialAccount.objects.update(provider="zwolle")
    for gemeente, rol in (("deventer", Rol.MANAGER_GEMEENTE), ("", Rol.PRIVACYFUNCTIONARIS)):
        settings.INLOG_ORGANISATIES = {"zwolle": replace(zwolle, gemeente=gemeente, gemeente_claim="")}
        browser = Client()
        assert (log_in(browser, dienst).status_code, is_binnen(browser)) == (403, False), gemeente
        dienst.zegt["functie"] = ["jeugd", Rol.MANAGER_GEMEENTE, rol]
    SocialAccount.objects.all().delete()
    ander = bouw.gebruiker(Rol.PRIVACYFUNCTIONARIS, username="fg", email="fg@rsj.example")
    settings.INLOG_ORGANISATIES = {"zwolle": zwolle}
    dienst.zegt |= {"email": ander.email, "functie": Rol.PRIVACYFUNCTIONARIS, "gemeente": ""}
    browser = Client()
    koppel = reverse("organisatie_koppel", args=["zwolle"])
    browser.post(reverse("account_login"), {"login": "fg", "password": bouw.WACHTWOORD})
    assert "Koppelen aan" not in browser.get(reverse("mfa_index")).content.decode()
    opnieuw = browser.post(koppel)
    adres = _verder(browser.post(opnieuw["Location"], {"password": bouw.WACHTWOORD, "next": koppel}))
    assert "Koppelen is niet gelukt" in browser.get(_pad(dienst.meld_aan(adres))).content.decode()
    assert not SocialAccount.objects.exists()


def test_wat_hier_verandert_sluit_de_weg_van_buiten_en_die_weg_stuurt_nergens_anders_heen(noor, dienst):
    """Another role or address that a second person approved here: the organisation still says the old one."""
    for veld, waarde in (("rol", Rol.TOEGANG), ("email", "noor-nieuw@zwolle.example")):
        oud = getattr(noor, veld)
        Gebruiker.objects.filter(pk=noor.pk).update(**{veld: waarde})
        browser = Client()
        assert (log_in(browser, dienst).status_code, is_binnen(browser)) == (403, False), veld
        Gebruiker.objects.filter(pk=noor.pk).update(**{veld: oud})
    for naar in ("https://kwaad.example/", "//kwaad.example/", "/\\kwaad.example", "javascript:alert(1)"):
        antwoord = log_in(Client(), dienst, next=naar)
        assert antwoord.status_code == 302
        assert "kwaad" not in antwoord["Location"]
        assert "javascript" not in antwoord["Location"]


def test_de_weg_terug_werkt_een_keer_en_alleen_in_de_eigen_browser(client, noor, dienst):
    terug = _pad(dienst.meld_aan(_verder(client.post(reverse("organisatie_begin", args=["zwolle"])))))
    vreemd = Client()
    assert vreemd.get(terug).status_code == 400
    assert not is_binnen(vreemd)
    assert client.get(terug).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(terug).status_code == 400
    assert not is_binnen(client)
    afgebroken = _verder(client.post(reverse("organisatie_begin", args=["zwolle"])))
    stand = parse_qs(urlsplit(afgebroken).query)["state"][0]
    pagina = client.get(reverse("organisatie_terug", args=["zwolle"]), {"error": "access_denied", "state": stand})
    assert ONGELDIG in pagina.content.decode()


def test_een_organisatie_die_blijft_antwoorden_houdt_niemand_op(noor, dienst, monkeypatch):
    """Too large, and drop by drop: each read comes in time, the answer never ends."""
    begin = reverse("organisatie_begin", args=["zwolle"])
    monkeypatch.setattr(openid, "HOOGSTENS", 0.5)
    for stuk in ("openid-configuration", "sleutels", "inwisselen"):
        for pauze in (0.0, 0.05):
            dienst.eindeloos = ""
            browser = Client()
            adres = _verder(browser.post(begin))
            dienst.eindeloos, dienst.pauze = stuk, pauze
            antwoord = browser.get(_pad(dienst.meld_aan(adres)))
            dienst.eindeloos = ""
            assert antwoord.status_code in {400, 503}, (stuk, pauze)
            assert "Inloggen via uw organisatie" in antwoord.content.decode()


def test_een_organisatie_die_niet_antwoordt_geeft_een_zin(noor, dienst, settings):
    begin = reverse("organisatie_begin", args=["zwolle"])
    for stuk in ("openid-configuration", "sleutels", "inwisselen"):
        dienst.stuk = ""
        browser = Client()
        adres = _verder(browser.post(begin))
        dienst.stuk = stuk
        antwoord = browser.get(_pad(dienst.meld_aan(adres)))
        assert antwoord.status_code == (400 if stuk == "inwisselen" else 503), stuk
        assert (ONGELDIG if stuk == "inwisselen" else NU_NIET) in antwoord.content.decode()
    zwolle = settings.INLOG_ORGANISATIES["zwolle"]
    dienst.opnieuw(noemt_zich="https://een-ander.example")
    for organisatie in (zwolle, replace(zwolle, issuer="http://127.0.0.1:1")):
        settings.INLOG_ORGANISATIES = {"zwolle": organisatie}
        antwoord = Client().post(begin)
        assert antwoord.status_code == 503
        assert NU_NIET in antwoord.content.decode()


@pytest.mark.eis("R102")
def test_alleen_wie_is_ingelogd_en_het_opnieuw_bevestigt_koppelt_zijn_account(client, dienst):
    """The attack: somebody whose organisation lets him choose an address takes that of another."""
    noor = bouw.gebruiker(Rol.MANAGER_GEMEENTE, bouw.gemeente(), username="noor", email=ADRES)
    assert NIETS_GEZEGD in log_in(Client(), dienst).content.decode()
    koppel = reverse("organisatie_koppel", args=["zwolle"])
    client.post(reverse("account_login"), {"login": "noor", "password": bouw.WACHTWOORD})
    assert "Koppelen aan gemeente Zwolle" in client.get(reverse("mfa_index")).content.decode()
    opnieuw = client.post(koppel)
    assert opnieuw["Location"].startswith(reverse("account_reauthenticate"))
    adres = _verder(client.post(opnieuw["Location"], {"password": bouw.WACHTWOORD, "next": koppel}))
    assert client.get(_pad(dienst.meld_aan(adres)))["Location"] == reverse("mfa_index")
    assert "Losmaken van gemeente Zwolle" in client.get(reverse("mfa_index")).content.decode()
    # Again, or by another: what is bound, stays with whom it is.
    geweigerd = client.get(_pad(dienst.meld_aan(_verder(client.post(koppel)))))
    assert "Koppelen is niet gelukt" in geweigerd.content.decode()
    assert SocialAccount.objects.get().user == noor
    client.post(reverse("organisatie_los", args=["zwolle"]))
    assert not SocialAccount.objects.exists()
    assert list(Accountnieuws.objects.values_list("soort", "aan")) == [(Nieuws.ORGANISATIE, ADRES)] * 2
    # Another who took over this browser meanwhile is not bound to what Noor started.
    begonnen = _pad(dienst.meld_aan(_verder(client.post(koppel))))
    ander = bouw.gebruiker(Rol.MANAGER_GEMEENTE, bouw.gemeente(), email="ander@zwolle.example")
    client.force_login(ander)
    assert client.get(begonnen).status_code in {400, 403}
    assert not SocialAccount.objects.exists()


def test_een_organisatie_in_de_database_opent_niets(client, noor, dienst):
    SocialApp.objects.create(provider="openid_connect", provider_id="kwaad", name="x", client_id="x")
    for naam in ("organisatie_begin", "organisatie_koppel"):
        assert client.post(reverse(naam, args=["kwaad"])).status_code == (404 if naam.endswith("begin") else 403)
    assert client.get(reverse("organisatie_terug", args=["kwaad"])).status_code == 404


@pytest.mark.parametrize("naam", ["organisatie_begin", "socialaccount_signup", "socialaccount_connections"])
def test_zonder_instelling_is_er_geen_adres_en_geen_knop(client, naam):
    with pytest.raises(NoReverseMatch):
        reverse(naam, args=["zwolle"] if naam.startswith("org") else [])
    assert "Inloggen via" not in client.get(reverse("account_login")).content.decode()


GOED = {"code": "zwolle", "naam": "Z", "issuer": "https://id.example", "client_id": "c", "geheim": "heel-geheim"}


@pytest.mark.parametrize(
    ("anders", "noemt"),
    [
        ({"gemeente": "elders"}, "geen gemeente elders"),
        ({"rolclaim": "x"}, "onbekend is rolclaim"),
        ({"tweede_stap": "mfa"}, "tweede_stap heeft niet de goede vorm"),
        ({"naam": 3}, "naam heeft niet de goede vorm"),
        ({"issuer": "http://id.example"}, "de issuer"),
        ({"issuer": "https://id.test"}, "de issuer"),
        ({"client_id": ""}, "client_id ontbreekt"),
        ({"code": "Zwolle/"}, "een code is"),
    ],
)
def test_een_instelling_die_niet_klopt_noemt_wat_en_geen_geheim(anders, noemt):
    with pytest.raises(OrganisatieFout, match=noemt) as fout:
        _lees([GOED | anders])
    assert "heel-geheim" not in str(fout.value)


def test_een_instelling_die_klopt_verraadt_haar_geheim_niet():
    for tekst, noemt in (("{", "geen JSON"), ("{}", "geen lijst"), ([GOED, GOED], "twee keer")):
        with pytest.raises(OrganisatieFout, match=noemt):
            _lees(tekst)
    gelezen = _lees([GOED | {"tweede_stap": ["mfa"]}])
    assert gelezen["zwolle"].tweede_stap == ("mfa",)
    assert "heel-geheim" not in repr(gelezen)
    assert _lees([GOED | {"issuer": "https://id.test"}], alleen_verzonnen=False)


def _lees(gegeven, *, alleen_verzonnen=True):
    tekst = gegeven if isinstance(gegeven, str) else json.dumps(gegeven)
    return lees_organisaties(tekst, {"zwolle"}, alleen_verzonnen=alleen_verzonnen)
