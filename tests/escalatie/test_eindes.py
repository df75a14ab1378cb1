"""The ends beside the road: not reportable, withdrawn by the aanbieder, a double; from every status, and back (A14).

Who may is told here a second time, by hand: what the file says is what is tested.
"""

from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.demo.zaaien.stappen import DUBBEL, NIET_MEER, Loper
from calamiteiten.models import Melding, MeldingGroupObjectPermission, Samenhang
from communicatie.familie import onderzoeken
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.naar_buiten import is_dicht, toestand
from communicatie.familie.onderzoeken import Begin
from communicatie.models import NOG_TE_VERZENDEN, Bericht
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.bewaking.ronde import bewaak
from escalatie.draaiboek import dubbel, samenhang
from escalatie.draaiboek.opdrachten import Dubbelmelding
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.meldingen.dossier.forms import plichtnaam
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.procedure import registreer
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from tests import bouw, klok
from tests.bouw import Regio
from tests.communicatie.persklikken import als
from tests.conftest import Mailserver
from tests.statussen import Status
from tests.steekproef import steekproef

PROTOCOL = haal_protocol("ijsselland-2019-02-13")
DAG = timedelta(days=1)
REDEN = "De aanbieder belde: dit was een vergissing."
EINDES = {
    "wijs_af": Status.NIET_MELDINGSWAARDIG,
    "trek_melding_in": Status.INGETROKKEN,
    "sluit_als_dubbel": Status.DUBBEL,
}
MAILS = {"wijs_af": "melding_afgewezen", "trek_melding_in": "melding_ingetrokken", "sluit_als_dubbel": "melding_dubbel"}
VOOR_DE_KEUZE = (Status.ONTVANGEN, Status.IMPACTANALYSE, Status.BEOORDELING, Status.TWIJFEL)
NA_DE_KEUZE = (
    *(Status.SCENARIO_A, Status.SCENARIO_B, Status.SCENARIO_C, Status.SCENARIO_D),
    *(Status.MONITORING, Status.FASE_1, Status.FASE_2),
)
WIE = {**dict.fromkeys(VOOR_DE_KEUZE, Rol.CONTRACTMANAGER), **dict.fromkeys(NA_DE_KEUZE, Rol.REGIOMANAGER)}


def onderweg(zaak: Melding, nu: datetime) -> Loper:
    """A walker that goes on with this melding."""
    loper = bouw.loper(nu)
    loper._melding = zaak
    return loper


def sluit(loper: Loper, code: str, rol: str, ander: Melding) -> Loper:
    """Take this end, with what it asks."""
    if code == "sluit_als_dubbel":
        return loper.sluit_als_dubbel(ander, rol)
    afwijking = {"niet_meldingswaardig": REDEN} if code == "wijs_af" else {}
    return loper.stap(code, rol, motivering=REDEN, afwijkingen=afwijking)


def test_elke_status_heeft_een_uitweg_en_elke_open_status_elk_einde() -> None:
    """Nothing is final: every status can be left, and no status keeps a melding that should not be there."""
    assert {str(s) for s in Status} == set(PROTOCOL.status_per_code)
    uit = {van: {o.code for o in PROTOCOL.overgangen if van in o.van} for van in PROTOCOL.status_per_code}
    assert all(uit.values())
    for status in PROTOCOL.status_per_code:
        assert (uit[status] >= set(EINDES)) == (status not in PROTOCOL.gesloten)
    assert {o.naar for o in PROTOCOL.overgangen if set(o.van) & PROTOCOL.gesloten} == {"ontvangen", "beoordeling"}


