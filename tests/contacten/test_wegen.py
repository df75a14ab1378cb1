"""Whoever lets somebody in by way of the contact list is seen by others: each road, and what is no road (R102)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communicatie.models import Bericht
from communicatie.post import contactpost
from communicatie.post.berichten import verzend
from contacten.models import Contactpersoon
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests.contacten.test_contactpagina import opgeslagen

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R102")]
AAN_REGIO, AAN_OUD = "Iemand anders krijgt voortaan berichten", "Uw e-mailadres in de contactlijst is gewijzigd"
DAG = timedelta(days=1)


@pytest.fixture
def huis(client):
    """Who keeps the list is signed in; a regiomanager hears it, and the wethouder of Zwolle has no account."""
    wie = {
        rol: bouw.gebruiker(rol, username=rol, email=f"{rol}@rsj.example") for rol in (Rol.BEHEERDER, Rol.REGIOMANAGER)
    }
    client.force_login(wie[Rol.BEHEERDER])
    plek = bouw.bezetting(Rol.WETHOUDER)
    Contactpersoon.objects.filter(pk=plek.contactpersoon_id).update(email="wethouder@zwolle.example")
    plek.contactpersoon.refresh_from_db()
    return {"plek": plek, **wie}


def post(nu, mailserver):
    """What the quick round had told, and to whom; a second round adds nothing."""
    contactpost.plan(nu)
    assert contactpost.plan(nu) == 0
    verzend(nu)
    gezien = [(str(mail["To"]), str(mail["Subject"])) for mail in mailserver.ontvangen]
    assert len(set(gezien)) == len(gezien)
    return set(gezien)


def test_een_ander_adres_op_een_plek_horen_de_regiomanager_en_het_oude_adres(client, huis, nu, mailserver):
    wie = huis["plek"].contactpersoon
    assert opgeslagen(client, "contact_wijzigen", wie.pk, email="elders@vreemd.example").status_code == 302
    regio = huis[Rol.REGIOMANAGER].email
    assert post(nu, mailserver) == {(regio, AAN_REGIO), ("wethouder@zwolle.example", AAN_OUD)}
    assert reverse("contact", args=[wie.pk]) in mailserver.ontvangen[0].get_body(("plain",)).get_content()
    client.force_login(huis[Rol.REGIOMANAGER])
    pagina = client.get(reverse("contact", args=[wie.pk])).content.decode()
    assert "wethouder@zwolle.example" in pagina
    assert "elders@vreemd.example" in pagina


def test_een_nieuw_mens_op_een_plek_hoort_de_regiomanager(client, huis, nu, mailserver):
    vreemd = bouw.contact("V. Vreemd", email="vreemd@elders.example")
    rol, gemeente = Rol.WETHOUDER, huis["plek"].gemeente_id
    antwoord = opgeslagen(client, "plek_nieuw", vreemd.pk, rol=rol, gemeente=gemeente, volgorde=2)
    assert antwoord.status_code == 302, antwoord.context["form"].errors
    assert (huis[Rol.REGIOMANAGER].email, AAN_REGIO) in post(nu, mailserver)


def test_wat_niemand_binnenlaat_hoort_niemand(client, huis, nu, mailserver):
    wie = huis["plek"].contactpersoon
    opgeslagen(client, "contact_wijzigen", wie.pk, functie="portefeuille jeugd")
    los = bouw.contact("L. Los", email="los@elders.example")
    opgeslagen(client, "contact_wijzigen", los.pk, email="anders@elders.example")
    assert post(nu, mailserver) == set()


def test_na_een_week_stilstand_wordt_het_nog_gezegd_en_daarna_een_keer(client, huis, nu, mailserver):
    wie = huis["plek"].contactpersoon
    opgeslagen(client, "contact_wijzigen", wie.pk, email="elders@vreemd.example")
    assert contactpost.plan(nu + 6 * DAG) == 2
    assert contactpost.plan(nu + 6 * DAG) == 0
    assert set(Bericht.objects.values_list("regel", flat=True)) == {"contact_weg", "contact_adres"}
