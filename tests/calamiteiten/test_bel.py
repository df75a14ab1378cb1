"""Beat hears that post was planned, at the commit and not before; a line that is cut costs no round (besluit 0067)."""

from datetime import datetime

import pytest
from django.db import connection, transaction

from calamiteiten.config import bel
from calamiteiten.config.bel import Bel
from communicatie.models import Bericht, BerichtStatus
from tests import bouw

pytestmark = pytest.mark.django_db(transaction=True)


def stuur_weg(lijn: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [lijn])


def test_beat_hoort_dat_er_post_is_gepland_en_de_poll_blijft(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    tijd = {"nu": 1000.0}
    monkeypatch.setattr(bel, "monotonic", lambda: tijd["nu"])
    oor = Bel()
    assert oor.hoort(0), "whoever begins to listen rings once"
    assert not oor.hoort(0)

    bouw.melding_met_drie_berichten(nu)
    assert oor.hoort(5)
    assert not oor.hoort(0), "one word for one commit, however many rows"

    with transaction.atomic():
        bouw.melding(nu)
        transaction.set_rollback(True)
    assert not oor.hoort(0), "what was taken back was never planned"

    Bericht.objects.update(status=BerichtStatus.WACHT, volgende_poging_op=None)
    assert not oor.hoort(0)
    Bericht.objects.update(status=BerichtStatus.GEPLAND, volgende_poging_op=nu)
    assert oor.hoort(5), "let go by a lock is planned too"
    Bericht.objects.update(status=BerichtStatus.BEZIG, lease_tot=nu)
    Bericht.objects.update(status=BerichtStatus.GEPLAND, lease_tot=None)
    assert not oor.hoort(0), "given back by a sender, who is at work"

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (lijn,) = cursor.fetchone()
    try:
        stuur_weg(lijn)
    except Exception:
        connection.close()
    assert oor.hoort(0), "another line, and so it listens anew"

    oor._lijn = connection.connection
    connection.connection.close()
    assert not oor.hoort(0)
    assert not oor.hoort(0), "and for some seconds it goes by its rhythm"
    tijd["nu"] += bel.STIL
    assert oor.hoort(0)
