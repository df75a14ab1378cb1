"""What a form says when a field is left empty: what to do, and never that it is so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.functional import Promise
from django.utils.translation import gettext

from basis.formulieren import VERPLICHT, DatumTijdInvoer, DatumTijdVeld, lees_moment
from basis.klok import hier_ongeveer
from basis.wereld import Wereld, binnen

# Their words are Django's: an administrator's own pages.
NIET_VAN_ONS = ("django.", "allauth.", "guardian.", "auditlog.")


def soorten(van: type[forms.BaseForm] = forms.BaseForm) -> list[type[forms.BaseForm]]:
    return [een for kind in van.__subclasses__() for een in (kind, *soorten(kind))]


def test_elk_leeg_veld_van_elk_formulier_zegt_wat_te_doen() -> None:
    assert get_resolver().url_patterns  # with the pages come all their forms
    eigen = [soort for soort in soorten() if not soort.__module__.startswith(NIET_VAN_ONS)]
    van_django = gettext("This field is required.")
    fout = [
        f"{soort.__module__}.{soort.__name__}.{naam}"
        for soort in eigen
        for naam, veld in getattr(soort, "base_fields", {}).items()
        if str(veld.error_messages.get("required")) == van_django
    ]

    assert len(eigen) > 60
    assert not fout


def test_elke_weigering_van_elk_formulier_staat_in_onze_eigen_woorden() -> None:
    """Django's own sentences are lazy, to be translated; ours are plain. A validator speaks by its code, where the
    field has words for that code."""
    assert get_resolver().url_patterns
    fout = [
        f"{soort.__module__}.{soort.__name__}.{naam}: {code}"
        for soort in soorten()
        if not soort.__module__.startswith(NIET_VAN_ONS)
        for naam, veld in getattr(soort, "base_fields", {}).items()
        for code in _van_django(veld)
    ]
    assert not fout


def _van_django(veld: forms.Field) -> set[str]:
    """The codes of the refusals that this field would say in the words of Django."""
    eigen = {code for code, zin in veld.error_messages.items() if not isinstance(zin, Promise)}
    validators = {getattr(v, "code", "") for v in veld.validators if isinstance(getattr(v, "message", ""), Promise)}
    return ({*veld.error_messages} | validators) - eigen


class _Alles(forms.Form):
    getal = forms.IntegerField(min_value=0, max_value=9)
    tekst = forms.CharField(min_length=3, max_length=5)
    keuze = forms.ChoiceField(choices=[("a", "A")])
    keuzes = forms.MultipleChoiceField(choices=[("a", "A")])
    mail = forms.EmailField()
    adres = forms.URLField(assume_scheme="https")
    dag = forms.DateField()


@pytest.mark.parametrize(
    ("veld", "waarde", "zin"),
    [
        ("getal", "-1", "Vul 0 of meer in."),
        ("getal", "10", "Vul 9 of minder in."),
        ("getal", "x", "Vul een heel getal in, in cijfers."),
        ("tekst", "ab", "Schrijf meer op: minstens 3 tekens. Nu zijn het er 2."),
        ("tekst", "abcdef", "Maak dit korter: hoogstens 5 tekens. Nu zijn het er 6."),
        ("tekst", "ab\0c", "Hier staat een onzichtbaar teken in. Typ de tekst opnieuw."),
        ("keuze", "b", "Kies een van de antwoorden die er staan."),
        ("keuzes", "b", "Kies een van de antwoorden die er staan."),
        ("mail", "naam", "Vul een e-mailadres in, bijvoorbeeld naam@gemeente.example."),
        ("adres", "een twee", "Vul een webadres in, bijvoorbeeld https://www.gemeente.example."),
        ("dag", "31-02-2026", "Vul een geldige datum in, bijvoorbeeld 31-12-2026."),
    ],
)
def test_een_weigering_zegt_wat_te_doen(veld: str, waarde: str, zin: str) -> None:
    assert _Alles({veld: [waarde] if veld == "keuzes" else waarde}).errors[veld] == [zin]


@pytest.mark.parametrize(("soort", "zin"), VERPLICHT.items(), ids=lambda waarde: getattr(waarde, "__name__", ""))
def test_een_veld_zonder_eigen_woorden_zegt_het_op_zijn_soort(soort: type[forms.Field], zin: str) -> None:
    anders: Any = {"queryset": None} if issubclass(soort, forms.ModelChoiceField) else {}
    assert str(soort(**anders).error_messages["required"]) == zin


def test_de_knop_nu_leest_de_klok_van_de_site_en_in_een_oefening_die_van_de_oefening() -> None:
    """What the clock of this computer says is not asked: there it is another day, and time may go faster."""
    nu = hier_ongeveer()
    toen = nu - timedelta(days=30)
    for wereld, op, snelheid in ((None, nu, "1"), (Wereld(3, nu, toen, 60), toen, "60")):
        with binnen(wereld):
            gegevens = DatumTijdInvoer().get_context("op", None, {"id": "id_op"})
        assert 0 <= op.timestamp() - int(gegevens["op"]) < 60
        assert gegevens["snelheid"] == snelheid


@pytest.mark.django_db
@pytest.mark.klok(datetime(2026, 11, 30, 13, 5, tzinfo=UTC))
def test_wat_vooraf_wordt_gelezen_is_wat_het_formulier_leest() -> None:
    """The version of the protocol hangs on it: both read a day without a year as one that was."""
    for tekst in ("30 mei 10:00", "15 juni 10:00", "3-4 9:00", "gisteren 9 uur", "5-12 10:00"):
        veld = DatumTijdVeld(required=False, is_geweest=True)
        try:
            gelezen = veld.clean(tekst)
        except forms.ValidationError:
            gelezen = None
        assert lees_moment({"op": tekst}, "op", datetime.now(UTC)) == gelezen, tekst
