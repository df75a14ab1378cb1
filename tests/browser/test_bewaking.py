"""The page Bewaking at the desk and on the phone: at rest, and when everything is wrong at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from communicatie.models import Bericht
from communicatie.post import quarantaine
from escalatie.bewaking import ronde
from escalatie.bewaking.hartslagen import ONDERDELEN, klop
from escalatie.models import Bevinding, Wekker
from tests import bouw

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_de_beheerder_ziet_wat_stuk_is_en_helpt_het_op_gang(
    openen: Openen, breedte: int, website: str, nu: datetime, settings: Any
) -> None:
    ronde.bewaak(nu)
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/bewaking/", "bewaking-rustig")
    beheer.ziet("Alles wat hier wordt bewaakt, werkt.")

    settings.BEWAAKTE_ONDERDELEN = [onderdeel.naam for onderdeel in ONDERDELEN]
    kenmerk = _maak_alles_stuk(nu)
    beheer.ga("/bewaking/", "bewaking-stuk")
    beheer.ziet("De worker doet niets meer.")
    beheer.ziet("De post staat stil na een herstel")
    assert kenmerk not in beheer.inhoud.inner_text()
    beheer.druk("Post vrijgeven")
    beheer.ziet("Waarschuwing bij een termijn")
    beheer.druk("Opnieuw proberen")
    beheer.bekijk("bewaking-daarna")

    manager = openen(breedte)
    manager.log_in("regiomanager")
    manager.ga("/bewaking/", "bewaking-regiomanager")
    manager.ziet(kenmerk)
    assert manager.inhoud.get_by_role("button").count() == 0
    # Why the one reads the kenmerk and the other does not, stands where everybody can read it.
    manager.ga("/protocol/rechten/", "rechten")
    for groep in manager.inhoud.locator("summary").all():
        groep.click()
    manager.ziet("De beheerder herstelt de techniek en heeft geen dossier nodig.")


def _maak_alles_stuk(nu: datetime) -> str:
    """A silent worker, a finding now and one before, two stuck rows and a quarantine; the kenmerk that is concerned."""
    melding = bouw.in_fase_1(nu - timedelta(hours=3))
    klop("worker", nu - timedelta(hours=5))
    klop("beat", nu)
    klop("back_up", nu - timedelta(hours=9), "41 MB, gecontroleerd")
    Bevinding.objects.create(
        nummer=6,
        zin="Het zegel van een stap klopt niet: de geschiedenis is veranderd (1)",
        kenmerken=[melding.kenmerk],
        gevonden_op=nu - timedelta(hours=1),
        laatst_op=nu,
    )
    Bevinding.objects.create(
        nummer=2,
        zin="Een termijn is verstreken zonder dat dit is gemeld (3)",
        gevonden_op=nu - timedelta(days=1),
        laatst_op=nu - timedelta(days=1),
        verdwenen_op=nu - timedelta(days=1),
        hersteld_door="de ronde van de bewaking, meteen na de controle",
    )
    wekkers = Wekker.objects.filter(vervallen_op=None, gevuurd_op=None).order_by("-pk")
    Wekker.objects.filter(pk=wekkers[0].pk).update(pogingen=5, fout="KeyError")
    bericht = Bericht.objects.filter(status="gepland").order_by("pk")[0]
    Bericht.objects.filter(pk=bericht.pk).update(
        status="vastgelopen", volgende_poging_op=None, reden="Versturen lukte niet (KeyError)."
    )
    quarantaine.begin(nu - timedelta(hours=9), nu - timedelta(minutes=5))
    return melding.kenmerk
