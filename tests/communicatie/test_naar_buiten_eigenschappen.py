"""Whatever happens in whatever order: nothing is outside without a right, nothing waits behind open locks."""

import contextlib
import os
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding, Samenhang
from communicatie.familie import familielijst, naar_buiten, onderzoeken
from communicatie.familie.betrokkenen import onwetenden
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.onderzoeken import Begin
from communicatie.models import PERSTEKST, Bericht, Informeermoment, Persvraag, Uiting, Uitzondering, Vrijgave
from communicatie.post import berichten
from contacten.rollen import Rol
from escalatie.bewaking import controle
from escalatie.draaiboek import samenhang
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie.communiceren import Erbij
from escalatie.persvragen.opdrachten import Koppeling
from tests import bouw
from tests.communicatie import persbouw
from tests.communicatie.slotbouw import BESLUIT, REDEN, REGELS, UUR, breng, plan_naar_buiten, vertel_de_familie

pytestmark = pytest.mark.django_db


def _dicht_volgens_sql(zaak: Melding) -> bool:
    """Whether a lock of this melding is on, by SQL that knows nothing of the app."""
    sql = """
        SELECT (SELECT count(*) FROM communicatie_informering i
                WHERE i.melding_id = %s AND i.betrokkene <> ''
                  AND NOT EXISTS (SELECT 1 FROM communicatie_herroeping h WHERE h.informering_id = i.id)),
               (SELECT count(*) FROM communicatie_informering i
                WHERE i.melding_id = %s AND i.betrokkene <> ''
                  AND NOT EXISTS (SELECT 1 FROM communicatie_herroeping h WHERE h.informering_id = i.id)
                  AND (EXISTS (SELECT 1 FROM communicatie_informeermoment m
                               WHERE m.informering_id = i.id AND NOT EXISTS
                                   (SELECT 1 FROM communicatie_herroeping h WHERE h.informeermoment_id = m.id))
                       OR EXISTS (SELECT 1 FROM communicatie_uitzondering u
                               WHERE u.informering_id = i.id AND NOT EXISTS
                                   (SELECT 1 FROM communicatie_herroeping h WHERE h.uitzondering_id = u.id)))),
               (SELECT count(*) FROM communicatie_onderzoek o
                WHERE o.melding_id = %s AND o.geeindigd_op IS NULL)"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [zaak.pk] * 3)
        lijst, klaar, onderzoeken_ = cursor.fetchone()
    return lijst == 0 or klaar < lijst or onderzoeken_ > 0


def _zijn_samen() -> bool:
    """Whether the two meldingen are of one event, by SQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM calamiteiten_samenhang WHERE beeindigd_op IS NULL")
        (aantal,) = cursor.fetchone()
    return bool(aantal)


def _weg(zaak: Melding, vraag: Persvraag) -> set[int]:
    """What left the circle, of the melding and of the question while that hangs on it."""
    vraag.refresh_from_db()
    buiten = Q(zaak=zaak.pk, rol=Rol.MEDEWERKERS_REGIO)
    if vraag.melding_id == zaak.pk:
        buiten |= Q(zaak=vraag.pk, gegevens__has_key=PERSTEKST)
    return set(Bericht.objects.filter(buiten, status__in=["verzonden", "verzameld"]).values_list("pk", flat=True))


STAPPEN = (
    *("familie", "een", "erbij", "eraf", "terug", "uitzondering", "begin", "einde"),
    *("post", "pers", "gemeenten", "antwoord", "koppel", "koppel_ander", "ontkoppel"),
    *("samen", "los", "ander_begin", "ander_einde", "ander_post"),
)