@pytest.mark.eis("R36", "R43", "A14")
@pytest.mark.parametrize(("status", "code"), steekproef(product(sorted(WIE), sorted(EINDES))))
def test_van_elke_status_naar_elk_einde_en_weer_terug(regio: Regio, nu: datetime, status: Status, code: str) -> None:
    zaak, ander = bouw.tot(status, nu), bouw.melding(nu)
    loper = onderweg(zaak, nu + DAG)
    vreemd = Rol.REGIOMANAGER if WIE[status] == Rol.CONTRACTMANAGER else Rol.CONTRACTMANAGER
    # The regiomanager may for a contractmanager who cannot be reached, and then says why; the other way nobody may.
    weigering = "Schrijf op waarom u dit doet namens de contractmanager" if status in VOOR_DE_KEUZE else "is aan de"
    with pytest.raises(Geweigerd, match=weigering):
        sluit(loper, code, vreemd, ander)
    open_, wacht = (
        set(Taak.objects.filter(zaak=zaak, status="open").values_list("pk", flat=True)),
        set(Bericht.objects.filter(zaak=zaak, status__in=NOG_TE_VERZENDEN).values_list("pk", flat=True)),
    )
    assert open_
    assert wacht

    sluit(loper, code, WIE[status], ander)

    zaak = loper.melding
    assert (zaak.status, zaak.afgerond_op) == (EINDES[code], nu + DAG)
    naam = PROTOCOL.stap_per_code[code].naam
    # A duty to inform lapses with its own reason, every other task with the name of the step.
    anders = [
        (taak.code, taak.status)
        for taak in Taak.objects.filter(pk__in=open_)
        if (taak.status, taak.verslag) != ("vervallen", NIET_MEER if taak.code in PROTOCOL.informeerplichten else naam)
    ]
    assert set(anders) <= {("triage", "afgerond")}
    assert not Termijn.objects.filter(zaak=zaak, geeindigd_op__isnull=True).exists()
    assert not Bericht.objects.filter(pk__in=wacht).exclude(status="ingetrokken").exists()
    assert not MeldingGroupObjectPermission.objects.filter(content_object=zaak).exists()
    verteld = Bericht.objects.filter(zaak=zaak, gepland_op=nu + DAG, gemeente__code="zwolle", rol="toegang")
    assert set(verteld.values_list("sjabloon", flat=True)) == {MAILS[code]}
    assert Stap.objects.filter(zaak=zaak, code=code).latest("volgnummer").motivering in {REDEN, DUBBEL}
    assert any(PROTOCOL.status_per_code[zaak.status].naam.lower() in m.tekst for m in tijdlijn(zaak))

    loper.wacht(days=1).stap("herzie_triage", WIE[status], motivering="Het klopte toch.")

    zaak = loper.melding
    assert (zaak.status, zaak.afgerond_op, zaak.scenario, zaak.dubbel_van) == ("ontvangen", None, "", None)
    assert not zaak.betrokkenheden.exclude(bevestigd_scenario="").exists()
    assert Taak.objects.filter(zaak=zaak, code="triage", status="open").exists()
    assert Bericht.objects.filter(zaak=zaak, gepland_op=nu + 2 * DAG, rol="toegang").exists()


@pytest.mark.parametrize("status", [Status.BEOORDELING, Status.SCENARIO_C, Status.FASE_2])
def test_wie_terugkomt_maakt_niet_nog_eens_wat_al_is_ingediend(regio: Regio, nu: datetime, status: Status) -> None:
    """The analyses stand; what was confirmed does not: that is judged anew."""
    loper = onderweg(bouw.tot(status, nu), nu + DAG)
    loper.stap("trek_melding_in", WIE[status], motivering=REDEN)
    loper.stap("herzie_triage", motivering="Het klopte toch.").stap("start_impactanalyse")
    assert not [taak.code for taak in loper.stand().open_taken if taak.code.startswith("analyse_")]
    loper.stap("start_beoordeling")
    with pytest.raises(Geweigerd, match="nog niet bevestigd"):
        loper.stap("kies_a", afwijkingen={"volgens_advies": REDEN})
    loper.bevestig("a").stap("kies_a", motivering=REDEN, afwijkingen={"volgens_advies": REDEN})
    assert loper.melding.status == "scenario_a"


