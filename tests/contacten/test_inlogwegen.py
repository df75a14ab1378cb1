"""Every address of the library of signing in is walked to its end, or has none (R102; gevallen 4.1-4.3): the names come
from the resolver, so that what is switched on tomorrow is walked too."""

from datetime import timedelta
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from basis.klok import nu as nu_
from communicatie.post.accountpost import mail_nieuws
from communicatie.post.berichten import verzend
from contacten.inloggen.views import nieuw_wachtwoord
from contacten.models import Gebruiker
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests import klok
from tests.toegang.tabel import adressen

from .passkey import Passkey
from .test_inloggen import NIEUW, code, is_binnen, link_uit_de_mail, log_in

# What only shows something: nothing is sent there.
TOONT = {
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}
# Said anew is valid for five minutes.
LATER = timedelta(minutes=6)
GEWIJZIGD, FACTOR = "Uw wachtwoord is gewijzigd", "Uw tweede stap bij het inloggen is gewijzigd"
ELDERS = "Er is ingelogd met uw account op een nieuwe plek"


def van_de_bibliotheek():
    """The names of the addresses that a view of allauth answers, behind a door of ours or not."""
    achter_een_deur = {f"{nieuw_wachtwoord.__module__}.{nieuw_wachtwoord.__name__}"}
    return {
        naam
        for naam, patroon in adressen()
        if patroon.lookup_str.startswith("allauth.") or patroon.lookup_str in achter_een_deur
    }


class Loper:
    """Somebody who goes the roads of signing in one by one; `gelopen`: those of which he saw the end."""

    def __init__(self, wie, settings):
        self.wie, self.client, self.gelopen = wie, Client(), set()
        self.passkey = Passkey(wie, settings.SITE_URL)

    def weg(self):
        """Sign out here, and go on as somebody at another computer."""
        self.client = Client()

    def stuur(self, naam, *plek, **velden):
        """Send a form and see it accepted: not shown again, and not sent on to say first who one is."""
        pad = plek[0] if plek and isinstance(plek[0], str) else reverse(naam, args=plek)
        antwoord = self.client.post(pad, velden)
        assert antwoord.status_code == 302, (naam, antwoord.context and antwoord.context["form"].errors)
        assert not antwoord["Location"].startswith(reverse("account_reauthenticate")), naam
        self.gelopen.add(naam)
        return antwoord

    def wie_bent_u(self, naam):
        """This page asks first who one is, and is there afterwards for `stuur`."""
        assert self.client.get(reverse(naam))["Location"].startswith(reverse("account_reauthenticate")), naam

    def vraag(self, naam, soort="request_options", **kop):
        """What the page asks of a passkey."""
        antwoord = self.client.get(reverse(naam), **kop)
        gegevens = antwoord.json() if kop else antwoord.context["js_data"]
        return gegevens[soort]["publicKey"]["challenge"]

    @property
    def stappen(self):
        return list(Authenticator.objects.filter(user=self.wie).order_by("type").values_list("type", flat=True))


@pytest.fixture
def loper(settings):
    cache.clear()
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    settings.SITE_URL = "https://calamiteiten.example"
    wie = bouw.gebruiker(Rol.REGIOMANAGER, username="noor", email="noor@zwolle.example")
    return Loper(wie, settings)


# The library tells of what changed when the transaction is over.
@pytest.mark.django_db(transaction=True)
@pytest.mark.eis("R102")
def test_elke_weg_van_de_bibliotheek_loopt_tot_zijn_eind(loper, nu, mailserver, settings):
    _een_ander_wachtwoord(loper, nu, mailserver, settings)
    papier = _een_code_app(loper)
    with klok.op(nu + LATER):
        _een_passkey(loper, papier)
    with klok.op(nu + 2 * LATER):
        _met_de_passkey_en_zonder(loper)
    with klok.op(nu + 3 * LATER):
        _wat_elders_open_staat(loper)
        for naam in TOONT - {"mfa_view_recovery_codes", "mfa_download_recovery_codes"}:
            assert loper.client.get(reverse(naam)).status_code == 200, naam
        for naam in TOONT:
            assert loper.client.post(reverse(naam)).status_code in {404, 405}, naam

    assert loper.gelopen | TOONT == van_de_bibliotheek()
    assert not loper.gelopen & TOONT
    mail_nieuws(nu + 4 * LATER)
    verzend(nu + 4 * LATER)
    gekregen = [mail["Subject"] for mail in mailserver.ontvangen if mail["To"] == loper.wie.email]
    # A link, two passwords, and each second step that came or went.
    assert gekregen[0] == "Kies een nieuw wachtwoord"
    assert gekregen.count(GEWIJZIGD) == 2
    assert gekregen.count(FACTOR) >= 4
    # At another computer once, with the passkey; at his own with a code, that was known.
    assert gekregen.count(ELDERS) == 1


