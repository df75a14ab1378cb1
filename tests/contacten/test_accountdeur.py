"""The one door to accounts: who asks, who decides, who hears of it; and that there is no other way (R102, 4.4, 4.5)."""

import os
import re

import pytest
from django.contrib import admin
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.geweigerd import Geweigerd
from communicatie.models import Bericht
from communicatie.post.accountpost import mail_nieuws
from communicatie.post.berichten import verzend
from communicatie.post.uitnodigingen import mail_uitnodigingen
from contacten import gebruikers
from contacten.inloggen.tweede_stap import GEZET
from contacten.models import Accountnieuws, Accountverzoek, Bezetting, Gebruiker, Uitnodiging
from contacten.personen import accounts
from contacten.personen.gevolgen import Keuze
from contacten.rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_GEMEENTE, ROLLEN_VAN_TWEE, Rol
from tests import bouw_contacten as bouw
from tests.toegang.aanroepen import bereikt
from tests.toegang.tabel import adressen

pytestmark = pytest.mark.django_db

NIEUW = {"voornaam": "Noor", "achternaam": "Nieuw", "email": "noor@zwolle.example"}
# What makes an account, changes one, or takes its second step away.
DADEN = ("contacten.gebruikers.leg_vast", "contacten.inloggen.tweede_stap.wis", "contacten.personen.accounts.")
# Every address that comes to one of those. Without leave nothing changes.
ADRESSEN = {
    "gebruiker_uitnodigen",
    "gebruiker",
    "gebruiker_einde",
    "gebruiker_opnieuw",
    "gebruiker_plek",
    "gebruiker_tweede_stap",
    "gebruiker_verzoek_intrekken",
    "accountverzoek",
    "accountverzoek_afwijzen",
    "contact_einde",
    "contact_wijzigen",
    # Who leaves a seat may leave the account of it behind; who is of a gemeente that goes up in another, moves along.
    "plek_wijzigen",
    "plek_afwezig",
    "plek_einde",
    "gemeente_samenvoegen",
}
# With the link of his own invitation somebody sets the password of his own account: tests/contacten/test_uitnodigen.py.
MET_EIGEN_LINK = {"uitnodiging"}


@pytest.fixture
def huis():
    """An account of every role that signs in, of the two watchers two, and something that waits for a decision."""
    wie = {rol: bouw.gebruiker(rol, email=f"{rol}@regio.example", achternaam=str(rol)) for rol in ROLLEN_MET_ACCOUNT}
    wie["tweede_beheerder"] = bouw.gebruiker(Rol.BEHEERDER, email="b2@regio.example", achternaam="Tweede")
    wie["tweede_regiomanager"] = bouw.gebruiker(Rol.REGIOMANAGER, email="r2@regio.example", achternaam="Rest")
    return wie


def als(client, wie):
    client.force_login(wie)
    return client


def met_tweede_stap(client, wie):
    """Signed in long enough ago, with the second step shown."""
    sessie = als(client, wie).session
    sessie[GEZET] = True
    sessie.save()
    return client


def formulier(client, wie, **velden):
    form = client.get(reverse("gebruiker", args=[wie.pk])).context["form"]
    return {**{veld.name: veld.value() or "" for veld in form}, **velden}


def stand():
    """All that rights follow from."""
    velden = ("pk", "username", "email", "rol", "gemeente", "is_active", "is_staff", "is_superuser", "password")
    groepen = Gebruiker.groups.through.objects.values_list("gebruiker", "group")
    return sorted(Gebruiker.objects.values_list(*velden)), sorted(groepen)


def vraag_contractmanager(client, huis, **velden):
    als(client, huis[Rol.BEHEERDER])
    antwoord = client.post(reverse("gebruiker_uitnodigen"), {**NIEUW, "rol": Rol.CONTRACTMANAGER, **velden})
    assert antwoord.status_code == 302, antwoord.context["form"].errors
    return Accountverzoek.objects.get(besluit="")


def besluit(client, verzoek, **velden):
    begin = {"gezien": gebruikers.stand_van_gebruiker(verzoek.gebruiker)}
    return client.post(reverse("accountverzoek", args=[verzoek.pk]), {**begin, **velden})