@pytest.mark.parametrize("code", sorted(EINDES))
def test_een_einde_vraagt_altijd_waarom(client: Client, contractmanager: Gebruiker, nu: datetime, code: str) -> None:
    zaak, ander = bouw.tot("impactanalyse", nu), bouw.melding(nu)
    client.force_login(contractmanager)
    weg = f"{zaak.get_absolute_url()}stap/{code}/"
    velden = {"verwachte_status": "impactanalyse", "dubbel_van": ander.kenmerk, "afwijking_niet_meldingswaardig": REDEN}
    assert client.post(weg, velden).status_code == 200
    assert Melding.objects.get(pk=zaak.pk).status == "impactanalyse"
    plichten = te_bespreken(Stand(Melding.objects.get(pk=zaak.pk)), PROTOCOL.stap_per_code[code])
    velden |= {plichtnaam(taak.pk): REDEN for taak in plichten}
    assert client.post(weg, velden).status_code == 200
    assert client.post(weg, {**velden, "motivering": REDEN}).status_code == 302
    assert Melding.objects.get(pk=zaak.pk).status == EINDES[code]


@pytest.mark.parametrize(("status", "wie"), [("impactanalyse", "contractmanager"), ("fase_1", "regiomanager")])
def test_het_dossier_biedt_de_eindes_apart_aan(regio: Regio, nu: datetime, status: str, wie: str) -> None:
    zaak = bouw.tot(status, nu)
    pagina = als(regio.gebruikers[wie]).get(zaak.get_absolute_url()).content.decode()
    assert "De melding sluiten zonder verder te gaan (3)" in pagina
    for code in EINDES:
        assert f"{zaak.get_absolute_url()}stap/{code}/" in pagina


@pytest.mark.parametrize("einde", sorted(EINDES.values()))
def test_lijst_bewijs_en_pdf_kennen_elk_einde(
    client: Client, contractmanager: Gebruiker, nu: datetime, einde: Status
) -> None:
    zaak = bouw.tot(einde, nu)
    naam = PROTOCOL.status_per_code[einde].naam
    client.force_login(contractmanager)
    lijst = client.get("/meldingen/", {"status": einde, "stand": "gesloten"}).content.decode()
    assert zaak.kenmerk in lijst
    assert naam in client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    assert client.get(f"{zaak.get_absolute_url()}bewijs/").status_code == 200
    assert client.get(f"{zaak.get_absolute_url()}bewijs.pdf").status_code == 200


# A double ---------------------------------------------------------------------------------------------------------


@pytest.mark.eis("R43", "A14")
def test_een_dubbel_en_de_melding_die_verdergaat_noemen_elkaar(regio: Regio, nu: datetime) -> None:
    eerste = bouw.melding(nu, ["zwolle"])
    zaak = onderweg(bouw.melding(nu, ["deventer"], "brug"), nu + DAG).sluit_als_dubbel(eerste).melding
    assert zaak.dubbel_van == eerste
    assert Stap.objects.filter(zaak=zaak, code="sluit_als_dubbel").get().gegevens["kenmerk"] == eerste.kenmerk
    contractmanager = als(regio.gebruikers["contractmanager"])
    for dossier, ander in ((zaak, eerste), (eerste, zaak)):
        assert (
            f'href="{ander.get_absolute_url()}"'
            in contractmanager.get(f"{dossier.get_absolute_url()}gegevens/").content.decode()
        )
    # Zwolle reads the melding that goes on, and hears of the other nothing but its kenmerk.
    pagina = als(regio.gebruikers["toegang_zwolle"]).get(f"{eerste.get_absolute_url()}gegevens/").content.decode()
    assert zaak.kenmerk in pagina
    assert zaak.get_absolute_url() not in pagina


