"""A draft tried on two hundred closed zaken. What it finds is held against counts of the raw rows, made here."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from basis.alleen_lezen import alleen_lezen
from contacten.models import Gebruiker
from escalatie.models import Termijn
from escalatie.proefdraaien.uitvoeren import draai
from escalatie.proefdraaien.verschil import Soort, Verslag
from tests import klok

from . import bouw
from .conftest import Stel

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VAN, TOT = NU.date() - timedelta(days=300), NU.date()
PAGINA = "/protocol/proefdraaien/"
# What is planned by no rule of the protocol file.
GEEN_REGEL = ["taak_gegeven", "taak_gewijzigd", "taak_ingetrokken", "verbeterd", "niet_meer_betrokken"]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def zaken(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Two hundred closed zaken, made once for all tests here and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with klok.vast(NU):
            aantal = bouw.zaai(NU)
        yield aantal
        transaction.set_rollback(True)


def proef(versie: str) -> Verslag:
    """The report of this draft on all of them."""
    return draai(versie, VAN, TOT).verslag


def telling(verslag: Verslag) -> dict[tuple[str, str], int]:
    """(kind, code) -> how often."""
    som = Counter[tuple[str, str]]()
    for regel in verslag.som:
        som[regel.soort.value, regel.code] += regel.keer
    return dict(som)


def rijen(vraag: str, *waarden: Any) -> list[Any]:
    """What the database says itself."""
    with connection.cursor() as cursor:
        cursor.execute(vraag, waarden)
        return cursor.fetchall()


def getal(vraag: str, *waarden: Any) -> int:
    """One number of the database."""
    return int(rijen(vraag, *waarden)[0][0])


def vingerafdruk() -> dict[str, str]:
    """Every table of this database, as a digest of all that is in it."""
    # That somebody looked at the report is written down: that is no change of what was looked at.
    tabellen = set(connection.introspection.table_names()) - {"calamiteiten_inzage"}
    return {
        naam: rijen(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {naam} t")[0][0]  # noqa: S608 - our own
        for naam in tabellen
    }


@pytest.mark.eis("R2")
def test_dezelfde_versie_geeft_op_tweehonderd_zaken_geen_verschil(zaken: int, stel_voor: Stel) -> None:
    verslag = proef(stel_voor())

    assert (zaken, len(verslag.zaken)) == (200, 200)
    assert {zaak.versie for zaak in verslag.zaken} == {"ijsselland-2019-02-13"}
    assert verslag.som == ()


def test_ook_wat_opnieuw_wordt_uitgerekend_komt_op_hetzelfde_uit(zaken: int, stel_voor: Stel) -> None:
    """Another order of words is the same rule, and has every term of these kinds counted and weighed again."""
    verslag = proef(
        stel_voor(
            '[[termijn]]\ncode = "fase_1"\nstopt_bij = ["heroverweeg", "start_fase_2"]\n'
            '[[termijn]]\ncode = "fase_2"\nstopt_bij = ["heroverweeg", "rond_af"]\n'
            '[[termijn]]\ncode = "managersoverleg"\nstopt_bij = ["heroverweeg", "start_fase_1", "schaal_lokaal_op"]\n'
            '[[termijn]]\ncode = "triage"\n'
            'stopt_bij = ["start_impactanalyse", "wijs_af", "trek_melding_in", "sluit_als_dubbel"]\n'
        )
    )

    assert verslag.som == ()


@pytest.mark.eis("R79", "A1")
def test_72_uur_geeft_precies_de_verschillen_die_de_rijen_geven(zaken: int, stel_voor: Stel) -> None:
    verslag = proef(stel_voor('[[termijn]]\ncode = "fase_1"\nuren = 72\n'))
    fasen = rijen("SELECT id, start_op, geeindigd_op FROM escalatie_termijn WHERE code = 'fase_1'")
    duren = [(nummer, eind - begin) for nummer, begin, eind in fasen]
    gered = sum(timedelta(hours=48) < duur <= timedelta(hours=72) for _, duur in duren)

    assert (len(duren), gered) == (70, 25)
    verwacht = {("te_laat_weg", "fase_1"): gered, ("einde_anders", "fase_1"): len(duren) - gered}
    assert telling(verslag) == {**verwacht, **_stille_wekkers(duren)}
    assert {zaak.kenmerk for zaak in verslag.anders} == {
        kenmerk
        for (kenmerk,) in rijen(
            "SELECT kenmerk FROM calamiteiten_zaak WHERE id IN (SELECT zaak_id FROM escalatie_termijn WHERE code = %s)",
            "fase_1",
        )
    }


def _stille_wekkers(duren: list[tuple[int, timedelta]]) -> dict[tuple[str, str], int]:
    """Who would not have been warned: of each kind of alarm the last ones that rang."""
    uren = {"voor": (48, 66, 71), "op": (72,), "na": (84,)}
    som = Counter[tuple[str, str]]()
    for termijn, duur in duren:
        for soort, momenten in uren.items():
            blijven = sum(timedelta(hours=uur) <= duur for uur in momenten)
            gingen = rijen(
                "SELECT id FROM escalatie_wekker WHERE termijn_id = %s AND soort = %s AND gevuurd_op IS NOT NULL "
                "ORDER BY gaat_op",
                termijn,
                soort,
            )
            for (wekker,) in gingen[blijven:]:
                for regel, keer in _plekken(f"wekker:{wekker}"):
                    som["hoort_weg", regel] += keer
    return dict(som)


def _plekken(aanleiding: str) -> list[tuple[str, int]]:
    """Rule -> how many seats were told on this occasion; one row may stand for the seat of more gemeenten."""
    vraag = (
        "SELECT regel, count(DISTINCT (rol, gemeente_id)) "
        "+ coalesce(sum(jsonb_array_length(coalesce(gegevens->'ook_voor', '[]'::jsonb))), 0) "
        "FROM communicatie_bericht WHERE aanleiding = %s AND status <> 'ingetrokken' AND na_id IS NULL GROUP BY regel"
    )
    return [(regel, int(keer)) for regel, keer in rijen(vraag, aanleiding) if regel not in GEEN_REGEL]


def test_minder_uren_maakt_te_laat_wat_op_tijd_was(zaken: int, stel_voor: Stel) -> None:
    som = telling(proef(stel_voor('[[termijn]]\ncode = "fase_1"\nuren = 24\n')))
    laat = getal(
        "SELECT count(*) FROM escalatie_termijn WHERE code = 'fase_1' AND status = 'gehaald' "
        "AND geeindigd_op > start_op + interval '24 hours'"
    )

    assert laat == 30
    assert som["te_laat_erbij", "fase_1"] == laat
    # What rings earlier now rang for nobody then.
    assert som["hoort_erbij", "fase_1_bereikt"] > 0


def test_een_stap_die_vervalt_neemt_haar_termijn_haar_taken_en_haar_berichten_mee(zaken: int, stel_voor: Stel) -> None:
    verslag = proef(stel_voor('[weg]\nstatus = ["twijfel"]\nvoorwaardenaam = ["geen_twijfel"]\n'))
    stappen = ("raadpleeg_bij_twijfel", "hervat_beoordeling")
    gezet = rijen("SELECT id, code FROM escalatie_stap WHERE code IN (%s, %s)", *stappen)
    verwacht = Counter[tuple[str, str]](("stap_weg", code) for _, code in gezet)
    verwacht["termijn_weg", "twijfel"] = getal("SELECT count(*) FROM escalatie_termijn WHERE code = 'twijfel'")
    verwacht["termijn_weg", "beoordeling"] = getal(
        "SELECT count(*) FROM escalatie_termijn t JOIN escalatie_stap s ON s.id = t.stap_id "
        "WHERE t.code = 'beoordeling' AND s.code = 'hervat_beoordeling'"
    )
    taken = rijen(
        "SELECT t.id, t.code, s.code FROM escalatie_taak t LEFT JOIN escalatie_stap s ON s.id = t.stap_id "
        "WHERE s.code IN (%s, %s)",
        *stappen,
    )
    verwacht.update(("taak_weg", code) for _, code, _ in taken)
    sleutels = [f"stap:{nummer}" for nummer, _ in gezet]
    sleutels += [f"wekker:{nummer}" for (nummer,) in rijen(_WEKKERS_VAN_TWIJFEL)]
    for sleutel in sleutels:
        for regel, keer in _plekken(sleutel):
            if regel in {"twijfel_naar_regiomanager", "twijfel_naar_toegang", "beoordeling_naar_toegang"}:
                verwacht["hoort_weg", regel] += keer

    assert len(gezet) == 40
    assert verwacht["hoort_weg", "twijfel_naar_regiomanager"] == 20
    assert telling(verslag) == dict(verwacht)


_WEKKERS_VAN_TWIJFEL = (
    "SELECT w.id FROM escalatie_wekker w JOIN escalatie_termijn t ON t.id = w.termijn_id "
    "WHERE t.code = 'twijfel' AND w.gevuurd_op IS NOT NULL"
)
NIEUWE_ROL = """
[[informatieregel]]
code = "c_naar_regiomanager"
aan = ["regiomanager", "voorzitter_bestuur", "beleidsmedewerker_jeugd"]