def alle_post(nu, mailserver):
    mail_nieuws(nu)
    mail_uitnodigingen(nu)
    verzend(nu)
    return {(str(mail["To"]), str(mail["Subject"])) for mail in mailserver.ontvangen}


def test_elk_adres_dat_een_account_wijzigt_staat_in_deze_lijst():
    """Found in what each view calls, and what that calls; not by its name."""
    raakt = {naam for naam, patroon in adressen() if any(d.startswith(DADEN) for d in bereikt(patroon.callback))}
    assert raakt == ADRESSEN | MET_EIGEN_LINK


def paden(wie, verzoek=None):
    """Every one of those addresses, about this account: its own row, its contact, its seat, its gemeente."""
    contact = wie.contactpersoon or bouw.contact(email=wie.email)
    Gebruiker.objects.filter(pk=wie.pk).update(contactpersoon=contact)
    plek = contact.bezettingen.first() or bouw.bezetting(Rol.WETHOUDER, bouw.gemeente(), contact)
    van = {"contact": contact.pk, "plek": contact.pk, "gemeente": bouw.gemeente().pk, "gebruiker": wie.pk}
    for naam, patroon in adressen():
        if naam in ADRESSEN and (verzoek or not naam.startswith("accountverzoek")):
            pk = verzoek.pk if naam.startswith("accountverzoek") else van[naam.split("_")[0]]
            waarden = {"pk": pk, "plek_pk": plek.pk}
            yield naam, reverse(naam, kwargs={deel: waarden[deel] for deel in patroon.pattern.converters})


# What each of the two may send, of all these.
VAN_DE_REGIOMANAGER = {"accountverzoek", "accountverzoek_afwijzen", "gemeente_samenvoegen"}
# About oneself and the beheerder; at full size also about somebody who is neither.
ALLES = os.environ.get("STORING") == "alles"
DOELEN = (Rol.BEHEERDER, Rol.CONTRACTMANAGER)


def test_wie_een_account_wijzigt_zegt_eerst_opnieuw_wie_hij_is(client, huis, settings):
    """An open screen gives nobody an account, and takes nobody's second step. Once it was said, the form goes on."""
    wie = huis[Rol.TOEGANG]
    velden = formulier(als(client, huis[Rol.BEHEERDER]), wie, achternaam="Anders")
    verzoek = vraag_contractmanager(client, huis).pk
    settings.TWEEDE_STAP_VERPLICHT, eerst = True, stand()
    pk = {"gebruiker": wie.pk, "accountverzoek": verzoek, "gemeente": bouw.gemeente().pk}
    for naam in sorted(adres for adres in ADRESSEN if adres.split("_")[0] in pk):
        rol = Rol.REGIOMANAGER if naam in VAN_DE_REGIOMANAGER else Rol.BEHEERDER
        nummer = [] if naam == "gebruiker_uitnodigen" else [pk[naam.split("_")[0]]]
        antwoord = met_tweede_stap(client, huis[rol]).post(reverse(naam, args=nummer), velden)
        assert antwoord["Location"].startswith(reverse("account_reauthenticate")), naam
    assert stand() == eerst
    assert Accountverzoek.objects.get().besluit == ""
    met_tweede_stap(client, huis[Rol.BEHEERDER])
    pad = reverse("gebruiker", args=[wie.pk])
    opnieuw = client.post(pad, velden)["Location"]
    klaar = client.post(opnieuw, {"password": bouw.WACHTWOORD, "next": pad})
    assert klaar["Location"] == pad
    wie.refresh_from_db()
    assert wie.last_name == "Anders"
    # For a while it is known; what is wrong in a form is corrected where it belongs.
    fout = client.post(reverse("gebruiker_uitnodigen"), {"email": "x"})
    assert f'action="{reverse("gebruiker_uitnodigen")}"' in fout.content.decode()