@pytest.mark.eis("R46", "A6")
def test_wie_bij_de_dubbele_betrokken_was_doet_mee_in_de_melding_die_verdergaat(regio: Regio, nu: datetime) -> None:
    eerste = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"])
    onderweg(bouw.melding(nu, ["raalte"]), nu + DAG).sluit_als_dubbel(eerste)
    assert {str(b.gemeente) for b in eerste.betrokkenheden.all()} == {"Raalte", "Zwolle"}
    assert bouw.taak(eerste, "analyse_toegang", "raalte").status == "open"
    gehoord = Bericht.objects.filter(zaak=eerste, gepland_op=nu + DAG, rol="toegang", gemeente__code="raalte")
    assert "impactanalyse_maken" in set(gehoord.values_list("sjabloon", flat=True))
    assert als(regio.gebruikers["toegang_raalte"]).get(eerste.get_absolute_url()).status_code == 200


@pytest.mark.eis("R28", "R43")
def test_wat_de_aanbieder_in_de_dubbele_meldde_geldt_in_de_melding_die_verdergaat(regio: Regio, nu: datetime) -> None:
    """Another body told it first; then the aanbieder itself reports, which makes a second melding (R43)."""
    vroeg, straks = nu - timedelta(hours=3), nu + DAG
    leeg: dict[str, Any] = {"gemeld_igj_op": None, "igj_kenmerk": "", "gemeld_toegang": {"zwolle": vroeg}}
    eerste = bouw.melding(nu, ["zwolle", "deventer"], melder="inspectie", **leeg)
    vragen = ("aanbieder_melding_navragen", "igj_melding_navragen", "toegang_melding_navragen")
    nog = Taak.objects.filter(zaak=eerste, code__in=vragen, status="open")
    assert nog.count() == len(vragen)
    tweede = bouw.melding(straks, ["zwolle", "deventer", "raalte"], ontvangen_op=straks)

    loper = onderweg(tweede, straks).sluit_als_dubbel(eerste)

    eerste = Melding.objects.get(pk=eerste.pk)
    assert not nog.exists()
    # What was known here already stands; who came along by the double was told what that one knows.
    gemeld = straks - timedelta(hours=1)
    assert eerste.gemeld_toegang == {"zwolle": vroeg, "deventer": gemeld, "raalte": gemeld}
    assert (eerste.gemeld_zelf_op, eerste.gemeld_igj_op) == (tweede.ontvangen_op, tweede.gemeld_igj_op)
    assert eerste.igj_kenmerk == tweede.igj_kenmerk
    stap = Stap.objects.get(zaak=eerste, code="verbeter")
    assert (stap.door, tweede.kenmerk in stap.motivering) == (regio.gebruikers["contractmanager"], True)
    # Of another aanbieder it says nothing: that one reports by itself.
    ander = bouw.melding(nu, ["zwolle"], "brug", **leeg)
    onderweg(bouw.melding(straks, ["zwolle"]), straks).sluit_als_dubbel(ander)
    assert Melding.objects.get(pk=ander.pk).gemeld_igj_op is None
    assert controleer(straks) == []
    # It was no double after all: what it told of is not known there any more.
    loper.stap("herzie_triage", motivering=REDEN)
    eerste = Melding.objects.get(pk=eerste.pk)
    assert (eerste.gemeld_zelf_op, eerste.gemeld_igj_op, eerste.igj_kenmerk) == (None, None, "")
    assert eerste.gemeld_toegang == {"zwolle": vroeg}
    assert sorted(nog.values_list("code", flat=True)) == sorted(vragen)
    assert controleer(straks) == []


def _weiger(zaak: Melding, kenmerk: str, door: Gebruiker) -> str:
    with pytest.raises(Geweigerd) as geweigerd:
        dubbel.zoek(zaak, kenmerk, door)
    return str(geweigerd.value)


