"""Who has no account, on a phone: a manager who does his duty by the link, an aanbieder who reports by another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from communicatie.models import Bericht, Meldlink
from contacten.models import Contactpersoon, Gebruiker
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio

from .conftest import LinkUitMail, Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEFOON = 390
ADRES = "melder@wissel.example"


@pytest.mark.eis("R28", "R101")
def test_zonder_account_op_een_telefoon(openen: Openen, regio: Regio, nu: datetime, link_uit_mail: LinkUitMail) -> None:
    Gebruiker.objects.filter(rol="manager_gemeente").update(is_active=False)
    zaak = bouw.in_scenario("c", nu - timedelta(hours=1))
    contact = Bericht.objects.filter(zaak=zaak, rol="manager_gemeente", gemeente__code="zwolle")[0].contactpersoon
    assert contact
    manager = openen(TELEFOON)
    manager.ga(link_uit_mail(contact, zaak.kenmerk), "actielink")
    manager.druk("Ik heb dit gelezen")
    manager.bekijk("actielink-bevestigd")
    manager.volg("Gedaan")
    manager.druk("Gedaan")
    manager.ziet("u legde dit vast op")
    manager.bekijk("actielink-gedaan")
    manager.volg("Iemand anders doet dit")
    manager.vul("Wie is de juiste persoon?", "Sanne de Proef")
    manager.druk("Doorgeven")
    manager.bekijk("actielink-iemand-anders")
    assert Taak.objects.filter(zaak=zaak, afgerond_door_contact=contact).count() == 1

    rsj = openen(TELEFOON)
    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/links/", "links-zonder-account")
    rsj.ga("/meldingen/link/", "link-voor-een-aanbieder")
    rsj.selecteer("Aanbieder", "Jeugdzorg De Wissel")
    rsj.vul("Naam", "Melder de Proef")
    rsj.vul("E-mailadres", ADRES)
    rsj.druk("Link sturen")
    rsj.bekijk("link-gestuurd")
    melder = openen(TELEFOON)
    melder.ga(link_uit_mail(Contactpersoon.objects.get(email=ADRES), "Uw link"), "melden")
    melder.druk("Melding versturen")
    melder.bekijk("melden-met-fouten")
    melder.kies("Wat voor melding is dit?", "Incident")
    melder.vul("Onderwerp", "Val uit raam op woongroep")
    melder.vul("Wat is er gebeurd?", "Een jeugdige viel uit het raam.")
    melder.vul("Op welke dag gebeurde het?", f"{lokaal(nu - timedelta(days=1)):%Y-%m-%d}")
    melder.selecteer("Waar gebeurde het?", "Bij de aanbieder")
    melder.selecteer("Gemeente waar de jeugdige verblijft", "Zwolle")
    melder.druk("Melding versturen")
    melder.bekijk("melden-ontvangen")
    assert Meldlink.objects.get().melding
    melder.volg("Iets verbeteren of intrekken")
    melder.vul("Wat wilt u verbeteren", "Het was dinsdag.")
    melder.druk("Versturen")
    melder.ziet("Uw bericht is verstuurd.")
    melder.bekijk("melden-bericht-verstuurd")