@pytest.mark.eis("R102")
def test_geen_andere_rol_wijzigt_een_account_ook_niet_het_eigen(client, huis):
    """Every role × every address × oneself and others."""
    verzoek = vraag_contractmanager(client, huis)
    adres = {wie: dict(paden(wie, verzoek)) for wie in huis.values()}
    voor = stand()
    for rol in ROLLEN_MET_ACCOUNT:
        als(client, huis[rol])
        mogen: dict[str, set[str]] = {
            Rol.BEHEERDER: ADRESSEN - VAN_DE_REGIOMANAGER,
            Rol.REGIOMANAGER: VAN_DE_REGIOMANAGER,
        }
        eigen = mogen.get(rol, set())
        for doel in {huis[rol], *(huis[naam] for naam in (DOELEN if ALLES else DOELEN[:1]))}:
            velden = {**NIEUW, "rol": Rol.CONTRACTMANAGER, "gezien": gebruikers.stand_van_gebruiker(doel), "reden": "x"}
            for naam in ADRESSEN - eigen:
                assert client.post(adres[doel][naam], velden).status_code == 404, (rol, naam)
    assert stand() == voor


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [Rol.BEHEERDER, Rol.REGIOMANAGER])
def test_wie_het_wel_mag_geeft_zichzelf_langs_geen_enkel_adres_een_andere_rol(client, huis, rol):
    """Over each of these addresses, about oneself, with the form of the page filled in."""
    bouw.gemeente("Kampen")
    zelf, ander = huis[rol], {"rol": Rol.CONTRACTMANAGER, "gemeente": bouw.gemeente("Kampen").pk, "mag_leeg": "on"}
    als(client, zelf)
    for naam, pad in paden(zelf):
        form = (getattr(client.get(pad), "context", None) or {}).get("form")
        begin = {veld.name: veld.value() or "" for veld in form} if form else {}
        client.post(pad, {**begin, "gezien": begin.get("gezien", gebruikers.stand_van_gebruiker(zelf)), **ander})
        zelf.refresh_from_db()
        assert (zelf.rol, zelf.gemeente_id, zelf.is_superuser) == (rol, None, False), naam
    assert not Accountverzoek.objects.filter(gebruiker=zelf, rol=Rol.CONTRACTMANAGER).exists()


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [*ROLLEN_MET_ACCOUNT, "tweede_beheerder", "tweede_regiomanager"])
def test_de_beheerder_opent_alleen_nooit_een_dossier(client, huis, rol):
    """Whatever role somebody has: with the beheerder alone nobody comes to see dossiers, or at another address."""
    als(client, huis[Rol.BEHEERDER])
    doel = huis[rol]
    for wordt in ROLLEN_MET_ACCOUNT:
        doel.refresh_from_db()
        was = doel.rol, doel.gemeente_id, doel.email
        gemeente = bouw.gemeente("Kampen").pk if wordt in ROLLEN_MET_GEMEENTE else ""
        velden = formulier(client, doel, rol=wordt, gemeente=gemeente, email="anders@elders.example", mag_leeg="on")
        client.post(reverse("gebruiker", args=[doel.pk]), velden)
        doel.refresh_from_db()
        if wordt in ROLLEN_VAN_TWEE:
            assert (doel.rol, doel.gemeente_id, doel.email) == was, wordt
        if doel == huis[Rol.BEHEERDER]:
            assert doel.rol == Rol.BEHEERDER
        elif wordt not in ROLLEN_VAN_TWEE:
            assert doel.rol == wordt


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [*ROLLEN_MET_ACCOUNT, "tweede_beheerder"])
def test_alleen_een_regiomanager_die_het_niet_vroeg_keurt_goed(client, huis, rol):
    verzoek = vraag_contractmanager(client, huis)
    als(client, huis[rol])
    antwoord = besluit(client, verzoek)
    verzoek.gebruiker.refresh_from_db()
    goed = rol == Rol.REGIOMANAGER
    assert antwoord.status_code == (302 if goed else 404)
    assert (verzoek.gebruiker.rol == Rol.CONTRACTMANAGER) is goed


