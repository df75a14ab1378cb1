"""Who has no account does what is asked of him all the same: an aanbieder from the first report to that of the IGJ."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from basis.kalender import lokaal
from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import berichten
from contacten.models import Contactpersoon, Gebruiker
from escalatie.bewaking import linkvragen, ronde
from escalatie.bewaking.controle import controleer
from escalatie.models import Stap, Taak
from tests import bouw
from tests.escalatie.invullen import melding_velden, van_pagina

from .verteller import KANARIE, Verteller

LINK = re.compile(r"https?://[^/\s]+(/melden/[^\s]+)")
ACTIE = re.compile(r"https?://[^/\s]+(/actie/[^\s]+)")
ADRES = "melder@wissel.example"


def link_in_de_laatste_mail(verhaal: Verteller) -> str:
    """The path of the link in the last mail to who reports."""
    mail = [m for m in verhaal.server.ontvangen if str(m["To"]) == ADRES][-1]
    deel = mail.get_body(("plain",))
    assert deel
    gevonden = LINK.search(str(deel.get_content()))
    assert gevonden
    return gevonden[1]


@pytest.mark.eis("R28", "R43", "R64", "R87", "R101")
def test_een_aanbieder_meldt_met_een_link_en_geeft_zes_weken_later_het_rapport_door(verhaal: Verteller) -> None:
    rsj, melder = verhaal._als("contractmanager"), Client()
    wissel = verhaal.regio.aanbieders[bouw.REGIONALE_AANBIEDER]
    wie = {"naam": "Melder de Proef", "functie": "gedragswetenschapper", "email": ADRES}
    assert rsj.post("/meldingen/link/", {"aanbieder": wissel.pk, **wie}).status_code == 302
    berichten.verzend(verhaal.nu)
    pad = _opnieuw_gevraagd(verhaal, melder, link_in_de_laatste_mail(verhaal))
    verhaal.server.ontvangen.clear()
    # The filter of the mail opens the link before its reader does.
    for _ in range(2):
        assert (melder.get(pad).status_code, melder.head(pad).status_code) == (200, 200)
    velden = melding_velden(verhaal.regio, verhaal.nu, onderwerp=f"{KANARIE} val", omschrijving=f"{KANARIE} viel.")
    for _ in range(2):
        assert melder.post(pad, velden, follow=True).status_code == 200
    verhaal.kenmerk = Melding.objects.get().kenmerk
    verhaal.kenmerken.append(verhaal.kenmerk)
    assert verhaal.melding.aanbieder == wissel
    assert verhaal.kenmerk in melder.get(pad).content.decode()
    assert verhaal.open_taken() == ["igj_melding_navragen", "toegang_melding_navragen zwolle", "triage"]
    berichten.verzend(verhaal.nu)
    verteld = {(b.sjabloon, b.rol) for b in Bericht.objects.filter(zaak=verhaal.melding, status="verzonden")}
    assert ("melding_ontvangen", "contractmanager") in verteld
    assert ("ontvangst_melder", "aanbieder") in verteld
    assert link_in_de_laatste_mail(verhaal) == pad
    assert KANARIE not in "".join(str(mail) for mail in verhaal.server.ontvangen)
    verhaal.server.ontvangen.clear()

    _zes_weken_later(verhaal, melder, pad)


def _opnieuw_gevraagd(verhaal: Verteller, melder: Client, oud: str) -> str:
    """Nobody reported within a week: the link is too old, and whoever knows to which address it went gets one there."""
    verhaal.wordt("2026-12-02 09:30")
    for _ in range(2):
        dicht = melder.get(oud)
        assert (dicht.status_code, "verlopen" in dicht.content.decode()) == (410, True)
    assert melder.post(oud, melding_velden(verhaal.regio, verhaal.nu)).status_code == 410
    assert not Melding.objects.exists()
    verhaal.server.ontvangen.clear()
    # No address, another address, and a link that is not ours: the same words, and no mail.
    assert "e-mailadres" in melder.post(f"{oud}opnieuw/", {"email": ""}).content.decode()
    vreemd = [melder.post(f"{pad}opnieuw/", {"email": "iemand@elders.example"}) for pad in (oud, "/melden/1-1.x/")]
    linkvragen.stuur(verhaal.nu)
    berichten.verzend(verhaal.nu)
    assert not verhaal.server.ontvangen
    # Pressed twice: one mail, through the outbox, to the address of the list.
    eigen = [melder.post(f"{oud}opnieuw/", {"email": ADRES.upper()}) for _ in range(2)]
    assert len({antwoord.content for antwoord in [*vreemd, *eigen]}) == 1
    ronde.bewaak(verhaal.nu)
    berichten.verzend(verhaal.nu)
    assert [str(mail["To"]) for mail in verhaal.server.ontvangen] == [ADRES]
    return link_in_de_laatste_mail(verhaal)


def _zes_weken_later(verhaal: Verteller, melder: Client, pad: str) -> None:
    """The aanbieder sees nothing of what became of it, and hands on the report."""
    verhaal.stap("start_impactanalyse")
    verhaal.analyseer("a", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.doe("opschalingsadvies", "toegang_zwolle", "zwolle")
    verhaal.bevestig("a", zwolle="toegang_zwolle")
    verhaal.stap("kies_a")
    verhaal.stap("start_monitoring", afwijking_taak__lokaal_informeren="later")
    # What he filled in himself stands there, the gemeente too, and nothing that others did with it.
    leest = melder.get(pad).content.decode()
    assert "<dd>Zwolle</dd>" in leest
    for woord in ("scenario", "impactanalyse", "monitoring", "toegang Zwolle"):
        assert woord not in leest
    verhaal.wordt("2027-01-14 10:00")
    verhaal.server.ontvangen.clear()
    assert "Rapport van de inspectie doorgeven" in melder.get(pad).content.decode()
    leeg = melder.post(f"{pad}rapport/", {"route": "aanbieder_onderzoekt", "verbeterpunten": "Meer toezicht."})
    assert "Meer toezicht." in leeg.content.decode()
    assert "monitoring_rapport" in verhaal.open_taken()
    dag = f"{lokaal(verhaal.nu - timedelta(days=1)):%Y-%m-%d}"
    rapport = {"route": "aanbieder_onderzoekt", "ontvangen_datum": dag, "verbeterpunten": f"{KANARIE} toezicht"}
    assert "Het rapport is vastgelegd" in melder.post(f"{pad}rapport/", rapport, follow=True).content.decode()
    assert melder.post(f"{pad}rapport/", rapport).status_code == 302
    assert (
        "Uw bericht is verstuurd"
        in melder.post(f"{pad}bericht/", {"tekst": "Het was dinsdag."}, follow=True).content.decode()
    )

    contact = Contactpersoon.objects.get(email=ADRES)
    taak = Taak.objects.get(zaak=verhaal.melding, code="monitoring_rapport")
    assert (taak.status, taak.afgerond_door, taak.afgerond_door_contact) == ("afgerond", None, contact)
    assert Stap.objects.get(zaak=verhaal.melding, code="gezegd").door_contact == contact
    assert Taak.objects.get(zaak=verhaal.melding, code="actie", status="open").rol == "contractmanager"
    post = verhaal.post()
    assert set(post["rapport_van_aanbieder"]) == set(post["taak_gegeven"]) == {"contractmanager"}
    pagina = melder.get(pad).content.decode()
    assert ("Rapport doorgegeven" in pagina, "Rapport van de inspectie doorgeven" in pagina) == (True, False)
    assert controleer(verhaal.nu) == []
    dossier = verhaal._als("contractmanager").get(f"/meldingen/{verhaal.kenmerk}/verloop/").content.decode()
    assert f"{contact.weergavenaam}, via de link in de mail" in dossier
    assert "Het was dinsdag." in dossier


@pytest.mark.eis("R101", "R146", "R84")
def test_een_manager_bevestigt_op_zijn_telefoon_nadat_een_filter_de_link_opende(verhaal: Verteller) -> None:
    Gebruiker.objects.filter(username="manager_zwolle").update(is_active=False)
    zaak = bouw.in_scenario("c", verhaal.nu, gemeenten=["zwolle"], onderwerp=f"{KANARIE} val")
    verhaal.kenmerk, verhaal.stil = zaak.kenmerk, {"manager_zwolle"}
    verhaal.kenmerken.append(zaak.kenmerk)
    berichten.verzend(verhaal.nu, limiet=500)
    vraag = Bericht.objects.get(zaak=zaak, rol="manager_gemeente", regel="c_naar_manager", status="verzonden")
    contact = vraag.contactpersoon
    assert contact
    (mail,) = [m for m in verhaal.server.ontvangen if m["Message-ID"] == vraag.message_id]
    assert KANARIE not in str(mail)
    deel = mail.get_body(("plain",))
    gevonden = ACTIE.search(str(deel.get_content()) if deel else "")
    assert gevonden
    pad, taken = gevonden[1], Taak.objects.filter(zaak=zaak, rol="manager_gemeente", status="open")

    # The filter opens the link, and every link on that page, and waits: it confirms and does nothing.
    filter_, telefoon = Client(headers={"user-agent": "Filter"}), Client(headers={"user-agent": "Telefoon"})
    paden = {pad, *re.findall(rf'href="({re.escape(pad)}[^"]*)"', filter_.get(pad).content.decode())}
    assert len(paden) > 1
    open_ = taken.count()
    for adres in sorted(paden):
        assert {filter_.get(adres).status_code, filter_.head(adres).status_code} == {200}
        filter_.options(adres)
    vraag.refresh_from_db()
    assert (vraag.bevestigd_op, vraag.gelezen_op, taken.count()) == (None, None, open_)

    # On his phone, half an hour later: he presses, and does his duty. What the filter does after that changes nothing.
    verhaal.wordt("2026-11-24 10:30")
    assert telefoon.post(pad, {"formulier": str(uuid4())}).status_code == 302
    taak = taken.filter(code__in=["veiligheid", "veiligheid_regelen"]).first() or taken[0]
    pagina = telefoon.get(f"{pad}taak/{taak.pk}/")
    assert KANARIE not in pagina.content.decode()
    assert telefoon.post(f"{pad}taak/{taak.pk}/", van_pagina(pagina)).status_code == 302
    filter_.get(pad)
    vraag.refresh_from_db()
    taak.refresh_from_db()
    assert (vraag.bevestigd_op, vraag.bevestigd_door_contact) == (verhaal.nu, contact)
    assert (taak.status, taak.afgerond_op, taak.afgerond_door_contact) == ("afgerond", verhaal.nu, contact)
    dossier = verhaal._als("contractmanager").get(f"/meldingen/{zaak.kenmerk}/verloop/").content.decode()
    assert f"{contact.weergavenaam}, via de link in de mail" in dossier
    assert not [s for s in controleer(verhaal.nu) if s.nummer != 1]
