"""The list stays right: each quarter every contact is asked, with a link that works once and for that contact alone."""

from datetime import UTC, datetime, timedelta

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError
from django.urls import reverse

from communicatie.post import berichten, contactpost, persoonlijk
from contacten.bezetting.bereikbaarheid import niet_bevestigd
from contacten.bijhouden import verzoeken as bijhouden
from contacten.bijhouden import voorstellen as wijzigingsvoorstellen
from contacten.bijhouden.werk import werk_voor_beheerder
from contacten.models import Bevestigingsverzoek, Contactpersoon, VerzoekUitkomst, Wijzigingsvoorstel
from contacten.rollen import Rol
from tests import bouw_contacten as bouw

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R103")]
BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAG = timedelta(days=1)


@pytest.fixture
def beheerder():
    return bouw.gebruiker(Rol.BEHEERDER, email="beheer@rsj.example")


def pagina(verzoek):
    return bijhouden.pad_van(verzoek)


def formulier(contact, **anders):
    velden = {veld: getattr(contact, veld) for veld in wijzigingsvoorstellen.VELDEN}
    return {**velden, "opmerking": "", "antwoord": "anders", **anders}


def test_het_kwartaal_in_een_verhaal(client, contact, mailserver):
    """Asked by mail, opened, confirmed, and left alone until the next quarter."""
    contactpost.houd_bij(BEGIN)
    berichten.verzend(BEGIN)
    (mail,) = mailserver.ontvangen
    assert mail["To"] == contact.email
    assert "contacten/bevestigen/" in mail.get_body(("plain",)).get_content()
    assert "Doe dit vóór 15 december 2026." in mail.get_body(("plain",)).get_content()

    link = next(woord for woord in mail.get_body(("plain",)).get_content().split() if "/bevestigen/" in woord)
    antwoord = client.post("/contacten" + link.split("/contacten", 1)[1], {"antwoord": "klopt"})

    assert "bevestigd dat uw gegevens kloppen" in antwoord.content.decode()
    contact.refresh_from_db()
    assert contact.bevestigd_op == BEGIN
    assert contactpost.houd_bij(BEGIN + 91 * DAG) == 0
    assert contactpost.houd_bij(BEGIN + 92 * DAG) == 1


def test_zonder_antwoord_een_herinnering_en_dan_werk_voor_de_beheerder(contact, mailserver):
    contactpost.houd_bij(BEGIN)
    for dag in (6, 7, 8):
        contactpost.houd_bij(BEGIN + dag * DAG)
    berichten.verzend(BEGIN + 8 * DAG)
    assert [mail["Subject"].split(":")[0] for mail in mailserver.ontvangen].count("Herinnering") == 1
    assert len(mailserver.ontvangen) == 2

    contactpost.houd_bij(BEGIN + 20 * DAG)
    assert list(niet_bevestigd(BEGIN + 20 * DAG)) == []

    na = BEGIN + 21 * DAG
    contactpost.houd_bij(na)
    assert list(niet_bevestigd(na)) == [contact]
    assert "contact gaf geen antwoord" in [regel.tekst for regel in werk_voor_beheerder(na)]
    Contactpersoon.objects.filter(pk=contact.pk).update(bevestigd_op=na)
    assert list(niet_bevestigd(na)) == []


def test_wie_zweeg_wordt_pas_na_een_kwartaal_weer_gevraagd(contact):
    contactpost.houd_bij(BEGIN)
    contactpost.houd_bij(BEGIN + 21 * DAG)

    assert contactpost.houd_bij(BEGIN + 22 * DAG) == 0
    assert contactpost.houd_bij(BEGIN + 92 * DAG) == 1


def test_twee_rondes_op_hetzelfde_moment_vragen_een_keer(contact):
    assert len(bijhouden.start_ronde(BEGIN)) == 1
    assert bijhouden.start_ronde(BEGIN) == []