def test_over_het_eigen_account_beslist_een_regiomanager_niet(client, huis):
    zelf = huis[Rol.REGIOMANAGER]
    als(client, huis[Rol.BEHEERDER])
    client.post(reverse("gebruiker", args=[zelf.pk]), formulier(client, zelf, email="nieuw@regio.example"))
    verzoek = Accountverzoek.objects.get(besluit="")
    als(client, zelf)
    pagina = client.get(reverse("accountverzoek", args=[verzoek.pk])).content.decode()
    assert "beslist een ander met de rol regiomanager" in pagina
    assert "Goedkeuren" not in pagina
    assert besluit(client, verzoek).status_code == 409
    client.post(reverse("accountverzoek_afwijzen", args=[verzoek.pk]), {"reden": "liever niet"})
    verzoek.refresh_from_db()
    assert verzoek.besluit == ""
    als(client, huis["tweede_regiomanager"])
    assert besluit(client, verzoek).status_code == 302
    zelf.refresh_from_db()
    assert zelf.email == "nieuw@regio.example"


def test_wie_beheerder_was_toen_hij_het_vroeg_keurt_het_als_regiomanager_niet_goed(client, huis, nu):
    verzoek = vraag_contractmanager(client, huis)
    bouw.wijzig_rol(huis[Rol.BEHEERDER], Rol.REGIOMANAGER)
    als(client, huis[Rol.BEHEERDER])
    assert besluit(client, verzoek).status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        Accountverzoek.objects.update(besluit="goedgekeurd", besloten_op=nu, besloten_door=huis[Rol.BEHEERDER])


@pytest.mark.eis("R102")
def test_een_uitnodiging_voor_een_rol_met_dossiers_gaat_pas_na_de_regiomanager(client, huis, nu, mailserver):
    verzoek = vraag_contractmanager(client, huis, op_plek="on")
    wie = verzoek.gebruiker
    assert (wie.rol, wie.has_usable_password(), Uitnodiging.objects.count()) == ("", False, 0)
    assert not Bezetting.objects.filter(contactpersoon__email=NIEUW["email"]).exists()
    post = alle_post(nu, mailserver)
    gevraagd = {
        (huis[naam].email, "Een verzoek om toegang wacht op u") for naam in (Rol.REGIOMANAGER, "tweede_regiomanager")
    }
    assert post == gevraagd
    als(client, huis["tweede_regiomanager"])
    assert NIEUW["email"] in client.get(reverse("accountverzoek", args=[verzoek.pk])).content.decode()
    assert "Noor Nieuw" in client.get(reverse("accountverzoeken")).content.decode()
    assert besluit(client, verzoek).status_code == 302
    wie.refresh_from_db()
    assert wie.rol == Rol.CONTRACTMANAGER
    assert Bezetting.objects.filter(contactpersoon__email=NIEUW["email"], rol=Rol.CONTRACTMANAGER).exists()
    post = alle_post(nu, mailserver) - gevraagd
    assert (NIEUW["email"], "Uw toegang tot Calamiteitenregie") in post
    assert (huis[Rol.BEHEERDER].email, "Er is besloten over een account") in post
    assert (huis[Rol.REGIOMANAGER].email, "Wie toegang heeft, is gewijzigd") in post


def test_een_afwijzing_zegt_waarom_en_laat_niets_achter(client, huis, nu, mailserver):
    verzoek = vraag_contractmanager(client, huis)
    als(client, huis[Rol.REGIOMANAGER])
    client.post(reverse("accountverzoek_afwijzen", args=[verzoek.pk]), {"reden": ""})
    verzoek.refresh_from_db()
    assert verzoek.besluit == ""
    client.post(reverse("accountverzoek_afwijzen", args=[verzoek.pk]), {"reden": "Werkt hier niet."})
    verzoek.refresh_from_db()
    assert (verzoek.besluit, verzoek.gebruiker.is_active) == ("afgewezen", False)
    assert besluit(client, verzoek).status_code == 409
    als(client, huis[Rol.BEHEERDER])
    assert "Werkt hier niet." in client.get(reverse("gebruiker", args=[verzoek.gebruiker_id])).content.decode()
    assert (huis[Rol.BEHEERDER].email, "Er is besloten over een account") in alle_post(nu, mailserver)


def test_een_ingetrokken_verzoek_kan_niemand_meer_goedkeuren(client, huis):
    verzoek = vraag_contractmanager(client, huis)
    client.post(reverse("gebruiker_verzoek_intrekken", args=[verzoek.gebruiker_id]))
    als(client, huis[Rol.REGIOMANAGER])
    assert besluit(client, verzoek).status_code == 409
    verzoek.gebruiker.refresh_from_db()
    assert (verzoek.gebruiker.rol, verzoek.gebruiker.is_active) == ("", False)


