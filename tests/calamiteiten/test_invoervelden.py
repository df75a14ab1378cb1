"""Days and moments on a form, and how a field looks on the screen."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError

from basis.formulieren import DatumTijdVeld, DatumVeld, Groep, Groepen, Optie, controleer_moment

NU = dt.datetime(2026, 11, 22, 13, 5, tzinfo=dt.UTC)


class Proefformulier(Groepen, forms.Form):
    """One field of every kind."""

    groepen = (Groep("Veiligheid", ("uitleg", "sinds")), Groep("Onrust", ("onrust", "weg")))

    uitleg = forms.CharField(label="Uitleg", help_text="Geen namen.", max_length=20, widget=forms.Textarea)
    sinds = DatumTijdVeld(label="Sinds")
    onrust = forms.ChoiceField(
        label="Onrust", widget=forms.RadioSelect, choices=[("nee", Optie("Nee", "Scenario a of b.")), ("ja", "Ja")]
    )
    dag = DatumVeld(label="Dag", required=False)


@pytest.mark.parametrize(
    ("datum", "tijd", "in_utc"),
    [
        ("2026-10-25", "02:30", dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),
        ("2026-03-29", "02:30", dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)),
        ("2026-07-01", "12:00", dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)),
        ("2026-12-31", "23:59", dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC)),
    ],
)
def test_een_moment_in_het_uur_van_de_klokwissel_wordt_aangenomen(datum: str, tijd: str, in_utc: dt.datetime) -> None:
    assert DatumTijdVeld().clean([datum, tijd]) == in_utc


@pytest.mark.parametrize(
    "invoer",
    [
        ["2026-02-30", "10:00"],
        ["2026-01-01", ""],
        ["", "10:00"],
        ["", ""],
        ["eens", "10:00"],
        ["2026-01-01", "25:00"],
    ],
)
def test_een_half_of_onmogelijk_moment_geeft_een_zin(invoer: list[str]) -> None:
    with pytest.raises(ValidationError) as fout:
        DatumTijdVeld().clean(invoer)
    assert all(zin.startswith("Vul") for zin in fout.value.messages)


def test_het_jaar_een_geeft_een_zin_en_geen_storing() -> None:
    with pytest.raises(ValidationError):
        controleer_moment(DatumTijdVeld().clean(["0001-01-01", "00:00"]), NU)


def test_een_moment_mag_vijf_minuten_voorlopen_en_niet_meer() -> None:
    controleer_moment(NU + dt.timedelta(minutes=5), NU)
    with pytest.raises(ValidationError):
        controleer_moment(NU + dt.timedelta(minutes=6), NU)


def test_een_moment_voor_2015_wordt_geweigerd_naar_de_nederlandse_kalender() -> None:
    controleer_moment(dt.datetime(2014, 12, 31, 23, 30, tzinfo=dt.UTC), NU)
    with pytest.raises(ValidationError):
        controleer_moment(dt.datetime(2014, 12, 31, 22, 30, tzinfo=dt.UTC), NU)


def test_een_fout_staat_bij_het_veld_en_in_de_samenvatting_met_een_link() -> None:
    html = str(Proefformulier({"uitleg": "x" * 21, "sinds_0": "2026-11-20", "sinds_1": "", "onrust": ""}))
    assert ">Er is een probleem</h2>" in html
    assert "Er zijn 3 antwoorden die nog aandacht vragen" in html
    for doel in ("id_uitleg", "id_sinds", "id_onrust_0"):
        assert f'href="#{doel}"' in html
        assert f'id="{doel}"' in html
    assert 'aria-describedby="id_uitleg_helptext id_uitleg_error"' in html
    assert 'id="id_uitleg_error"' in html


def test_een_tekstvak_knipt_geplakte_tekst_niet_af() -> None:
    html = str(Proefformulier()["uitleg"].as_field_group())
    assert "maxlength" not in html
    assert 'data-maximum="20"' in html
    assert "Hoogstens 20 tekens." in html


def test_getypte_tekst_blijft_staan_na_een_fout() -> None:
    html = str(Proefformulier({"uitleg": "<b>lang genoeg & te lang</b>", "sinds_0": "2026-11-20", "sinds_1": "10:00"}))
    assert "&lt;b&gt;lang genoeg &amp; te lang&lt;/b&gt;" in html
    assert 'value="2026-11-20 10:00"' in html


def test_een_opgeslagen_moment_komt_terug_op_de_nederlandse_klok() -> None:
    html = str(Proefformulier(initial={"sinds": dt.datetime(2026, 7, 11, 22, 30, tzinfo=dt.UTC)})["sinds"])
    assert 'value="12-07-2026 00:30"' in html


def test_een_keuze_toont_haar_uitleg_en_is_verder_gewone_tekst() -> None:
    html = str(Proefformulier({"onrust": "nee"})["onrust"])
    assert "Scenario a of b." in html
    assert html.count("checked") == 1
    assert Optie("Nee", "x") == "Nee"


def test_velden_zonder_groep_komen_als_laatste() -> None:
    groepen = [
        (groep.titel if groep else None, [veld.name for veld in velden])
        for groep, velden in Proefformulier().veldgroepen()
    ]
    assert groepen == [("Veiligheid", ["uitleg", "sinds"]), ("Onrust", ["onrust"]), (None, ["dag"])]
