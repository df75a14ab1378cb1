"""A meeting over the pages: planned, moved twice, held; what was agreed is an action that goes from hand to hand."""

import re
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from contacten.models import Bezetting, Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.models import Genodigde, Overleg, Stap, Taak
from tests import bouw

from .verteller import KANARIE, Verteller

CM = ["contractmanager", "contractmanager"]
IEDEREEN = [*CM, "manager_gemeente zwolle", "toegang zwolle"]
LINK = re.compile(r"https?://[^/\s]+(/actie/[^\s]+)")


def afspraken(verhaal: Verteller) -> list[tuple[str, Any]]:
    """The appointments in the mails that came since the last time: method and event."""
    gevonden = []
    for mail in verhaal.server.ontvangen:
        for deel in mail.walk():
            if deel.get_content_type() == "text/calendar":
                kalender = Calendar.from_ical(deel.get_content())
                assert deel.get_param("method") == str(kalender["METHOD"])
                gevonden += [(str(kalender["METHOD"]), event) for event in kalender.walk("VEVENT")]
    return gevonden


def pad_voor(verhaal: Verteller, adres: str) -> str:
    """The path of the link for who has no account, in the last mail to this address."""
    mail = [mail for mail in verhaal.server.ontvangen if str(mail["To"]) == adres][-1]
    gevonden = LINK.search(str(mail.get_body(("plain",)).get_content()))  # type: ignore[union-attr]
    assert gevonden
    return gevonden[1]


class Pagina:
    """What each does on a page of this melding."""

    def __init__(self, verhaal: Verteller) -> None:
        self.verhaal = verhaal

    def vul_in(self, wie: str, pad: str, **velden: Any) -> None:
        """Open the page, change what is given, press the button."""
        self.verhaal._verstuur(wie, pad, **velden)

    def toon(self, wie: str, adres: str = "") -> str:
        """The page as this user reads it."""
        return str(self.verhaal._als(wie).get(adres or f"/meldingen/{self.verhaal.kenmerk}/taken/").content.decode())


@pytest.mark.eis("R66")
@pytest.mark.eis("R69")
@pytest.mark.eis("R81")
def test_een_overleg_dat_twee_keer_verschoof(verhaal: Verteller, client: Client) -> None:
    # The manager has no account: his answer comes by the link in his mail.
    Gebruiker.objects.filter(username="manager_zwolle").update(is_active=False)
    zaak = bouw.in_scenario("c", verhaal.nu, gemeenten=["zwolle"])
    verhaal.kenmerk, pagina, verhaal.stil = zaak.kenmerk, Pagina(verhaal), {"manager_zwolle"}
    verhaal.post()
    taak = bouw.taak(zaak, "spoedoverleg")
    zwolle = verhaal.regio.gemeenten["zwolle"].pk

    plekken = ["contractmanager:", f"manager_gemeente:{zwolle}", f"toegang:{zwolle}"]

    overleg = _gepland_en_gemaild(verhaal, pagina, taak, plekken)
    _twee_keer_verzet(verhaal, pagina, client, overleg, plekken)
    _gehouden(verhaal, pagina, overleg, zwolle)
    _van_hand_tot_hand(verhaal, pagina)


def _gepland_en_gemaild(verhaal: Verteller, pagina: Pagina, taak: Taak, plekken: list[str]) -> Overleg:
    zaak = verhaal.melding
    # Planned: the seats of the protocol are proposed, the toegang comes along.
    assert "Nog niet gepland" in pagina.toon("contractmanager")
    velden = {"gepland_op_0": "2026-11-24", "gepland_op_1": "15:00", "plaats": "RSJ, zaal 2", "duur": "45"}
    pagina.vul_in("contractmanager", f"taken/{taak.pk}/plannen/", **velden, plekken=plekken)
    overleg = Overleg.objects.get(zaak=zaak)
    verhaal.wordt("2026-11-24 10:01")
    gehad = afspraken(verhaal)
    assert {(methode, str(e["SUMMARY"]), e["SEQUENCE"]) for methode, e in gehad} == {
        ("REQUEST", f"{zaak.kenmerk}: {taak.titel}", 0)
    }
    assert {f"{e['DTSTART'].dt:%Y-%m-%d %H:%M}" for _, e in gehad} == {"2026-11-24 15:00"}
    assert verhaal.post()["overleg_gepland"] == IEDEREEN
    assert controleer(verhaal.nu) == []

    # One tap from the worklist to the answer.
    assert f'href="/meldingen/{zaak.kenmerk}/taken/#overleg-{overleg.pk}"' in pagina.toon("toegang_zwolle", "/")
    _antwoord(verhaal, "toegang_zwolle", overleg, "toegang", "ja")
    assert "2 van de 3 genodigden komen" in pagina.toon("contractmanager")
    return overleg


