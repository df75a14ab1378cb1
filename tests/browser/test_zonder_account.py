"""Who has no account: a manager who does his duty by the link, an aanbieder who reports by another, a gemeente that
answers the press and says what it did."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from communicatie.models import Bericht, Meldlink, Persantwoord
from contacten.models import Contactpersoon, Gebruiker
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw

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


@pytest.mark.eis("R16", "R101", "R104", "R107")
def test_de_gemeente_leidt_zonder_account(
    openen: Openen, breedte: int, regio: Regio, nu: datetime, link_uit_mail: LinkUitMail
) -> None:
    Gebruiker.objects.filter(rol__in=["manager_gemeente", "communicatie_gemeente"]).update(is_active=False)
    vraag = persbouw.persvraag(nu - timedelta(hours=1), gemeenten=(regio.gemeenten["kampen"],))
    persbouw.loop(vraag, "informeer_gemeenten", nu - timedelta(hours=1))
    zwolle = Bericht.objects.get(zaak=vraag, rol="manager_gemeente", gemeente__code="zwolle").contactpersoon
    kampen = Bericht.objects.get(zaak=vraag, rol="communicatie_gemeente", gemeente__code="kampen").contactpersoon
    assert zwolle
    assert kampen
    manager = openen(breedte)
    manager.ga(link_uit_mail(zwolle, vraag.kenmerk), "perslink")
    manager.volg(": Om steun vragen")
    manager.bekijk("perslink-steun")
    manager.druk("Vastleggen")
    manager.bekijk("perslink-steun-met-fouten")
    manager.vul("Schrijf op wat de regio moet weten", "Denk mee over de tekst voor ouders.")
    manager.druk("Vastleggen")
    manager.ziet("De regio hoort het meteen.")
    manager.bekijk("perslink-steun-gevraagd")
    manager.vul("Of was het een eigen antwoord?", "De wethouder: elk kind telt.")
    manager.vul("Wie gaf het antwoord?", "wethouder jeugd")
    manager.druk("Vastleggen")
    manager.ziet("Wie de vraag al kende, krijgt uw antwoord.")
    assert Persantwoord.objects.filter(vastgelegd_door_contact=zwolle).exists()
    ander = openen(breedte)
    ander.ga(link_uit_mail(kampen, vraag.kenmerk), "perslink-andere-gemeente")
    ander.ziet("Zwolle geeft het antwoord")

    zaak = bouw.in_scenario("c", nu - timedelta(hours=1))
    manager.ga(link_uit_mail(zwolle, zaak.kenmerk), "actielink-met-communicatie")
    manager.volg(": Iemand is geïnformeerd")
    manager.bekijk("actielink-informeren")
    manager.druk("Vastleggen")
    manager.bekijk("actielink-informeren-met-fouten")
    manager.kies("Wie is geïnformeerd?", "Burgemeester")
    manager.vul("Hoe?", "telefonisch")
    manager.vul("Wie vertelde het?", "manager sociaal domein")
    straks = lokaal(nu)
    manager.vul_moment("Wanneer?", f"{straks:%Y-%m-%d}", f"{straks:%H:%M}")
    manager.druk("Vastleggen")
    manager.ziet("Geïnformeerd: Burgemeester")
    manager.bekijk("actielink-geinformeerd")