def test_wie_niet_te_vragen_is_houdt_de_anderen_niet_op(contact, monkeypatch):
    """Nor does what cannot be cleared; and it is no round that was made."""
    ander = bouw.contact("A. Ander", email="ander@voorbeeld.example")
    heel = persoonlijk.plan_persoonlijk

    def plan(**mail):
        if mail["aan"] == contact:
            raise KeyError(contact.pk)
        return heel(**mail)

    monkeypatch.setattr(contactpost, "plan_persoonlijk", plan)
    monkeypatch.setattr(contactpost, "OPRUIMEN", (lambda nu: 1 / 0, *contactpost.OPRUIMEN))
    with pytest.raises(ZeroDivisionError):
        contactpost.houd_bij(BEGIN)
    assert [v.contactpersoon for v in Bevestigingsverzoek.objects.all()] == [ander]
    monkeypatch.undo()
    assert contactpost.houd_bij(BEGIN) == 1

    monkeypatch.setattr(contactpost, "plan_persoonlijk", plan)
    with pytest.raises(KeyError):
        contactpost.houd_bij(BEGIN + 8 * DAG)
    assert [v.contactpersoon for v in Bevestigingsverzoek.objects.filter(herinnerd_op__isnull=False)] == [ander]


@pytest.mark.parametrize(
    "anders",
    [
        {"vervallen_op": BEGIN - DAG},
        {"email": ""},
        {"bevestigd_op": BEGIN - 91 * DAG},
        {
            "onbereikbaar_op": BEGIN - DAG,
            "onbereikbaar_adres": "dood@voorbeeld.example",
            "email": "dood@voorbeeld.example",
        },
    ],
    ids=["vervallen", "zonder mail", "pas bevestigd", "onbereikbaar"],
)
def test_wie_niet_gevraagd_wordt(contact, anders):
    Contactpersoon.objects.filter(pk=contact.pk).update(**anders)

    assert bijhouden.start_ronde(BEGIN) == []


@pytest.mark.klok(BEGIN + DAG)
def test_een_voorstel_wacht_op_de_beheerder(client, verzoek, contact, beheerder, mailserver):
    client.post(pagina(verzoek), formulier(contact, mobiel="06 00000099"))
    contact.refresh_from_db()
    oud = contact.mobiel
    assert oud != "06-00000099"

    contactpost.plan(BEGIN + DAG)
    contactpost.plan(BEGIN + DAG)
    berichten.verzend(BEGIN + DAG)
    assert [mail["To"] for mail in mailserver.ontvangen] == ["beheer@rsj.example"]
    assert contact.naam not in mailserver.ontvangen[0].as_string()

    client.force_login(beheerder)
    assert oud in client.get(reverse("contact_voorstellen")).content.decode()
    voorstel = Wijzigingsvoorstel.objects.get()
    client.post(reverse("contact_voorstel", args=[voorstel.pk]), {"besluit": "overnemen"})

    contact.refresh_from_db()
    assert (contact.mobiel, contact.bevestigd_op) == ("06-00000099", BEGIN + DAG)
    regel = LogEntry.objects.get_for_object(contact).filter(changes__has_key="mobiel").order_by("pk").last()
    assert regel.changes["mobiel"] == [oud, "06-00000099"]
    assert regel.actor == beheerder


@pytest.mark.klok(BEGIN + DAG)
def test_afwijzen_vraagt_een_reden_en_laat_de_lijst_met_rust(client, verzoek, contact, beheerder):
    client.post(pagina(verzoek), formulier(contact, naam="Iemand Anders"))
    voorstel = Wijzigingsvoorstel.objects.get()
    client.force_login(beheerder)
    pad = reverse("contact_voorstel", args=[voorstel.pk])

    client.post(pad, {"besluit": "afwijzen", "reden": " "})
    voorstel.refresh_from_db()
    assert voorstel.status == "open"

    client.post(pad, {"besluit": "afwijzen", "reden": "Gebeld: het was een vergissing."})
    voorstel.refresh_from_db()
    contact.refresh_from_db()
    assert (voorstel.status, voorstel.beoordeeld_door, contact.naam) == ("afgewezen", beheerder, "P. Proef")