def _handelingen(zaak: Melding, ander: Melding, vraag: Persvraag, nu: datetime) -> dict[str, Any]:
    """What can happen, by name: each takes the moment. `zaak` and `ander` may become of one event."""
    plek = bouw.regio(nu)
    cm, rm = plek.gebruikers["contractmanager"], plek.gebruikers["regiomanager"]
    nog_eens = {"afwijkingen": dict.fromkeys(("nog_niet_geinformeerd", "nog_geen_antwoord"), "Nog eens.")}

    def eerste() -> int:
        """Somebody on the list who does not know; nobody when all do."""
        return next(iter(onwetenden(zaak).values_list("pk", flat=True)), 0)

    def terug(op: datetime) -> None:
        for soort in ("informeermoment", "uitzondering"):
            model: Any = {"informeermoment": Informeermoment, "uitzondering": Uitzondering}[soort]
            for rij in model._default_manager.filter(informering__melding=zaak, herroeping__isnull=True)[:1]:
                communiceren.trek_in(zaak, soort, rij.pk, "Fout.", rm, op)

    def los(op: datetime) -> None:
        for band in Samenhang.van(zaak):
            samenhang.ontkoppel(band, zaak, "Toch niet.", cm, op)

    gesprek = Inlichting(nu, "gesprek", "aanbieder")
    return {
        "familie": lambda op: vertel_de_familie(zaak, cm, op),
        "een": lambda op: familielijst.vertel(zaak, [eerste()], gesprek, cm, op, REGELS),
        "erbij": lambda op: communiceren.leg_vast(zaak, "betrokkene", Erbij("familie", "Ook."), cm, op),
        "eraf": lambda op: communiceren.trek_in(zaak, "informering", eerste(), "Fout.", cm, op),
        "terug": terug,
        "uitzondering": lambda op: familielijst.maak_uitzondering(zaak, eerste(), "Weg.", rm, op, REGELS),
        "begin": lambda op: onderzoeken.begin(zaak, Begin(op, "officier", "Gehoord."), cm, op, REGELS),
        "einde": lambda op: onderzoeken.eindig(zaak, "Klaar.", op, cm, op, REGELS),
        "post": lambda op: plan_naar_buiten(zaak, op),
        "pers": lambda op: persbouw.stap(vraag, "stuur_bij", cm, op),
        "koppel": lambda op: persbouw.stap(
            vraag, "koppel", cm, op, gegevens=Koppeling(zaak.pk), afwijkingen={"nog_niet_gekoppeld": "Nog eens."}
        ),
        "koppel_ander": lambda op: persbouw.stap(
            vraag, "koppel", cm, op, gegevens=Koppeling(ander.pk), afwijkingen={"nog_niet_gekoppeld": "Toch die."}
        ),
        "ontkoppel": lambda op: persbouw.stap(vraag, "ontkoppel", cm, op),
        "gemeenten": lambda op: persbouw.stap(vraag, "informeer_gemeenten", cm, op, **nog_eens),
        "antwoord": lambda op: persbouw.stap(vraag, "leg_antwoord_vast", cm, op, **nog_eens),
        "samen": lambda op: samenhang.koppel(zaak, ander.kenmerk, "Dezelfde avond.", cm, op),
        "los": los,
        "ander_begin": lambda op: onderzoeken.begin(ander, Begin(op, "officier", "Gehoord."), cm, op, REGELS),
        "ander_einde": lambda op: onderzoeken.eindig(ander, "Klaar.", op, cm, op, REGELS),
        "ander_post": lambda op: plan_naar_buiten(ander, op),
        "verzend": lambda op: berichten.verzend(op, limiet=500),
    }


@pytest.mark.eis("R125", "R156")
@settings(
    max_examples=240 if os.environ.get("STORING") == "alles" else 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stappen=st.lists(st.sampled_from([*STAPPEN, "verzend", "verzend"]), min_size=4, max_size=14))
