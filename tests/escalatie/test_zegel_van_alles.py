"""Whatever was recorded and is changed, removed, swapped or added with SQL is found: every kind, each of these
(docs/besluiten/0045). As who owns the server: past our code, and past the triggers of PostgreSQL."""

# ruff: noqa: S608 - our own tables and numbers

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction
from django.db.models import Model

from basis import keten
from calamiteiten.models import Betrokkenheid, Melding, Zaak
from communicatie.models import Bericht, Informering, Uiting
from contacten import zegels
from contacten.models import Gebruiker, Verzegeld, Zegelregel, Zegelrijen, Zegelstand
from contacten.models.zegels import alle, bereken, is_verzegeld, kolommen, merk, velden
from escalatie.bewaking import controle, dagbericht, ronde
from escalatie.draaiboek.zegels import leesbaar
from escalatie.models import Stap, Taak
from tests import bouw
from tests.bouw import Regio

from .test_database_weigert import voeg_toe

pytestmark = pytest.mark.django_db
# Of our own tables: why a row has no print.
ZONDER = {
    "Inzage": "who looked: its own chain (docs/besluiten/0037)",
    "Zegelregel": "the prints themselves",
    **dict.fromkeys(("Zegelstand", "Hartslag", "Bevinding", "Alarm", "Controlebeurt"), "how the watch stands"),
    **dict.fromkeys(("Termijn", "Wekker", "Inspel", "Gebeurtenis"), "follows from what is sealed"),
    **dict.fromkeys(("Gezien", "Actielink", "Meldlink", "Stuiter", "Herstel"), "about the post, and no record"),
    **dict.fromkeys(("KenmerkTeller", "Feed", "Mediavolger", "Mediasignaal", "Sjabloontekst"), "no fact of a dossier"),
    **dict.fromkeys(("Oefening", "Deelname", "Oefenuitnodiging"), "a drill; what is played in it is sealed"),
    **dict.fromkeys(("MeldingUserObjectPermission", "MeldingGroupObjectPermission"), "the auditor looks at access"),
    **dict.fromkeys(
        ("Gemeente", "Aanbieder", "Werkgebied", "Contactpersoon", "Bezetting", "Piket"), "its history is sealed"
    ),
    **dict.fromkeys(("Bevestigingsverzoek", "Wijzigingsvoorstel", "Invoer", "Uitvoer"), "upkeep of the list"),
    **dict.fromkeys(("Linkpost", "OefenAntwoord", "Oefenronde", "Inlogpoging"), "upkeep of the list"),
    "Papier": "a print of what is sealed, until it expires (docs/besluiten/0055)",
    "Agendalink": "a way to read; what it opens is asked at each reading",
    **dict.fromkeys(("Zoekrij", "Zoekstand"), "a copy that is searched, made of what is sealed"),
    "Formulierpost": "that a form came; what it did is sealed",
    **dict.fromkeys(("Accountnieuws", "Uitnodiging"), "post about an account; what changed is in its history"),
}


# What else of the second plain row of a kind is its own.
OOK_ANDERS: dict[str, dict[str, Any]] = {
    "Paraatheid": {"actie": "y"},
    "Bewaarverzoek": {"nummer": 2},
    "Vernietigingsakte": {"volgnummer": 2},
}


