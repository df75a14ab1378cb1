"""Invitations: a link that sets the password once, and does nothing in any other case (R102)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from basis.adres import GEEN_GEWONE_LETTER, GEEN_GEWOON_ADRES
from communicatie.models import Bericht, BerichtStatus
from communicatie.post.berichten import verzend
from communicatie.post.uitnodigingen import mail_uitnodigingen
from contacten import gebruikers
from contacten.gebruikers.uitnodigingen import nodig_opnieuw_uit, nodig_uit, sleutel
from contacten.inlezen.invoer import maak_rij
from contacten.models import Contactpersoon, Uitnodiging
from contacten.rollen import Rol
from tests import bouw_contacten as bouw

pytestmark = pytest.mark.django_db

GOED = "een-lang-geheim-van-noor"


@pytest.fixture
def beheerder():
    return bouw.gebruiker(Rol.BEHEERDER, username="beheerder")


@pytest.fixture
def op():
    """The present moment: the page reads the clock of the machine."""
    from basis.klok import nu

    return nu()


@pytest.fixture
def noor(beheerder, op):
    gegevens = {"voornaam": "Noor", "achternaam": "Nieuw", "email": "noor@zwolle.example", "rol": "regiomanager"}
    return nodig_uit(gegevens, beheerder, op)


def link(wie):
    return reverse("uitnodiging", args=[sleutel(Uitnodiging.objects.filter(gebruiker=wie)[0])])


def kies(client, adres, wachtwoord=GOED, herhaling=None):
    return client.post(adres, {"wachtwoord": wachtwoord, "herhaling": wachtwoord if herhaling is None else herhaling})


def werkt_niet(antwoord, zin):
    assert antwoord.status_code == 410
    tekst = antwoord.content.decode()
    assert "Deze link werkt niet" in tekst
    assert zin in tekst
    assert "Er is niets gewijzigd." in tekst


@pytest.mark.eis("R102")
def test_de_link_zet_een_wachtwoord_waarmee_men_zelf_inlogt(client, noor):
    assert "Noor Nieuw" in client.get(link(noor)).content.decode()
    antwoord = kies(client, link(noor))
    assert "Uw wachtwoord is bewaard" in antwoord.content.decode()
    assert client.get(reverse("contacten")).status_code == 302
    inloggen = client.post(reverse("account_login"), {"login": "Noor@zwolle.example", "password": GOED})
    assert inloggen.status_code == 302
    assert client.get(reverse("contacten")).status_code == 200


def test_kijken_verbruikt_de_link_niet(client, noor):
    for _ in range(3):
        assert client.get(link(noor)).status_code == 200
    assert kies(client, link(noor)).status_code == 200


def test_een_gebruikte_link_werkt_niet_nog_eens(client, noor):
    kies(client, link(noor))
    noor.refresh_from_db()
    voor = noor.password
    werkt_niet(client.get(link(noor)), "Deze link is al gebruikt.")
    werkt_niet(kies(client, link(noor), "een-heel-ander-geheim-9"), "Deze link is al gebruikt.")
    noor.refresh_from_db()
    assert noor.password == voor


def test_een_verlopen_link_werkt_niet(client, noor, op):
    Uitnodiging.objects.update(verloopt_op=op - timedelta(seconds=1))
    werkt_niet(client.get(link(noor)), "Deze link is verlopen.")
    werkt_niet(kies(client, link(noor)), "Deze link is verlopen.")
    noor.refresh_from_db()
    assert not noor.has_usable_password()


@pytest.mark.parametrize("knoei", [lambda s: s[:-1] + ("a" if s[-1] != "a" else "b"), lambda s: "9" + s, lambda s: "x"])
def test_een_verknoeide_link_werkt_niet_en_zegt_niets(client, noor, knoei):
    goed = sleutel(Uitnodiging.objects.get())
    werkt_niet(kies(client, reverse("uitnodiging", args=[knoei(goed)])), "Deze link klopt niet.")
    noor.refresh_from_db()
    assert not noor.has_usable_password()


@pytest.mark.parametrize("token", ["0-0.x", f"{10**30}-1.x", "-1.x", "²-1.x", "1", "1-%00.x"])
def test_een_verzonnen_link_werkt_niet(client, db, token):
    werkt_niet(client.get(f"/uitnodiging/{token}/"), "Deze link klopt niet.")


def test_de_handtekening_van_een_ander_past_niet(client, noor, beheerder, op):
    ander = nodig_uit({"achternaam": "Ander", "email": "ander@rsj.example", "rol": "regiomanager"}, beheerder, op)
    van_noor, van_ander = (sleutel(Uitnodiging.objects.get(gebruiker=wie)) for wie in (noor, ander))
    gemengd = f"{van_noor.partition('.')[0]}.{van_ander.partition('.')[2]}"
    werkt_niet(kies(client, reverse("uitnodiging", args=[gemengd])), "Deze link klopt niet.")


def test_een_nieuwe_uitnodiging_doodt_de_vorige_link(client, noor, beheerder, op):
    oud = link(noor)
    nodig_opnieuw_uit(noor.pk, beheerder, op + timedelta(minutes=1))
    werkt_niet(kies(client, oud), "Deze link is vervangen")
    assert kies(client, link(noor)).status_code == 200


def test_na_het_einde_van_de_toegang_werkt_de_link_niet(client, noor):
    gebruikers.beeindig(noor)
    werkt_niet(kies(client, link(noor)), "Dit account heeft geen toegang meer.")


def test_wie_al_een_wachtwoord_heeft_wordt_niet_opnieuw_uitgenodigd(beheerder, op):
    wie = bouw.gebruiker(Rol.REGIOMANAGER, email="r@rsj.example")
    with pytest.raises(ValidationError, match="heeft al een wachtwoord"):
        nodig_opnieuw_uit(wie.pk, beheerder, op)
    assert not Uitnodiging.objects.exists()


def test_teruggegeven_toegang_begint_met_een_nieuw_wachtwoord(client, beheerder, op):
    wie = bouw.gebruiker(Rol.REGIOMANAGER, email="r@rsj.example", username="terug")
    gebruikers.beeindig(wie)
    nodig_opnieuw_uit(wie.pk, beheerder, op)
    assert not client.login(username="terug", password=bouw.WACHTWOORD)
    kies(client, link(wie))
    assert client.login(username="terug", password=GOED)


@pytest.mark.parametrize(
    ("wachtwoord", "herhaling", "zin"),
    [
        ("kort", None, "12"),
        ("vier-stoere-olifanten", "anders-en-lang-99", "Dit is niet hetzelfde wachtwoord."),
        ("noor@zwolle.example", None, "lijkt"),
        ("123456789012", None, "te makkelijk te raden"),
        ("", None, "Vul dit in."),
    ],
)
def test_een_zwak_of_verschillend_wachtwoord_wordt_geweigerd(client, noor, wachtwoord, herhaling, zin):
    antwoord = kies(client, link(noor), wachtwoord, herhaling)
    assert antwoord.status_code == 200
    assert zin in antwoord.content.decode()
    noor.refresh_from_db()
    assert not noor.has_usable_password()
    assert client.get(link(noor)).status_code == 200


@pytest.mark.eis("R102")
def test_de_uitnodiging_komt_eenmaal_aan_met_een_link_die_werkt(client, noor, op, mailserver):
    assert mail_uitnodigingen(op) == 1
    assert mail_uitnodigingen(op) == 0
    assert verzend(op).verzonden == 1
    (mail,) = mailserver.ontvangen
    tekst = mail.get_body(("plain",)).get_content()
    assert mail["To"] == "noor@zwolle.example"
    assert link(noor) in tekst
    assert "vóór" in tekst
    assert kies(client, link(noor)).status_code == 200


def test_na_het_versturen_staat_de_link_nergens_meer(noor, op, mailserver):
    mail_uitnodigingen(op)
    verzend(op)
    bericht = Bericht.objects.get()
    assert bericht.status == BerichtStatus.VERZONDEN
    assert "uitnodiging/" not in str(bericht.gegevens)


@pytest.mark.parametrize(
    "adres",
    [
        "o'brien@kampen.example",
        "a&b@zwolle.example",
        "team=jeugd@ommen.example",
        "r.d_v+jeugd-1@hardenberg.example",
        "info!{x}#$%^*/?`|~@raalte.example",
        "noor@xn--bcher-kva.example",
        # As long as an address may be.
        f"{'n' * 64}@{'.'.join(['a' * 60] * 2)}.{'b' * 58}.example",
        f"{'noor.nieuw' * 6}@{'c' * 63}.{'d' * 50}.{'e' * 63}.example",
    ],
)
def test_wie_een_adres_heeft_kan_worden_uitgenodigd_en_inloggen(client, beheerder, op, adres):
    """Everything that an address may hold, to the end: invited, a password chosen, signed in with the address."""
    client.force_login(beheerder)
    velden = {"voornaam": "Noor", "achternaam": "Nieuw", "email": adres, "rol": "beheerder"}
    antwoord = client.post(reverse("gebruiker_uitnodigen"), velden)
    assert antwoord.status_code == 302, antwoord.context["form"].errors
    wie = Uitnodiging.objects.get().gebruiker
    assert (wie.email, wie.username) == (adres, adres)
    client.logout()

    kies(client, link(wie))
    client.post(reverse("account_login"), {"login": adres, "password": GOED})

    assert int(client.session["_auth_user_id"]) == wie.pk


@pytest.mark.parametrize("naam", ["", "met spatie", "tab\tteken", "nul\0teken", "x" * 255])
def test_een_gebruikersnaam_die_niemand_kan_typen_wordt_geweigerd(db, naam):
    with pytest.raises(ValidationError):
        gebruikers.maak_gebruiker(naam, "regiomanager")


# Typed in capitals, or read by a database that looks at neither, these are the address of another.
LIJKT_GEWOON = ("\u017fanne@x.example", "\u0131an@x.example", "jan@\u017fociaal.example")
GEEN_GEWOON = dict.fromkeys(
    ('"a\\ b"@x.example', '"ab"@x.example', '"a@b"@x.example', '"a.b"@x.example'), GEEN_GEWOON_ADRES
)


@pytest.mark.parametrize(
    ("adres", "zin"), [*GEEN_GEWOON.items(), *dict.fromkeys(LIJKT_GEWOON, GEEN_GEWONE_LETTER).items()]
)
def test_een_adres_dat_niet_de_hele_weg_kan_wordt_overal_met_een_zin_geweigerd(client, beheerder, op, adres, zin):
    client.force_login(beheerder)
    velden = {"achternaam": "Nieuw", "email": adres, "rol": "regiomanager"}
    antwoorden = [client.post(reverse("gebruiker_uitnodigen"), velden)]
    contact = {"soort": "persoon", "naam": "Voorbeeld", "email": adres}
    antwoorden += [client.post(reverse("contact_nieuw"), contact)]
    for antwoord in antwoorden:
        assert antwoord.status_code == 200
        assert zin in antwoord.context["form"].errors["email"]
    with pytest.raises(ValidationError) as fout:
        nodig_uit(velden, beheerder, op)
    assert fout.value.messages == [zin]
    rij = maak_rij(1, {"gemeente": "Zwolle", "naam": "Voorbeeld", "mobiel": "06-00000010", "email": adres})
    assert (rij.email, len(rij.twijfels)) == ("", 1)
    assert not Uitnodiging.objects.exists()
    assert not Contactpersoon.objects.filter(email=adres).exists()
