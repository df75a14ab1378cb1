"""What a label calls "niet verplicht" is demanded nowhere; what is demanded now and then says when."""

import ast
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.test import Client

from basis.formulieren import DatumTijdVeld, DatumVeld
from basis.kalender import lokaal
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.meldingen.taken.forms.taken import Context
from escalatie.models import Stap, Taak
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import Regio

WORTEL = Path(__file__).parents[2]
EIST = ("Vul ", "Kies ", "Schrijf ")
VRIJ = "niet verplicht"


def ingevuld(form: forms.BaseForm, nu: datetime) -> dict[str, Any]:
    """Every field that must be filled in, with something that is possible; the rest empty."""
    velden: dict[str, Any] = {}
    for naam, veld in form.fields.items():
        if not veld.required:
            continue
        if isinstance(veld, DatumTijdVeld):
            velden |= {f"{naam}_0": f"{lokaal(nu):%Y-%m-%d}", f"{naam}_1": f"{lokaal(nu):%H:%M}"}
        elif isinstance(veld, DatumVeld):
            velden[naam] = f"{lokaal(nu):%Y-%m-%d}"
        elif opties := [str(code) for code in keuzes(veld) if code]:
            velden[naam] = [opties[0]] if isinstance(veld, forms.MultipleChoiceField) else opties[0]
        else:
            velden[naam] = "Besproken."
    return velden


def keuzes(veld: forms.Field) -> list[Any]:
    return [code for code, _ in getattr(veld, "choices", ())]


def manieren(form: forms.BaseForm, nu: datetime) -> Iterator[dict[str, Any]]:
    """The form filled in as little as it says, once for each option of each of its choices."""
    basis = ingevuld(form, nu)
    yield basis
    for naam, veld in form.fields.items():
        if isinstance(veld, forms.ChoiceField) and not isinstance(veld, forms.MultipleChoiceField):
            yield from ({**basis, naam: str(code)} for code in keuzes(veld))
        elif isinstance(veld, forms.BooleanField):
            yield {**basis, naam: "on"}


@pytest.mark.eis("R64", "R87")
@pytest.mark.parametrize("vorm", sorted(VORMEN))
def test_geen_vorm_van_een_taak_eist_wat_zij_niet_verplicht_noemt(regio: Regio, nu: datetime, vorm: str) -> None:
    zaak = bouw.in_fase_2(nu)
    protocol = haal_protocol(zaak.protocol_versie)
    # Every form is one that this version asks: without a rule nothing is walked, and the test says so.
    regel = next(taak for taak in protocol.taken if taak.vorm == vorm)
    stap = Stap.objects.filter(zaak=zaak).latest("volgnummer")
    vast = {"stap": stap, "titel": regel.naam, "rol": regel.rol, "gemaakt_op": nu}
    taak = Taak.objects.filter(zaak=zaak, code=regel.code).first() or Taak.objects.create(
        zaak=zaak, code=regel.code, **vast
    )
    context = Context(taak, protocol, True, nu, {})
    for velden in manieren(VORMEN[vorm](context), nu):
        form = VORMEN[vorm](context, velden)
        form.is_valid()
        geeist = {
            naam for naam in form.errors if naam in form.fields and getattr(form[naam], "verplichting", "") == VRIJ
        }
        assert not geeist, (velden, geeist)


def test_wat_een_formulier_soms_eist_zegt_zijn_label() -> None:
    """Over every form of ours: a sentence that demands a field is about one that says so."""
    fout = []
    for klasse in sorted(formulieren(), key=lambda klasse: klasse.__qualname__):
        for naam in geeist(klasse):
            veld = klasse.base_fields.get(naam)
            is_vrij = veld is not None and not veld.required and not veld.widget.is_hidden
            if is_vrij and not getattr(veld, "soms", "") and (klasse.__name__, naam) not in IN_INIT:
                fout.append(f"{klasse.__module__}.{klasse.__name__}: {naam}")
    assert not fout, "\n".join(fout)


# The label is set when the form is made: these are walked above, or by the test of their own page.
IN_INIT = {
    ("UitnodigingForm", "email"),
    ("UitnodigingForm", "achternaam"),
    ("UitnodigingForm", "gemeente"),
    ("AccountForm", "email"),
    ("AccountForm", "achternaam"),
    ("AccountForm", "gemeente"),
    ("_AccountForm", "email"),
    ("_AccountForm", "achternaam"),
    ("_AccountForm", "gemeente"),
    ("AntwoordForm", "tekst"),
    # Not demanded: what was chosen there does not go with the first day.
    ("AntwoordWijzigForm", "tekst"),
}


def formulieren(klasse: type[forms.BaseForm] = forms.BaseForm) -> set[Any]:
    """Every form class of our own apps."""
    assert apps.ready
    alle: set[Any] = set()
    for onder in klasse.__subclasses__():
        alle |= formulieren(onder)
        if hasattr(onder, "base_fields") and onder.__module__.split(".")[0] in {
            "basis",
            "calamiteiten",
            "communicatie",
            "contacten",
            "escalatie",
        }:
            alle.add(onder)
    return alle


def geeist(klasse: Any) -> set[str]:
    """The fields that a form, or what it inherits, says must be filled in."""
    namen: set[str] = set()
    for deel in klasse.__mro__:
        bestand = WORTEL / f"{deel.__module__.replace('.', '/')}.py"
        if bestand.exists():
            boom = ast.parse(bestand.read_text(encoding="utf-8"))
            lijven = [n for n in ast.walk(boom) if isinstance(n, ast.ClassDef) and n.name == deel.__name__]
            namen |= {naam for lijf in lijven for naam in _in(lijf)}
    return namen


def _in(lijf: ast.ClassDef) -> Iterator[str]:
    for knoop in ast.walk(lijf):
        is_fout = isinstance(knoop, ast.Call) and getattr(knoop.func, "attr", "") == "add_error"
        if is_fout and isinstance(knoop, ast.Call) and len(knoop.args) > 1:
            yield from _paar(knoop.args[0], knoop.args[1])
        elif isinstance(knoop, ast.Tuple) and len(knoop.elts) > 1:
            yield from _paar(knoop.elts[0], knoop.elts[1])
        elif isinstance(knoop, ast.Dict):
            for sleutel, waarde in zip(knoop.keys, knoop.values, strict=True):
                yield from _paar(sleutel, waarde)


def _paar(naam: Any, zin: Any) -> Iterator[str]:
    if isinstance(naam, ast.Constant) and isinstance(zin, ast.Constant) and str(zin.value).startswith(EIST):
        yield str(naam.value)


@pytest.mark.eis("R87")
def test_de_dag_van_het_rapport_zegt_wanneer_zij_nodig_is(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("monitoring", nu)
    taak = next(
        t
        for t in Taak.objects.filter(zaak=zaak, status="open")
        if haal_protocol(zaak.protocol_versie).taak_per_code[t.code].vorm == "inspectierapport"
    )
    client.force_login(regio.gebruikers["contractmanager"])
    pagina = client.get(taak.get_absolute_url()).content.decode()
    assert "(verplicht als er een rapport is)" in pagina
