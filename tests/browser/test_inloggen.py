"""The second step in a real browser: a passkey made and used, a code app scanned, a device signed out elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import sleep, time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from contacten.inloggen.organisaties import Organisatie
from tests import bouw_contacten as lijst
from tests.contacten import adressen_organisatie
from tests.identiteitsdienst import CLIENT, GEHEIM, Identiteitsdienst, identiteitsdienst

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.eis("R102")
def test_een_passkey_wordt_gemaakt_en_opent_het_account(openen: Openen, breedte: int, website: str, settings) -> None:
    # A passkey is of a name, not of an address of figures.
    settings.SITE_URL = website.replace("127.0.0.1", "localhost")
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.TWEEDE_STAP_VERPLICHT = True
    venster = openen(breedte)
    venster.adres = settings.SITE_URL
    _sleutel_in(venster)
    venster.ga("/inloggen/", "inloggen")
    _wachtwoord(venster, "regiomanager")
    venster.bekijk("beveiliging-leeg")
    venster.volg("Passkey toevoegen")
    _bevestig(venster)
    venster.inhoud.get_by_label("Zonder wachtwoord").check()
    venster.vul("Naam", "Laptop van het werk")
    venster.bekijk("passkey-toevoegen")
    venster.druk("Toevoegen")
    venster.bekijk("herstelcodes")
    venster.volg("Klaar")
    venster.volg("Passkeys bekijken")
    expect(venster.inhoud).to_contain_text("Laptop van het werk")
    venster.volg("Naam wijzigen")
    venster.vul("Naam", "Werklaptop")
    venster.druk("Bewaren")
    expect(venster.inhoud).to_contain_text("Werklaptop")

    _uit(venster)
    venster.druk("Inloggen met een passkey")
    expect(venster.page.get_by_role("heading", level=1)).not_to_have_text("Inloggen")
    venster.ga("/meldingen/", "meldingen")

    _uit(venster)
    _wachtwoord(venster, "regiomanager")
    venster.bekijk("tweede-stap")
    venster.druk("Met een passkey")
    venster.ga("/beveiliging/", "beveiliging")
    venster.volg("Passkeys bekijken")
    venster.volg("Verwijderen")
    venster.volg("Met een passkey")
    venster.druk("Met een passkey")
    venster.druk("Verwijderen")
    expect(venster.inhoud).to_contain_text("U heeft nog geen passkey.")


@pytest.mark.eis("R102")
def test_een_code_app_wordt_gescand_en_elders_uitgelogd(openen: Openen, breedte: int, website: str) -> None:
    lijst.gebruiker("regiomanager", username="noor", email="noor@rsj.example")
    venster, ander = openen(breedte), openen(breedte)
    ander.log_in("noor")
    venster.log_in("noor")
    venster.ga("/beveiliging/apparaten/", "apparaten")
    venster.druk("Overal elders uitloggen")
    expect(venster.inhoud.get_by_text("Een ander apparaat")).to_have_count(0)
    ander.page.goto(f"{website}/meldingen/")
    assert "/inloggen/" in ander.page.url

    venster.ga("/beveiliging/", "beveiliging")
    venster.volg("Code-app instellen")
    _bevestig(venster)
    venster.bekijk("code-app")
    geheim = venster.inhoud.locator("code").inner_text()
    expect(venster.inhoud.get_by_role("img", name=re.compile("scannen"))).to_be_visible()
    _wacht_op_een_verse_code()
    venster.vul("Code", format_hotp_value(hotp_value(geheim, int(time()) // 30)))
    venster.druk("Instellen")
    venster.bekijk("herstelcodes")
    code = venster.inhoud.locator("code").first.inner_text()
    venster.volg("Klaar")
    venster.volg("Nieuwe herstelcodes")
    venster.volg("Annuleren")
    venster.volg("Code-app verwijderen")
    venster.volg("Annuleren")
    _uit(venster)
    _wachtwoord(venster, "noor")
    venster.vul("Code", code)
    venster.druk("Inloggen")
    venster.ga("/meldingen/", "meldingen")


@pytest.mark.eis("R102")
def test_men_koppelt_zijn_organisatie_en_logt_via_haar_in(
    openen: Openen, breedte: int, website: str, settings, organisatie: Identiteitsdienst
) -> None:
    lijst.gebruiker("regiomanager", username="noor", email="noor@rsj.example")
    settings.SITE_URL = website.replace("127.0.0.1", "localhost")  # another site than that of the organisation
    venster = openen(breedte)
    venster.adres = settings.SITE_URL
    venster.log_in("noor")
    venster.ga("/beveiliging/", "beveiliging-organisatie")
    venster.druk("Koppelen aan Voorbeeldregio")
    _bevestig(venster)
    expect(venster.inhoud.get_by_role("button", name="Losmaken van Voorbeeldregio")).to_be_visible()
    venster.bekijk("beveiliging-gekoppeld")
    _uit(venster)
    venster.ga("/inloggen/", "inloggen-organisatie")
    venster.druk("Inloggen via Voorbeeldregio")
    expect(venster.page.get_by_role("button", name="Uitloggen", include_hidden=True).first).to_be_attached()
    _uit(venster)
    organisatie.zegt["sub"] = "een-ander"
    venster.ga("/inloggen/")
    with venster.verwacht(403):
        venster.druk("Inloggen via Voorbeeldregio")
        expect(venster.page.get_by_role("heading", level=1)).to_have_text("Niet gelukt")
    venster.bekijk("organisatie-niet-gelukt")


@pytest.fixture
def organisatie(settings) -> Iterator[Identiteitsdienst]:
    """An organisation that knows Noor, and sends whoever comes back at once."""
    with identiteitsdienst() as dienst:
        regio = Organisatie("regio", "Voorbeeldregio", dienst.adres, CLIENT, GEHEIM)
        settings.INLOG_ORGANISATIES = {"regio": regio}
        settings.ROOT_URLCONF = adressen_organisatie.__name__
        dienst.opnieuw(email="noor@rsj.example", email_verified=True)
        yield dienst


def _wacht_op_een_verse_code() -> None:
    """A code holds for half a minute by the clock: one of the last seconds would be old when it arrives."""
    if (over := 30 - time() % 30) < 8:
        sleep(over + 0.1)


def _sleutel_in(venster: Venster) -> None:
    """Chromium's own virtual authenticator: it has a finger that is always right."""
    sessie = venster.page.context.new_cdp_session(venster.page)
    sessie.send("WebAuthn.enable")
    opties = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    opties |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    sessie.send("WebAuthn.addVirtualAuthenticator", {"options": opties})


def _wachtwoord(venster: Venster, naam: str) -> None:
    venster.page.get_by_label("Gebruikersnaam of e-mailadres").fill(naam)
    venster.page.get_by_label("Wachtwoord", exact=True).fill(lijst.WACHTWOORD)
    venster.druk("Inloggen")


def _bevestig(venster: Venster) -> None:
    venster.bekijk("bent-u-het-nog")
    venster.vul("Wachtwoord", lijst.WACHTWOORD)
    venster.druk("Doorgaan")


def _uit(venster: Venster) -> None:
    venster.ga("/uitloggen/", "uitloggen")
    venster.druk("Uitloggen")
