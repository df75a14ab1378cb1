"""The look keeps its promises: contrast, vendored files as their manifest says, icons and tokens that exist."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from basis.templatetags.ui import BERICHTEN, KADERS, TOESTANDEN
from calamiteiten.navigatie import INGANGEN
from escalatie.protocol.bereik import alle_statussen

WORTEL = Path(__file__).resolve().parents[2]


def kleuren(blad: str) -> dict[str, str]:
    """Give the colour tokens of a piece of css."""
    return dict(re.findall(r"(--basis-color-[\w-]+): (#\w{6});", blad))


_LICHT, _, _DONKER = (WORTEL / "static/css/thema.css").read_text().partition("@media")
THEMA = kleuren(_LICHT)
# On a dark screen what has no colour of its own there keeps that of the light one.
SCHERMEN = {"licht": THEMA, "donker": THEMA | kleuren(_DONKER)}
for _pad in sorted((WORTEL / "static/css/regio").glob("*.css")):
    _licht, _, _donker = _pad.read_text().partition("@media")
    SCHERMEN[f"{_pad.stem} licht"] = THEMA | kleuren(_licht)
    SCHERMEN[f"{_pad.stem} donker"] = SCHERMEN["donker"] | kleuren(_licht) | kleuren(_donker)
ROLLEN = ("accent-1", "accent-2", "accent-3", "default", "negative", "warning", "positive", "info", "highlight")


def lichtheid(kleur: str) -> float:
    """Give the relative luminance of #rrggbb as WCAG 2.2 defines it."""
    delen = [int(kleur[plaats : plaats + 2], 16) / 255 for plaats in (1, 3, 5)]
    rood, groen, blauw = (deel / 12.92 if deel <= 0.04045 else ((deel + 0.055) / 1.055) ** 2.4 for deel in delen)
    return 0.2126 * rood + 0.7152 * groen + 0.0722 * blauw