@pytest.mark.django_db
def test_een_dubbel_is_van_een_melding_die_er_is_en_op_zichzelf_staat(regio: Regio, nu: datetime) -> None:
    door = regio.gebruikers["contractmanager"]
    zaak, eerste, tweede = (bouw.melding(nu) for _ in range(3))
    for onzin in ("", "CAL-2026-9999", "PV-2026-0001", "dezelfde", "\x00"):
        assert _weiger(zaak, onzin, door) == samenhang.ONBEKEND
    assert "zichzelf" in _weiger(zaak, zaak.kenmerk, door)
    # Who may not see the other one hears no more than of one that does not exist.
    assert _weiger(zaak, eerste.kenmerk, regio.gebruikers["buitenstaander"]) == samenhang.ONBEKEND
    assert _weiger(zaak, eerste.kenmerk, regio.gebruikers["beheerder"]) == samenhang.ONBEKEND
    assert dubbel.zoek(zaak, f" cal {eerste.kenmerk[4:].replace('-', ' ')}. ", door) == eerste

    onderweg(tweede, nu).sluit_als_dubbel(eerste)
    assert eerste.kenmerk in _weiger(zaak, tweede.kenmerk, door)
    assert tweede.kenmerk in _weiger(eerste, zaak.kenmerk, door)
    # Opened again it is a melding like any other.
    onderweg(tweede, nu).stap("herzie_triage", motivering="Toch iets anders.")
    assert dubbel.zoek(zaak, tweede.kenmerk, door) == tweede
    assert dubbel.zoek(eerste, zaak.kenmerk, door) == zaak


@pytest.mark.django_db
def test_een_gesloten_melding_neemt_alleen_op_wie_er_al_in_zit(regio: Regio, nu: datetime) -> None:
    dicht, door = bouw.tot("afgerond", nu, gemeenten=["zwolle"]), regio.gebruikers["contractmanager"]
    assert "is gesloten en Raalte is daar niet betrokken" in _weiger(bouw.melding(nu, ["raalte"]), dicht.kenmerk, door)
    assert dubbel.zoek(bouw.melding(nu, ["zwolle"]), dicht.kenmerk, door) == dicht


