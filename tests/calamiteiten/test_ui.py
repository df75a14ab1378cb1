"""The ui tags: icon, word and colour together, and nothing unescaped."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string

from basis.resttijd import resttijd
from basis.templatetags import ui
from calamiteiten.statussen import MELDING, beeld
from calamiteiten.templatetags import zaken
from contacten.templatetags import rollen
from tests.statussen import Status


def teken(bron: str, **gegevens: object) -> str:
    """Render a piece of template."""
    return Template("{% load ui zaken rollen %}" + bron).render(Context(gegevens))


@pytest.mark.parametrize("status", list(Status))
def test_elke_status_heeft_icoon_woord_en_kleur(status: Status) -> None:
    html = teken("{% statusbadge s %}", s=beeld(MELDING, "ijsselland-2019-02-13", status))
    assert status.replace("_", " ").capitalize() in html
    assert "<use href=" in html
    assert "cal-badge--" in html


@pytest.mark.parametrize(
    "bron",
    [
        "{% badge kwaad %}",
        "{% icoon 'x' kwaad %}",
        "{% kop kwaad 2 %}",
        "{% kop 'a' 2 id=kwaad %}",
        "{% leeg kwaad %}",
        "{% knop url=kwaad %}{{ kwaad }}{% endknop %}",
        "{% melding_kader %}{{ kwaad }}{% endmelding_kader %}",
        "{% kruimelpad kwaad kwaad kwaad %}",
        "{% termijn t %}",
        "{% stappen lijst %}",
        "{% tijdlijn lijst %}",
        "{% staven lijst titel=kwaad %}",
    ],
)
def test_tekst_van_een_gebruiker_wordt_nooit_opmaak(bron: str) -> None:
    kwaad = '"><script>alert(1)</script>'
    rij = {"naam": kwaad, "sub": kwaad, "tekst": kwaad, "dag": kwaad, "deel": 1, "aantal": 1, "door": kwaad}
    html = teken(bron, kwaad=kwaad, t=rij, lijst=[{**rij, "op": dt.datetime(2026, 11, 22, tzinfo=dt.UTC)}])
    assert "<script" not in html
    assert "&lt;script" in html


@pytest.mark.parametrize(("deel", "breedte"), [(0, "0.0%"), (0.5, "50.0%"), (1.7, "100.0%"), (-1, "0.0%")])
def test_de_meter_blijft_binnen_haar_baan(deel: float, breedte: str) -> None:
    assert f'<rect width="{breedte}"' in ui.termijnmeter(deel)


@pytest.mark.parametrize(
    ("begin", "einde", "nu", "deel"),
    [(0, 0, -1, 1.0), (0, 0, 0, 1.0), (0, 0, 1, 1.0), (2, 1, 0, 1.0), (0, 4, 1, 0.25), (0, 4, -1, 0.0), (0, 4, 5, 1.0)],
)
def test_ook_een_termijn_die_eindigt_waar_zij_begint_heeft_een_meter(
    begin: int, einde: int, nu: int, deel: float
) -> None:
    uur = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), dt.timedelta(hours=1)
    start_op, vervalt_op, op = (uur[0] + aantal * uur[1] for aantal in (begin, einde, nu))
    assert resttijd(vervalt_op, op, start_op).deel == deel
    assert resttijd(vervalt_op, op).deel is None


def test_een_scenario_wordt_ook_voorgelezen() -> None:
    assert "scenario </span>d" in zaken.scenario("d")
    assert "nog geen scenario" in zaken.scenario(None)


@pytest.mark.parametrize(
    ("naam", "letters"), [("Sanne Vermeer", "SV"), ("Madonna", "M"), ("Jan van der Berg", "JB"), ("", ""), ("3", "")]
)
def test_initialen(naam: str, letters: str) -> None:
    assert ui.initialen(naam) == letters


def test_staven_zonder_aantallen_delen_niet_door_nul() -> None:
    assert 'width="0.0%"' in teken("{% staven r titel='x' %}", r=[{"naam": "a", "aantal": 0}])


def test_een_moment_dat_er_niet_is_geeft_geen_woorden() -> None:
    assert teken("{{ op|kort_moment }}{{ nergens|moment }}", op=None) == ""


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "500", "403_csrf"])
def test_een_foutpagina_heeft_niets_nodig_om_te_verschijnen(code: str) -> None:
    html = render_to_string(f"{code}.html", {})
    assert 'lang="nl"' in html
    assert html.count("<h1") == 1
    assert 'href="/"' in html


def test_een_rol_verschijnt_in_gewone_woorden() -> None:
    assert rollen.rolnaam("manager_gemeente") == "manager gemeente"
    assert rollen.rolnaam("iets anders") == "iets anders"


@pytest.mark.parametrize("filter_", ["moment", "kort_moment", "weekdag_moment"])
def test_een_moment_is_ook_voor_een_machine_te_lezen(filter_: str) -> None:
    op = dt.datetime(2026, 11, 24, 9, 0, 12, 345678, tzinfo=dt.UTC)
    html = teken(f"{{{{ op|{filter_} }}}}", op=op)
    assert html.startswith('<time datetime="2026-11-24T10:00:12+01:00">')
    assert html.endswith("</time>")
    assert teken(f"{{{{ op|{filter_} }}}}", op=None) == ""


def test_een_moment_aan_het_begin_van_een_zin_heeft_een_hoofdletter() -> None:
    op = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
    assert ">dinsdag 24" in teken("{{ op|weekdag_moment }}", op=op)
    assert ">Dinsdag 24" in teken('{{ op|weekdag_moment:"begin" }}', op=op)


def test_geen_sjabloon_schrijft_een_moment_zonder_tijdmerk() -> None:
    """On screen; what goes on paper is read by nobody's machine."""
    fout = []
    for pad in (Path(__file__).parents[2] / "templates").rglob("*.html"):
        if "pdf" in pad.parts or pad.name == "inzage.html":
            continue
        kaal = re.sub(r"<time\b.*?</time>", "", pad.read_text(encoding="utf-8"), flags=re.DOTALL)
        fout += [f"{pad.name}: {stuk}" for stuk in re.findall(r"\|date:\"[^\"]*[HG]:[^\"]*\"", kaal)]
    assert fout == []