@example(stappen=["pers", "koppel", "verzend", "familie", "pers", "post", "begin", "verzend", "einde", "verzend"])
@example(stappen=["familie", "koppel", "pers", "post", "terug", "verzend", "uitzondering", "verzend"])
@example(stappen=["koppel", "familie", "pers", "begin", "koppel_ander", "verzend", "pers", "koppel", "verzend"])
@example(stappen=["koppel", "familie", "pers", "erbij", "verzend", "eraf", "verzend"])
@example(stappen=["familie", "koppel", "pers", "samen", "ander_begin", "verzend", "ander_einde", "verzend"])
@example(stappen=["familie", "koppel", "gemeenten", "samen", "ander_begin", "antwoord", "ander_post", "verzend", "los"])
@example(stappen=["koppel", "ontkoppel", "pers", "koppel", "begin", "verzend", "samen", "ander_post", "verzend"])
def test_van_twee_gekoppelde_zaken_gaat_niets_naar_buiten_zolang_een_slot_dicht_is(
    stappen: list[str], nu: datetime, mailserver: Any
) -> None:
    with transaction.atomic():
        plek = bouw.regio(nu)
        cm = plek.gebruikers["contractmanager"]
        zaak, ander = bouw.melding(nu), bouw.melding(nu, ["raalte"])
        vertel_de_familie(ander, cm, nu)
        vraag = persbouw.persvraag(nu, gemeenten=(plek.gemeenten["kampen"],))
        persbouw.stap(vraag, "antwoord_direct", cm, nu)
        doen = _handelingen(zaak, ander, vraag, nu)
        op = nu
        for nummer, stap in enumerate(stappen, start=1):
            op, eerder = nu + nummer * UUR, [_weg(een, vraag) for een in (zaak, ander)]
            with contextlib.suppress(Geweigerd), transaction.atomic():
                doen[stap](op)
            eigen = [_dicht_volgens_sql(een) for een in (zaak, ander)]
            for een, was, dicht in zip((zaak, ander), eerder, eigen, strict=True):
                # What locks the one locks what is of the same event.
                op_slot = dicht or (_zijn_samen() and any(eigen))
                assert naar_buiten.is_dicht(een) == op_slot, stappen[:nummer]
                assert stap != "verzend" or not op_slot or _weg(een, vraag) == was, stappen[:nummer]
        assert not [b for b in controle.controleer(op) if b.nummer in {10, 11, 17}]
        # The rows of these mails go with the example.
        mailserver.ontvangen.clear()
        transaction.set_rollback(True)


@pytest.mark.eis("R125")
@settings(
    max_examples=25 if os.environ.get("STORING") == "alles" else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    stappen=st.lists(
        st.sampled_from(["familie", "begin", "einde", "vrij", "vrij_besluit", "mail", "post", "pers", "pers_reden"]),
        max_size=12,
    )
)
def test_wat_er_ook_gebeurt_niets_is_buiten_zonder_recht(stappen: list[str], nu: datetime) -> None:
    with transaction.atomic():
        plek = bouw.regio(nu)
        cm, rm = plek.gebruikers["contractmanager"], plek.gebruikers["regiomanager"]
        zaak = bouw.melding(nu)
        doen: dict[str, Any] = {
            "familie": lambda op: vertel_de_familie(zaak, cm, op),
            "begin": lambda op: onderzoeken.begin(zaak, Begin(op, "officier", "Gehoord."), cm, op, REGELS),
            "einde": lambda op: onderzoeken.eindig(zaak, "Klaar.", op, cm, op, REGELS),
            "vrij": lambda op: naar_buiten.geef_vrij(zaak, "persbericht", REDEN, rm, op, REGELS),
            "vrij_besluit": lambda op: naar_buiten.geef_vrij(zaak, "persbericht", BESLUIT, rm, op, REGELS),
            "mail": lambda op: naar_buiten.geef_vrij(zaak, "mail", BESLUIT, rm, op, REGELS),
            "post": lambda op: plan_naar_buiten(zaak, op),
            "pers": lambda op: breng(zaak, "persbericht", cm, op),
            "pers_reden": lambda op: breng(zaak, "persbericht", rm, op, toestemming=REDEN),
        }
        weet = loopt = False
        for nummer, stap in enumerate(stappen):
            op = nu + nummer * UUR
            try:
                doen[stap](op)
            except Geweigerd:
                assert stap not in {"familie", "post"}, "wie mag, wordt niet geweigerd"
                assert stap != "pers" or not weet or loopt, "het slot is open"
            else:
                weet, loopt = weet or stap == "familie", (loopt or stap == "begin") and stap != "einde"
            assert naar_buiten.is_dicht(zaak) == (loopt or not weet)
            uitingen = list(Uiting.objects.filter(melding=zaak).select_related("vrijgave"))
            assert all((u.wist_familie and not u.liep_onderzoek) or (u.vrijgave and u.vrijgave.reden) for u in uitingen)
            assert all(u.vrijgave and u.vrijgave.besluit_van for u in uitingen if u.liep_onderzoek)
            assert not Vrijgave.objects.filter(gebruikt_op__isnull=False).exclude(
                pk__in=[u.vrijgave_id for u in uitingen]
            )
            if weet and not loopt:
                assert not naar_buiten.wachtend(zaak).exists()
        assert not [b for b in controle.controleer(nu) if b.nummer in {10, 11}]
        transaction.set_rollback(True)
