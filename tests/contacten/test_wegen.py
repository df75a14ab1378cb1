"""Whoever lets somebody in by way of the contact list is seen by others: each road, and what is no road (R102)."""

from datetime import date, timedelta

import pytest
from auditlog.context import set_actor
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communicatie.models import Bericht
from communicatie.post import contactpost, persoonlijk
from communicatie.post.berichten import verzend
from contacten import piket
from contacten.bijhouden import oefenen
from contacten.models import Bezetting, Contactpersoon, Oefenronde, Wijzigingsvoorstel
from contacten.personen import wegen
from contacten.rollen import Rol
from tests import bouw_contacten as bouw
from tests.contacten.test_contactpagina import opgeslagen

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R102")]
AAN_REGIO, AAN_OUD = "Iemand anders krijgt voortaan berichten", "Uw e-mailadres in de contactlijst is gewijzigd"
DAG = timedelta(days=1)
NU_DAG = date(2026, 11, 24)


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


MORGEN, VOLGENDE_WEEK = NU_DAG + timedelta(days=1), NU_DAG + timedelta(days=8)


def test_elke_weg_waarlangs_iemand_binnenkomt_en_wat_er_net_geen_is(huis, nu):
    """Each change by itself: whether it lets somebody in who was not in, in that way."""
    plek = huis["plek"]
    wie, zwolle = plek.contactpersoon, plek.gemeente
    los = bouw.contact("L. Los", email="los@elders.example")
    beurt = piket.leg_vast(los, Rol.WETHOUDER, zwolle, nu, nu + DAG)
    for wat, rij, velden, binnen in (
        ("an address", wie, {"email": "a@elders.example"}, True),
        ("a number, to which a text goes", wie, {"mobiel": "0600000012"}, True),
        ("no number any more", wie, {"mobiel": ""}, False),
        ("a fixed line", wie, {"telefoon": "0380000123"}, False),
        ("a seat that ends", plek, {"tot_datum": MORGEN}, False),
        ("a seat that ends later", plek, {"tot_datum": VOLGENDE_WEEK}, True),
        ("a seat that ends sooner", plek, {"tot_datum": MORGEN}, False),
        ("a seat without an end", plek, {"tot_datum": None}, True),
        ("a seat that began sooner", plek, {"van_datum": plek.van_datum - DAG}, True),
        ("a seat that began later", plek, {"van_datum": plek.van_datum}, False),
        ("the order in it", plek, {"volgorde": 3}, False),
        ("another address of who is on call only", los, {"email": "b@elders.example"}, True),
        ("a turn that ends later", beurt, {"tot_op": nu + 2 * DAG}, True),
        ("a turn that ends sooner", beurt, {"tot_op": nu + DAG}, False),
        ("a turn that was taken back", beurt, {"vervallen_op": nu}, False),
    ):
        eerder = {weg.nummer for weg in wegen.nieuwe(nu)}
        with set_actor(huis[Rol.BEHEERDER]):
            for veld, waarde in velden.items():
                setattr(rij, veld, waarde)
            rij.save()
        nieuw = [weg for weg in wegen.nieuwe(nu) if weg.nummer not in eerder]
        assert bool(nieuw) is binnen, wat


def test_veel_tegelijk_is_een_mail_per_lezer_met_de_lijst_erachter(client, huis, nu, mailserver):
    with set_actor(huis[Rol.BEHEERDER]):
        nieuw = [bouw.contact(f"V. Vreemd {i}", email=f"v{i}@elders.example") for i in range(12)]
        for volgorde, wie in enumerate(nieuw, 2):
            gegevens = {"contactpersoon": wie, "gemeente": huis["plek"].gemeente, "van_datum": NU_DAG}
            Bezetting.objects.create(rol=Rol.WETHOUDER, volgorde=volgorde, **gegevens)
    regio = huis[Rol.REGIOMANAGER]
    assert post(nu, mailserver) == {(regio.email, AAN_REGIO)}
    (mail,) = mailserver.ontvangen
    adres = reverse("contact_wegen")
    assert adres in mail.get_body(("plain",)).get_content()
    client.force_login(regio)
    pagina = client.get(adres).content.decode()
    assert all(wie.naam in pagina for wie in nieuw)
    assert huis[Rol.BEHEERDER].naam in pagina
    with CaptureQueriesContext(connection) as veel:
        wegen.overzicht(nu)
    Bezetting.objects.filter(contactpersoon__in=nieuw[1:]).delete()
    with CaptureQueriesContext(connection) as weinig:
        assert len(wegen.overzicht(nu)) == 1
    assert len(veel) == len(weinig)


