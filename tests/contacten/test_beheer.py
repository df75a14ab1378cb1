"""The admin: only for the beheerder, only for who is who (R98, R102, hazards T2 and M10)."""

import pytest
from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import reverse

from contacten.models import Bezetting, Contactpersoon, Gebruiker
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten as bouw

pytestmark = pytest.mark.django_db

MODELLEN = ["gemeente", "aanbieder"]
# Of these two truths about one person each has a page of its own, which first says what a change leaves behind.
PERSONEN = {Contactpersoon, Bezetting, Gebruiker}


@pytest.fixture
def beheerder(client):
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder")
    client.force_login(gebruiker)
    return gebruiker


@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol != Rol.BEHEERDER])
@pytest.mark.parametrize("pad", ["", "login/", "contacten/gemeente/", "contacten/aanbieder/add/", "bestaat-niet/"])
def test_voor_een_andere_rol_bestaat_het_beheer_niet(client, rol, pad):
    client.force_login(bouw.gebruiker(rol))
    assert client.get(reverse("admin:index") + pad).status_code == 404


def test_vlaggen_en_rechten_in_de_database_openen_het_beheer_niet(client):
    gebruiker = bouw.gebruiker(Rol.REGIOMANAGER)
    Gebruiker.objects.filter(pk=gebruiker.pk).update(is_staff=True, is_superuser=True)
    gebruiker.user_permissions.set(Permission.objects.all())
    client.force_login(gebruiker)
    assert client.get(reverse("admin:index")).status_code == 404


@pytest.mark.parametrize("pad", ["", "login/", "contacten/gemeente/"])
def test_wie_niet_is_ingelogd_gaat_naar_de_eigen_inlogpagina(client, pad):
    antwoord = client.get(reverse("admin:index") + pad, follow=True)
    laatste, _ = antwoord.redirect_chain[-1]
    assert laatste.startswith(f"{reverse('account_login')}?next=/beheer/")


def test_alleen_wie_is_wie_staat_in_het_beheer():
    namen = {model._meta.label_lower for model in admin.site._registry}
    assert namen == {f"contacten.{naam}" for naam in MODELLEN} | {"auditlog.logentry"}


@pytest.mark.sqlite
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


# One door to a person and to an account --------------------------------------------------------------------------


def _formulieren():
    """Every way in which the admin writes a row: each page, and each form within a page, with the fields it offers."""
    vraag = RequestFactory().get("/")
    vraag.user = Gebruiker(rol=Rol.BEHEERDER)
    for pagina in admin.site._registry.values():
        yield pagina, vraag
        for deel in pagina.get_inline_instances(vraag):
            yield deel, vraag


@pytest.mark.eis("R102")
def test_geen_enkel_formulier_in_het_beheer_raakt_een_persoon_een_plek_of_een_account():
    for pagina, vraag in _formulieren():
        assert pagina.model not in PERSONEN, pagina
        velden = {veld for _, deel in pagina.get_fieldsets(vraag) for veld in flatten(deel["fields"])}
        wijst = {veld.name for veld in pagina.model._meta.get_fields() if veld.related_model in PERSONEN}
        mag_schrijven = pagina.has_add_permission(vraag, None) or pagina.has_change_permission(vraag)
        assert not (mag_schrijven and velden & wijst), pagina
        # What says when a gemeente went up in another is written by that verb alone.
        assert not velden & {"einde_datum", "opvolger"}, pagina


def test_geen_actie_en_geen_lijst_in_het_beheer_verandert_iets():
    for pagina, vraag in _formulieren():
        if isinstance(pagina, admin.ModelAdmin):
            assert pagina.get_actions(vraag) == {}, pagina
            assert not pagina.list_editable, pagina
            assert not pagina.has_delete_permission(vraag), pagina


def personen():
    """Every row about a person, as it stands now."""
    return [list(soort._default_manager.order_by("pk").values()) for soort in (Contactpersoon, Bezetting, Gebruiker)]


@pytest.mark.eis("R102")
@pytest.mark.parametrize("model", ["gebruiker", "contactpersoon", "bezetting"])
@pytest.mark.parametrize("wat", ["", "add/", "{}/change/", "{}/password/", "{}/delete/"])
def test_een_account_of_contact_verandert_niet_in_het_beheer(client, beheerder, model, wat):
    """Gevallen 4.4 and 4.5: the beheerder about himself, and about another, with all that the page used to take."""
    plek = bouw.bezetting(Rol.TOEGANG)
    rij = {"gebruiker": beheerder, "contactpersoon": plek.contactpersoon, "bezetting": plek}[model]
    voor = personen()
    velden = {"username": "nieuw", "is_active": "on", "naam": "Nieuw", "mobiel": "06-00000010"}
    velden |= {"rol": "contractmanager", "password1": "een-lang-geheim-7", "password2": "een-lang-geheim-7"}
    adres = f"{reverse('admin:index')}contacten/{model}/{wat.format(rij.pk)}"
    assert client.get(adres).status_code == 404
    assert client.post(adres, {**velden, "gemeente": plek.gemeente_id, "contactpersoon": ""}).status_code == 404
    assert personen() == voor


def test_wie_met_de_hand_een_einde_meestuurt_beeindigt_geen_gemeente(client, beheerder):
    zwolle, kampen = bouw.gemeente("Zwolle"), bouw.gemeente("Kampen")
    adres = reverse("admin:contacten_gemeente_change", args=[kampen.pk])
    velden = {veld: getattr(kampen, veld) for veld in ("naam", "code", "cbs_code", "protocol_url")}
    antwoord = client.post(adres, {**velden, "einde_datum": "31-12-2026", "opvolger": zwolle.pk})
    assert antwoord.status_code == 302
    kampen.refresh_from_db()
    assert (kampen.einde_datum, kampen.opvolger) == (None, None)


def _model(naam):
    return next(model for model in admin.site._registry if model._meta.label_lower == f"contacten.{naam}")
