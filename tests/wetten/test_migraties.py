"""Expand, then contract (F17): code of the last release works on the newest schema, so a deployment can stop half-way.

docs/uitgave.txt says where the last release stands. Migrations after it add; what they may not do has an example here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

from communicatie.models import Bericht
from contacten.models.zegels import _wat_leeg_is, is_verzegeld
from escalatie.models import Stap, Taak, Termijn, Wekker
from tests import bouw
from tests.uitgave import afdruk, bronnen, regels, uitgegeven
from tests.uitgave import bezwaren as bezwaren_tegen_regels

from .bron import APPS, WORTEL

WEG = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def uitgave() -> list[tuple[str, str]]:
    """The last migration of every app in the last release."""
    return [(app, naam) for app, naam, *_ in (regel.split() for regel in regels(WORTEL))]


def bezwaren(operatie: Operation, app: str, staat: ProjectState) -> Iterator[str]:
    """Why code that does not know of this operation would break on it. `staat`: the models before it."""
    if isinstance(operatie, migrations.SeparateDatabaseAndState):
        for deel in operatie.database_operations:
            yield from bezwaren(deel, app, staat)
    if isinstance(operatie, WEG):
        yield f"{operatie.describe()}: de oude code gebruikt dit nog"
    if isinstance(operatie, migrations.AddField) and _moet_gevuld(operatie.field):
        yield f"{operatie.describe()}: de oude code vult dit niet; geef het null of db_default"
    if isinstance(operatie, migrations.AddField) and _breekt_afdrukken(operatie, app):
        yield f"{operatie.describe()}: de afdruk van elke rij van nu past niet meer; laat haar daar leeg (besluit 45)"
    if isinstance(operatie, migrations.AlterField):
        yield from _bezwaren_tegen_anders(operatie, app, staat)


def _bezwaren_tegen_anders(operatie: migrations.AlterField, app: str, staat: ProjectState) -> Iterator[str]:
    oud = staat.models[app, operatie.model_name_lower].fields[operatie.name]
    if _moet_gevuld(operatie.field) and oud.null:
        yield f"{operatie.describe()}: de oude code laat dit soms leeg"
    bekend = uitgebracht(app, operatie.model_name_lower)
    if bekend and operatie.name not in bekend and _breekt_afdrukken(operatie, app):
        yield f"{operatie.describe()}: vul haar pas in de uitgave na die van de kolom zelf (besluit 75)"
    if (operatie.field.max_length or 0) < (oud.max_length or 0):
        yield f"{operatie.describe()}: wat de oude code schrijft past er niet meer in"


@cache
def uitgebracht(app: str, model: str) -> frozenset[str]:
    """The fields of this model that the code of the last release knows; none of a model that came after it."""
    staat = lader().project_state(uitgave()).models.get((app, model))
    return frozenset(staat.fields if staat else ())


def _breekt_afdrukken(operatie: migrations.AddField | migrations.AlterField, app: str) -> bool:
    """Whether the rows of now, and those that the old code still writes or changes, get something in a sealed column
    that counts in their print: with a value of the database, or of the code, that is not the one that is left out."""
    model, veld = apps.all_models[app].get(operatie.model_name_lower), operatie.field
    if (
        model is None
        or not is_verzegeld(model)
        or operatie.name in getattr(model, "ZEGEL_LOS", ())
        or veld.many_to_many
    ):
        return False
    vult = veld.db_default if veld.db_default is not NOT_PROVIDED else veld.get_default()
    return bool(vult != _wat_leeg_is(veld))


def _moet_gevuld(veld: Any) -> bool:
    return not (veld.null or veld.many_to_many or veld.db_default is not NOT_PROVIDED)


@cache
def lader() -> MigrationLoader:
    """All migrations, without a database."""
    return MigrationLoader(None)


def na_de_uitgave() -> list[tuple[str, migrations.Migration]]:
    """Our migrations since the release, in an order in which they can run."""
    grafiek, oud = lader().graph, set[tuple[str, str]]()
    for knoop in uitgave():
        oud |= set(grafiek.forwards_plan(knoop))
    nieuw = dict.fromkeys(
        knoop for app in APPS for blad in grafiek.leaf_nodes(app) for knoop in grafiek.forwards_plan(blad)
    )
    return [(knoop[0], grafiek.nodes[knoop]) for knoop in nieuw if knoop[0] in APPS and knoop not in oud]


def test_de_uitgave_noemt_van_iedere_app_een_migratie_die_bestaat() -> None:
    assert {app for app, _ in uitgave()} == set(APPS)
    assert all(knoop in lader().graph.nodes for knoop in uitgave())


def test_wat_na_de_uitgave_komt_voegt_alleen_toe() -> None:
    staat = lader().project_state(uitgave())
    gevonden = []
    for app, migratie in na_de_uitgave():
        for operatie in migratie.operations:
            gevonden += [f"{app} {migratie.name}: {zin}" for zin in bezwaren(operatie, app, staat)]
            operatie.state_forwards(app, staat)
    assert gevonden == []


def test_een_verzegelde_kolom_wordt_pas_gevuld_in_de_uitgave_daarna() -> None:
    """A worker of before, that sends a message of now, prints it without the column that it does not know: who fills it
    in the same release makes a forgery of honest work. Found by tests/storing/test_overgaan.py."""
    staat = lader().project_state(uitgave())
    leeg = models.CharField(max_length=9, null=True)
    vult = models.CharField(max_length=9, null=True, default="nieuw")
    erbij = migrations.AddField("stap", "extra", leeg)
    assert list(bezwaren(erbij, "escalatie", staat)) == []
    erbij.state_forwards("escalatie", staat)
    (klacht,) = bezwaren(migrations.AlterField("stap", "extra", vult), "escalatie", staat)
    assert "pas in de uitgave na die van de kolom" in klacht


def test_wat_is_uitgebracht_ligt_vast() -> None:
    """Before the first release each 0001_initial may be made anew; from then on no byte of a released one changes
    (docs/besluiten/0074). The heading in the changelog says that there is one: a copy without git knows it too."""
    versies = uitgegeven((WORTEL / "CHANGELOG.md").read_text(encoding="utf-8"))

    assert list(bezwaren_tegen_regels(regels(WORTEL), lader().graph, versies)) == []


def test_na_een_uitgave_wordt_elke_verandering_van_een_migratie_gezien() -> None:
    """The law before it, as it will be: at a release as it is made, at one that was changed, at one that is away, and
    at one without a print."""
    grafiek, knoop = lader().graph, uitgave()[-1]
    gaaf = f"{knoop[0]} {knoop[1]} {afdruk(bronnen(grafiek, knoop))}"
    anders = f"{knoop[0]} {knoop[1]} {afdruk([*bronnen(grafiek, knoop)[:-1], b'een andere'])}"

    def klacht(regel: str) -> str:
        return "; ".join(bezwaren_tegen_regels([regel], grafiek, ["0.1.0"]))

    assert klacht(gaaf) == ""
    assert "is veranderd na de uitgave" in klacht(anders)
    assert "is weg" in klacht(f"{knoop[0]} 0099_weg sha256:0")
    assert "de afdruk er niet" in klacht(" ".join(knoop))
    assert uitgegeven("## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-30\n") == ["0.2.0", "0.1.0"]


TEKST = models.CharField(max_length=30, default="x")


@pytest.mark.parametrize(
    ("operatie", "mag"),
    [
        (migrations.AddField("stap", "extra", models.CharField(max_length=3, default="")), False),
        (migrations.AddField("stap", "extra", models.CharField(max_length=3, default="", db_default="")), True),
        (migrations.AddField("stap", "extra", models.IntegerField(null=True)), True),
        (migrations.AddField("stap", "extra", models.CharField(max_length=9, default="n", db_default="o")), False),
        (migrations.AddField("stap", "extra", models.CharField(max_length=9, default="n", null=True)), False),
        (migrations.AddField("wekker", "extra", models.CharField(max_length=9, default="n", db_default="o")), True),
        (migrations.RemoveField("stap", "motivering"), False),
        (migrations.RenameField("stap", "motivering", "reden"), False),
        (migrations.DeleteModel("overleg"), False),
        (migrations.AlterField("taak", "uiterlijk_op", models.DateTimeField()), False),
        (migrations.AlterField("taak", "code", models.CharField(max_length=20)), False),
        (migrations.AlterField("taak", "code", models.CharField(max_length=90)), True),
        (migrations.SeparateDatabaseAndState([migrations.DeleteModel("overleg")]), False),
        (migrations.RunPython(migrations.RunPython.noop), True),
    ],
    ids=lambda waarde: waarde.describe() if isinstance(waarde, Operation) else str(waarde),
)
def test_het_oordeel_zelf_klopt(operatie: Operation, mag: bool) -> None:
    staat = lader().project_state(uitgave())

    assert (not list(bezwaren(operatie, "escalatie", staat))) is mag


def oude_modellen() -> list[type[models.Model]]:
    """The models as the code of the last release knows them."""
    toen = MigrationLoader(connection).project_state(uitgave()).apps
    return [model for app in APPS for model in toen.get_app_config(app).get_models(include_auto_created=True)]


@pytest.mark.django_db
def test_de_oude_code_kan_alles_lezen_en_hoeft_niets_nieuws_te_vullen() -> None:
    for model in oude_modellen():
        assert list(model._default_manager.all()[:1]) == []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
                " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
                [model._meta.db_table],
            )
            verplicht = {naam for (naam,) in cursor.fetchall()}
        assert verplicht <= {veld.column for veld in model._meta.concrete_fields}, model


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nieuw", "eigen"),
    [
        (Stap, {"volgnummer": 99}),
        (Termijn, {"code": "van de oude worker"}),
        (Wekker, {"gaat_op": timedelta(days=9)}),
        (Taak, {"code": "actie"}),
        (Bericht, {"aanleiding": "van de oude worker", "message_id": "<oud@calamiteitenregie.example>"}),
    ],
    ids=lambda waarde: waarde.__name__ if isinstance(waarde, type) else "",
)
def test_een_worker_van_voor_de_uitrol_schrijft_en_verandert_rijen(
    nieuw: type[models.Model], eigen: dict[str, Any], regio: Any, nu: datetime
) -> None:
    """The sweep, the outbox and the tasks of the old code, on the new schema: an insert and an update each."""
    bouw.melding(nu)
    oud = next(model for model in oude_modellen() if model._meta.db_table == nieuw._meta.db_table)
    voorbeeld = oud._default_manager.order_by("pk").first()
    waarden = {
        veld.attname: getattr(voorbeeld, veld.attname) for veld in oud._meta.concrete_fields if veld.name != "id"
    }
    eigen = {naam: nu + waarde if isinstance(waarde, timedelta) else waarde for naam, waarde in eigen.items()}

    rij = oud._default_manager.create(**{**waarden, **eigen})
    if nieuw is not Stap:
        oud._default_manager.filter(pk=rij.pk).update(**eigen)

    assert nieuw._default_manager.filter(pk=rij.pk).count() == 1
