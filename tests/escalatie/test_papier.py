"""Papers of a melding: one page where one page is promised, no names and no codes, and long ones made by a worker."""

import io
import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pikepdf
import pytest
from django.test import Client

from basis.pdf import BIJLAGE, maak_pdf
from basis.wereld import binnen
from calamiteiten.models import Inzage, InzageSoort, Melding, Oefening
from calamiteiten.toegang import trek_toegang_in
from communicatie.models import Bericht
from contacten.models import Contactpersoon, Gebruiker
from escalatie.bewaking import ronde
from escalatie.bewaren import wandeling
from escalatie.bewaren.inzageverzoek import alles_van, schrijf_zip
from escalatie.meldingen.papier import maken
from escalatie.meldingen.papier.blad import MATEN, Blad, Sectie, kort_af, op_een_bladzijde, tabel
from escalatie.meldingen.papier.geheel import Geheel
from escalatie.meldingen.papier.heel import heel
from escalatie.meldingen.papier.namen import zonder_namen
from escalatie.meldingen.papier.samenvatting import daarna, momenten
from escalatie.meldingen.papier.soorten import SOORTEN, Document, Vraag
from escalatie.models import Bewaarsoort, Papier
from tests import bouw, bouw_zhz
from tests.bouw import Regio

pytestmark = pytest.mark.django_db
# Numbers of requirements and readings, and prints of a version: for who keeps the product, not for who reads a paper.
CODES = re.compile(
    r"\bR[0-9]{1,3}\b|\b[Ll]ezing A[0-9]|\(A[0-9]+\)|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b"
)
MET_NAMEN = {"bewijs"}


def woorden(html: str) -> str:
    return " ".join(unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html)).split())


def documenten(melding: Melding, wie: Gebruiker, nu: datetime) -> dict[str, Document]:
    vraag = Vraag(melding, wie, nu)
    return {code: soort.maak(vraag) for code, soort in SOORTEN.items() if soort.mag(vraag)}


def bezwaren(code: str, document: Document) -> list[str]:
    """What stands on this paper, or goes along with it, that should not."""
    fout = []
    tekst = woorden(document.vellen[0].html)
    data = json.dumps(document.vellen[0].gegevens, ensure_ascii=False)
    namen = {wie.naam for wie in Gebruiker.objects.all()} | {c.naam for c in Contactpersoon.objects.all() if c.naam}
    for waar, wat in (("blad", tekst), ("gegevens", data)):
        if code not in MET_NAMEN:
            fout += [f"{code}, {waar}: {naam}" for naam in namen if " " in naam and naam in wat]
    fout += [f"{code}: {gevonden}" for gevonden in CODES.findall(tekst)]
    return fout


def inhoud_van(pdf: bytes) -> tuple[int, Any]:
    with pikepdf.open(io.BytesIO(pdf)) as geopend:
        return len(geopend.pages), json.loads(geopend.attachments[BIJLAGE].get_file().read_bytes())


def _telt_wat_nog_moet(geheel: Geheel) -> None:
    """What is said more than once is counted, and never a sentence without what it is about."""
    volgende = next(zin for zin in daarna(geheel) if zin.startswith("Volgende stap: Fase 2"))
    assert re.search(r"Nog te doen: \d+ dingen\.", volgende)
    assert volgende.count("Nog te doen") == 1