def test_de_pagina_neemt_het_kenmerk_aan_zoals_mensen_het_schrijven(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    zaak, eerste = bouw.melding(nu), bouw.melding(nu)
    client.force_login(contractmanager)
    weg = f"{zaak.get_absolute_url()}stap/sluit_als_dubbel/"
    velden = {"verwachte_status": "ontvangen", "motivering": REDEN}
    fout = client.post(weg, {**velden, "dubbel_van": "die van gisteren"}).content.decode()
    assert "Dit is geen kenmerk van een melding." in fout
    weigering = client.post(weg, {**velden, "dubbel_van": "CAL-2026-9999"})
    assert weigering.status_code == 409
    assert REDEN in weigering.content.decode()
    assert client.post(weg, {**velden, "dubbel_van": eerste.kenmerk.lower().replace("-", "–")}).status_code == 302
    zaak.refresh_from_db()
    assert zaak.dubbel_van == eerste


def test_een_stap_die_geen_andere_melding_vraagt_neemt_er_geen_aan(regio: Regio, nu: datetime) -> None:
    loper = onderweg(bouw.melding(nu), nu)
    eerste = registreer(bouw.gegevens(nu), uuid4(), regio.gebruikers["contractmanager"], nu)
    for code in ("trek_melding_in", "wijs_af"):
        with pytest.raises(Geweigerd, match="horen niet bij"):
            loper._zet(code, Rol.CONTRACTMANAGER, REDEN, gegevens=Dubbelmelding(eerste.kenmerk))
    with pytest.raises(Geweigerd, match="horen niet bij"):
        loper.stap("sluit_als_dubbel", motivering=REDEN)


@pytest.mark.eis("R125", "R156")
def test_wat_een_dubbele_op_slot_houdt_houdt_de_melding_die_verdergaat_dicht(regio: Regio, nu: datetime) -> None:
    """Of the double an investigation runs, and somebody on its list knows nothing yet; the one that goes on told all of
    its own."""
    cm, straks = regio.gebruikers["contractmanager"], nu + DAG
    eerste = bouw._tot_fase_1(nu).doe("jeugdige_familie", "communicatieadvies_fase_1").melding
    regels = haal_communicatieregels(eerste.protocol_versie)
    criteria = {**dict.fromkeys(bouw.CRITERIA["geweld"], "ja"), "slachtoffer": "ouder", "pleger": "medewerker"}
    tweede = bouw.melding(nu, ["zwolle"], "molen", soort="geweld", criteria=criteria)
    onderzoeken.begin(tweede, Begin(nu, "officier van justitie", "Van de politie."), cm, nu, regels)
    lijst = [rij.partij for rij in op_de_lijst(eerste)]
    assert (is_dicht(eerste), lijst) == (False, ["Jeugdige", "Ouder of verzorger"])

    loper = onderweg(tweede, straks).sluit_als_dubbel(eerste)

    assert [slot.code for slot in toestand(eerste, regels).dicht] == ["familie", "onderzoek"]
    assert [rij.partij for rij in op_de_lijst(eerste)] == [*lijst, "Slachtoffer"]
    assert bouw.taak(eerste, "jeugdige_familie").status == "open"
    dicht = Bericht.objects.filter(zaak=eerste, regel="slot_dicht_naar_kring", gepland_op=straks)
    assert {"contractmanager", "regiomanager", "communicatieadviseur", "toegang"} <= set(
        dicht.values_list("rol", flat=True)
    )
    # Both dossiers name each other once, and the link goes with the double.
    band = Samenhang.van(eerste).get()
    client = als(cm)
    for een, ander in ((eerste, tweede), (tweede, eerste)):
        pagina = client.get(f"{een.get_absolute_url()}gegevens/").content.decode()
        deel = pagina.split('id="kop-samenhang"')[1].split("</section>")[0]
        assert deel.count(ander.get_absolute_url()) == 1
    weg = f"{tweede.get_absolute_url()}samenhang/{band.pk}/"
    assert client.post(weg, {"reden": REDEN}).status_code == 409
    assert client.post(f"{weg}?verbeter", {"reden": REDEN, "waarom": REDEN}).status_code == 409
    # The investigation ends in the dossier where it was recorded.
    onderzoeken.eindig(tweede, "Gehoord van de politie.", straks, cm, straks, regels)
    assert [slot.code for slot in toestand(eerste, regels).dicht] == ["familie"]

    klok.zet(nu + 2 * DAG)
    onderweg(loper.melding, nu + 2 * DAG).stap("herzie_triage", motivering="Toch iets anders.")
    assert (is_dicht(eerste), [rij.partij for rij in op_de_lijst(eerste)]) == (False, lijst)
    assert Samenhang.van(eerste).get().beeindigd_op == nu + 2 * DAG
    assert bouw.taak(eerste, "jeugdige_familie").status != "open"


@pytest.mark.eis("R43")
def test_een_koppeling_van_voor_een_dubbel_blijft_als_het_er_geen_is(regio: Regio, nu: datetime) -> None:
    eerste, tweede = bouw.melding(nu), bouw.melding(nu, ["raalte"])
    band = samenhang.koppel(tweede, eerste.kenmerk, REDEN, regio.gebruikers["contractmanager"], nu)
    onderweg(tweede, nu + DAG).sluit_als_dubbel(eerste).stap("herzie_triage", motivering="Toch iets anders.")
    assert Samenhang.van(eerste).get(beeindigd_op=None) == band


@pytest.mark.eis("R2", "R43", "A14")
def test_een_dubbel_van_een_andere_melding_wordt_verbeterd_en_wie_daar_niet_hoort_gaat_er_weer_uit(
    regio: Regio, nu: datetime
) -> None:
    fout, goed = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"]), bouw.melding(nu, ["deventer"])
    zaak = onderweg(bouw.melding(nu, ["raalte"]), nu + DAG).sluit_als_dubbel(fout).melding
    cm = regio.gebruikers["contractmanager"]
    klok.zet(nu + 2 * DAG)
    client, weg = als(cm), f"{zaak.get_absolute_url()}samenhang/"
    assert f'href="{weg}"' in client.get(f"{zaak.get_absolute_url()}gegevens/").content.decode()
    assert client.post(weg, {"kenmerk": goed.kenmerk, "reden": " "}).status_code == 200
    assert client.post(weg, {"kenmerk": fout.kenmerk, "reden": REDEN}).status_code == 409
    assert als(regio.gebruikers["toegang_raalte"]).post(weg, {"kenmerk": goed.kenmerk, "reden": REDEN}).status_code in {
        403,
        404,
    }
    assert client.post(weg, {"kenmerk": goed.kenmerk, "reden": REDEN}).status_code == 302

    zaak.refresh_from_db()
    assert (zaak.dubbel_van, zaak.status) == (goed, "dubbel")
    assert {str(b.gemeente) for b in fout.betrokkenheden.all()} == {"Zwolle"}
    assert {str(b.gemeente) for b in goed.betrokkenheden.all()} == {"Deventer", "Raalte"}
    raalte = als(regio.gebruikers["toegang_raalte"])
    assert raalte.get(fout.get_absolute_url()).status_code == 404
    assert raalte.get(goed.get_absolute_url()).status_code == 200
    stap = Stap.objects.get(zaak=zaak, code="verbeter")
    assert stap.motivering == REDEN
    assert stap.gegevens["velden"] == [["Dubbel van", fout.kenmerk, goed.kenmerk]]
    for adres in (f"{zaak.get_absolute_url()}verloop/", f"{zaak.get_absolute_url()}bewijs/"):
        assert f"was </span>{fout.kenmerk}</del>" in client.get(adres).content.decode()
    assert Bericht.objects.filter(zaak=zaak, regel="verbeterd", gemeente__code="raalte").exists()
    bewaak(nu + 2 * DAG)
    assert controleer(nu + 2 * DAG) == []


@pytest.mark.eis("R29", "R43")
@pytest.mark.parametrize("blijft", ["", "ook een dubbel", "in de feiten"])
def test_wie_door_een_dubbel_in_een_andere_melding_kwam_gaat_er_weer_uit_als_het_geen_dubbel_is(
    regio: Regio, nu: datetime, mailserver: Mailserver, blijft: str
) -> None:
    """Opened again it is no double: the gemeente reads the other one no more, unless she is there by another way."""
    eerste = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"])
    zaak = onderweg(bouw.melding(nu, ["raalte"]), nu + DAG).sluit_als_dubbel(eerste).melding
    if blijft == "ook een dubbel":
        onderweg(bouw.melding(nu, ["raalte"]), nu + DAG).sluit_als_dubbel(eerste)
    elif blijft:
        Melding.objects.filter(pk=eerste.pk).update(gemeente_woonplaats=regio.gemeenten["raalte"])
    raalte = als(regio.gebruikers["toegang_raalte"])
    assert raalte.get(eerste.get_absolute_url()).status_code == 200
    verzend(nu + DAG, limiet=500)

    onderweg(zaak, nu + 2 * DAG).stap("herzie_triage", motivering="Toch iets anders.")

    assert raalte.get(eerste.get_absolute_url()).status_code == (200 if blijft else 404)
    assert raalte.get(zaak.get_absolute_url()).status_code == 200
    daar = Taak.objects.filter(zaak=eerste, gemeente__code="raalte", status="open")
    assert daar.exists() == bool(blijft)
    gehoord = Bericht.objects.filter(zaak=eerste, gepland_op=nu + 2 * DAG, gemeente__code="raalte")
    assert set(gehoord.values_list("regel", flat=True)) == (set() if blijft else {"niet_meer_betrokken"})
    bewaak(nu + 2 * DAG)
    assert controleer(nu + 2 * DAG) == []
