"""Every mail that a rule names: it says what to do and before when, and nothing about the case."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from communicatie.sjablonen.brieven import OPVOLGING, PERSOONLIJK, ROUTE, VERZAMELBERICHT
from communicatie.sjablonen.delen import AFGESPROKEN
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, versies

MAP = Path(settings.BASIS) / "templates" / "mail"
VAN_REGELS = {r.sjabloon for v in versies() for r in haal_protocol(v).informatieregels if r.wijze == "mail"}
SJABLONEN = sorted(VAN_REGELS | set(OPVOLGING))
CONTEXT = {
    "kenmerk": "CAL-2026-0034",
    "termijn": "vóór 24 november 2026, 18:40 uur",
    "link": "https://calamiteiten.example/meldingen/CAL-2026-0034/",
    "rolnaam": "regiomanager RSJ & meer",
    "afzender": "Calamiteitenregie, Regio Proef",
    "bevestigen": "24 november 2026, 14:40 uur",
}


def maak(sjabloon: str, deel: str, **anders: str) -> str:
    return render_to_string(f"mail/{sjabloon}/{deel}", CONTEXT | anders)


def kaal(html: str) -> str:
    """The words of a page, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def aaneen(tekst: str) -> str:
    """The text without spaces: where a tag stood is no difference."""
    return "".join(tekst.split())


def zinnen(tekst: str) -> list[str]:
    """The sentences of the plain mail, each as one line of words."""
    return [" ".join(regel.split()).removesuffix(":") for regel in tekst.splitlines() if regel.strip()]


@pytest.mark.parametrize("sjabloon", SJABLONEN)
def test_tekst_en_opmaak_zeggen_hetzelfde(sjabloon):
    opmaak = aaneen(kaal(maak(sjabloon, "opmaak.html")))

    assert [zin for zin in zinnen(maak(sjabloon, "tekst.txt")) if aaneen(zin) not in opmaak] == []


@pytest.mark.parametrize("sjabloon", SJABLONEN)
def test_de_mail_zegt_waarover_wat_wanneer_en_waar(sjabloon):
    tekst = maak(sjabloon, "tekst.txt")

    for stuk in CONTEXT.values():
        assert stuk in tekst
    assert "Beantwoord deze mail niet met gegevens over de zaak." in tekst
    assert "&amp;" not in tekst
    assert "&amp; meer" in maak(sjabloon, "opmaak.html")


@pytest.mark.parametrize("sjabloon", SJABLONEN)
def test_zonder_termijn_staat_er_geen_lege_zin(sjabloon):
    for deel in ("tekst.txt", "opmaak.html"):
        woorden = kaal(maak(sjabloon, deel, termijn=""))
        assert "Doe dit" not in woorden
        assert "moest klaar zijn" not in woorden


@pytest.mark.parametrize("sjabloon", SJABLONEN)
def test_het_onderwerp_is_het_kenmerk_en_wat_u_doet(sjabloon):
    onderwerp = maak(sjabloon, "onderwerp.txt").strip()

    assert re.fullmatch(r"CAL-2026-0034: [^\n]{8,60}", onderwerp)
    assert "{{" not in (MAP / sjabloon / "onderwerp.txt").read_text(encoding="utf-8").replace("{{ kenmerk }}", "")


@pytest.mark.parametrize("pad", sorted(MAP.rglob("*.*")), ids=lambda pad: str(pad.relative_to(MAP)))
def test_een_sjabloon_kent_alleen_wat_in_een_mail_mag(pad):
    gebruikt = set(re.findall(r"{{\s*(\w+)", pad.read_text(encoding="utf-8")))

    # The words of the beheerder fill the parts of a frame; a persvraag may say what was agreed.
    over_pers = {*AFGESPROKEN, ROUTE} if "pers" in pad.parts[-1] + pad.parts[-2] else set()
    # A line of a mail with many holds kenmerk, termijn and link (`Briefregel`); one of the watch a sentence of counts.
    per_regel = {"regel"} if pad.parts[-1].split(".")[0] in {"_verzamel", "_bewaking"} else set()
    assert gebruikt <= set(CONTEXT) | {"delen"} | over_pers | per_regel


def test_geen_sjabloon_ligt_ongebruikt_in_de_map():
    hoofdstuk_1 = {r.sjabloon for v in versies() for r in haal_communicatieregels(v).informatieregels}
    mappen = {pad.name for pad in MAP.iterdir() if pad.is_dir()}

    assert mappen - set(PERSOONLIJK) - {VERZAMELBERICHT} == set(SJABLONEN) | hoofdstuk_1


def test_een_persoonlijk_sjabloon_is_niet_van_een_regel():
    assert not set(PERSOONLIJK) & set(SJABLONEN)


@pytest.mark.parametrize("sjabloon", PERSOONLIJK)
def test_een_persoonlijke_mail_zegt_hetzelfde_in_tekst_en_opmaak_en_noemt_geen_melding(sjabloon):
    link = "https://calamiteiten.example/contacten/bevestigen/abc:def/"
    tekst, opmaak = maak(sjabloon, "tekst.txt", link=link), maak(sjabloon, "opmaak.html", link=link)

    assert [zin for zin in zinnen(tekst) if aaneen(zin) not in aaneen(kaal(opmaak))] == []
    # The mails of the watch know no term: what they tell asks for somebody at once, or for nothing.
    termijn = [] if sjabloon in {"alarm", "dagbericht"} else [CONTEXT["termijn"]]
    for stuk in (*termijn, link, CONTEXT["afzender"]):
        assert stuk in tekst
    assert CONTEXT["kenmerk"] not in tekst + opmaak + maak(sjabloon, "onderwerp.txt")
    assert "Doe dit" not in maak(sjabloon, "tekst.txt", termijn="")


def test_geen_mail_noemt_een_gemeente_of_een_scenario():
    woorden = re.compile(r"\b(Zwolle|Deventer|Kampen|Staphorst|scenario [abcd]|onvoldoende|onrust)\b", re.IGNORECASE)

    for pad in MAP.rglob("*.*"):
        assert not woorden.search(pad.read_text(encoding="utf-8")), pad
