"""Every mail there is: made of one file, alike in text and html, sent by a rule, and telling nothing about the case."""

import re
from dataclasses import asdict
from html import unescape
from typing import Any

import pytest

from calamiteiten.demo.zaaien.gemeenten import GEMEENTEN
from communicatie.models import GEMEENTE, PERSTEKST, VRAGERS
from communicatie.sjablonen.bestanden import MAP, Mailfout, alle, kader, lees, maak_mail
from communicatie.sjablonen.brieven import Brief, Briefregel, stel_op
from communicatie.sjablonen.delen import AFGESPROKEN, DELEN
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, versies
from tests.wetten.bron import productbestanden

LINK = "https://calamiteiten.example/lees/dit/"
REGEL = Briefregel("CAL-2026-0035", "vóór 1 januari 2027", "https://calamiteiten.example/meldingen/CAL-2026-0035/")
CONTEXT: dict[str, Any] = {
    "kenmerk": "CAL-2026-0034",
    "termijn": "vóór 24 november 2026, 18:40 uur",
    "link": LINK,
    "rolnaam": "regiomanager RSJ & <b>meer",
    "afzender": "Calamiteitenregie, Regio Proef",
    "bevestigen": "24 november 2026, 14:40 uur",
    "opsomming": ["Open meldingen: 3", "Open taken: 0 & meer"],
    "regels": [REGEL],
    PERSTEKST: "Mail cm@rsj.example of bel 06-00000000",
    GEMEENTE: "gemeente Proefstad & omgeving",
    VRAGERS: ["De Proefbode & co, A. Verzonnen", "Proef FM, B. Bedacht"],
    **{naam: f"Dit is de {naam} & <i>meer.\nTweede regel." for naam in AFGESPROKEN},
}
# All that any mail can tell; the agreed texts, and who asks over which gemeente, only in a mail to outside.
VRIJ = {"kenmerk", "termijn", "persvragen", "bevestigen", "link", "rolnaam", "afzender", "opsomming", "regels"}
NAAR_BUITEN = {"persvraag_buiten"}
BUITEN = (*AFGESPROKEN, PERSTEKST, GEMEENTE, VRAGERS)
CODES = alle()


def maak(code: str, **anders: Any) -> Brief:
    return stel_op(code, CONTEXT | anders)


def van_regels() -> set[str]:
    """The mails that a rule of any version sends."""
    meldingen = {r.sjabloon for v in versies() for r in haal_protocol(v).informatieregels if r.wijze == "mail"}
    meldingen |= {r.sjabloon for v in versies() for r in haal_protocol(v).paraatheid_berichten}
    return meldingen | {r.sjabloon for v in versies() for r in haal_communicatieregels(v).informatieregels}


def kaal(html: str) -> str:
    """What a reader sees of the html, without spaces: where a tag stood is no difference. The title stays out."""
    zonder_kop = html.partition("<body")[2] or html
    return aaneen(unescape(re.sub(r"<[^>]+>", " ", f"<body{zonder_kop}")))


def aaneen(tekst: str) -> str:
    return "".join(tekst.split())


def zinnen(tekst: str) -> list[str]:
    """The sentences of the plain mail, each as one line of words."""
    return [regel.strip().removesuffix(":") for regel in tekst.splitlines() if regel.strip()]


def test_in_de_map_ligt_niets_dan_mails_en_hun_kader() -> None:
    kaders = {"_kader.toml", "_brief.html", "_blad.html"}

    assert {pad.name for pad in MAP.iterdir()} == kaders | {f"{code}.toml" for code in CODES}
    assert len(CODES) > 40


@pytest.mark.parametrize("code", CODES)
def test_elke_mail_gaat_volgens_een_regel_of_zegt_zelf_wanneer(code: str) -> None:
    gebruik = lees(code).gebruik

    assert (code in van_regels()) != bool(gebruik)
    if gebruik:  # then some verb of ours plans it by name
        assert any(f'"{code}"' in pad.read_text(encoding="utf-8") for pad in productbestanden())


@pytest.mark.parametrize("code", CODES)
def test_onderwerp_tekst_en_opmaak_zijn_er_en_zeggen_hetzelfde(code: str) -> None:
    brief = maak(code)

    assert re.fullmatch(r"[^{}\n]+", brief.onderwerp)
    gezien = kaal(brief.opmaak)
    for zin in zinnen(brief.tekst):
        assert aaneen(zin) in gezien, zin
    for zin in zinnen(brief.tekst):
        gezien = gezien.replace(aaneen(zin), "", 1)
    # What only the html says: how to go on without the button, with the address once more.
    assert gezien.replace(aaneen("Werkt de knop niet? Kopieer dan dit adres:"), "").replace(LINK, "") in {"", ":"}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("link", [LINK, ""], ids=["met_link", "zonder_link"])
def test_beide_delen_hebben_dezelfde_link_en_wie_er_geen_krijgt_geen_knop(code: str, link: str) -> None:
    brief, soort = maak(code, link=link), lees(code).soort
    verwacht = {link} - {""} | ({REGEL.link} if "regels" in soort.toont else set())

    assert set(re.findall(r"https?://\S+", brief.tekst)) == verwacht
    assert set(re.findall(r'href="([^"]+)"', brief.opmaak)) == verwacht
    assert set(re.findall(r"https?://[^\s<\"]+", brief.opmaak)) == verwacht
    assert (f"\n{lees(code).zinnen['knop']}:\n" in brief.tekst) == bool(link)