def _twee_keer_verzet(verhaal: Verteller, pagina: Pagina, client: Client, overleg: Overleg, plekken: list[str]) -> None:
    # Moved, and moved again: the same appointment, a higher number, and everybody is asked anew.
    for volgnummer, tijd in ((1, "16:00"), (2, "17:30")):
        nieuw = {
            "gepland_op_0": "2026-11-24",
            "gepland_op_1": tijd,
            "reden": f"{KANARIE}: de zaal is bezet",
            "plekken": plekken,
        }
        pagina.vul_in("contractmanager", f"overleg/{overleg.pk}/wijzigen/", **nieuw)
        verhaal.wordt(f"2026-11-24 10:{volgnummer + 1:02}")
        gehad = afspraken(verhaal)
        assert {(m, e["SEQUENCE"], f"{e['DTSTART'].dt:%H:%M}") for m, e in gehad} == {("REQUEST", volgnummer, tijd)}
        assert {str(e["UID"]).partition("@")[0] for _, e in gehad} == {str(overleg.uid)}
        pad = pad_voor(verhaal, _adres(verhaal, "manager_gemeente"))
        assert verhaal.post() == {"overleg_gewijzigd": IEDEREEN}
    assert "1 van de 3 genodigden komen" in pagina.toon("contractmanager")

    # He says that he does not come; a filter that opens his link says nothing.
    assert "Ik kom niet" in client.get(pad).content.decode()
    assert client.post(pad, {"komt": "nee"}).status_code == 302
    assert "ik kom niet" in client.get(pad).content.decode()
    _antwoord(verhaal, "toegang_zwolle", overleg, "toegang", "ja")
    dossier = pagina.toon("contractmanager")
    assert "via de link in de mail" in dossier
    assert "2 van de 3 genodigden komen" in dossier


def _gehouden(verhaal: Verteller, pagina: Pagina, overleg: Overleg, zwolle: int) -> None:
    zaak, taak = verhaal.melding, overleg.taak
    assert taak
    # Held: who came is proposed, and what was agreed has an owner, a gemeente and a day.
    verhaal.wordt("2026-11-24 19:00")
    verhaal.post()
    wie = Genodigde.objects.filter(overleg=overleg).exclude(rol="manager_gemeente")
    form = verhaal._als("contractmanager").get(f"/meldingen/{zaak.kenmerk}/taken/{taak.pk}/").context["form"]
    assert sorted(form.initial["aanwezig"]) == sorted(str(g.pk) for g in wie)
    pagina.vul_in(
        "contractmanager",
        f"taken/{taak.pk}/",
        vorm="video",
        uitkomst=f"{KANARIE} uitkomst",
        titel_1=f"{KANARIE} bel de school",
        rol_1="toegang",
        gemeente_1=str(zwolle),
        aanwezig=[str(g.pk) for g in wie],
        eigenaar_1=f"{KANARIE} coach",
        uiterlijk_op_1_0="2026-12-01",
        uiterlijk_op_1_1="12:00",
    )
    overleg.refresh_from_db()
    assert (overleg.status, overleg.deelnemers) == ("gehouden", "contractmanager RSJ, gemeentelijke toegang Zwolle")
    assert dict(Genodigde.objects.filter(overleg=overleg).values_list("rol", "was_er")) == {
        "contractmanager": True,
        "manager_gemeente": False,
        "toegang": True,
    }
    assert verhaal.post() == {"taak_gegeven": ["toegang zwolle"]}