@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol in ROLLEN_VAN_TWEE])
def test_beeindigde_toegang_tot_dossiers_komt_niet_terug_zonder_tweede_persoon(client, huis, nu, rol):
    wie = huis[rol]
    gebruikers.beeindig(wie)
    als(client, huis[Rol.BEHEERDER])
    client.post(reverse("gebruiker_opnieuw", args=[wie.pk]))
    wie.refresh_from_db()
    assert (wie.is_active, Uitnodiging.objects.count()) == (False, 0)
    als(client, huis["tweede_regiomanager"])
    assert besluit(client, Accountverzoek.objects.get(besluit="")).status_code == 302
    wie.refresh_from_db()
    assert (wie.is_active, wie.rol, Uitnodiging.objects.get().gebruiker) == (True, rol, wie)


def test_de_eigen_rol_wijzigt_niemand(client, huis):
    zelf = huis[Rol.BEHEERDER]
    als(client, zelf)
    for rol in ROLLEN_MET_ACCOUNT:
        gemeente = bouw.gemeente().pk if rol in ROLLEN_MET_GEMEENTE else ""
        antwoord = client.post(
            reverse("gebruiker", args=[zelf.pk]), formulier(client, zelf, rol=rol, gemeente=gemeente, mag_leeg="on")
        )
        if rol != Rol.BEHEERDER:
            assert antwoord.status_code == 409, rol
            assert "Uw eigen rol" in antwoord.content.decode()
    zelf.refresh_from_db()
    assert zelf.rol == Rol.BEHEERDER
    assert not Accountverzoek.objects.exists()


def test_elke_wijziging_hoort_de_eigenaar_en_de_regiomanager(client, huis, nu, mailserver):
    als(client, huis[Rol.BEHEERDER])
    wie = huis[Rol.COMMUNICATIE_GEMEENTE]
    velden = {"rol": Rol.BELEIDSMEDEWERKER_JEUGD, "email": "verhuisd@regio.example", "mag_leeg": "on"}
    assert client.post(reverse("gebruiker", args=[wie.pk]), formulier(client, wie, **velden)).status_code == 302
    oud, nieuw = wie.email, "verhuisd@regio.example"
    regio = huis[Rol.REGIOMANAGER].email
    post = alle_post(nu, mailserver)
    for aan, onderwerp in (
        (nieuw, "Uw rol in Calamiteitenregie is gewijzigd"),
        (nieuw, "Het e-mailadres van uw account is gewijzigd"),
        (oud, "Het e-mailadres van uw account is gewijzigd"),
        (regio, "Wie toegang heeft, is gewijzigd"),
    ):
        assert (aan, onderwerp) in post
    wie.refresh_from_db()
    client.post(
        reverse("gebruiker_einde", args=[wie.pk]), {"gezien": gebruikers.stand_van_gebruiker(wie), "mag_leeg": "on"}
    )
    assert (nieuw, "Uw toegang tot Calamiteitenregie is beëindigd") in alle_post(nu, mailserver)
    als(client, huis[Rol.REGIOMANAGER])
    tekst = client.get(reverse("accountverzoeken")).content.decode()
    assert "rol of gemeente gewijzigd" in tekst
    assert "toegang beëindigd" in tekst


def test_het_einde_via_de_contactpagina_hoort_men_ook(client, huis, nu, mailserver):
    wie = huis[Rol.COMMUNICATIE_GEMEENTE]
    contact = bouw.contact(email=wie.email)
    als(client, huis[Rol.BEHEERDER])
    pad = reverse("contact_einde", args=[contact.pk])
    gezien = client.get(pad).context["form"]["gezien"].value()
    assert client.post(pad, {"gezien": gezien, "helft": "eindigt", "mag_leeg": "on"}).status_code == 302
    assert (wie.email, "Uw toegang tot Calamiteitenregie is beëindigd") in alle_post(nu, mailserver)


@pytest.mark.sqlite
@pytest.mark.parametrize("veld", ["email", "username"])
def test_een_adres_is_van_een_account_hoe_het_ook_is_geschreven(huis, veld):
    waarde = getattr(huis[Rol.REGIOMANAGER], veld).upper()
    with pytest.raises(IntegrityError), transaction.atomic():
        Gebruiker.objects.filter(pk=huis[Rol.BEHEERDER].pk).update(**{veld: waarde})


