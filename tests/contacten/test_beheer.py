"""The admin: only for the beheerder, only for who is who (R98, R102, hazards T2 and M10)."""

import pytest
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from contacten.models import Contactpersoon, Gebruiker
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten as bouw

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MODELLEN = ["gemeente", "aanbieder", "contactpersoon", "gebruiker"]
INLINE_LEEG = {"bezettingen-TOTAL_FORMS": "0", "bezettingen-INITIAL_FORMS": "0"}


@pytest.fixture
def beheerder(client):
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder")
    client.force_login(gebruiker)
    return gebruiker


@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol != Rol.BEHEERDER])
@pytest.mark.parametrize(
    "pad", ["", "login/", "contacten/contactpersoon/", "contacten/gebruiker/add/", "bestaat-niet/"]
)
def test_voor_een_andere_rol_bestaat_het_beheer_niet(client, rol, pad):
    client.force_login(bouw.gebruiker(rol))
    assert client.get(reverse("admin:index") + pad).status_code == 404


def test_vlaggen_en_rechten_in_de_database_openen_het_beheer_niet(client):
    gebruiker = bouw.gebruiker(Rol.REGIOMANAGER)
    Gebruiker.objects.filter(pk=gebruiker.pk).update(is_staff=True, is_superuser=True)
    gebruiker.user_permissions.set(Permission.objects.all())
    client.force_login(gebruiker)
    assert client.get(reverse("admin:index")).status_code == 404


@pytest.mark.parametrize("pad", ["", "login/", "contacten/gebruiker/"])
def test_wie_niet_is_ingelogd_gaat_naar_de_eigen_inlogpagina(client, pad):
    antwoord = client.get(reverse("admin:index") + pad, follow=True)
    laatste, _ = antwoord.redirect_chain[-1]
    assert laatste.startswith(f"{reverse('account_login')}?next=/beheer/")


def test_alleen_wie_is_wie_staat_in_het_beheer():
    namen = {model._meta.label_lower for model in admin.site._registry}
    assert namen == {f"contacten.{naam}" for naam in MODELLEN} | {"auditlog.logentry"}


@pytest.mark.parametrize("model", MODELLEN)
def test_de_beheerder_opent_lijst_zoeken_nieuw_en_wijzig(client, beheerder, model):
    bouw.aanbieder("De Proef", bouw.gemeente())
    bouw.bezetting(Rol.TOEGANG)
    lijst = reverse(f"admin:contacten_{model}_changelist")
    rij = admin.site._registry[_model(model)].model.objects.first()
    for adres in (lijst, f"{lijst}?q=proef", f"{lijst}add/", f"{lijst}{rij.pk}/change/"):
        antwoord = client.get(adres)
        assert antwoord.status_code == 200
        assert "<style" not in antwoord.content.decode()
        assert " style=" not in antwoord.content.decode()
    assert client.get(f"{lijst}{rij.pk}/delete/").status_code == 403


@pytest.mark.eis("R98")
def test_een_nieuw_contact_krijgt_een_net_nummer_en_een_geschiedenis(client, beheerder):
    gegevens = {"soort": "persoon", "naam": "Voorbeeld", "mobiel": "06 00000010", **INLINE_LEEG}
    assert client.post(reverse("admin:contacten_contactpersoon_add"), gegevens).status_code == 302
    contact = Contactpersoon.objects.get()
    assert contact.mobiel == "06-00000010"
    adres = reverse("admin:contacten_contactpersoon_change", args=[contact.pk])
    assert client.post(adres, {**gegevens, "mobiel": "06-00000011"}).status_code == 302
    rij = LogEntry.objects.get_for_object(contact).order_by("pk").last()
    assert (rij.actor, rij.changes_dict["mobiel"]) == (beheerder, ["06-00000010", "06-00000011"])
    historie = reverse("admin:contacten_contactpersoon_history", args=[contact.pk])
    tekst = client.get(historie, follow=True).content.decode()
    assert "06-00000010 → 06-00000011" in tekst


@pytest.mark.eis("R100")
def test_een_contact_zonder_kanaal_wordt_met_een_zin_geweigerd(client, beheerder):
    gegevens = {"soort": "persoon", "naam": "Voorbeeld", **INLINE_LEEG}
    antwoord = client.post(reverse("admin:contacten_contactpersoon_add"), gegevens)
    assert "Vul een telefoonnummer, een mobiel nummer of een e-mailadres in." in antwoord.content.decode()
    assert not Contactpersoon.objects.exists()