def contrast(een: str, ander: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21."""
    donker, licht = sorted((lichtheid(een), lichtheid(ander)))
    return (licht + 0.05) / (donker + 0.05)


def test_de_meetlat_zelf_klopt() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scherm", SCHERMEN)
@pytest.mark.parametrize(
    ("voor", "achter", "minstens"),
    [
        ("color-subtle", "bg-document", 4.5),
        ("color-subtle", "bg-subtle", 4.5),
        ("color-default", "bg-default", 6.0),
        ("color-default", "bg-hover", 4.5),
        ("color-document", "bg-hover", 7.0),
        ("border-default", "bg-document", 3.0),
        ("inverse-color-default", "inverse-bg-default", 6.5),
        ("inverse-color-subtle", "inverse-bg-document", 4.5),
    ],
)
def test_tekst_en_rand_hebben_genoeg_contrast(scherm: str, voor: str, achter: str, minstens: float) -> None:
    thema = SCHERMEN[scherm]
    for rol in ROLLEN:
        gemeten = contrast(thema[f"--basis-color-{rol}-{voor}"], thema[f"--basis-color-{rol}-{achter}"])
        assert gemeten >= minstens, (rol, gemeten)


def test_wit_staat_op_elk_scherm_alleen_op_een_donkere_grond() -> None:
    """Our css has no ground of its own in white: that would be white on a dark screen too."""
    for pad in sorted((WORTEL / "static/css").glob("*.css")):
        if not pad.name.startswith(("pdf_", "mail")):
            wit = re.findall(r"(?:background(?:-color)?|fill): #f+\b", pad.read_text())
            assert not wit, pad.name
    for thema in SCHERMEN.values():
        for rol in ROLLEN:
            for grond in ("inverse-bg-document", "inverse-bg-default", "inverse-bg-subtle", "inverse-bg-hover"):
                assert contrast("#ffffff", thema[f"--basis-color-{rol}-{grond}"]) >= 4.5, (rol, grond)


def test_de_gele_focusrand_valt_op_tegen_de_donkere_balk() -> None:
    assert contrast("#ffdd00", THEMA["--basis-color-accent-1-inverse-bg-document"]) >= 3
    assert contrast("#0b0c0c", "#ffffff") >= 3


def voer_uit(opdracht: str, map_: Path, *argumenten: str) -> subprocess.CompletedProcess[str]:
    """Run one of our commands in a folder."""
    return subprocess.run(
        [sys.executable, str(map_ / "bin" / opdracht), *argumenten], capture_output=True, text=True, check=False
    )


@pytest.fixture
def kopie(tmp_path: Path) -> Path:
    """A copy of what bin/leveranciers and bin/thema look at."""
    for naam in ("package.json", "package-lock.json"):
        shutil.copy(WORTEL / naam, tmp_path / naam)
    shutil.copytree(WORTEL / "static", tmp_path / "static")
    shutil.copytree(WORTEL / "contacten/regios", tmp_path / "contacten/regios")
    (tmp_path / "bin").mkdir()
    for naam in ("leveranciers", "thema"):
        shutil.copy(WORTEL / "bin" / naam, tmp_path / "bin" / naam)
    return tmp_path


def test_de_bestanden_van_leveranciers_kloppen_met_hun_manifest() -> None:
    uitkomst = voer_uit("leveranciers", WORTEL, "--controleer")
    assert uitkomst.returncode == 0, uitkomst.stdout


def test_een_gewijzigd_bestand_van_een_leverancier_valt_op(kopie: Path) -> None:
    doel = kopie / "static/vendor/utrecht-alert/index.css"
    doel.write_text(doel.read_text() + "\n.x{color:red}")
    uitkomst = voer_uit("leveranciers", kopie, "--controleer")
    assert uitkomst.returncode == 1
    assert "utrecht-alert/index.css" in uitkomst.stdout


@pytest.mark.parametrize(
    ("pakket", "licentie"), [("@utrecht/design-tokens", "EUPL-1.2"), ("onbekend", "UNLICENSED"), ("gpl", "GPL-3.0")]
)
def test_een_verboden_pakket_of_licentie_wordt_geweigerd(kopie: Path, pakket: str, licentie: str) -> None:
    slot = json.loads((kopie / "package-lock.json").read_text())
    slot["packages"][f"node_modules/{pakket}"] = {"version": "1.0.0", "license": licentie}
    (kopie / "package-lock.json").write_text(json.dumps(slot))
    uitkomst = voer_uit("leveranciers", kopie, "--controleer")
    assert uitkomst.returncode == 1
    assert pakket in uitkomst.stdout


def test_het_slot_noemt_geen_adres_van_een_register() -> None:
    assert '"resolved"' not in (WORTEL / "package-lock.json").read_text()


def test_het_thema_is_wat_het_recept_berekent(kopie: Path) -> None:
    assert voer_uit("thema", kopie, "--controleer").returncode == 0
    thema = kopie / "static/css/thema.css"
    thema.write_text(thema.read_text().replace("#0c6171", "#ff00ff"))
    assert voer_uit("thema", kopie, "--controleer").returncode == 1


def test_geen_leveranciersbestand_is_te_groot_voor_git() -> None:
    zwaar = [pad for pad in (WORTEL / "static").rglob("*") if pad.is_file() and pad.stat().st_size > 1_500_000]
    assert not zwaar


def test_elk_gebruikt_icoon_staat_in_de_sprite() -> None:
    sprite = set(re.findall(r'id="([\w-]+)"', (WORTEL / "static/vendor/tabler/iconen.svg").read_text()))
    gebruikt = {status.icoon for status in alle_statussen().values()} | set(KADERS.values()) | set(TOESTANDEN.values())
    gebruikt |= {ingang.icoon for _, ingangen in INGANGEN for ingang in ingangen}
    patroon = re.compile(r'(?:icoon|teken)(?:=| )"([a-z0-9-]+)"|{% leeg "[^"]*" "([a-z0-9-]+)"')
    for pad in (WORTEL / "templates").rglob("*.html"):
        gebruikt |= {een or ander for een, ander in patroon.findall(pad.read_text())}
    assert gebruikt <= sprite, gebruikt - sprite


def test_onze_css_gebruikt_alleen_tokens_die_bestaan() -> None:
    eigen = (WORTEL / "static/css/app.css").read_text()
    bekend = "".join(
        pad.read_text() for pad in (WORTEL / "static").rglob("*.css") if pad.name in {"thema.css", "theme.css"}
    )
    namen = set(re.findall(r"^\s*(--[\w-]+):", bekend + eigen, re.MULTILINE))
    gebruikt = set(re.findall(r"var\((--[\w-]+)", eigen))
    assert gebruikt
    assert gebruikt <= namen, gebruikt - namen


def test_onze_css_kent_geen_important_en_geen_id() -> None:
    eigen = re.sub(r"/\*.*?\*/", "", (WORTEL / "static/css/app.css").read_text(), flags=re.DOTALL)
    assert "!important" not in eigen
    assert not re.findall(r"^#[a-z]", eigen, re.MULTILINE)


def test_elk_niveau_van_een_bericht_heeft_een_kader() -> None:
    assert set(BERICHTEN.values()) <= set(KADERS)


@pytest.mark.django_db
def test_de_app_is_op_een_telefoon_te_zetten(client: Client, settings: Any) -> None:
    """Whoever is signed in or not: the page names a manifest, and every file that it names is there in its size."""
    pagina = client.get("/inloggen/").content.decode()
    adres = re.search(r'<link rel="manifest" href="([^"]+)"', pagina)
    assert adres
    antwoord = client.get(adres[1])
    assert antwoord["Content-Type"] == "application/manifest+json"
    manifest = antwoord.json()
    assert manifest["start_url"] == "/"
    assert (manifest["display"], manifest["lang"]) == ("standalone", "nl")
    assert f'<meta name="theme-color" content="{manifest["theme_color"]}">' in pagina
    balk = THEMA["--basis-color-accent-1-inverse-bg-document"]
    assert manifest["theme_color"] == balk == settings.BALKKLEUR
    soorten = {icoon["purpose"] for icoon in manifest["icons"]}
    assert soorten == {"any", "maskable"}
    genoemd = [(icoon["src"], icoon["sizes"]) for icoon in manifest["icons"]]
    appel = re.search(r'<link rel="apple-touch-icon" href="([^"]+)"', pagina)
    assert appel
    for bron, maat in [*genoemd, (appel[1], "180x180")]:
        pad = finders.find(bron.removeprefix(settings.STATIC_URL))
        assert pad, bron
        with Image.open(pad) as beeld:
            assert "x".join(map(str, beeld.size)) == maat
