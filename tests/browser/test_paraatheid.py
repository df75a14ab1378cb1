"""The register in a browser: the region asks, a gemeente fills in, a directeur answers by link, and all is compared."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from calamiteiten.models import Paraatheid
from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from escalatie.paraatheid.register.stand import actie_van
from tests import bouw_paraatheid
from tests.bouw import Regio
from tests.conftest import Mailserver

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.eis("R163")
@pytest.mark.eis("R132")
@pytest.mark.eis("R175")
def test_van_klaarzetten_tot_vergelijken(
    openen: Openen, regio: Regio, nu: datetime, mailserver: Mailserver, breedte: int
) -> None:
    venster = openen(breedte)
    venster.ga("/", "inloggen")
    venster.log_in("contractmanager")
    venster.ga("/paraatheid/", "paraatheid-leeg")
    bouw_paraatheid.vraag(nu, regio.gemeenten["zwolle"], regio.aanbieders["brug"])
    venster.ga("/paraatheid/", "paraatheid-kaart")
    venster.ziet("nog aan niemand gevraagd")
    protocol = Paraatheid.objects.get(actie="protocol_aanbieder", aanbieder=regio.aanbieders["brug"])
    venster.ga(protocol.get_absolute_url(), "paraatheid-te-regelen")
    venster.volg("Vastleggen")
    venster.druk("Vastleggen")
    venster.bekijk("paraatheid-onvolledig")
    vandaag = lokaal(nu).date()
    venster.vul("Vastgesteld op", f"{vandaag - timedelta(days=30)}")
    venster.vul("Link naar het document", "https://brug.example/calamiteiten")
    venster.druk("Vastleggen")
    venster.bekijk("paraatheid-geregeld")
    venster.ziet("https://brug.example/calamiteiten")
    venster.volg("Verbeteren wat er staat")
    venster.vul("Versie", "2.0")
    venster.vul("Waarom verbetert u dit?", "De versie ontbrak.")
    venster.druk("Verbeteren")
    venster.bekijk("paraatheid-verbeterd")
    venster.ziet("De versie ontbrak.")
    venster.ga(f"{protocol.get_absolute_url()}stap/sluit/", "paraatheid-stap")

    jaar = Paraatheid.objects.get(actie="jaaroverzicht", aanbieder=regio.aanbieders["brug"])
    verzend(nu + timedelta(minutes=1), limiet=500)
    pad = _link_van(jaar, mailserver)
    zonder_account = openen(breedte)
    zonder_account.ga(pad, "paraatheid-link")
    zonder_account.druk("Vastleggen")
    zonder_account.bekijk("paraatheid-link-onvolledig")
    zonder_account.vul("Ingeleverd op", f"{vandaag}")
    for naam in _soorten(jaar):
        zonder_account.vul(naam, "2")
    zonder_account.vul("Wat valt op?", "De avonden zijn druk.")
    zonder_account.vul("Wat gaat u beter doen?", "Een extra begeleider.")
    zonder_account.druk("Vastleggen")
    zonder_account.bekijk("paraatheid-link-klaar")
    zonder_account.ziet("Dank u wel.")
    venster.ga("/paraatheid/jaaroverzichten/", "paraatheid-jaren")
    venster.ziet("De avonden zijn druk.")
    venster.ga(f"{jaar.get_absolute_url()}links/", "paraatheid-links")


def _soorten(zaak: Paraatheid) -> list[str]:
    """The names of the counts that the form asks."""
    return list(actie_van(zaak).soorten.values())


def _link_van(zaak: Paraatheid, server: Mailserver) -> str:
    """The path of the link in the mail about this action."""
    rij = Bericht.objects.get(zaak=zaak.pk, sjabloon="paraatheid_gevraagd")
    mail = next(mail for mail in server.ontvangen if str(mail["Message-ID"]) == rij.message_id)
    tekst = str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    return next(woord[woord.index("/actie/") :] for woord in tekst.split() if "/actie/" in woord)
