"""Between planning and sending, over the pages with a held clock and a real mail server (R125, R156).

A mail to the gemeenten stands ready. An investigation begins before the post leaves; later it turns out that the family
of another melding was told. Nothing leaves while a lock is on, everyone hears why, and what waited goes when it opens.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from communicatie.models import PERSTEKST, Bericht, Informeermoment
from communicatie.post import berichten
from escalatie.bewaking import ronde
from escalatie.bewaking.controle import controleer
from tests import bouw, klok
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment, verstuur
from tests.gelezen import zonder_tijdmerk

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R125", "R156")]


class _Verhaal:
    """One melding and a question of the press about it."""

    def __init__(self, regio: Regio, nu: datetime, server: Mailserver) -> None:
        self.regio, self.nu, self.server = regio, nu, server
        self.zaak = bouw._familie_weet_het(nu).melding
        self.vraag = persbouw.persvraag(nu, melding=self.zaak)
        berichten.verzend(nu, limiet=1000)
        server.ontvangen.clear()

    def stuur(self, wie: str, adres: str, **velden: Any) -> None:
        """Send a form of the communication of the melding."""
        client = Client()
        client.force_login(self.regio.gebruikers[wie])
        pagina = reverse(adres.split(maxsplit=1)[0], args=[self.zaak.kenmerk, *adres.split()[1:]])
        antwoord = verstuur(client, pagina, **velden)
        assert antwoord.status_code == 302, getattr((antwoord.context or {}).get("form"), "errors", "")

    def lees(self, wie: str, adres: str) -> str:
        client = Client()
        client.force_login(self.regio.gebruikers[wie])
        return zonder_tijdmerk(client.get(adres).content.decode())

    def verder(self, **duur: float) -> None:
        """Time passes: the sweep comes by, the post leaves."""
        self.nu += timedelta(**duur)
        klok.zet(self.nu)
        ronde.bewaak(self.nu)
        berichten.verzend(self.nu, limiet=1000)

    def gekomen(self) -> dict[str, int]:
        """Template -> how many mails of it the server took since the last time."""
        telling: dict[str, int] = {}
        for mail in self.server.ontvangen:
            sjabloon = Bericht.objects.get(message_id=str(mail["Message-ID"])).sjabloon
            telling[sjabloon] = telling.get(sjabloon, 0) + 1
        self.server.ontvangen.clear()
        return telling


def test_wat_klaarstaat_gaat_pas_als_elk_slot_open_is(regio: Regio, nu: datetime, mailserver: Mailserver) -> None:
    verhaal = _Verhaal(regio, nu, mailserver)
    persbouw.stap(verhaal.vraag, "antwoord_direct", regio.gebruikers["contractmanager"], nu)
    teksten = Bericht.objects.filter(zaak=verhaal.vraag, gegevens__has_key=PERSTEKST)
    klaar = teksten.count()
    assert klaar

    begin = {**moment("begonnen_op", nu), "beslist": "officier van justitie", "reden": "Gehoord in de driehoek."}
    verhaal.stuur("contractmanager", "communicatie_vastleggen onderzoek", **begin)
    verhaal.verder(minutes=1)
    post = verhaal.gekomen()
    assert "persvraag_kernboodschap" not in post
    # One mail to each about the inquiry, which names the press question too; none apart about that.
    assert "onderzoek_veranderd" in post
    assert "persvraag_wacht" not in post
    assert "Er loopt een strafrechtelijk onderzoek" in verhaal.lees("adviseur", verhaal.vraag.get_absolute_url())

    # While it runs: the family that knew was that of another melding.
    gesprek = Informeermoment.objects.earliest("pk")
    waarom = {"waarom-reden": "Dit was een andere melding."}
    verhaal.stuur("contractmanager", f"communicatie_intrekken informeermoment {gesprek.pk}", **waarom)
    einde = {**moment("geeindigd_op", verhaal.nu), "reden": "De officier belde."}
    verhaal.stuur("contractmanager", "communicatie_vastleggen onderzoek_einde", **einde)
    verhaal.verder(hours=1)
    # The investigation is over, and still nothing goes: one of the family does not know.
    assert "persvraag_kernboodschap" not in verhaal.gekomen()
    assert set(teksten.values_list("status", flat=True)) == {"wacht"}
    werk = verhaal.lees("contractmanager", "/")
    assert "Vraag of de jeugdige en de familie zijn geïnformeerd" in werk
    assert controleer(verhaal.nu) == []

    wie = {**moment("geinformeerd_op", verhaal.nu), "wijze": "in een gesprek", "door_wie": "aanbieder"}
    wie["betrokkenen"] = str(gesprek.informering_id)
    verhaal.stuur("contractmanager", "communicatie_vastleggen familie", **wie)
    verhaal.verder(minutes=1)
    post = verhaal.gekomen()
    assert post["persvraag_kernboodschap"] == klaar
    assert "slot_open" in post
    assert controleer(verhaal.nu) == []