[[taak]]
code = "voorzitter_bijpraten"
naam = "Praat de gemeenten bij"
rol = "voorzitter_bestuur"
bij = ["start_fase_1"]
per = "gemeente"
zin = "Vertel elke gemeente wat er speelt."
bron = "Voorstel"
eisen = ["R76"]

[[overgang]]
code = "start_fase_2"
door = ["voorzitter_bestuur"]
"""


def test_een_nieuwe_rol_hoort_doet_en_besluit_precies_waar_het_voorstel_haar_noemt(zaken: int, stel_voor: Stel) -> None:
    verslag = proef(stel_voor(NIEUWE_ROL))
    per_stap = (
        "SELECT count(*) FROM escalatie_stap s JOIN calamiteiten_betrokkenheid b ON b.melding_id = s.zaak_id "
        "WHERE s.code = %s"
    )
    keuzes = getal("SELECT count(*) FROM escalatie_stap WHERE code = 'kies_c'")

    assert keuzes == 50
    assert {(r.soort.value, r.code, r.rol): r.keer for r in verslag.som} == {
        ("hoort_erbij", "c_naar_regiomanager", "voorzitter_bestuur"): keuzes,
        ("hoort_erbij", "c_naar_regiomanager", "beleidsmedewerker_jeugd"): getal(per_stap, "kies_c"),
        ("taak_erbij", "voorzitter_bijpraten", "voorzitter_bestuur"): getal(per_stap, "start_fase_1"),
        ("stap_anders", "start_fase_2", "regiomanager"): getal(
            "SELECT count(*) FROM escalatie_stap WHERE code = 'start_fase_2'"
        ),
    }


STAP_ERBIJ = """
[[status]]
code = "nazorg"
na = "monitoring"
naam = "Nazorg"
stap = 7
vervolg = "afgerond"
zin = "Vraag hoe het gaat."
bron = "Voorstel"
eisen = ["R64"]

