"""A version beside the adopted one starts, and a melding under each walks its own way to its end at the same time."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import zip_longest

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking import controle, ronde
from escalatie.models import Stap, Termijn
from escalatie.protocol.lezen import digest, haal_protocol
from tests import bouw

from .bestanden import (
    AANGENOMEN,
    DERDE_PARTIJ,
    FASE_3,
    KALENDERDAGEN,
    KOP,
    UREN_72,
    ZONDER_D,
    ZONDER_TWIJFEL,
)
from .conftest import Neem

Weg = Iterator[object]
R = Rol.REGIOMANAGER


def zaak(nu: datetime) -> Loper:
    """A melding of this moment, in two gemeenten."""
    return bouw.loper(nu).registreer(bouw.gegevens(nu, ("zwolle", "raalte")))


def tot_oordeel(loper: Loper, uitslag: str) -> Weg:
    """From received to the judgement, a step at a time."""
    yield loper.stap("start_impactanalyse")
    yield loper.analyseer(uitslag)
    yield loper.stap("start_beoordeling")


def kies(loper: Loper, letter: str) -> Weg:
    """Every toegang agrees and the scenario is chosen."""
    yield loper.bevestig(letter)
    yield loper.stap(f"kies_{letter}")


def langs_d(loper: Loper, *extra: str) -> Weg:
    """The whole road of scenario d; `extra`: phases after the second."""
    yield from tot_oordeel(loper, "d")
    yield from kies(loper, "d")
    yield loper.doe("managersoverleg")
    for code in ("start_fase_1", "start_fase_2", *extra):
        yield loper.stap(code, R)
        yield loper.doe_alles()
    yield loper.stap("rond_af", R)


def langs_c(loper: Loper) -> Weg:
    """The whole road of scenario c."""
    yield from tot_oordeel(loper, "c")
    yield from kies(loper, "c")
    yield loper.doe_alles()
    yield loper.stap("start_monitoring")
    yield loper.doe_alles()
    yield loper.stap("rond_af")


def langs_twijfel(loper: Loper) -> Weg:
    """In doubt, then scenario d after all."""
    yield from tot_oordeel(loper, "twijfel")
    yield loper.stap("raadpleeg_bij_twijfel")
    yield loper.doe_alles()
    yield loper.stap("hervat_beoordeling")
    yield loper.bevestig("d")
    yield loper.stap("kies_d")


def samen(nu: datetime, oud: Callable[[Loper], Weg], nieuw: Callable[[Loper], Weg]) -> tuple[Loper, Loper]:
    """Two meldingen, of the day before the new version and of its first day, that walk turn by turn."""
    eerste, tweede = zaak(nu - timedelta(days=1)), zaak(nu)
    for _ in zip_longest(oud(eerste), nieuw(tweede)):
        pass
    ronde.bewaak(nu)
    assert controle.controleer(nu) == []
    return eerste, tweede


def gelopen(loper: Loper) -> list[str]:
    """The statuses of a melding, in order."""
    return list(Stap.objects.filter(zaak=loper.melding).order_by("volgnummer").values_list("naar", flat=True))


def zet(melding: Melding, status: str) -> None:
    """Past all our code."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE calamiteiten_zaak SET status = %s WHERE id = %s", [status, melding.pk])


def weigert_database(melding: Melding, status: str) -> bool:
    """Whether the database itself refuses this status."""
    try:
        zet(melding, status)
    except IntegrityError as fout:
        return "leidt geen pijl" in str(fout) or "staat in geen enkel protocol" in str(fout)
    return False


def test_de_dag_van_ontvangst_kiest_de_versie_en_die_blijft(nu: datetime, neem_aan: Neem) -> None:
    versie = neem_aan(UREN_72)

    eerste, tweede = zaak(nu - timedelta(days=1)), zaak(nu)

    assert (eerste.melding.protocol_versie, eerste.melding.protocol_digest) == (AANGENOMEN, digest(AANGENOMEN))
    assert (tweede.melding.protocol_versie, tweede.melding.protocol_digest) == (versie, digest(versie))
    assert digest(versie) != digest(AANGENOMEN)


