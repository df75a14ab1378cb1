"""The link in the mail: it opens one contact, once and for a while, and nothing else opens anything."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from contacten.bijhouden import verzoeken as bijhouden
from contacten.models import Bevestigingsverzoek, Contactpersoon, Wijzigingsvoorstel
from tests import bouw_contacten as bouw
from tests import klok

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R103")]
BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAG = timedelta(days=1)


def pagina(verzoek):
    return bijhouden.pad_van(verzoek)


@pytest.mark.klok(BEGIN + DAG)
def test_openen_verandert_niets_en_toont_alleen_dit_contact(client, verzoek, contact):
    ander = bouw.contact("A. Ander")

    for _ in range(2):
        antwoord = client.get(pagina(verzoek))

    tekst = antwoord.content.decode()
    assert antwoord.status_code == 200
    assert contact.naam in tekst
    assert ander.naam not in tekst
    assert "no-store" in antwoord["Cache-Control"]
    verzoek.refresh_from_db()
    assert (verzoek.gebruikt_op, verzoek.uitkomst) == (None, "")


@pytest.mark.klok(BEGIN + DAG)
def test_een_link_werkt_een_keer(client, verzoek, contact):
    client.post(pagina(verzoek), {"antwoord": "klopt"})

    tweede = client.post(pagina(verzoek), {"naam": "P. Proef", "mobiel": "06-00000099", "antwoord": "anders"})

    assert tweede.status_code == 410
    assert "al gebruikt" in tweede.content.decode()
    assert not Wijzigingsvoorstel.objects.exists()


@pytest.mark.parametrize("methode", ["get", "post"])
def test_een_verlopen_link_zegt_dat_en_wijzigt_niets(client, verzoek, contact, methode):
    with klok.op(BEGIN + 21 * DAG):
        antwoord = getattr(client, methode)(pagina(verzoek), {"antwoord": "klopt"})

    assert antwoord.status_code == 410
    assert "verlopen" in antwoord.content.decode()
    contact.refresh_from_db()
    assert contact.bevestigd_op == BEGIN - 92 * DAG


@pytest.mark.klok(BEGIN + DAG)
def test_de_link_van_een_vervallen_contact_toont_geen_gegevens(client, verzoek, contact):
    Contactpersoon.objects.filter(pk=contact.pk).update(vervallen_op=BEGIN)

    antwoord = client.get(pagina(verzoek))

    assert antwoord.status_code == 410
    assert contact.naam not in antwoord.content.decode()


@pytest.mark.klok(BEGIN + DAG)
def test_een_handtekening_van_een_ander_past_niet(client, verzoek):
    """The key of one contact with the signature of another, or with that of a practice round, opens nothing."""
    ander = Bevestigingsverzoek.objects.create(
        contactpersoon=bouw.contact(), gemaakt_op=BEGIN, verloopt_op=BEGIN + 21 * DAG
    )
    eigen = bijhouden.onderteken(verzoek.sleutel, bijhouden.ZOUT)
    gemengd = ":".join([ander.sleutel.hex, *eigen.split(":")[1:]])
    oefening = bijhouden.onderteken(verzoek.sleutel, "contacten.oefening")

    for token in (gemengd, oefening):
        antwoord = client.post(reverse("contact_bevestigen", args=[token]), {"antwoord": "klopt"})
        assert antwoord.status_code == 404
        assert "klopt niet" in antwoord.content.decode()
    assert not Bevestigingsverzoek.objects.exclude(uitkomst="").exists()


def test_een_onbekende_sleutel_is_niet_te_onderscheiden_van_een_valse(client, verzoek):
    onbekend = Bevestigingsverzoek(contactpersoon=verzoek.contactpersoon)

    met, zonder = client.get(pagina(onbekend)), client.get(reverse("contact_bevestigen", args=["abc"]))

    assert met.status_code == zonder.status_code == 404
    assert met.content == zonder.content


@given(st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=200))
def test_geen_verzonnen_token_opent_iets(token):
    with pytest.raises(bijhouden.LinkWerktNiet):
        bijhouden.ontcijfer(token, bijhouden.ZOUT)


@given(st.uuids(), st.integers(0, 60), st.characters(codec="ascii"))
def test_een_token_met_een_ander_teken_opent_iets_anders_noch_hetzelfde(sleutel, plek, teken):
    token = bijhouden.onderteken(sleutel, bijhouden.ZOUT)
    assert bijhouden.ontcijfer(token, bijhouden.ZOUT) == sleutel

    vals = token[:plek] + teken + token[plek + 1 :]
    if vals != token:
        with pytest.raises(bijhouden.LinkWerktNiet):
            bijhouden.ontcijfer(vals, bijhouden.ZOUT)