@pytest.mark.klok(BEGIN + DAG)
def test_een_verouderd_voorstel_overschrijft_niets(client, verzoek, contact, beheerder):
    client.post(pagina(verzoek), formulier(contact, mobiel="06-00000099"))
    Contactpersoon.objects.filter(pk=contact.pk).update(mobiel="06-00000055")
    voorstel = Wijzigingsvoorstel.objects.get()

    with pytest.raises(wijzigingsvoorstellen.VoorstelGeweigerd, match="intussen gewijzigd"):
        wijzigingsvoorstellen.neem_over(voorstel.pk, beheerder, BEGIN + DAG)

    contact.refresh_from_db()
    assert contact.mobiel == "06-00000055"


@pytest.mark.klok(BEGIN + DAG)
def test_een_voorstel_wordt_een_keer_behandeld(client, verzoek, contact, beheerder):
    client.post(pagina(verzoek), formulier(contact, mobiel="06-00000099"))
    voorstel = Wijzigingsvoorstel.objects.get()
    wijzigingsvoorstellen.neem_over(voorstel.pk, beheerder, BEGIN + DAG)

    with pytest.raises(wijzigingsvoorstellen.VoorstelGeweigerd, match="al behandeld"):
        wijzigingsvoorstellen.wijs_af(voorstel.pk, "toch niet", beheerder, BEGIN + DAG)


@pytest.mark.klok(BEGIN + DAG)
@pytest.mark.parametrize(
    "anders",
    [{}, {"email": "geen adres"}, {"telefoon": "", "mobiel": "", "email": ""}, {"naam": ""}],
    ids=["niets gewijzigd", "kapot adres", "onbereikbaar", "naamloos"],
)
def test_een_fout_formulier_gebruikt_de_link_niet_op(client, verzoek, contact, anders):
    antwoord = client.post(pagina(verzoek), formulier(contact, **anders))

    assert antwoord.status_code == 200
    assert not Wijzigingsvoorstel.objects.exists()
    verzoek.refresh_from_db()
    assert verzoek.gebruikt_op is None
    assert "P. Proef" in antwoord.content.decode()


def test_alleen_de_beheerder_ziet_voorstellen_en_aandacht(client, beheerder):
    for rol in (Rol.REGIOMANAGER, Rol.CONTRACTMANAGER, Rol.TOEGANG):
        client.force_login(bouw.gebruiker(rol))
        assert client.get(reverse("contact_voorstellen")).status_code == 404
        assert client.get(reverse("contact_aandacht")).status_code == 404
        assert client.post(reverse("contact_voorstel", args=[1])).status_code == 404
    client.force_login(beheerder)
    assert client.get(reverse("contact_voorstellen")).status_code == 200
    assert client.get(reverse("contact_aandacht")).status_code == 200


def test_een_tweede_open_verzoek_weigert_de_database(verzoek):
    with pytest.raises(IntegrityError):
        Bevestigingsverzoek.objects.create(
            contactpersoon=verzoek.contactpersoon, gemaakt_op=BEGIN, verloopt_op=BEGIN + DAG
        )


def test_de_werklijst_van_de_beheerder_staat_boven_de_contacten(client, beheerder, verzoek):
    bijhouden.sluit_verlopen(BEGIN + 21 * DAG)
    assert Bevestigingsverzoek.objects.get().uitkomst == VerzoekUitkomst.VERLOPEN

    client.force_login(beheerder)
    assert "Dit vraagt de lijst van u" in client.get(reverse("contacten")).content.decode()
    client.force_login(bouw.gebruiker(Rol.REGIOMANAGER))
    assert "Dit vraagt de lijst van u" not in client.get(reverse("contacten")).content.decode()