def test_elk_papier_van_een_grote_zaak_klopt_en_dat_van_een_rol_zegt_niet_meer_dan_die_rol_leest(
    regio: Regio, nu: datetime
) -> None:
    melding = bouw.met_advies(nu, gemeenten=("zwolle", "deventer"))
    later = nu + timedelta(hours=30)
    wie = regio.gebruikers["regiomanager"]

    gemaakt = documenten(melding, wie, later)

    assert set(gemaakt) == {"samenvatting", "fase", "dossier", "besluit", "advies", "bewijs"}
    assert [bezwaar for code, document in gemaakt.items() for bezwaar in bezwaren(code, document)] == []
    blad = woorden(gemaakt["fase"].vellen[0].html)
    assert "Fase 1-blad" in blad
    assert "nog 18 u" in blad
    assert "Zwolle" in blad
    dossier = woorden(gemaakt["dossier"].vellen[0].html)
    for kop in ("De weg van deze melding", "Gedaan of niet meer nodig", "Verloop, het oudste eerst", "Nog te doen"):
        assert kop in dossier
    # On paper no button says what comes next, and no colour what is late.
    assert "Hoe het verdergaat" in dossier
    assert "Volgende stap: Fase 2 starten (regiomanager" in woorden(gemaakt["samenvatting"].vellen[0].html)
    _telt_wat_nog_moet(Geheel(melding, wie, later))
    # Who got the same at the same moment stands on one line, with that moment.
    berichten = next(s for s in gemaakt["dossier"].vellen[0].gegevens["secties"] if s["kop"] == "Berichten van de app")
    assert (
        len({(rij[0], *rij[2:]) for rij in berichten["rijen"]})
        == len(berichten["rijen"])
        < Bericht.objects.filter(zaak=melding).count()
    )
    assert all(rij[0] for rij in berichten["rijen"])
    # The steps behind are printed with the ones to come.
    assert dossier.count(" gedaan ") > 3
    koppen = [sectie["kop"] for sectie in gemaakt["dossier"].vellen[0].gegevens["secties"]]
    assert [kop for kop in koppen if kop.startswith("Overleg: Overleg")] == []
    # What is late is no next moment.
    te_laat = Geheel(melding, wie, nu + timedelta(hours=60))
    assert any("had klaar moeten zijn op" in zin for zin in momenten(te_laat))
    assert any(
        "TE LAAT" in rij[2] for s in heel(te_laat, te_laat.nu).secties if s.kop == "Nog te doen" for rij in s.rijen
    )
    for naam in ("samenvatting", "fase"):
        aantal, data = inhoud_van(gemaakt[naam].teken(wie, later))
        assert aantal == 1
        assert data in [vel.gegevens for vel in gemaakt[naam].vellen]
    # The adviser does not read the answers of the parties side by side, and gets no paper of them.
    ander = documenten(melding, regio.gebruikers["adviseur"], later)
    assert {"besluit", "bewijs"}.isdisjoint(ander)
    lang, (aantal, data) = gemaakt["dossier"].lang, inhoud_van(gemaakt["dossier"].teken(wie, later))
    assert data == gemaakt["dossier"].vellen[0].gegevens
    assert aantal <= lang <= 2 * aantal + 2


def test_een_verse_melding_heeft_een_samenvatting_van_een_bladzijde(regio: Regio, nu: datetime) -> None:
    gemaakt = documenten(bouw.melding(nu), regio.gebruikers["contractmanager"], nu)

    assert set(gemaakt) == {"samenvatting", "dossier", "bewijs"}
    assert [bezwaar for code, document in gemaakt.items() for bezwaar in bezwaren(code, document)] == []
    tekst = woorden(gemaakt["samenvatting"].vellen[0].html)
    for vraag in ("Wat is er gebeurd?", "Hoe ernstig is het?", "Wat wordt van u gevraagd?", "Volgend moment"):
        assert vraag in tekst
    assert "Zeg nog niets naar buiten" in tekst
    assert inhoud_van(gemaakt["samenvatting"].teken(regio.gebruikers["contractmanager"], nu))[0] == 1


def test_een_zaak_van_zuid_holland_zuid_staat_ook_zonder_codes_en_namen_op_papier(
    regio_zhz: Regio, nu: datetime
) -> None:
    wie = regio_zhz.gebruikers["contractmanager"]
    melding = bouw_zhz.melding(regio_zhz, "dordrecht", "dijk", nu)
    gemaakt = documenten(melding, wie, nu)

    assert {"samenvatting", "dossier"} <= set(gemaakt)
    assert [bezwaar for code, document in gemaakt.items() for bezwaar in bezwaren(code, document)] == []
    assert inhoud_van(gemaakt["samenvatting"].teken(wie, nu))[0] == 1


def test_wat_niet_op_een_bladzijde_past_wordt_geteld_en_wat_gevaarlijk_is_apart(nu: datetime) -> None:
    lang = "Een heel lang verhaal over wat er gebeurde en wat er daarna gebeurde. " * 80
    rijen = [(f"Gemeente {n} {lang}", *(f"TE LAAT {lang}",) * 5) for n in range(60)]
    secties = (
        Sectie("Wat is er gebeurd?", feiten=tuple((f"Feit {n}", lang) for n in range(8)), nadruk="gevaar"),
        Sectie("Wat wordt eraan gedaan?", regels=(lang,) * 400, eerst=350),
        Sectie("Wie weet het?", regels=(lang,) * 400, eerst=2),
        Sectie("Wat wordt van u gevraagd?", regels=(lang,) * 90, nadruk="vraag"),
        tabel("Per gemeente", ("Gemeente", "a", "b", "c", "d", "e"), rijen, eerst=60),
    )
    vellen = op_een_bladzijde(Blad("Titel", "CAL-2026-0001", lang, "Onder", secties), 24)

    aantal, data = inhoud_van(maak_pdf(vellen, "Titel", op=nu, door="Kim"))

    assert aantal == 1
    gevonden = {sectie["kop"]: sectie["rest"] for sectie in data["secties"]}
    n = len(data["secties"][1]["regels"])
    assert (
        gevonden["Wat wordt eraan gedaan?"]
        == f"Nog {400 - n} regels, waarvan {350 - n} open of te laat: zie het dossier."
    )
    assert gevonden["Wie weet het?"] == f"Nog {400 - n} regels: zie het dossier."
    assert f"waarvan {60 - n} open of te laat" in gevonden["Per gemeente"]
    assert kort_af("Kort.", MATEN[-1].tekens) == "Kort."
    assert kort_af(lang, 120).endswith("… (verder in het dossier)")


