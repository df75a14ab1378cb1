"""The beheerder invites someone by mail, who chooses a password and comes in; the yearly review fits on paper."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from communicatie.post.uitnodigingen import mail_uitnodigingen
from contacten.bezetting import bezet
from contacten.models import Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import Rol
from tests import bouw
from tests import bouw_contacten as lijst

from .conftest import LinkUitMail, Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A4 = 717  # CSS pixels between the margins of a sheet


@pytest.mark.eis("R102")
def test_de_beheerder_nodigt_iemand_uit_en_ziet_wie_toegang_heeft(
    openen: Openen, breedte: int, website: str, nu: datetime, link_uit_mail: LinkUitMail
) -> None:
    # This account of the cast has no contact, so its address is made of its fixture name, which looks like code.
    Gebruiker.objects.filter(username="toegang_deventer").update(email="toegang-deventer@rsj.example")
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/contacten/", "contacten")
    beheer.volg("Gebruikers")
    _nodig_uit(beheer)
    _keur_goed(openen(breedte))
    nieuw = Gebruiker.objects.get(email="p.nieuweling@zwolle.example")
    assert mail_uitnodigingen(nu) == 1
    _aanvaard(openen(breedte), link_uit_mail(nieuw, "Uw toegang"), nieuw.email)

    beheer.ga("/contacten/gebruikers/", "gebruikers")
    rij = beheer.inhoud.get_by_role("row").filter(has_text="Pia Nieuweling")
    expect(rij).to_contain_text("actief")
    expect(rij).not_to_contain_text("nog nooit")
    beheer.volg("Jaarlijkse controle")
    _druk_af(beheer)


def _nodig_uit(beheer: Venster) -> None:
    beheer.volg("Gebruiker uitnodigen")
    beheer.vul("Voornaam", "Pia")
    beheer.vul("Achternaam", "Nieuweling")
    beheer.vul("E-mailadres", "p.nieuweling@zwolle.example")
    beheer.selecteer("Rol", "gemeentelijke toegang")
    beheer.selecteer("Gemeente", "Zwolle")
    beheer.druk("Uitnodigen")
    beheer.bekijk("uitgenodigd")


def _keur_goed(regio: Venster) -> None:
    """The regiomanager sees what is asked, and lets the invitation go."""
    regio.log_in("regiomanager")
    regio.ga("/contacten/gebruikers/verzoeken/", "accountverzoeken")
    regio.volg("Pia Nieuweling")
    regio.bekijk("accountverzoek")
    regio.druk("Goedkeuren")


def _aanvaard(nieuw: Venster, link: str, email: str) -> None:
    """The invited chooses a password and comes in with it."""
    wachtwoord = "veertien-blauwe-fietsen"
    nieuw.ga(link, "wachtwoord-kiezen")
    nieuw.vul("Wachtwoord", wachtwoord)
    nieuw.vul("Nog een keer hetzelfde wachtwoord", wachtwoord)
    nieuw.druk("Wachtwoord bewaren")
    nieuw.bekijk("wachtwoord-bewaard")
    nieuw.volg("Inloggen")
    nieuw.log_in(email, wachtwoord)


def _druk_af(beheer: Venster) -> None:
    """Everyone with access and two boxes to tick; on paper without the menu, and as wide as the sheet."""
    rijen = beheer.inhoud.get_by_role("row")
    expect(rijen).to_have_count(1 + Gebruiker.objects.filter(is_active=True).count())
    expect(rijen.filter(has_text="Pia Nieuweling").get_by_role("img", name="leeg vakje")).to_have_count(2)
    beheer.page.emulate_media(media="print")
    expect(beheer.page.get_by_role("banner")).to_be_hidden()
    expect(beheer.inhoud.get_by_text("Gecontroleerd op:")).to_be_visible()
    beheer.page.set_viewport_size({"width": A4, "height": 1000})
    assert beheer.page.evaluate("document.documentElement.scrollWidth") <= A4
    beheer.page.set_viewport_size({"width": beheer.breedte, "height": 1000})


@pytest.mark.eis("R101", "R102")
def test_wie_vertrekt_draagt_de_plek_over_en_een_gemeente_gaat_op_in_een_andere(
    openen: Openen, breedte: int, website: str, nu: datetime
) -> None:
    kenmerk = bouw.in_beoordeling(nu, gemeenten=("kampen",)).kenmerk
    opvolger = Contactpersoon.objects.create(naam="Olga Opvolger", email="o.opvolger@kampen.example")
    vertrekt = Contactpersoon.objects.get(naam="C. Voorbeeld")
    plaats, adres = Gemeente.objects.get(naam="Kampen"), vertrekt.email.casefold()
    wie = lijst.gebruiker(
        Rol.TOEGANG, plaats, username=adres, email=adres, achternaam="Voorbeeld", contactpersoon=vertrekt
    )
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga(f"/contacten/gebruikers/{wie.pk}/", "account-met-plek")
    with beheer.verwacht(409):
        beheer.druk("Toegang beëindigen")
    beheer.bekijk("wat-blijft-achter")
    beheer.ziet(re.compile(kenmerk))
    beheer.kies("Wat gebeurt er met de plekken?", "De plekken eindigen nu ook")
    beheer.selecteer("Wie neemt het over?", "Olga Opvolger")
    beheer.page.get_by_label("Ik weet dat daar dan niemand meer is").check()
    beheer.druk("Toegang beëindigen")
    beheer.bekijk("overgedragen")
    assert bezet(Rol.TOEGANG, nu, gemeente=wie.gemeente).bezetters == (opvolger,)

    beheer.ga("/contacten/gemeenten/", "gemeenten")
    beheer.ziet("doet de regiomanager")
    manager = openen(breedte)
    manager.log_in("regiomanager")
    manager.ga("/contacten/", "contacten")
    manager.volg("Gemeenten")
    manager.volg("Samenvoegen", in_=manager.inhoud.get_by_role("row").filter(has_text="Kampen"))
    manager.bekijk("samenvoegen")
    manager.selecteer("In welke gemeente gaat zij op?", "Raalte")
    manager.page.get_by_label("Ik weet dat dit niet is terug te draaien").check()
    manager.druk("Samenvoegen")
    manager.bekijk("gemeenten-daarna")
    manager.ziet(re.compile("daarna Raalte"))
