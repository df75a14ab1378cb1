"""One walk through a drill: make it ready, sign up with an account and by a link, play, stop, read the debrief."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from basis import klok
from calamiteiten.models import Oefening
from contacten.bezetting import bezet
from contacten.models import Contactpersoon
from escalatie.bewaking import ronde
from tests import bouw
from tests.bouw import Regio

from .conftest import LinkUitMail, Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.eis("R153", "R175")
def test_een_oefening_van_klaarzetten_tot_nabespreking(
    openen: Openen, breedte: int, regio: Regio, nu: datetime, link_uit_mail: LinkUitMail
) -> None:
    echt = bouw.melding(nu)
    rsj = openen(breedte)
    rsj.log_in("contractmanager")
    rsj.ga("/oefeningen/", "oefeningen-leeg")
    rsj.ga("/oefeningen/nieuw/", "oefening-klaarzetten")
    rsj.page.locator("input[name=scenario][value=nacht]").check()
    rsj.selecteer("Hoe snel gaat de klok?", "12 keer zo snel")
    rsj.selecteer("Welke aanbieder speelt mee?", regio.aanbieders["molen"].naam)
    rsj.selecteer("Welke gemeente speelt mee?", "Zwolle")
    rsj.druk("Klaarzetten")
    rsj.druk("Ik doe mee")
    rsj.bekijk("oefening-klaar")
    wie = bezet("toegang", nu, gemeente=regio.gemeenten["zwolle"]).eerste
    assert wie
    zonder = doet_mee_zonder_account(rsj, openen(breedte), wie, link_uit_mail)
    rsj.druk("Begin de oefening")
    rsj.ziet("De oefening is begonnen.")
    zonder.ga(oefenlink_uit_mail(wie, link_uit_mail), "actielink-van-de-oefening")
    assert "OEFENING" in zonder.page.get_by_role("complementary", name="Oefening", exact=True).inner_text()
    zonder.druk("Ik heb dit gelezen")
    zonder.bekijk("actielink-van-de-oefening-bevestigd")
    oefening = Oefening.objects.get()
    rsj.ga(f"/oefening/{oefening.pk}/", "werkvoorraad-van-de-oefening")
    assert "OEFENING" in rsj.page.get_by_role("complementary", name="Oefening", exact=True).inner_text()
    rsj.ziet("OEFM-")
    rsj.ga(f"/oefening/{oefening.pk}/meldingen/", "meldingen-van-de-oefening")
    assert echt.kenmerk not in rsj.page.content()
    rsj.ga(f"/oefeningen/{oefening.pk}/")
    rsj.druk("Stop de oefening")
    rsj.ga(f"/oefeningen/{oefening.pk}/nabespreking/", "nabespreking")
    rsj.ziet("In het kort")
    rsj.ziet(re.compile("toegang Zwolle"))
    with zonder.verwacht(410):
        zonder.page.reload()
    zonder.ziet("De oefening is gestopt.")
    zonder.bekijk("actielink-van-de-oefening-voorbij")
    rsj.ga("/meldingen/")
    assert "OEFM-" not in rsj.page.content()


def doet_mee_zonder_account(rsj: Venster, wie: Venster, contact: Contactpersoon, link: LinkUitMail) -> Venster:
    """Who leads asks somebody of the list, who signs up with the link in that mail."""
    rsj.volg("Uitnodigen")
    rsj.bekijk("oefening-uitnodigen")
    rsj.kies("Wie nodigt u uit?", contact.weergavenaam)
    rsj.druk("Uitnodigen")
    rsj.bekijk("oefening-uitgenodigd")
    wie.ga(link(contact, "doet u mee"), "oefenlink")
    wie.druk("Ik doe mee")
    wie.ziet("U doet mee")
    wie.bekijk("oefenlink-doet-mee")
    rsj.page.reload()
    rsj.ziet(re.compile("via een link"))
    wie.ga(str(rsj.page.locator(".vrije-tekst a").get_attribute("href")), "oefenlink-vragen")
    wie.vul("Wat is uw e-mailadres?", "vreemd@elders.example")
    wie.druk("Stuur mij mijn link")
    wie.bekijk("oefenlink-gevraagd")
    return wie


def oefenlink_uit_mail(wie: Contactpersoon, link: LinkUitMail) -> str:
    """The link in the newest mail of the drill, sent by a round in its world."""
    ronde.verzend(klok.nu)
    return link(wie, "OEFM-")