def test_een_ander_adres_sluit_het_oude_als_naam(client, huis):
    als(client, huis[Rol.BEHEERDER])
    client.post(reverse("gebruiker_uitnodigen"), {**NIEUW, "rol": Rol.BEHEERDER})
    wie = Gebruiker.objects.get(email=NIEUW["email"])
    client.post(reverse("gebruiker", args=[wie.pk]), formulier(client, wie, email="anders@zwolle.example"))
    wie.refresh_from_db()
    assert wie.username == "anders@zwolle.example"
    antwoord = client.post(reverse("gebruiker_uitnodigen"), {**NIEUW, "rol": Rol.BEHEERDER})
    assert antwoord.status_code == 302


def test_een_adres_dat_een_ander_als_naam_gebruikt_krijgt_niemand(client, huis):
    als(client, huis[Rol.BEHEERDER])
    ander = bouw.gebruiker(Rol.BEHEERDER, username="naam@regio.example", email="los@regio.example")
    wie = huis["tweede_beheerder"]
    antwoord = client.post(reverse("gebruiker", args=[wie.pk]), formulier(client, wie, email=ander.username.upper()))
    assert (antwoord.status_code, "Er is al een account met dit" in antwoord.content.decode()) == (409, True)


# Our own commands that come to one of the acts above, and what shows that history and mails go along.
OPDRACHTEN = {
    "begin": "test_het_begin_maakt_een_eerste_account_en_geen_tweede",
    "controleer": "tests/contacten/test_wie_het_weet.py::test_wie_de_database_leest_maakt_er_geen_code_mee",
    # Of the demo: tests/demo/.
    "zaai": "weigert in productie",
}
UITGEZET = {"createsuperuser", "changepassword"}
NIET_IN_PRODUCTIE = {
    *("flush", "loaddata", "auditlogflush", "auditlogmigratejson", "account_unsetmultipleprimaryemails", "zaai")
}
# Whoever starts these has the machine and its keys, and writes what he wants with psql just as well. What he may is for
# the role of the database (docs/beheer/database.md), and what he changed is for the seals (`controleer`).
MET_DE_SLEUTELS = {"shell", "dbshell", "migrate"}
# No row of an account, of a role, of a second step or of the history.
ANDERS = {
    *("check", "clean_orphan_obj_perms", "clearsessions", "collectstatic", "compilemessages", "createcachetable"),
    *("diffsettings", "dumpdata", "findstatic", "graph_transitions", "inspectdb", "makemessages", "makemigrations"),
    *("optimizemigration", "remove_stale_contenttypes", "runserver", "sendtestemail", "showmigrations", "sqlflush"),
    *("sqlmigrate", "sqlsequencereset", "squashmigrations", "startapp", "startproject", "test", "testserver"),
}
EIGEN = ("contacten", "calamiteiten", "calamiteiten.demo", "communicatie", "escalatie")


def test_ook_een_commando_is_geen_tweede_deur(huis, settings):
    """All that there are: our own by what they call, those of libraries by name, so that a new one is looked at."""
    voor, alle = stand(), get_commands()
    van_ons = {naam for naam, app in alle.items() if app in EIGEN} - UITGEZET - NIET_IN_PRODUCTIE - MET_DE_SLEUTELS
    raakt = {naam for naam in {*van_ons, "zaai"} if any(daad.startswith(DADEN) for daad in _reikt(alle[naam], naam))}

    assert raakt == OPDRACHTEN.keys()
    assert alle.keys() == van_ons | UITGEZET | NIET_IN_PRODUCTIE | MET_DE_SLEUTELS | ANDERS
    for naam in sorted(UITGEZET):
        with pytest.raises(CommandError, match="één deur"):
            call_command(naam)
    settings.PRODUCTIE = True
    for naam in sorted(NIET_IN_PRODUCTIE):
        with pytest.raises(CommandError, match="In productie doet zij niets"):
            call_command(naam, *(["x"] if naam == "loaddata" else []))
    assert stand() == voor


