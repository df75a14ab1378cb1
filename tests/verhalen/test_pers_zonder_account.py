"""Stories of a woordvoerder without an account: she answers the press and records it with the link in her mail."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from basis.kalender import ZONE
from communicatie.models import Actielink, Bericht, Herroeping, Persantwoord, Uiting
from communicatie.post import actielinks
from contacten.bijhouden.verzoeken import onderteken
from escalatie.bewaking import controle
from escalatie.models import Stap, Taak, Termijn
from tests import bouw, klok
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment, van_pagina
from tests.gelezen import zonder_tijdmerk

from .persverteller import CITAAT, JOURNALIST, NUMMER, TEKSTEN, VRAAG, Persverteller
from .test_persvraag_met_meer import GEMEENTE, WIE_BEHANDELT, op, tekst_aan
from .test_persvragen import ANTWOORD
from .verteller import KANARIE

LINK = re.compile(r"https?://[^/\s]+(/actie/[^\s]+/persvraag/)")
WIE = "communicatie_gemeente"
BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)


@pytest.fixture
def verhaal(db: None, mailserver: Mailserver) -> Persverteller:
    klok.zet(BEGIN)
    return Persverteller(mailserver, BEGIN)


def krijgt_de_tekst(verhaal: Persverteller, **anders: str) -> str:
    """From the telephone to the mail at the gemeente; the path of the link in it."""
    verhaal.registreer(**anders)
    verhaal.stap("verzamel_informatie")
    verhaal.schrijf()
    verhaal.post()
    verhaal.stap("stem_af", "adviseur")
    verhaal.wordt(f"{verhaal.nu.astimezone(ZONE) + timedelta(minutes=10):%Y-%m-%d %H:%M}")
    return link_in_de_mail(verhaal)


def link_in_de_mail(verhaal: Persverteller) -> str:
    brief = tekst_aan(verhaal, WIE)
    gevonden = LINK.search(brief)
    assert gevonden, brief
    assert JOURNALIST in brief or "nieuwe link" in brief
    return gevonden[1]


def vul_in(pagina: Any, verhaal: Persverteller, **velden: Any) -> dict[str, Any]:
    """The form as she sees it, with what she types."""
    eigen = {"beantwoord_door": "woordvoerder", **moment("beantwoord_op", verhaal.nu), **velden}
    return {**van_pagina(pagina), **eigen}


@pytest.mark.eis("R11", "R13", "R16", "R101")
def test_een_woordvoerder_zonder_account_antwoordt_en_de_anderen_krijgen_het(verhaal: Persverteller) -> None:
    pad = krijgt_de_tekst(verhaal, **moment("deadline_op", op("2026-11-24 16:00")))
    assert verhaal.post() == {"kernboodschap": GEMEENTE}
    verhaal.stap("informeer_gemeenten", "adviseur")
    verhaal.stap("stuur_door", "regiomanager")
    verhaal.post()
    # The filter of the mail opens it first. She reads what the mail said, and nothing beside it.
    telefoon = Client()
    assert {
        telefoon.get(pad).status_code,
        telefoon.head(pad).status_code,
        telefoon.get(f"{pad}ander/").status_code,
    } == {200}
    assert not Persantwoord.objects.exists()
    pagina = telefoon.get(pad)
    leest = pagina.content.decode()
    for tekst in (VRAAG, TEKSTEN["kernboodschap"], TEKSTEN["achtergrond"], "Antwoord vóór 24 november 2026, 16:00 uur"):
        assert tekst in leest
    for tekst in (JOURNALIST, NUMMER, KANARIE, TEKSTEN["memo"], "/persvragen/"):
        assert tekst not in leest
    # Nothing stands ready to be pressed: her own words, or that it was the agreed text.
    assert "tekst" in van_pagina(pagina)
    assert not van_pagina(pagina)["tekst"]
    verhaal.wordt("2026-11-24 13:00")
    for velden in ({}, {"tekst": CITAAT, "is_kernboodschap": "on"}):
        assert telefoon.post(pad, vul_in(telefoon.get(pad), verhaal, **velden)).status_code == 200
    assert not Persantwoord.objects.exists()
    ingevuld = vul_in(telefoon.get(pad), verhaal, tekst=CITAAT)
    for _ in range(2):
        assert telefoon.post(pad, ingevuld).status_code == 302
    gegeven, contact = (
        Persantwoord.objects.get(),
        Actielink.objects.filter(bericht__rol=WIE).latest("pk").contactpersoon,
    )
    assert (gegeven.tekst, gegeven.vastgelegd_door, gegeven.vastgelegd_door_contact) == (CITAAT, None, contact)
    assert Stap.objects.get(zaak=verhaal.vraag, code="leg_antwoord_vast").door_contact == contact
    assert (Termijn.objects.get(zaak=verhaal.vraag).status, verhaal.vraag.beantwoord_op) == ("gehaald", verhaal.nu)
    assert verhaal.post() == {**ANTWOORD, "beantwoord": WIE_BEHANDELT}
    assert f"{contact.weergavenaam}, via de link in de mail" in verhaal.lees("adviseur")
    assert "U legde een antwoord vast op 24 november 2026, 13:00 uur" in zonder_tijdmerk(
        telefoon.get(pad).content.decode()
    )
    assert controle.controleer(verhaal.nu) == []

    _het_gewone_formulier(verhaal)
    _de_link_opent_niets_anders(verhaal, telefoon, pad)


def _het_gewone_formulier(verhaal: Persverteller) -> None:
    """With an account the same: nothing stands ready, and one of both is chosen."""
    adres, browser = f"/persvragen/{verhaal.kenmerk}/stap/leg_antwoord_vast/", Client()
    browser.force_login(verhaal.regio.gebruikers["adviseur"])
    pagina = browser.get(adres)
    assert TEKSTEN["kernboodschap"] in pagina.content.decode()
    assert not van_pagina(pagina)["tekst"]
    reden = {"gemeente": "zwolle", "afwijking_nog_geen_antwoord": "Nog een keer."}
    for velden in ({}, {"tekst": CITAAT, "is_kernboodschap": "on"}):
        assert browser.post(adres, vul_in(pagina, verhaal, **reden, **velden)).status_code == 200
    assert browser.post(adres, vul_in(pagina, verhaal, **reden, is_kernboodschap="on")).status_code == 302
    laatste = Persantwoord.objects.latest("pk")
    assert (laatste.tekst, laatste.is_kernboodschap) == (TEKSTEN["kernboodschap"], True)
    assert "De gemeente gaf de kernboodschap, zonder eigen woorden" in verhaal.lees("adviseur")


def _de_link_opent_niets_anders(verhaal: Persverteller, telefoon: Client, pad: str) -> None:
    """Not a page of a melding, not another question; nothing after it was taken back, was too old, or the end."""
    aantal, eerste = Persantwoord.objects.count(), verhaal.kenmerk
    token = pad.split("/")[2]
    for adres in (f"/actie/{token}/", f"/actie/{token}/ander/", f"/actie/{token}/taak/1/"):
        assert telefoon.get(adres).status_code == 404
        assert telefoon.post(adres, {"formulier": str(uuid4())}).status_code == 404
    rij = Actielink.objects.filter(bericht__rol=WIE).latest("pk")
    vul = vul_in(telefoon.get(pad), verhaal, tekst="Later.")
    links = f"/persvragen/{verhaal.kenmerk}/links/"
    assert rij.contactpersoon.weergavenaam in verhaal.lees("adviseur", links)
    regio = Client()
    regio.force_login(verhaal.regio.gebruikers["adviseur"])
    for velden in ({"ingetrokken_op": verhaal.nu}, {"verloopt_op": verhaal.nu}):
        was = {naam: getattr(rij, naam) for naam in velden}
        if "ingetrokken_op" in velden:
            assert regio.post(f"{links}{rij.pk}/intrekken/").status_code == 302
        else:
            Actielink.objects.filter(pk=rij.pk).update(**velden)
        for adres in (pad, f"{pad}ander/"):
            dicht = telefoon.get(adres)
            assert (dicht.status_code, VRAAG in dicht.content.decode()) == (410, False)
            assert telefoon.post(adres, vul).status_code == 410
        if "verloopt_op" in velden:
            _krijgt_een_nieuwe(verhaal, telefoon, token)
        Actielink.objects.filter(pk=rij.pk).update(**was)
    # Of a melding the link is none of this page.
    zaak = bouw.in_fase_1(verhaal.nu)
    ander = Bericht.objects.filter(zaak=zaak, contactpersoon__isnull=False).first()
    assert ander
    vreemd = Actielink.objects.create(
        bericht=ander,
        contactpersoon_id=ander.contactpersoon_id or 0,
        gemaakt_op=verhaal.nu,
        verloopt_op=verhaal.nu + timedelta(days=1),
    )
    assert telefoon.get(f"/actie/{onderteken(vreemd.sleutel, actielinks.ZOUT)}/persvraag/").status_code == 404
    verhaal.kenmerk = eerste
    verhaal.stap("trek_persvraag_in", "adviseur", motivering="De krant ziet ervan af.")
    assert telefoon.get(pad).status_code == 410
    assert telefoon.post(pad, vul).status_code == 410
    assert Persantwoord.objects.count() == aantal


def _krijgt_een_nieuwe(verhaal: Persverteller, telefoon: Client, token: str) -> None:
    verhaal.post()
    for _ in range(2):
        assert telefoon.post(f"/actie/{token}/opnieuw/").status_code == 200
    verhaal.wordt("2026-11-24 13:05")
    nieuw = link_in_de_mail(verhaal)
    assert token not in nieuw
    assert telefoon.get(nieuw).status_code == 200
    assert verhaal.post() == {"nieuwe_link": [f"{WIE} zwolle"]}


@pytest.mark.eis("R11", "R101")
def test_zij_gaf_de_kernboodschap_of_noemt_wie_het_doet(verhaal: Persverteller) -> None:
    pad, telefoon = krijgt_de_tekst(verhaal), Client()
    verhaal.post()
    ander = {"naam": "Wies de Proef", "functie": "woordvoerder", "telefoon": "038-0000099", "formulier": str(uuid4())}
    for _ in range(2):
        gezegd = telefoon.post(f"{pad}ander/", ander, follow=True)
    assert gezegd.status_code == 200
    actie = Taak.objects.get(zaak=verhaal.vraag, code="actie")
    assert (actie.rol, actie.titel) == ("contractmanager", "Bel Wies de Proef via 038-0000099")
    assert Stap.objects.get(zaak=verhaal.vraag, code="gezegd").door_contact is not None
    assert verhaal.post() == {"taak": ["contractmanager", "contractmanager"]}
    assert "Het is: Wies de Proef, woordvoerder" in verhaal.lees("contractmanager")
    # The text was changed since, and not sent: she gave what she had.
    nieuw = {**TEKSTEN, "kernboodschap": "Die tekst is nog van niemand."}
    verhaal.verstuur("adviseur", "teksten/", **nieuw)
    assert nieuw["kernboodschap"] not in telefoon.get(pad).content.decode()
    assert telefoon.post(pad, vul_in(telefoon.get(pad), verhaal, is_kernboodschap="on")).status_code == 302
    gegeven = Persantwoord.objects.get()
    assert (gegeven.tekst, gegeven.is_kernboodschap) == (TEKSTEN["kernboodschap"], True)
    assert controle.controleer(verhaal.nu) == []


@pytest.mark.eis("R11", "R16", "R101")
def test_zij_verbetert_met_de_link_wat_zij_vastlegde_en_trekt_het_in(verhaal: Persverteller) -> None:
    pad, telefoon = krijgt_de_tekst(verhaal), Client()
    verhaal.post()
    assert telefoon.post(pad, vul_in(telefoon.get(pad), verhaal, tekst="Wij helpen elk knid.")).status_code == 302
    eerste = Persantwoord.objects.get()
    verhaal.post()
    verbeter = f"{pad}antwoord/{eerste.pk}/"
    vroeg = van_pagina(telefoon.get(verbeter))
    _de_regio_legt_er_een_vast(verhaal, telefoon, pad, eerste)

    verhaal.wordt(f"{verhaal.nu.astimezone(ZONE) + timedelta(minutes=30):%Y-%m-%d %H:%M}")
    anders = {"tekst": "Wij helpen elk kind.", "reden": "Een tikfout."}
    assert telefoon.post(verbeter, {**van_pagina(telefoon.get(verbeter)), **anders, "reden": " "}).status_code == 200
    # Somebody else recorded something since she opened the page: her text stays, and nothing is replaced.
    weigering = telefoon.post(verbeter, {**vroeg, **anders})
    assert (weigering.status_code, anders["tekst"] in weigering.content.decode()) == (409, True)
    assert not Herroeping.objects.exists()
    assert telefoon.post(verbeter, {**van_pagina(telefoon.get(verbeter)), **anders}).status_code == 302
    contact = Actielink.objects.filter(bericht__rol=WIE).latest("pk").contactpersoon
    (goed,) = Persantwoord.objects.filter(verbetering_van=eerste)
    assert (goed.tekst, goed.vastgelegd_door, goed.vastgelegd_door_contact) == (anders["tekst"], None, contact)
    weg = Herroeping.objects.get(persantwoord=eerste)
    assert (weg.door, weg.door_contact, weg.reden) == (None, contact, anders["reden"])
    assert Stap.objects.filter(zaak=verhaal.vraag, code="verbeter").latest("pk").door_contact == contact
    gelezen = verhaal.lees("adviseur")
    assert f"<s>{eerste.tekst}</s>" in gelezen
    assert f"Telt niet meer: {contact.weergavenaam}, via de link in de mail" in gelezen
    assert "antwoord_anders" in verhaal.post()

    # It was never said: it counts no more, and stays to be read.
    terug = f"{pad}antwoord/{goed.pk}/intrekken/"
    assert telefoon.post(terug, {**van_pagina(telefoon.get(terug)), "reden": "Het was een ander."}).status_code == 302
    assert Herroeping.objects.get(persantwoord=goed).door_contact == contact
    assert anders["tekst"] not in telefoon.get(pad).content.decode()
    assert telefoon.get(terug).status_code == 410
    assert controle.controleer(verhaal.nu) == []


def _de_regio_legt_er_een_vast(verhaal: Persverteller, telefoon: Client, pad: str, eerste: Persantwoord) -> None:
    """What the region recorded is not hers; a filter that opens her pages changes nothing."""
    regio, adres = Client(), f"/persvragen/{verhaal.kenmerk}/stap/leg_antwoord_vast/"
    regio.force_login(verhaal.regio.gebruikers["adviseur"])
    velden = {"gemeente": "zwolle", "afwijking_nog_geen_antwoord": "Nog een keer.", "tekst": "Van de regio."}
    assert regio.post(adres, vul_in(regio.get(adres), verhaal, **velden)).status_code == 302
    ander = Persantwoord.objects.latest("pk")
    hoofd = telefoon.get(pad).content.decode()
    assert "Van de regio." not in hoofd
    for deel in ("", "intrekken/"):
        eigen = f"{pad}antwoord/{eerste.pk}/{deel}"
        assert eigen in hoofd
        assert {telefoon.get(eigen).status_code, telefoon.head(eigen).status_code} == {200}
        for nummer in (ander.pk, ander.pk + 1000):
            vreemd = f"{pad}antwoord/{nummer}/{deel}"
            assert {telefoon.get(vreemd).status_code, telefoon.post(vreemd).status_code} == {410}
    assert not Herroeping.objects.exists()


@pytest.mark.eis("R16", "R101", "R125")
def test_een_antwoord_voordat_de_familie_het_wist(verhaal: Persverteller) -> None:
    pad, telefoon = krijgt_de_tekst(verhaal), Client()
    verhaal.post()
    zaak = bouw.in_fase_1(verhaal.nu)
    verhaal.wordt("2026-11-24 11:00")
    verhaal.stap("koppel", "adviseur", melding=zaak.kenmerk, motivering="Het gaat over dit incident.")
    verhaal.post()
    # She reads that it must wait, and not of which dossier that is, nor why.
    pagina = telefoon.get(pad)
    leest = pagina.content.decode()
    assert "er mag nu niets naar buiten" in leest
    for feit in (zaak.kenmerk, zaak.onderwerp, zaak.aanbieder.naam, "familie weet het nog niet"):
        assert feit not in leest, feit
    # It happened all the same: it is recorded as what it was, and not without saying how.
    verhaal.wordt("2026-11-24 11:30")
    ingevuld = vul_in(telefoon.get(pad), verhaal, tekst=CITAAT)
    assert telefoon.post(pad, ingevuld).status_code == 200
    assert not Persantwoord.objects.exists()
    hoe = {"toestemming_hoe": "te_vroeg", "toestemming_reden": "De krant belde de wethouder zelf."}
    assert telefoon.post(pad, {**ingevuld, **hoe, "toestemming_hoe": "vrijgave"}).status_code == 200
    gedaan = telefoon.post(pad, {**ingevuld, **hoe})
    assert gedaan.status_code == 302, gedaan.context["form"].errors
    uiting, contact = Uiting.objects.get(persvraag=verhaal.vraag, soort="persantwoord"), Persantwoord.objects.get()
    assert (uiting.buiten_om, uiting.vrijgave, uiting.wist_familie) == ("te_vroeg", None, False)
    assert uiting.vastgelegd_door_contact == contact.vastgelegd_door_contact
    # The term stops, for there was an answer; who leads hears that it was too early, and repairs it.
    assert (Termijn.objects.get(zaak=verhaal.vraag).status, verhaal.vraag.beantwoord_op) == ("gehaald", verhaal.nu)
    assert bouw.taak(zaak, "herstel_na_uiting").status == "open"
    gehoord = Bericht.objects.filter(zaak=zaak, sjabloon="signaal_spoed").values_list("rol", flat=True)
    assert {"contractmanager", "regiomanager"} <= set(gehoord)
    assert not [s for s in controle.controleer(verhaal.nu) if s.nummer != 1]