@pytest.mark.parametrize("code", CODES)
def test_de_mail_zegt_alles_wat_zijn_soort_mag_zeggen_en_niets_anders(code: str) -> None:
    brief, toont = maak(code), lees(code).soort.toont

    for naam, waarde in CONTEXT.items():
        stukken = list(asdict(REGEL).values()) if naam == "regels" else waarde if isinstance(waarde, list) else [waarde]
        for stuk in stukken:
            assert (stuk in brief.tekst) == (naam in toont), naam
            assert (aaneen(stuk) in kaal(brief.opmaak)) == (naam in toont), naam
    assert "&amp;" not in brief.tekst
    assert "<b>meer" not in brief.opmaak
    assert "<i>meer" not in brief.opmaak


@pytest.mark.parametrize("soort", kader().soorten.values(), ids=lambda soort: soort.naam)
def test_geen_soort_laat_een_feit_van_de_zaak_door(soort: Any) -> None:
    assert set(soort.toont) <= VRIJ | (set(BUITEN) if soort.naam in NAAR_BUITEN else set())
    assert set(soort.delen) <= set(DELEN)


@pytest.mark.parametrize("code", CODES)
def test_zonder_waarde_staat_er_geen_lege_zin_en_geen_kop_zonder_tekst(code: str) -> None:
    leeg = dict.fromkeys(("termijn", "bevestigen", "opsomming", "regels", *BUITEN), "")
    brief = maak(code, **leeg)

    assert "\n\n\n" not in brief.tekst
    assert "<p></p>" not in re.sub(r"<p[^>]*>\s*</p>", "<p></p>", brief.opmaak)
    koppen = ("De vraag\n", "Over welke gemeente", "Wie het vraagt")
    for woord in ("Doe dit", "moest klaar zijn", "antwoordt .", "Bevestig met één klik", "Noem CAL", *koppen):
        assert woord not in brief.tekst


@pytest.mark.parametrize("code", CODES)
def test_het_onderwerp_is_het_kenmerk_en_wat_u_doet(code: str) -> None:
    onderwerp, mail = maak(code).onderwerp, lees(code)

    assert re.fullmatch(r"CAL-2026-0034: [^\n]{8,60}" if mail.gaat_over_zaak else r"(?!.*CAL-)[^\n]{8,60}", onderwerp)
    assert f"<title>{onderwerp}</title>" in maak(code).opmaak


@pytest.mark.parametrize("code", [code for code in CODES if lees(code).soort.naam in {"melding", "verzamel"}])
def test_wie_over_een_melding_leest_mailt_geen_gegevens_terug(code: str) -> None:
    assert "Beantwoord deze mail niet met gegevens over de zaak." in maak(code).tekst


def test_geen_mail_noemt_een_gemeente_of_een_scenario() -> None:
    namen = "|".join(naam for naam, _ in GEMEENTEN.values())
    woorden = re.compile(rf"\b({namen}|scenario [abcd]|onvoldoende|onrust)\b", re.IGNORECASE)

    for pad in MAP.iterdir():
        assert not woorden.search(pad.read_text(encoding="utf-8")), pad


GOED = {"soort": "melding", "onderwerp": "{kenmerk}: lees", "gebeurd": "Iets.", "doen": "Lees.", "knop": "Open"}


def test_een_nieuwe_mail_is_een_bestand_en_neemt_de_rest_van_zijn_soort() -> None:
    mail = maak_mail("nieuw", GOED)

    assert mail.zinnen["termijn"] == "Doe dit {termijn}."
    assert mail.zinnen["doen"] == "Lees."
    assert maak_mail("nieuw", {**GOED, "let_op": "Niets."}).zinnen["let_op"] == "Niets."


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"soort": "brief"}, "`soort` is one of melding,"),
        ({"knop": ""}, "There is no knop."),
        ({"knop": 5}, "knop is no sentence."),
        ({"onderwerp": ""}, "There is no onderwerp."),
        ({"waarom": "Daarom."}, "A mail of the kind melding has no waarom."),
        ({"opening": "Beste Jan,"}, "A mail of the kind melding has no opening."),
        ({"doen": "Bel {naam}."}, "doen has no place {naam}."),
        ({"doen": "Lees {kernboodschap}."}, "doen has no place {kernboodschap}."),
        ({"onderwerp": "{kenmerk}: {rolnaam}"}, "onderwerp has no place {rolnaam}."),
        ({"gebruik": {"wanneer": "nooit"}}, "`gebruik` says aan, wanneer, zin."),
    ],
)
def test_een_bestand_dat_te_weinig_of_te_veel_zegt_is_geen_mail(anders: dict[str, Any], zin: str) -> None:
    with pytest.raises(Mailfout, match=re.escape(zin)):
        maak_mail("nieuw", {**GOED, **anders})


def test_niemand_hoort_zonder_meer_dat_hij_het_dossier_kan_lezen() -> None:
    """Who holds a link reads his own part and no dossier: what opens it names the account that it takes."""
    zinnen = [regel.zin for versie in versies() for regel in haal_protocol(versie).informatieregels]
    zinnen += [pad.read_text(encoding="utf-8") for pad in MAP.glob("*.toml")]
    gezegd = [zin for zin in zinnen if re.search(r"kun(nen|t)?[^.]* het dossier lezen|kan het dossier lezen", zin)]
    assert gezegd
    assert [zin for zin in gezegd if "account" not in zin] == []