def test_een_naam_een_nummer_en_een_adres_van_iemand_staan_niet_op_papier(regio: Regio, nu: datetime) -> None:
    wie = regio.gebruikers["regiomanager"]
    contact = next(c for c in Contactpersoon.objects.all() if " " in c.weergavenaam)
    schoon = zonder_namen("")

    assert schoon(wie.naam) == wie.rolnaam
    tekst = schoon(f"{contact.weergavenaam} belde {wie.naam} op 06-00000012, mail kim@voorbeeld.example.")
    for weg in (wie.naam, contact.weergavenaam, "06-00000012", "kim@voorbeeld.example"):
        assert weg not in tekst
    assert wie.rolnaam in tekst
    assert schoon("Informeer de toegang telefonisch via 06-00000012") == "Informeer de toegang telefonisch"
    assert schoon("In Zwolle op 24 november 2026 (CAL-2026-0001).") == "In Zwolle op 24 november 2026 (CAL-2026-0001)."


def test_een_lang_papier_maakt_de_werker_en_alleen_de_vrager_haalt_het(
    regio: Regio, nu: datetime, settings: Any
) -> None:
    melding = bouw.in_fase_1(nu)
    basis = f"{melding.get_absolute_url()}papier/"
    vrager, ander = Client(), Client()
    vrager.force_login(regio.gebruikers["regiomanager"])
    ander.force_login(regio.gebruikers["contractmanager"])
    assert "langer dan 5 bladzijden" in woorden(vrager.get(f"{basis}dossier/").content.decode())

    # Pressed twice: one paper.
    for _ in range(2):
        assert vrager.post(f"{basis}dossier/").status_code == 302
    (rij,) = Papier.objects.all()
    pagina = vrager.get(basis).content.decode()
    assert "Dossier: in de rij" in woorden(pagina)
    assert 'data-hx-trigger="every 5s"' in pagina
    assert vrager.get(f"{basis}gemaakt/{rij.pk}/").status_code == 404
    assert ronde.maak_papier(nu) == 1
    assert ronde.maak_papier(nu) == 0

    gezien = Inzage.objects.filter(soort=InzageSoort.PDF).count()
    pagina = vrager.get(basis).content.decode()
    assert "Dossier: klaar" in woorden(pagina)
    assert "every 5s" not in pagina
    antwoord = vrager.get(f"{basis}gemaakt/{rij.pk}/")
    assert (antwoord.status_code, antwoord["Cache-Control"]) == (200, "no-store")
    assert antwoord.content.startswith(b"%PDF")
    assert Inzage.objects.filter(soort=InzageSoort.PDF).count() == gezien + 1
    # It goes along when all of the dossier is given out, as a row, and goes when the dossier goes.
    schrijf_zip(alles_van(Bewaarsoort.ZAAK, melding.pk, nu), io.BytesIO(), regio.gebruikers["beheerder"])
    assert wandeling.verzamel([melding.pk]).rijen[Papier] == [rij.pk]
    assert "Door u gevraagd" not in ander.get(basis).content.decode()
    assert ander.get(f"{basis}gemaakt/{rij.pk}/").status_code == 404
    ronde.maak_papier(nu + timedelta(hours=settings.PAPIER_GELDIG_UREN))
    rij.refresh_from_db()
    assert rij.inhoud is None
    assert vrager.get(f"{basis}gemaakt/{rij.pk}/").status_code == 404