def test_een_lokale_rol_zonder_gemeente_wordt_met_een_zin_geweigerd(client, beheerder):
    gegevens = {
        "soort": "persoon",
        "naam": "Voorbeeld",
        "mobiel": "06-00000010",
        "bezettingen-TOTAL_FORMS": "1",
        "bezettingen-INITIAL_FORMS": "0",
        "bezettingen-0-rol": "toegang",
        "bezettingen-0-volgorde": "1",
        "bezettingen-0-van_datum": "13-02-2019",
    }
    antwoord = client.post(reverse("admin:contacten_contactpersoon_add"), gegevens)
    assert "Kies bij deze rol ook een gemeente." in antwoord.content.decode()
    assert not Contactpersoon.objects.exists()


def test_een_nieuw_account_volgt_rol_en_gemeente(client, beheerder):
    zwolle = bouw.gemeente("Zwolle")
    wachtwoord = {"usable_password": "true", "password1": "een-lang-geheim-7", "password2": "een-lang-geheim-7"}
    gegevens = {"username": "nieuw", "rol": "toegang", "gemeente": zwolle.pk, **wachtwoord}
    assert client.post(reverse("admin:contacten_gebruiker_add"), gegevens).status_code == 302
    nieuw = Gebruiker.objects.get(username="nieuw")
    assert [groep.name for groep in nieuw.groups.all()] == [f"toegang:{zwolle.pk}"]
    adres = reverse("admin:contacten_gebruiker_change", args=[nieuw.pk])
    assert client.post(adres, {"username": "nieuw", "rol": "toegang", "gemeente": zwolle.pk}).status_code == 302
    nieuw.refresh_from_db()
    assert not nieuw.is_active
    assert not nieuw.groups.exists()


def test_het_formulier_van_een_account_kent_geen_rechten_en_alleen_rollen_die_inloggen(client, beheerder):
    antwoord = client.get(reverse("admin:contacten_gebruiker_change", args=[beheerder.pk]))
    velden = antwoord.context["adminform"].form.fields
    assert not {"groups", "user_permissions", "is_superuser", "is_staff"} & set(velden)
    assert {waarde for waarde, _ in velden["rol"].choices} == {"", *ROLLEN_MET_ACCOUNT}


def test_wie_met_de_hand_rechten_meestuurt_krijgt_ze_niet(client, beheerder):
    recht = Permission.objects.get(codename="view_melding")
    gegevens = {"username": "beheerder", "rol": "beheerder", "is_active": "on", "is_superuser": "on"}
    adres = reverse("admin:contacten_gebruiker_change", args=[beheerder.pk])
    assert client.post(adres, {**gegevens, "user_permissions": recht.pk}).status_code == 302
    beheerder.refresh_from_db()
    assert not beheerder.is_superuser
    assert not beheerder.user_permissions.exists()


@pytest.mark.eis("R102")
def test_de_geschiedenis_is_alleen_te_lezen_en_noemt_geen_wachtwoord(client, beheerder):
    gebruiker = bouw.gebruiker(Rol.REGIOMANAGER)
    gebruiker.set_password("een-ander-geheim-8")
    gebruiker.save()
    lijst = reverse("admin:auditlog_logentry_changelist")
    assert client.get(lijst).status_code == 200
    assert client.get(f"{lijst}add/").status_code == 403
    assert all("password" not in rij.changes_dict for rij in LogEntry.objects.get_for_model(Gebruiker))


def test_de_geschiedenis_toont_nooit_een_dossier(client, beheerder):
    from django.contrib.contenttypes.models import ContentType

    from calamiteiten.models import Melding

    soort = ContentType.objects.get_for_model(Melding)
    LogEntry.objects.create(content_type=soort, object_pk="1", object_repr="CAL-2026-0001", action=0, changes={})
    assert "CAL-2026-0001" not in client.get(reverse("admin:auditlog_logentry_changelist")).content.decode()


def test_de_lijst_van_contacten_kost_bij_elke_lengte_evenveel_vragen(
    client, beheerder, django_assert_max_num_queries, django_assert_num_queries
):
    adres = reverse("admin:contacten_contactpersoon_changelist")
    bouw.bezetting(Rol.TOEGANG)
    with django_assert_max_num_queries(12) as eerst:
        client.get(adres)
    for gemeente in bouw.alle_gemeenten():
        bouw.bezetting(Rol.WETHOUDER, gemeente)
    with django_assert_num_queries(len(eerst)):
        client.get(adres)


def _model(naam):
    return next(model for model in admin.site._registry if model._meta.label_lower == f"contacten.{naam}")