def _een_ander_wachtwoord(loper, nu, mailserver, settings):
    loper.stuur("account_reset_password", email=loper.wie.email)
    _, link = link_uit_de_mail(nu, mailserver, loper.wie.email)
    formulier = loper.client.get(link.removeprefix(settings.SITE_URL), follow=True).redirect_chain[-1][0]
    loper.stuur("account_reset_password_from_key", formulier, password1=NIEUW, password2=NIEUW)
    loper.stuur("account_login", login=loper.wie.username, password=NIEUW)
    assert is_binnen(loper.client)


def _een_code_app(loper):
    """Returns the codes on paper."""
    loper.wie_bent_u("mfa_activate_totp")
    loper.stuur("account_reauthenticate", password=NIEUW)
    geheim = loper.client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert loper.client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    loper.stuur("mfa_activate_totp", code=code(geheim))
    assert loper.stappen == ["recovery_codes", "totp"]
    eerder = loper.client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    loper.stuur("mfa_generate_recovery_codes")
    papier = loper.client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert not {*papier} & {*eerder}
    assert papier[0] in loper.client.get(reverse("mfa_download_recovery_codes")).content.decode()
    loper.stuur("account_logout")
    assert not is_binnen(loper.client)
    loper.stuur("account_login", login=loper.wie.email, password=NIEUW)
    assert not is_binnen(loper.client)
    for weg in (eerder[0], "000000"):
        assert "klopt niet" in loper.client.post(reverse("mfa_authenticate"), {"code": weg}).content.decode()
    loper.stuur("mfa_authenticate", code=papier[0])
    assert is_binnen(loper.client)
    return papier


def _een_passkey(loper, papier):
    """Who one is, is said with a code this time."""
    loper.wie_bent_u("mfa_add_webauthn")
    pad = reverse("mfa_reauthenticate")
    assert "klopt niet" in loper.client.post(pad, {"code": papier[0]}).content.decode()
    loper.wie_bent_u("mfa_add_webauthn")
    loper.stuur("mfa_reauthenticate", code=papier[1])
    vraag = loper.vraag("mfa_add_webauthn", "creation_options")
    loper.stuur("mfa_add_webauthn", credential=loper.passkey.maak(vraag), name="Laptop", passwordless="on")
    rij = Authenticator.objects.get(user=loper.wie, type="webauthn")
    loper.stuur("mfa_edit_webauthn", rij.pk, name="Werklaptop")
    assert "Werklaptop" in loper.client.get(reverse("mfa_list_webauthn")).content.decode()


def _met_de_passkey_en_zonder(loper):
    loper.weg()
    vraag = loper.vraag("mfa_login_webauthn", headers={"X-Requested-With": "XMLHttpRequest"})
    antwoord = loper.passkey.toon(vraag)
    loper.stuur("mfa_login_webauthn", credential=antwoord)
    assert is_binnen(loper.client)
    # What was shown once opens nothing a second time, nor does the key of another.
    for verkeerd in (antwoord, Passkey(loper.wie, loper.passkey.site).toon(vraag)):
        ander = Client()
        ander.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
        ander.post(reverse("mfa_login_webauthn"), {"credential": verkeerd})
        assert not is_binnen(ander)
    with klok.op(nu_() + LATER):
        rij = Authenticator.objects.get(user=loper.wie, type="webauthn")
        vraag = loper.vraag("mfa_reauthenticate_webauthn")
        loper.stuur("mfa_reauthenticate_webauthn", credential=loper.passkey.toon(vraag))
        loper.stuur("mfa_remove_webauthn", rij.pk)
        assert loper.stappen == ["recovery_codes", "totp"]
        loper.stuur("mfa_deactivate_totp")
        assert loper.stappen == []


def _wat_elders_open_staat(loper):
    elders = Client()
    log_in(elders, loper.wie.username, NIEUW)
    assert is_binnen(elders)
    loper.stuur("usersessions_list")
    assert (is_binnen(elders), is_binnen(loper.client)) == (False, True)
    nog_een = "vijf-stille-zebras-fluiten"
    loper.stuur("account_change_password", oldpassword=NIEUW, password1=nog_een, password2=nog_een)
    assert Gebruiker.objects.get(pk=loper.wie.pk).check_password(nog_een)
    assert is_binnen(loper.client)


def _namen(patronen):
    for patroon in patronen:
        yield from _namen(patroon.url_patterns) if hasattr(patroon, "url_patterns") else [patroon]


def test_wat_de_bibliotheek_nog_meer_kan_heeft_hier_geen_adres():
    """All that it would hang up itself, with the settings that we have, and the four that it could with others."""
    alles = {patroon.name for patroon in _namen(import_module("allauth.urls").urlpatterns) if patroon.name}
    uit = alles - van_de_bibliotheek() | {
        *("account_signup_by_passkey", "account_request_login_code", "mfa_trust", "mfa_signup_webauthn")
    }
    assert {"account_signup", "account_email", "account_set_password", "socialaccount_connections"} <= uit
    for naam in uit:
        for argumenten in ((), ("x",), ("x", "y")):
            with pytest.raises(NoReverseMatch):
                reverse(naam, args=argumenten)