def test_wie_het_dossier_niet_meer_ziet_krijgt_geen_papier(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    basis = f"{melding.get_absolute_url()}papier/"
    client = Client()
    client.force_login(regio.gebruikers["adviseur"])
    assert client.post(f"{basis}dossier/").status_code == 302
    trek_toegang_in(melding)

    assert ronde.maak_papier(nu) == 0

    (rij,) = Papier.objects.all()
    assert rij.mislukt_op == nu
    assert client.get(basis).status_code == 404


def test_wie_van_rol_of_gemeente_wisselde_haalt_niet_op_wat_hij_toen_las(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    basis, wie, client = f"{melding.get_absolute_url()}papier/", regio.gebruikers["regiomanager"], Client()
    client.force_login(wie)
    assert client.post(f"{basis}dossier/").status_code == 302
    assert ronde.maak_papier(nu) == 1
    (rij,) = Papier.objects.all()
    adres = f"{basis}gemaakt/{rij.pk}/"
    assert client.get(adres).status_code == 200
    Gebruiker.objects.filter(pk=wie.pk).update(rol="contractmanager")
    assert client.get(adres).status_code == 404
    pagina = woorden(client.get(basis).content.decode())
    assert "Dossier: niet meer te halen" in pagina
    Gebruiker.objects.filter(pk=wie.pk).update(rol="regiomanager")
    assert client.get(adres).status_code == 200


def test_wat_steeds_breekt_of_zijn_werker_meeneemt_zegt_dat_en_kan_opnieuw_worden_gevraagd(
    regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    melding, wie = bouw.in_fase_1(nu), regio.gebruikers["regiomanager"]

    def kapot(papier: Papier, op: datetime) -> bytes:
        raise ZeroDivisionError

    def dood(papier: Papier, op: datetime) -> bytes:
        raise SystemExit  # nothing of ours sees that the machine takes the worker

    with monkeypatch.context() as onder:
        onder.setattr(maken, "_inhoud", kapot)
        eerste = maken.vraag_aan(melding, "dossier", wie, nu)
        assert ronde.maak_papier(nu) == 0
        eerste.refresh_from_db()
        assert eerste.mislukt_op == nu
        onder.setattr(maken, "_inhoud", dood)
        tweede = maken.vraag_aan(melding, "dossier", wie, nu)
        assert tweede.pk != eerste.pk
        for keer in range(6):
            with pytest.raises(SystemExit):
                ronde.maak_papier(nu + keer * timedelta(minutes=11))
    later = nu + timedelta(minutes=72)
    assert ronde.maak_papier(later) == 0
    tweede.refresh_from_db()
    assert tweede.mislukt_op == later
    # A clock that was ahead: what it took is taken again, and what it made does not last for a year.
    derde = maken.vraag_aan(melding, "dossier", wie, later)
    jaar = timedelta(days=365)
    Papier.objects.filter(pk=derde.pk).update(begonnen_op=later + jaar)
    assert ronde.maak_papier(later) == 1
    Papier.objects.filter(pk=derde.pk).update(klaar_op=later + jaar, verloopt_op=later + jaar)
    ronde.maak_papier(later)
    derde.refresh_from_db()
    assert derde.inhoud is None


def test_wat_met_het_bewijs_meegaat_staat_op_het_bewijs(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    document = documenten(melding, regio.gebruikers["regiomanager"], nu + timedelta(hours=1))["bewijs"]
    (blad,) = document.vellen
    tekst = woorden(blad.html)
    assert blad.gegevens["overleggen"]
    for overleg in blad.gegevens["overleggen"]:
        assert all(stuk in tekst for stuk in (overleg["soort"], overleg["stand"], overleg["op"]))
        assert all(woord in tekst for paar in overleg["wie"] for woord in paar)
    assert not any(regel["van"] or regel["deel"] for regel in blad.gegevens["correcties"])


def test_ook_van_een_oefening_die_voorbij_is_komt_een_papier(
    regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    wie, begin = regio.gebruikers["regiomanager"], nu - timedelta(hours=2)
    velden = {"gemaakt_op": begin, "gemaakt_door": wie, "begonnen_op": begin, "klok_op": begin, "gestart_door": wie}
    plek = {"aanbieder": regio.aanbieders["molen"], "gemeente": regio.gemeenten["zwolle"]}
    hier = Oefening.objects.create(naam="Proef", scenario="nacht", snelheid=60, **velden, **plek)
    wereld = hier.wereld
    assert wereld is not None
    monkeypatch.setattr(maken, "_inhoud", lambda papier, op: b"%PDF")
    with binnen(wereld):
        rij = maken.vraag_aan(bouw.melding(begin), "dossier", wie, wereld.tijd(nu))
    Oefening.objects.filter(pk=hier.pk).update(gestopt_op=nu, gestopt_door=wie)
    assert ronde.maak_papier(nu + timedelta(minutes=1)) == 0
    with binnen(wereld):
        rij.refresh_from_db()
    assert bytes(rij.inhoud or b"") == b"%PDF"