def _van_hand_tot_hand(verhaal: Verteller, pagina: Pagina) -> None:
    zaak = verhaal.melding
    actie = Taak.objects.get(zaak=zaak, code="actie")
    # Reminded the day before; handed over; given back; done.
    verhaal.wordt("2026-11-30 11:59")
    assert "actie_nadert" not in verhaal.post()
    verhaal.wordt("2026-11-30 12:00")
    assert verhaal.post()["actie_nadert"] == ["toegang zwolle"]
    reden = {"reden": f"{KANARIE}: kan beter"}
    pagina.vul_in("toegang_zwolle", f"taken/{actie.pk}/overdragen/", rol="regiomanager", gemeente="", **reden)
    assert verhaal.post() == {"taak_gegeven": ["regiomanager"]}
    pagina.vul_in("regiomanager", f"taken/{actie.pk}/teruggeven/", **reden)
    assert verhaal.post() == {"taak_gegeven": CM}
    verhaal.wordt("2026-12-01 12:00")
    assert verhaal.post()["actie_te_laat"] == sorted([*CM, "regiomanager"])
    pagina.vul_in("contractmanager", f"taken/{actie.pk}/", verslag=f"{KANARIE} gebeld")
    actie.refresh_from_db()
    assert actie.status == "afgerond"
    codes = list(Stap.objects.filter(zaak=zaak, code__startswith="overleg_").values_list("code", flat=True))
    assert codes == ["overleg_gepland", "overleg_gewijzigd", "overleg_gewijzigd"]
    bewijs = pagina.toon("regiomanager", f"/meldingen/{zaak.kenmerk}/bewijs/")
    assert "Overleggen: wie is uitgenodigd, en wie er kwam" in bewijs
    assert "was er niet" in bewijs
    assert controleer(verhaal.nu) == []


@pytest.mark.eis("R89")
def test_een_overleg_dat_niet_doorgaat(verhaal: Verteller) -> None:
    zaak = bouw.in_scenario("d", verhaal.nu, gemeenten=["zwolle"])
    verhaal.kenmerk, pagina = zaak.kenmerk, Pagina(verhaal)
    verhaal.post()
    taak = bouw.taak(zaak, "managersoverleg")
    velden = {"gepland_op_0": "2026-11-25", "gepland_op_1": "09:00", "link": "https://video.example/overleg"}
    form = verhaal._als("regiomanager").get(f"/meldingen/{zaak.kenmerk}/taken/{taak.pk}/plannen/").context["form"]
    pagina.vul_in("regiomanager", f"taken/{taak.pk}/plannen/", **velden, plekken=form.initial["plekken"])
    verhaal.wordt("2026-11-24 10:01")
    genodigd = verhaal.post()["overleg_gepland"]
    assert "manager_gemeente zwolle" in genodigd
    overleg = Overleg.objects.get(zaak=zaak)

    pagina.vul_in("regiomanager", f"overleg/{overleg.pk}/afzeggen/", reden=f"{KANARIE}: niet meer nodig")
    verhaal.wordt("2026-11-24 10:02")
    weg = afspraken(verhaal)
    assert {(m, e["STATUS"], e["SEQUENCE"]) for m, e in weg} == {("CANCEL", "CANCELLED", 1)}
    assert {str(e["UID"]).partition("@")[0] for _, e in weg} == {str(overleg.uid)}
    assert verhaal.post() == {"overleg_afgezegd": genodigd}
    assert "ging niet door" in pagina.toon("regiomanager")
    # The task still asks for one.
    assert "Nog niet gepland" in pagina.toon("regiomanager")
    assert controleer(verhaal.nu) == []


def _adres(verhaal: Verteller, rol: str) -> str:
    return str(Bezetting.objects.get(rol=rol, gemeente__code="zwolle").contactpersoon.email)


def _antwoord(verhaal: Verteller, wie: str, overleg: Overleg, rol: str, komt: str) -> None:
    genodigde = Genodigde.objects.get(overleg=overleg, rol=rol)
    adres = f"/meldingen/{verhaal.kenmerk}/overleg/{overleg.pk}/antwoord/"
    verhaal._gelukt(verhaal._als(wie).post(adres, {"genodigde": genodigde.pk, "komt": komt}))