def test_als_de_enige_regiomanager_het_zelf_deed_hoort_de_beheerder_het(huis, nu, mailserver):
    with set_actor(huis[Rol.REGIOMANAGER]):
        wie = huis["plek"].contactpersoon
        wie.email = "elders@vreemd.example"
        wie.save()
    assert (huis[Rol.BEHEERDER].email, AAN_REGIO) in post(nu, mailserver)


def test_een_beurt_als_piket_staat_in_de_geschiedenis_van_het_contact(client, huis, nu):
    los = bouw.contact("L. Los", email="los@elders.example")
    with set_actor(huis[Rol.BEHEERDER]):
        piket.leg_vast(los, Rol.WETHOUDER, huis["plek"].gemeente, nu, nu + DAG)
    client.force_login(huis[Rol.REGIOMANAGER])
    assert "Piket toegevoegd" in client.get(reverse("contact", args=[los.pk])).content.decode()


def test_na_een_week_stilstand_wordt_het_nog_gezegd_en_daarna_een_keer(client, huis, nu, mailserver):
    wie = huis["plek"].contactpersoon
    opgeslagen(client, "contact_wijzigen", wie.pk, email="elders@vreemd.example")
    assert contactpost.plan(nu + 6 * DAG) == 2
    assert contactpost.plan(nu + 6 * DAG) == 0
    assert set(Bericht.objects.values_list("regel", flat=True)) == {"contact_weg", "contact_adres"}


def test_een_soort_die_niet_te_plannen_is_houdt_de_andere_niet_op(client, huis, nu, monkeypatch):
    """One practice, one proposal and two changes wait; of each kind in turn one cannot be planned."""
    wie = huis["plek"].contactpersoon
    for adres in ("a@vreemd.example", "b@vreemd.example"):
        opgeslagen(client, "contact_wijzigen", wie.pk, email=adres)
    for naam in ("een", "twee"):
        Wijzigingsvoorstel.objects.create(contactpersoon=wie, ingediend_op=nu, opmerking=naam)
        oefenen.start(Rol.WETHOUDER, None, huis[Rol.BEHEERDER], nu)
    heel = persoonlijk.plan_persoonlijk
    eerste = {
        "contact_oefening": f"oefening:{Oefenronde.objects.earliest('pk').pk}",
        "contact_voorstel": f"voorstel:{Wijzigingsvoorstel.objects.earliest('pk').pk}",
        "contact_weg": f"weg:{wegen.nieuwe(nu)[0].nummer}",
    }

    for regel, aanleiding in eerste.items():

        def plan(slecht=(regel, aanleiding), **mail):
            if (mail["regel"], mail["aanleiding"]) == slecht:
                raise KeyError(slecht)
            return heel(**mail)

        monkeypatch.setattr(contactpost, "plan_persoonlijk", plan)
        with transaction.atomic():
            with pytest.raises(KeyError):
                contactpost.plan(nu)
            gepland = set(Bericht.objects.values_list("regel", "aanleiding"))
            assert (regel, aanleiding) not in gepland
            assert {soort for soort, _ in gepland} >= {*eerste}, "the second of the kind that failed, too"
            monkeypatch.setattr(contactpost, "plan_persoonlijk", heel)
            assert contactpost.plan(nu) > 0, "what failed is planned as soon as it can"
            assert (regel, aanleiding) in set(Bericht.objects.values_list("regel", "aanleiding"))
            assert contactpost.plan(nu) == 0
            transaction.set_rollback(True)