[[overgang]]
code = "start_nazorg"
naam = "{status:nazorg} beginnen"
van = ["monitoring"]
naar = "nazorg"
door = ["contractmanager"]
zin = "U vraagt hoe het gaat."
bron = "Voorstel"
eisen = ["R64"]

[[overgang]]
code = "rond_af"
van = ["nazorg", "fase_2"]
door_per_van = { nazorg = ["contractmanager"], fase_2 = ["regiomanager"] }
"""


def test_een_stap_erbij_en_een_weg_die_niet_meer_bestaat(zaken: int, stel_voor: Stel) -> None:
    erbij = telling(proef(stel_voor(STAP_ERBIJ)))
    langs_monitoring = getal("SELECT count(*) FROM escalatie_stap WHERE code = 'rond_af' AND van = 'monitoring'")
    zonder_d = proef(stel_voor('[weg]\nscenario = ["d"]\nstatus = ["fase_1", "fase_2"]\n'))
    langs_d = getal("SELECT count(*) FROM escalatie_stap WHERE code = 'kies_d'")

    assert (langs_monitoring, langs_d) == (100, 70)
    assert erbij["stap_erbij", "start_nazorg"] == langs_monitoring
    assert telling(zonder_d)["stap_weg", "kies_d"] == langs_d
    plek = [regel for regel in zonder_d.som if regel.soort == Soort.GEEN_ANTWOORD and regel.waarom == "plek"]
    assert {regel.code: regel.zaken for regel in plek} == {"rond_af": langs_d}


EISEN = """
[[overgang]]
code = "start_monitoring"
vereist = ["taak:lokaal_informeren", "meldingswaardig"]
"""


def test_een_extra_eis_wordt_gewogen_waar_dat_kan_en_anders_zonder_antwoord_gelaten(
    zaken: int, stel_voor: Stel
) -> None:
    som = {(r.soort.value, r.code, r.waarom): r.keer for r in proef(stel_voor(EISEN)).som}
    gestart = getal("SELECT count(*) FROM escalatie_stap WHERE code = 'start_monitoring'")

    assert som["geen_antwoord", "start_monitoring", "voorwaarde"] == gestart
    assert ("tegengehouden", "start_monitoring", "") not in som


def test_proefdraaien_schrijft_en_verstuurt_niets(zaken: int, stel_voor: Stel, client: Client, nu: datetime) -> None:
    versie = stel_voor('[[termijn]]\ncode = "fase_1"\nuren = 72\n')
    kenmerk = Termijn.objects.filter(code="fase_1").values_list("zaak__kenmerk", flat=True)[0]
    client.force_login(Gebruiker.objects.get(username="regiomanager"))
    keuze = {"versie": versie, "van": VAN.isoformat(), "tot": TOT.isoformat()}
    voor = vingerafdruk()
    uit = StringIO()
    call_command("proefdraai", *(f"--{naam}={waarde}" for naam, waarde in keuze.items()), stdout=uit)
    antwoord = client.get(PAGINA, keuze)

    na = vingerafdruk()
    assert {naam for naam in voor if na[naam] != voor[naam]} == set()
    assert mail.outbox == []
    for tekst in (uit.getvalue(), antwoord.content.decode()):
        assert "200 gesloten zaken" in tekst
        assert "Was te laat, zou op tijd zijn" in tekst
        assert "25 keer, in 25 zaken" in tekst
    assert kenmerk in antwoord.content.decode()


@pytest.mark.sqlite
def test_wie_alleen_leest_kan_niet_schrijven_en_daarna_weer_wel(regio: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), alleen_lezen():
        Gebruiker.objects.update(first_name="Iemand")
    with alleen_lezen():
        assert Gebruiker.objects.exists()

    assert Gebruiker.objects.update(first_name="Iemand") > 0


def test_een_pagina_zonder_voorstel_met_een_slecht_voorstel_en_met_een_onmogelijke_periode(
    regio: Any, stel_voor: Stel, client: Client, settings: Any
) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    assert "Er is nog geen voorstel" in client.get(PAGINA).content.decode()

    keuze = {"versie": stel_voor("uren = 3\n"), "van": "2026-01-01", "tot": "2026-06-01"}
    assert "Dit voorstel is niet te lezen" in client.get(PAGINA, keuze).content.decode()
    andersom = {**keuze, "van": "2026-07-01"}
    assert "De laatste dag ligt voor de eerste" in client.get(PAGINA, andersom).content.decode()
    lang = {**keuze, "van": "2024-07-01"}
    assert "hoogstens een jaar" in client.get(PAGINA, lang).content.decode()

    stel_voor('[[termijn]]\ncode = "fase_1"\ndagen = 3\n')
    tekst = client.get(PAGINA, keuze).content.decode()
    assert "Dit voorstel kan zo nog niet gelden" in tekst
    assert "Er zou niets anders zijn gegaan" in tekst


def test_de_pagina_stelt_even_veel_vragen_bij_meer_zaken(
    zaken: int, stel_voor: Stel, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(Gebruiker.objects.get(username="regiomanager"))
    keuze = {"versie": stel_voor(), "van": VAN.isoformat(), "tot": TOT.isoformat()}

    with django_assert_max_num_queries(40):
        client.get(PAGINA, keuze)