def sql(opdracht: str, *waarden: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(opdracht, waarden)


@contextmanager
def langs_de_deur() -> Iterator[None]:
    """No trigger and no constraint of a foreign key; all of it is undone."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            sql("SET LOCAL session_replication_role = replica")
        yield
        transaction.set_rollback(True)


def anders(veld: Any, waarde: Any) -> Any:
    """Another value for this column, which the database takes."""
    while veld.remote_field is not None:
        veld = veld.target_field
    soort = veld.get_internal_type()
    if waarde is not None and isinstance(waarde, datetime):
        return waarde + timedelta(microseconds=1)
    return {
        "BooleanField": not waarde,
        "JSONField": '{"vervalst": 1}',
        "UUIDField": str(UUID(int=7)),
        "DateField": "2020-01-01",
        "TimeField": "04:05",
        "DateTimeField": "2020-01-01 12:00+00",
        "GenericIPAddressField": "192.0.2.7",
    }.get(soort, (waarde or 0) + 7 if "Integer" in soort or "Auto" in soort else ("" if waarde else "x"))


def test_van_elk_model_is_gekozen_of_het_verzegeld_wordt() -> None:
    eigen = [
        m
        for a in ("contacten", "calamiteiten", "communicatie", "escalatie")
        for m in apps.get_app_config(a).get_models()
    ]
    assert {m.__name__ for m in eigen if not is_verzegeld(m)} == set(ZONDER)
    assert len(zegels.soorten()) > 35
    for model in zegels.soorten().values():
        if not issubclass(model, Verzegeld):
            continue
        # Every road by which it is written leaves a print, and no key is emptied behind its back.
        assert isinstance(model._default_manager.all(), Zegelrijen), model
        los = {v.name for v in velden(model) if v.remote_field and v.remote_field.on_delete is models.SET_NULL}
        assert los == set(), model
        namen = {veld.name for veld in model._meta.get_fields()}
        assert set(vars(model).get("ZEGEL_LOS", ())) <= namen, model


@pytest.fixture
def twee_van_elk(regio: Regio, nu: datetime) -> dict[type[Model], tuple[int, int]]:
    """Two rows of every kind, sealed: as the product writes them, or plain ones where the walk made none."""
    bouw.in_fase_1(nu)
    gevonden: dict[type[Model], tuple[int, int]] = {}
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        for model in zegels.soorten().values():
            rijen = alle(model).order_by("pk").values_list("pk", flat=True)
            voor, eigen = set(rijen), dict[str, Any]()
            for _ in range(2 - len(voor)):
                gevuld = voeg_toe(model._meta.db_table, **eigen)
                # Of the second, other keys: two may not be alike.
                eigen = {k: w + 1 for k, w in gevuld.items() if k.endswith("_id") and isinstance(w, int)}
                eigen |= OOK_ANDERS.get(model.__name__, {})
            zegels.opnieuw({model: [pk for pk in rijen.all() if pk not in voor]})
            een, twee = rijen.all()[:2]
            gevonden[model] = een, twee
        sql("SET LOCAL session_replication_role = origin")
    zegels.verzegel()
    _zonder_regels()
    return gevonden


def _zonder_regels() -> None:
    """What the database refuses of itself, its owner can take away first."""
    for zoek in (
        "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', conrelid::regclass::text, conname) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u')",
        "SELECT format('DROP INDEX %I', indexrelid::regclass::text) FROM pg_index WHERE indisunique"
        " AND NOT indisprimary AND indrelid::regclass::text ~ '^(cont|cala|comm|esca|audi)'",
    ):
        with connection.cursor() as cursor:
            cursor.execute(zoek)
            cursor.execute("; ".join(opdracht for (opdracht,) in cursor.fetchall()))


def alleen_van(model: type[Model]) -> set[str]:
    """What `breuken` says of this kind."""
    naam = model._meta.label_lower
    return set(zegels._namen(naam, zegels._verschillen(naam)))


def test_elke_soort_veranderd_weggehaald_verwisseld_of_erbij_wordt_gevonden(
    twee_van_elk: dict[type[Model], tuple[int, int]],
) -> None:
    assert list(zegels.breuken()) == []
    gemist = []
    for model, (een, twee) in twee_van_elk.items():
        tabel, sleutel = model._meta.db_table, model._meta.pk.column
        wat = model._meta.model_name
        rij = dict(zip(kolommen(model), alle(model).filter(pk=een).values_list(*kolommen(model))[0], strict=True))
        for veld in velden(model):
            with langs_de_deur():
                sql(f"UPDATE {tabel} SET {veld.column} = %s WHERE {sleutel} = %s", anders(veld, rij[veld.attname]), een)
                if een not in set(zegels._verschillen(model._meta.label_lower)):
                    gemist.append((tabel, veld.column))
        with langs_de_deur():
            sql(f"DELETE FROM {tabel} WHERE {sleutel} = %s", twee)
            assert f"{wat} {twee}" in alleen_van(model), tabel
        with langs_de_deur():
            for van, naar in ((een, 10**9), (twee, een), (10**9, twee)):
                sql(f"UPDATE {tabel} SET {sleutel} = %s WHERE {sleutel} = %s", naar, van)
            assert {f"{wat} {een}", f"{wat} {twee}"} <= alleen_van(model), tabel
        overig = ", ".join(f'"{v.column}"' for v in model._meta.local_concrete_fields if not v.primary_key)
        with langs_de_deur():
            bron = f"SELECT {10**9}, {overig} FROM {tabel} WHERE {sleutel} = {een}"
            sql(f"INSERT INTO {tabel} ({sleutel}, {overig}) {bron}")
            assert set(zegels.breuken()) == {f"{wat} {10**9}"}, tabel
    assert gemist == []
    assert list(zegels.breuken()) == []


@pytest.mark.sqlite
def test_elk_werkwoord_van_een_tabel_laat_een_afdruk_achter(regio: Regio, nu: datetime) -> None:
    melding = bouw.in_scenario("c", nu)
    assert list(zegels.breuken()) == []
    wie = Gebruiker.objects.get(username="adviseur")
    daden: list[Callable[[], object]] = [
        lambda: Betrokkenheid.objects.filter(melding=melding).update(gemeld_op=nu),
        lambda: Melding.objects.filter(pk=melding.pk).update(plaats="Anders", onderwerp="Ook anders"),
        lambda: Zaak.objects.filter(pk=melding.pk).update(onderwerp=models.F("kenmerk")),
        lambda: Bericht.objects.filter(zaak=melding).update(status="wacht", aan="x@adres.example"),
        lambda: Taak.objects.bulk_update(_met_verslag(melding), ["verslag"]),
        lambda: Betrokkenheid.objects.get(melding=melding, gemeente__code="zwolle").save(update_fields=["reden"]),
        lambda: melding.betrokkenheden.all().delete(),
        lambda: Gebruiker.objects.filter(pk=wie.pk).update(first_name="Nieuw"),
        wie.save,
        lambda: Informering.objects.update_or_create(
            melding=melding, partij="x", defaults={"vastgelegd_op": nu, "vastgelegd_door": wie}
        ),
    ]
    for nummer, daad in enumerate(daden):
        voor = Zegelregel.objects.count()
        daad()
        assert Zegelregel.objects.count() > voor, nummer
        assert list(zegels.breuken()) == [], nummer
        assert list(zegels.gebroken(nu)) == [], nummer
    # How far the work is costs nothing more.
    voor = Zegelregel.objects.count()
    Bericht.objects.filter(zaak=melding).update(status="ingetrokken", volgende_poging_op=None)
    assert Zegelregel.objects.count() == voor
    with pytest.raises(ValueError, match="verzegeld"):
        Uiting.objects.bulk_create([], ignore_conflicts=True)


def _met_verslag(melding: Melding) -> list[Taak]:
    taken = list(Taak.objects.filter(zaak=melding))
    for taak in taken:
        taak.verslag = "Anders."
    return taken


def test_wie_zelf_een_regel_schrijft_of_er_een_weghaalt_wordt_gevonden(regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    zegels.verzegel()
    tabel = "contacten_zegelregel"
    regels = list(Zegelregel.objects.order_by("volgnummer"))
    een, twee = regels[3], regels[4]
    gevallen = [
        [f"UPDATE {tabel} SET {kolom} = {waarde} WHERE id = {een.pk}"]
        for kolom, waarde in (("soort", "'x'"), ("rij", 99), ("afdruk", "''"), ("zegel", "'x'"), ("id", 10**9))
    ]
    gevallen += [[f"DELETE FROM {tabel} WHERE id = {pk}"] for pk in (een.pk, regels[-1].pk)]
    wissel = ((een.pk, 10**9), (twee.pk, een.volgnummer), (een.pk, twee.volgnummer))
    gevallen += [[f"UPDATE {tabel} SET volgnummer = {nummer} WHERE id = {pk}" for pk, nummer in wissel]]
    # As the product would: the row, and a line about it. But who does not have the key cannot make the mark.
    vervalst = f"UPDATE calamiteiten_melding SET omschrijving = 'Vervalst.' WHERE zaak_ptr_id = {melding.pk}"
    waarden = list(alle(Melding).filter(pk=melding.pk).values_list(*kolommen(Melding))[0])
    waarden[kolommen(Melding).index("omschrijving")] = "Vervalst."
    afdruk = bereken(Melding, waarden, "zout")
    wat = f"'calamiteiten.melding', {melding.pk}, 'zout', '{afdruk}'"
    erbij = f"INSERT INTO {tabel} (soort, rij, zout, afdruk, zegel) VALUES ({wat}, '{{}}')"
    gevallen += [[vervalst, erbij.format(een.zegel)]]
    # Straight into the chain: its seals anybody can work out. And a row that goes, with the line that says so.
    gevallen += [[vervalst, _met_plek("calamiteiten.melding", melding.pk, "zout", afdruk)]]
    band = Betrokkenheid.objects.filter(melding=melding).latest("pk")
    weg = f"DELETE FROM {Betrokkenheid._meta.db_table} WHERE id = {band.pk}"
    gevallen += [[weg, _met_plek("calamiteiten.betrokkenheid", band.pk, "", "")]]
    for geval in gevallen:
        with langs_de_deur():
            for opdracht in geval:
                sql(opdracht)
            assert list(zegels.gebroken(nu)), geval
            zegels.verzegel()
            assert list(zegels.breuken()), geval
    with langs_de_deur():
        sql(vervalst)
        sql(erbij.format(merk("calamiteiten.melding", melding.pk, afdruk)))
        assert list(zegels.breuken()) == []


def _met_plek(soort: str, rij: int, zout: str, afdruk: str) -> str:
    """A line of somebody else, at the end of the chain, with the seal that fits."""
    nummer, vorige = zegels.KETEN.kop()
    zegel = keten.bereken([10**9, soort, rij, afdruk], nummer + 1, vorige)
    return (
        "INSERT INTO contacten_zegelregel (id, soort, rij, zout, afdruk, volgnummer, zegel)"
        f" VALUES ({10**9}, '{soort}', {rij}, '{zout}', '{afdruk}', {nummer + 1}, '{zegel}')"
    )


@pytest.mark.sqlite
def test_een_regel_van_toen_zegt_niets_over_nu(regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    rijen = Melding.objects.filter(pk=melding.pk)
    rijen.update(plaats="Toen")
    # Read before the round: the mark of the application still stands on it.
    toen = Zegelregel.objects.filter(soort="calamiteiten.melding", rij=melding.pk).latest("pk")
    assert toen.volgnummer is None
    rijen.update(plaats="Nu")
    for eerst in (lambda: 0, zegels.verzegel):
        eerst()
        assert list(zegels.gebroken(nu)) == []
        with langs_de_deur():
            sql("UPDATE calamiteiten_melding SET plaats = 'Toen' WHERE zaak_ptr_id = %s", melding.pk)
            toen.pk, toen._state.adding = None, True
            Zegelregel.objects.bulk_create([toen])
            wat = f"zegelregel van calamiteiten.melding {melding.pk}"
            assert wat in set(zegels.gebroken(nu))
            zegels.verzegel()
            assert wat in set(zegels.breuken())
    assert list(zegels.breuken()) == []


@pytest.mark.sqlite
def test_een_andere_sleutel_gaat_pas_verder_als_iemand_dat_zegt(
    regio: Regio, nu: datetime, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    melding = bouw.melding(nu)
    zegels.verzegel()
    oud, rijen = settings.SECRET_KEY, Melding.objects.filter(pk=melding.pk)
    settings.SECRET_KEY = "x" * 60
    assert list(zegels.gebroken(nu)) == list(zegels.breuken()) == ["kop van de keten"]
    rijen.update(plaats="Later")
    assert zegels.verzegel() == 0
    # One that is replaced at leisure is named beside it for a while.
    settings.SECRET_KEY_FALLBACKS = [oud]
    assert list(zegels.breuken()) == []
    settings.SECRET_KEY_FALLBACKS = []
    call_command("controleer", "--nieuwe-sleutel")
    nummer, zegel = zegels.KETEN.kop()
    assert f"regel {nummer}: {leesbaar(zegel)}" in capsys.readouterr().out
    assert list(zegels.gebroken(nu)) == list(zegels.breuken()) == []
    rijen.update(plaats="Nog later")
    assert zegels.verzegel() > 0
    assert list(zegels.breuken()) == []


@pytest.mark.sqlite
def test_de_ronde_leest_wat_nieuw_is_en_wat_kapot_is_blijft_genoemd(
    regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    melding = bouw.in_scenario("a", nu)
    zegels.verzegel()
    assert list(zegels.gebroken(nu)) == []
    kop = zegels.KETEN.kop()
    stand = Zegelstand.objects.get(naam=zegels.REGEL)
    assert (stand.tot, stand.zegel) == kop
    gelezen: list[int] = []
    with monkeypatch.context() as onder:
        onder.setattr(keten.Keten, "breuken", _tel(gelezen))
        bouw.melding(nu)
        zegels.verzegel()
        assert list(zegels.gebroken(nu.replace(hour=23, minute=59))) == []
    # From the mark on, and not from the beginning.
    assert min(gelezen) == kop[0] + 1

    with langs_de_deur():
        sql("UPDATE calamiteiten_melding SET omschrijving = 'Vervalst.' WHERE zaak_ptr_id = %s", melding.pk)
        # What is old has its turn once a day; what was found then is named every minute, until it is right.
        lengte = -(-Zegelstand.objects.get(naam="calamiteiten.melding").tot // zegels.MINUTEN)
        beurt = (melding.pk - 1) // lengte
        minuten = [nu.replace(hour=m // 60 % 24, minute=m % 60) for m in (beurt + 1, beurt, beurt + 1)]
        gevonden = [list(zegels.gebroken(minuut)) for minuut in minuten]
        assert gevonden == [[], [f"melding {melding.pk}"], [f"melding {melding.pk}"]]
        (schending,) = controle.controleer(nu)
        assert (schending.nummer, schending.kenmerken) == (controle.ZEGELS, (f"melding {melding.pk}",))
        sql(
            "UPDATE calamiteiten_melding SET omschrijving = %s WHERE zaak_ptr_id = %s", melding.omschrijving, melding.pk
        )
        assert list(zegels.gebroken(minuten[-1])) == []


def _tel(gelezen: list[int]) -> Any:
    breuken = keten.Keten.breuken

    def tel(zelf: Any, van: int = 1, *rest: Any) -> Any:
        gelezen.append(van)
        return breuken(zelf, van, *rest)

    return tel


@pytest.mark.sqlite
def test_het_hoofd_in_het_dagbericht_gaat_over_alles_en_is_na_te_gaan(
    regio: Regio, nu: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    melding = bouw.melding(nu)
    zegels.verzegel()
    nummer, zegel = zegels.KETEN.kop()
    assert dagbericht.cijfers(nu)[f"Wat is vastgelegd, tot en met regel {nummer}"] == leesbaar(zegel)
    Melding.objects.filter(pk=melding.pk).update(plaats="Later")
    ronde.bewaak(nu)
    call_command("controleer", "--hoofd", str(nummer), *leesbaar(zegel).split())
    assert capsys.readouterr().out.startswith("goed")
    for ander, letters in ((nummer, leesbaar(zegel[::-1])), (nummer + 10**6, leesbaar(zegel))):
        with pytest.raises(SystemExit):
            call_command("controleer", "--hoofd", str(ander), *letters.split())


def test_een_weggehaalde_laatste_stap_wordt_gevonden(regio: Regio, nu: datetime) -> None:
    """Its own chain of steps says nothing of its end."""
    melding = bouw.in_fase_1(nu)
    laatste = Stap.objects.filter(zaak=melding).latest("volgnummer")
    with langs_de_deur():
        sql("DELETE FROM escalatie_stap WHERE id = %s", laatste.pk)
        assert list(zegels.breuken()) == [f"stap {laatste.pk}"]
