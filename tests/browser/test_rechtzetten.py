"""One walk past what goes otherwise: a double seen while typing, linked and undone, a record put right, three ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from basis.kalender import lokaal
from calamiteiten.models import Melding, Samenhang
from contacten.models import Bezetting, Gebruiker
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from tests import bouw
from tests.bouw import Regio

from .conftest import Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONDERWERP = "Steekpartij bij het station"
REDEN = "Wij keken naar de verkeerde melding."


@pytest.mark.eis("R43", "R84", "A14")
def test_van_een_dubbel_die_vanzelf_opvalt_tot_drie_eindes(
    openen: Openen, breedte: int, regio: Regio, nu: datetime, link_uit_mail: Callable[..., str]
) -> None:
    Gebruiker.objects.filter(username="manager_zwolle").update(is_active=False)
    eerste = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"], aanbieder="molen", onderwerp=ONDERWERP)
    _er_is_nog_gevaar(eerste, regio, nu)
    rsj = openen(breedte)
    rsj.log_in("contractmanager")
    rsj.ga("/", "werkvoorraad-met-gevaar")
    rsj.ziet("Er is nog gevaar in Zwolle")

    tweede = _typ_en_koppel(rsj, eerste, nu)
    _maak_los(rsj, tweede)
    _sluit_als_dubbel(rsj, tweede, eerste)
    _zet_een_verslag_recht(rsj, nu)

    manager = Bezetting.objects.get(rol="manager_gemeente", gemeente__code="zwolle").contactpersoon
    openen(breedte).ga(link_uit_mail(manager, eerste.kenmerk), "actielink")


def _er_is_nog_gevaar(zaak: Melding, regio: Regio, nu: datetime) -> None:
    analyse = zaak.analyses.select_related("melding", "gemeente").get(gemeente__code="zwolle")
    invoer = Invoer({"veiligheid": "niet_gewaarborgd"})
    analyses.bewaar(analyse, invoer, analyse.versie, regio.gebruikers["toegang_zwolle"], nu)


def _typ_en_koppel(rsj: Venster, eerste: Melding, nu: datetime) -> Melding:
    """What looks like it appears while the day is typed, says so politely, and leaves the focus where it is."""
    gisteren = lokaal(nu - timedelta(days=1))
    rsj.ga("/meldingen/nieuw/", "nieuwe-melding")
    rsj.kies("Wat voor melding is dit?", "Incident")
    rsj.selecteer("Aanbieder", "Gezinshuis De Molen")
    rsj.vul("Onderwerp", ONDERWERP)
    rsj.vul("Wat is er gebeurd?", "Een jongen is gestoken.")
    rsj.selecteer("Waar gebeurde het?", "Bij de aanbieder")
    rsj.selecteer("Gemeente waar de jeugdige verblijft", "Zwolle")
    gebied = rsj.page.locator("#gelijkenis")
    expect(gebied).to_have_text("")
    expect(gebied).to_have_attribute("aria-live", "polite")
    rsj.vul("Op welke dag gebeurde het?", f"{gisteren:%Y-%m-%d}")
    expect(gebied).to_contain_text(eerste.kenmerk)
    expect(rsj.page.locator("#id_gebeurd_datum")).to_be_focused()
    rsj.bekijk("dubbel-gezien-tijdens-typen")
    rsj.druk(f"Leg vast en koppel aan {eerste.kenmerk}")
    rsj.bekijk("gekoppeld-bij-vastleggen")
    rsj.ziet(f"{eerste.kenmerk} is gekoppeld.")
    return Melding.objects.exclude(pk=eerste.pk).get()


def _maak_los(rsj: Venster, tweede: Melding) -> None:
    rsj.ga(f"/meldingen/{tweede.kenmerk}/samenhang/", "samenhang")
    rsj.ziet("Hoort nu al bij")
    rsj.ga(f"/meldingen/{tweede.kenmerk}/samenhang/{Samenhang.objects.get().pk}/", "samenhang-los")
    rsj.vul("Waarom horen zij toch niet bij elkaar?", REDEN)
    rsj.druk("Koppeling ongedaan maken")
    rsj.bekijk("dossier-losgemaakt")


def _sluit_als_dubbel(rsj: Venster, tweede: Melding, eerste: Melding) -> None:
    """It is one after all: with a reason for each duty that lapses."""
    weg = f"/meldingen/{tweede.kenmerk}/stap/sluit_als_dubbel/?dubbel_van={eerste.kenmerk}"
    rsj.ga(weg, "sluiten-als-dubbel")
    _vul_alle_tekstvakken(rsj)
    rsj.druk("Sluiten als dubbel van een andere melding")
    rsj.bekijk("dossier-dubbel")
    rsj.ziet("Hoort bij een andere melding")
    tweede.refresh_from_db()
    assert (tweede.status, tweede.dubbel_van) == ("dubbel", eerste)


def _zet_een_verslag_recht(rsj: Venster, nu: datetime) -> None:
    """A record is put right, then taken back; the melding is withdrawn by the aanbieder, and each duty is asked for."""
    zaak = bouw.loper(nu).registreer(bouw.gegevens(nu)).stap("start_impactanalyse").doe("jeugdige_familie").melding
    taak = f"/meldingen/{zaak.kenmerk}/taken/{bouw.taak(zaak, 'jeugdige_familie').pk}/"
    rsj.ga(f"{taak}verslag-verbeteren/", "verslag-verbeteren")
    rsj.vul("Waarom", REDEN)
    rsj.page.locator("#id_wijze").fill("thuis, met de huisarts erbij")
    rsj.druk("Verbetering bewaren")
    rsj.bekijk("verslag-verbeterd")
    rsj.ziet("thuis, met de huisarts erbij")
    rsj.ga(f"{taak}verslag-intrekken/", "verslag-intrekken")
    rsj.vul("Waarom", REDEN)
    rsj.druk("Intrekken")
    rsj.bekijk("verslag-ingetrokken")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/stap/trek_melding_in/", "sluiten-met-vragen")
    _vul_alle_tekstvakken(rsj)
    with rsj.page.expect_navigation():
        rsj.page.locator("main form .cal-knoppen button[type=submit]").click()
    rsj.bekijk("dossier-ingetrokken")
    zaak.refresh_from_db()
    assert zaak.status == "ingetrokken"


def _vul_alle_tekstvakken(rsj: Venster) -> None:
    """A reason in each field that asks for one."""
    vakken = rsj.page.locator("main form textarea")
    assert vakken.count()
    for vak in vakken.all():
        vak.fill(REDEN)
