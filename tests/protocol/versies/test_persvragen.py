"""A press question keeps its version as a melding does: another stage, a step less, the old one beside it (R21)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from basis.geweigerd import Geweigerd
from escalatie.draaiboek import termijnen
from escalatie.models import Termijn
from escalatie.persvragen.opdrachten import Volgdag
from tests import bouw
from tests.communicatie import persbouw

from .bestanden import AANGENOMEN, PERS_ANDERS
from .conftest import Neem


def test_twee_persvragen_lopen_elk_langs_hun_eigen_versie(nu: datetime, neem_aan: Neem) -> None:
    versie = neem_aan(PERS_ANDERS)
    cm = bouw.regio(nu).gebruikers["contractmanager"]
    oud, nieuw = persbouw.persvraag(nu, ontvangen_op=nu - timedelta(days=1)), persbouw.persvraag(nu)
    assert (oud.protocol_versie, nieuw.protocol_versie) == (AANGENOMEN, versie)
    assert "" not in {oud.protocol_digest, nieuw.protocol_digest}

    persbouw.loop(oud, "evalueer", nu)
    persbouw.loop(nieuw, "evalueer", nu)
    with pytest.raises(Geweigerd, match="kan niet vanuit evaluatie"):
        persbouw.stap(nieuw, "rond_af", cm, nu)
    with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
        persbouw.stap(oud, "start_nazorg", cm, nu)
    persbouw.stap(oud, "rond_af", cm, nu)
    persbouw.stap(nieuw, "start_nazorg", cm, nu)
    assert nieuw.__class__.objects.get(pk=nieuw.pk).get_status_display() == "Nazorg"
    persbouw.stap(nieuw, "rond_af", cm, nu)

    for zaak in (oud, nieuw):
        zaak.refresh_from_db()
        assert (zaak.status, zaak.afgerond_op) == ("afgerond", nu)
        assert zaak.get_status_display() == "Afgerond"


def test_een_stap_die_deze_versie_niet_heeft_gaat_niet(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(PERS_ANDERS)
    cm = bouw.regio(nu).gebruikers["contractmanager"]
    oud, nieuw = persbouw.persvraag(nu, ontvangen_op=nu - timedelta(days=1)), persbouw.persvraag(nu)

    persbouw.stap(oud, "antwoord_direct", cm, nu)
    with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
        persbouw.stap(nieuw, "antwoord_direct", cm, nu)
    with pytest.raises(IntegrityError, match="leidt geen pijl"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE calamiteiten_zaak SET status = 'nazorg' WHERE id = %s", [nieuw.pk])


def test_een_gesloten_persvraag_heeft_geen_termijn_meer_wat_haar_versie_ook_zegt(nu: datetime, neem_aan: Neem) -> None:
    neem_aan(
        '[[perstermijn]]\ncode = "antwoord"\nstopt_bij = []\n\n[[perstermijn]]\ncode = "monitor"\nstopt_bij = []\n'
    )
    mensen = bouw.regio(nu).gebruikers
    zaak = persbouw.loop(persbouw.persvraag(nu), "stuur_door", nu)
    persbouw.stap(zaak, "communiceer", mensen["adviseur"], nu, gegevens=Volgdag(date(2026, 12, 4)))
    zonder_antwoord = {"beantwoord": "De krant trok de vraag in.", "monitor_afgelopen": "De krant trok de vraag in."}
    persbouw.stap(zaak, "evalueer", mensen["adviseur"], nu, afwijkingen=zonder_antwoord)

    persbouw.stap(zaak, "rond_af", mensen["adviseur"], nu, afwijkingen=zonder_antwoord)

    assert set(Termijn.objects.filter(zaak=zaak.pk).values_list("code", "status")) == {
        ("antwoord", "gestopt"),
        ("monitor", "gestopt"),
    }
    assert termijnen.bewaak(nu + timedelta(days=30)) == 0