def test_72_uur_in_hoogstens_dertig_regels(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(UREN_72)
    assert len((KOP + UREN_72).splitlines()) <= 30

    oud, nieuw = samen(nu, langs_d, langs_d)

    assert gelopen(oud)[-3:] == gelopen(nieuw)[-3:] == ["fase_1", "fase_2", "afgerond"]
    assert _duur(oud, "fase_1") == timedelta(hours=48)
    assert _duur(nieuw, "fase_1") == timedelta(hours=72)


def test_een_fase_meer(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(FASE_3)

    oud, nieuw = samen(nu, langs_d, lambda loper: langs_d(loper, "start_fase_3"))

    assert gelopen(oud)[-2:] == ["fase_2", "afgerond"]
    assert gelopen(nieuw)[-3:] == ["fase_2", "fase_3", "afgerond"]
    assert nieuw.melding.get_status_display() == "Afgerond"


def test_een_stap_van_de_andere_versie_gaat_niet_door_de_deur(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(FASE_3)
    eerste, tweede = zaak(nu - timedelta(days=1)), zaak(nu)
    for loper in (eerste, tweede):
        _loop_tot(loper, langs_d(loper), "fase_2")

    with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
        eerste.stap("start_fase_3", R)
    with pytest.raises(Geweigerd, match="kan niet vanuit fase 2"):
        tweede.stap("rond_af", R)
    assert weigert_database(eerste.melding, "scenario_a")
    assert weigert_database(tweede.melding, "fase_4")
    assert weigert_database(tweede.melding, "ontvangen")


def test_zonder_scenario_d(nu: datetime, neem_aan: Neem) -> None:
    versie = neem_aan(ZONDER_D)
    protocol = haal_protocol(versie)
    assert not {"fase_1", "fase_2", "scenario_d"} & set(protocol.status_per_code)
    assert not {"kies_d", "start_fase_1", "schaal_lokaal_op"} & set(protocol.stap_per_code)

    oud, nieuw = samen(nu, langs_d, langs_c)

    assert gelopen(oud)[-1] == gelopen(nieuw)[-1] == "afgerond"
    assert "scenario_c" in gelopen(nieuw)
    derde = zaak(nu)
    _loop_tot(derde, tot_oordeel(derde, "d"), "beoordeling")
    assert derde.stand().advies.scenario == "c"
    with pytest.raises(Geweigerd, match="Kies scenario a, b of c"):
        derde.bevestig("d")
    with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
        derde.stap("kies_d")


def test_zonder_twijfel(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(ZONDER_TWIJFEL)

    oud, nieuw = samen(nu, langs_twijfel, langs_d)

    assert "twijfel" in gelopen(oud)
    assert gelopen(nieuw)[-1] == "afgerond"
    derde = zaak(nu)
    _loop_tot(derde, tot_oordeel(derde, "twijfel"), "beoordeling")
    with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
        derde.stap("raadpleeg_bij_twijfel")
    assert weigert_database(derde.melding, "fase_1")


def test_een_derde_partij_in_de_analyse(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(DERDE_PARTIJ)

    oud, nieuw = samen(nu, langs_d, langs_d)

    assert {a.soort for a in oud.melding.analyses.all()} == {"toegang", "contractmanager"}
    assert {a.soort for a in nieuw.melding.analyses.all()} == {"toegang", "contractmanager", "regiomanager"}
    derde = zaak(nu).stap("start_impactanalyse").analyseer("a", alleen="toegang")
    derde.analyseer("a", alleen="contractmanager")
    with pytest.raises(Geweigerd, match="Nog niet ingediend: de impactanalyse van regiomanager RSJ"):
        derde.stap("start_beoordeling")


def test_de_derde_partij_vult_haar_eigen_blad_in(
    nu: datetime, neem_aan: Neem, client: Client, regiomanager: Gebruiker, toegang_zwolle: Gebruiker
) -> None:
    neem_aan(DERDE_PARTIJ)
    analyse = zaak(nu).stap("start_impactanalyse").melding.analyses.get(soort="regiomanager")
    adres = analyse.get_absolute_url()
    assert adres.endswith("/analyse/?partij=regiomanager")
    velden = {"versie": "1", "antwoord_andere_regios": "nee", "toelichting_andere_regios": "", "indienen": "1"}

    client.force_login(toegang_zwolle)
    assert client.post(adres, velden).status_code in {404, 409}
    client.force_login(regiomanager)
    assert "Werkt de aanbieder ook in een andere regio?" in client.get(adres).content.decode()
    assert client.post(adres, velden).status_code == 302

    analyse.refresh_from_db()
    assert (analyse.is_definitief(), analyse.ingediend_door) == (True, regiomanager)
    assert bouw.taak(analyse.melding, "analyse_regiomanager").status == "afgerond"
    client.force_login(regiomanager)
    dossier = client.get(analyse.melding.get_absolute_url()).content.decode()
    assert "Regiomanager RSJ" in dossier


def test_een_termijn_in_kalenderdagen(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(KALENDERDAGEN)

    oud, nieuw = samen(nu, langs_d, langs_d)

    assert gelopen(oud)[-1] == gelopen(nieuw)[-1] == "afgerond"
    termijn = Termijn.objects.get(zaak=nieuw.melding, code="fase_2")
    assert termijn.vervalt_op.isoformat() == "2027-01-08T22:59:59+00:00"
    assert (
        termijn.uitleg["regel"]
        == "45 dagen na het begin, weekenden en feestdagen tellen mee, tot het einde van die dag"
    )


def test_een_bestand_dat_verandert_onder_een_zaak_vindt_de_controle(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(UREN_72)
    zaak(nu)
    neem_aan(UREN_72.replace("72", "96"))

    gevonden = {schending.nummer: schending.kenmerken for schending in controle.controleer(nu)}

    assert gevonden[12] == (Melding.objects.get().kenmerk,)


def _duur(loper: Loper, code: str) -> timedelta:
    termijn = Termijn.objects.get(zaak=loper.melding, code=code)
    return termijn.vervalt_op - termijn.start_op


def _loop_tot(loper: Loper, weg: Weg, status: str) -> None:
    for _ in weg:
        if loper.melding.status == status:
            return
    raise AssertionError(f"kwam niet in {status}")
