"""The contact list in real windows: read in, kept current by the contacts themselves, missed when empty, used at night.

People and numbers are those of the seeded region, all invented.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from basis.kalender import lokaal
from calamiteiten.demo.zaaien.contacten import BIJLAGE_1, Rij
from communicatie.post import contactpost
from contacten.bezetting import bezet
from contacten.models import Contactpersoon, Gemeente
from contacten.rollen import Rol

from .conftest import LinkUitMail, Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KOP = "Gemeente | Naam | Functie | Telefoonnummer | Mobiel | E-mailadres"
ZWOLLE, NUMMER, NIEUW_NUMMER = "K. Voorbeeld", "06-00000011", "06-00000099"


@pytest.fixture
def zwolle(website: str) -> Contactpersoon:
    """The toegang of Zwolle, as the list has it."""
    return Contactpersoon.objects.get(naam=ZWOLLE)


# -- reading the list in -----------------------------------------------------------------------------------------------


@pytest.mark.eis("R102")
def test_de_geplakte_tabel_wijzigt_een_nummer_een_keer_en_laat_de_geschiedenis_na(
    openen: Openen, breedte: int, zwolle: Contactpersoon
) -> None:
    aantal = Contactpersoon.objects.count()
    beheer = _beheerder(openen, breedte)
    beheer.volg("Inlezen")
    _plak(beheer, _tabel(**{ZWOLLE: NIEUW_NUMMER}))
    _bekijk_voorstel(beheer)
    assert _nummer(zwolle) == NUMMER

    beheer.druk("Bevestigen en verwerken")
    beheer.bekijk("verslag")
    beheer.ziet("1 gewijzigd")
    assert (_nummer(zwolle), Contactpersoon.objects.count()) == (NIEUW_NUMMER, aantal)

    beheer.ga("/contacten/inlezen/", "nog-eens-inlezen")
    _plak(beheer, _tabel(**{ZWOLLE: NIEUW_NUMMER}))
    beheer.ziet("Er is niets te verwerken")
    expect(beheer.inhoud.get_by_role("button", name="Bevestigen en verwerken")).to_have_count(0)

    beheer.ga(f"/contacten/{zwolle.pk}/", "contact-met-geschiedenis")
    beheer.ziet(f"{NUMMER} → {NIEUW_NUMMER}")
    beheer.ziet(re.compile("door Beheerder"))


def _bekijk_voorstel(beheer: Venster) -> None:
    """One change, from old to new; the gemeente without anyone is named; nothing is in doubt."""
    beheer.ziet("Gewijzigd (1)")
    beheer.ziet("Ongewijzigd (11)")
    beheer.ziet("Gemeente zonder contact (1)")
    gewijzigd = beheer.page.locator("#gewijzigd")
    expect(gewijzigd.get_by_role("deletion")).to_contain_text(NUMMER)
    expect(gewijzigd.get_by_role("insertion")).to_contain_text(NIEUW_NUMMER)
    expect(beheer.page.locator("#twijfelachtig")).to_have_count(0)


def _plak(beheer: Venster, tekst: str) -> None:
    beheer.vul("Of plak hier de tabel", tekst)
    beheer.druk("Bekijk wat er verandert")
    beheer.bekijk("voorstel")


def _tabel(**mobiel: str) -> str:
    """Bijlage 1 of the region as the paper prints it, with other mobile numbers for these names."""
    namen = {rij.plaats: Gemeente.objects.get(code=rij.plaats).naam for rij in BIJLAGE_1}
    regels, vorige = [KOP], ""
    for rij in BIJLAGE_1:
        regels.append(_regel("" if rij.plaats == vorige else namen[rij.plaats], rij, mobiel.get(rij.naam, rij.mobiel)))
        vorige = rij.plaats
    return "\n".join([*regels[:2], "Deventer |  |  |  |  | ", *regels[2:]])


def _regel(gemeente: str, rij: Rij, mobiel: str) -> str:
    naam = f"{rij.aanhef} {rij.naam}".strip()
    return " | ".join((gemeente, naam, rij.functie, rij.telefoon, mobiel, rij.email))


# -- kept current by the contact ---------------------------------------------------------------------------------------


@pytest.mark.eis("R103")
def test_een_contact_geeft_zonder_account_een_ander_nummer_door_en_de_beheerder_neemt_het_over(
    openen: Openen, breedte: int, zwolle: Contactpersoon, nu: datetime, link_uit_mail: LinkUitMail
) -> None:
    Contactpersoon.objects.filter(pk=zwolle.pk).update(bevestigd_op=nu - timedelta(days=200))
    assert contactpost.houd_bij(nu) == 1
    link = link_uit_mail(zwolle, "Kloppen uw gegevens")
    _geef_door(openen(breedte), link)
    assert _nummer(zwolle) == NUMMER

    _link_is_op(openen(breedte), link)
    _neem_over(_beheerder(openen, breedte))
    assert _nummer(zwolle) == NIEUW_NUMMER


def _geef_door(contact: Venster, link: str) -> None:
    """Nobody is signed in; the page holds this contact and no other."""
    contact.ga(link, "kloppen-uw-gegevens")
    contact.ziet(NUMMER)
    tekst = contact.page.locator("body").inner_text()
    anderen = Contactpersoon.objects.exclude(naam=ZWOLLE)
    assert not [ander.naam for ander in anderen if ander.naam and ander.naam in tekst]
    assert not [ander.email for ander in anderen if ander.email and ander.email in tekst]
    contact.vul("Mobiel", NIEUW_NUMMER)
    contact.druk("Wijziging doorgeven")
    contact.bekijk("doorgegeven")
    contact.ziet("Dank u wel")


def _link_is_op(contact: Venster, link: str) -> None:
    with contact.verwacht(410):
        contact.ga(link, "link-al-gebruikt")
    contact.ziet("Deze link is al gebruikt")
    contact.ziet("Er is niets gewijzigd")
    assert ZWOLLE not in contact.page.content()


def _neem_over(beheer: Venster) -> None:
    """The work list of the beheerder leads to the proposal."""
    beheer.volg("1 wijziging wacht op u")
    beheer.ziet(re.compile(re.escape(NUMMER)))
    beheer.ziet(NIEUW_NUMMER)
    beheer.inhoud.get_by_role("button", name=re.compile("^Overnemen")).click()
    beheer.ziet("Geen voorstellen.")
    beheer.bekijk("voorstel-overgenomen")


# -- an empty seat ----------------------------------------------------------------------------------------------------


@pytest.mark.eis("R99", "R101")
def test_wie_de_laatste_van_een_rol_weghaalt_leest_eerst_welke_regels_niemand_meer_bereiken(
    openen: Openen, breedte: int, zwolle: Contactpersoon, nu: datetime
) -> None:
    beheer = _beheerder(openen, breedte)
    beheer.ga(f"/contacten/{zwolle.pk}/", "contact")
    beheer.volg("Beëindigen")
    beheer.vul("Laatste dag", f"{lokaal(nu) - timedelta(days=1):%Y-%m-%d}")
    _lees_waarschuwing(beheer)
    assert _vult_toegang_van_zwolle(nu) == (zwolle,)

    beheer.kies("Wat gebeurt er met het account", "Het account eindigt")
    beheer.inhoud.get_by_label("Ik weet dat daar dan niemand meer is").check()
    beheer.druk("Plek beëindigen")
    beheer.bekijk("plek-beeindigd")
    assert _vult_toegang_van_zwolle(nu) == ()
    beheer.ga("/contacten/", "zwolle-is-leeg")
    expect(beheer.page.locator("#gemeente-zwolle")).to_contain_text("Geen contactpersoon: gemeentelijke toegang")


def _lees_waarschuwing(beheer: Venster) -> None:
    """The first press changes nothing: it names the seat and every rule that would reach nobody."""
    with beheer.verwacht(409):
        beheer.druk("Plek beëindigen")
        beheer.bekijk("waarschuwing")
    waarschuwing = beheer.inhoud.get_by_role("alert").filter(has_text="Let op: vanaf")
    expect(waarschuwing).to_contain_text("niemand meer voor gemeentelijke toegang Zwolle")
    expect(waarschuwing).to_contain_text("Er is nog niets gewijzigd")
    uitklap = waarschuwing.locator("details")
    if uitklap.get_attribute("open") is None:
        uitklap.locator("summary").click()
    aantal = int(uitklap.locator("summary").inner_text().split()[0])
    expect(uitklap.get_by_role("listitem")).to_have_count(aantal)
    expect(uitklap.get_by_role("listitem").first).to_be_visible()
    beheer.bekijk("waarschuwing-met-regels")


# -- at night ----------------------------------------------------------------------------------------------------------


@pytest.mark.eis("R98", "R101")
def test_ieder_die_inlogt_ziet_het_nummer_van_zwolle_zonder_iets_te_openen(
    openen: Openen, breedte: int, website: str
) -> None:
    venster = openen(breedte)
    venster.log_in("toegang_raalte")
    venster.ga("/contacten/", "contacten")
    zwolle = venster.page.locator("#gemeente-zwolle")
    bel = zwolle.get_by_role("link", name=f"{ZWOLLE}: {NUMMER}")
    expect(zwolle.locator("details")).not_to_have_attribute("open", re.compile(""))
    expect(bel).to_be_visible()
    assert bel.get_attribute("href") == "tel:0600000011"
    expect(venster.inhoud.get_by_role("link", name="Inlezen")).to_have_count(0)
    _bekijk_dekking(venster)


def _bekijk_dekking(venster: Venster) -> None:
    """The map says in words which seat is empty: Deventer has no toegang, Zwolle has."""
    venster.inhoud.get_by_role("link", name="Naar de dekking").click()
    kaart = venster.inhoud.get_by_role("table", name="Dekking per gemeente en rol")
    for gemeente, woord in (("Deventer", "leeg"), ("Zwolle", "gevuld")):
        rij = kaart.get_by_role("row").filter(has=venster.page.get_by_role("rowheader", name=gemeente, exact=True))
        expect(rij.get_by_role("cell").first).to_have_text(woord)
    expect(kaart).to_be_in_viewport()
    venster.bekijk("dekking")


@pytest.mark.eis("R103")
def test_de_regiomanager_oefent_en_ziet_wie_antwoord_gaf(
    openen: Openen, breedte: int, zwolle: Contactpersoon, nu: datetime, link_uit_mail: LinkUitMail
) -> None:
    regio = openen(breedte)
    regio.log_in("regiomanager")
    regio.ga("/contacten/", "contacten")
    regio.volg("Oefenen")
    regio.selecteer("Rol", "gemeentelijke toegang")
    regio.druk("Testbericht versturen")
    regio.bekijk("oefening-gestart")
    assert contactpost.plan(nu) == len(BIJLAGE_1)

    contact = openen(breedte)
    contact.ga(link_uit_mail(zwolle, "OEFENING"), "dit-is-een-oefening")
    contact.druk("Ik ben bereikbaar")
    contact.bekijk("oefening-beantwoord")

    regio.page.reload()
    regio.bekijk("uitslag")
    regio.ziet(f"1 van {len(BIJLAGE_1)} gaven antwoord")
    expect(regio.inhoud.get_by_role("row").filter(has_text=ZWOLLE)).to_contain_text("toegang Zwolle")
    expect(regio.inhoud.get_by_role("region", name="Niemand op deze plek")).to_contain_text("Deventer")


# -- shared ------------------------------------------------------------------------------------------------------------


def _beheerder(openen: Openen, breedte: int) -> Venster:
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/contacten/", "contacten")
    return beheer


def _nummer(contact: Contactpersoon) -> str:
    return Contactpersoon.objects.get(pk=contact.pk).mobiel


def _vult_toegang_van_zwolle(nu: datetime) -> tuple[Contactpersoon, ...]:
    return bezet(Rol.TOEGANG, nu, gemeente=Gemeente.objects.get(code="zwolle")).bezetters