def _reikt(app, naam):
    """What this command can come to."""
    for deel in vars(type(load_command_class(app, naam))).values():
        yield from bereikt(deel)


def test_de_beheeromgeving_kent_geen_mensen():
    modellen = {model._meta.label for model in admin.site._registry}
    assert modellen == {"contacten.Gemeente", "contacten.Aanbieder", "auditlog.LogEntry"}


@pytest.mark.parametrize("rol", [Rol.BEHEERDER, Rol.REGIOMANAGER])
def test_het_begin_maakt_een_eerste_account_en_geen_tweede(nu, rol):
    eerste = accounts.begin({**NIEUW, "rol": rol}, nu)
    assert (eerste.rol, Uitnodiging.objects.get().gebruiker) == (rol, eerste)
    eerste.set_password("kraanvogel-tikt-zeven-emmers")
    eerste.save()
    with pytest.raises(Geweigerd):
        accounts.begin({**NIEUW, "email": "tweede@zwolle.example", "rol": rol}, nu)
    assert Gebruiker.objects.get() == eerste


@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol not in {Rol.BEHEERDER, Rol.REGIOMANAGER}])
def test_het_begin_maakt_geen_andere_rol(nu, rol):
    with pytest.raises(Geweigerd):
        accounts.begin({**NIEUW, "rol": rol, "gemeente": bouw.gemeente()}, nu)
    assert not Gebruiker.objects.exists()


def test_bij_goedkeuren_blijft_geen_plek_ongezien_achter(client, huis, nu):
    """The question about the seat that is left behind is put to who decides (2.1)."""
    plek = bouw.bezetting(Rol.TOEGANG, bouw.gemeente())
    wie = huis[Rol.TOEGANG]
    wie.contactpersoon = plek.contactpersoon
    wie.save()
    als(client, huis[Rol.BEHEERDER])
    kampen = bouw.gemeente("Kampen")
    client.post(reverse("gebruiker", args=[wie.pk]), formulier(client, wie, gemeente=kampen.pk))
    verzoek = Accountverzoek.objects.get(besluit="")
    als(client, huis[Rol.REGIOMANAGER])
    antwoord = besluit(client, verzoek)
    assert antwoord.status_code == 409
    assert "blijft dan berichten krijgen" in antwoord.content.decode()
    bouw.keur_goed(wie.email, nu, Keuze(mag_leeg=True, helft="eindigt"))
    wie.refresh_from_db()
    assert wie.gemeente == kampen
    assert not Accountnieuws.objects.filter(gemaild_op__isnull=False).exists()
    assert not Bericht.objects.filter(aanleiding__startswith="account:").exists()


def _sloten(vragen):
    """Of which of the two tables rows were locked or written, in this order, each once."""
    raakt = re.compile(r"FOR UPDATE|^UPDATE")
    tabel = re.compile(r'(?:FROM|UPDATE) "(contacten_(?:gebruiker|accountverzoek))"')
    gevonden = [tabel.search(vraag["sql"]) for vraag in vragen if raakt.search(vraag["sql"])]
    return list(dict.fromkeys(een[1] for een in gevonden if een))


@pytest.mark.sqlite
def test_wie_besluit_en_wie_intrekt_grendelen_in_dezelfde_volgorde(client, huis, nu):
    """Two at once about one account: the second waits, and neither is thrown out by the database."""
    tweede, beheerder = huis[Rol.REGIOMANAGER], huis[Rol.BEHEERDER]
    for daad in (
        lambda v: accounts.keur_goed(v.pk, tweede, gebruikers.stand_van_gebruiker(v.gebruiker), nu),
        lambda v: accounts.wijs_af(v.pk, tweede, "Nee.", nu),
        lambda v: accounts.trek_verzoek_in(v.gebruiker_id, beheerder, nu),
    ):
        with transaction.atomic():
            verzoek = vraag_contractmanager(client, huis)
            with CaptureQueriesContext(connection) as vragen:
                daad(verzoek)
            # SQLite lets one writer in at a time and locks no rows: there the acts themselves are what is asked.
            assert not connection.features.has_select_for_update or _sloten(vragen)[0] == "contacten_gebruiker"
            transaction.set_rollback(True)
