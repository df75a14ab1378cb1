"""A link is on a page only when it works for who reads it: every role follows every link of every kind of zaak."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from calamiteiten.models import Melding
from tests import bouw
from tests.bouw import Regio
from tests.communicatie.persklikken import als
from tests.escalatie.test_communicatie_verbeteren import HIER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]
LINK = re.compile(r"""<a\b[^>]*\bhref="(/[^"#?]*)""")
STATUSSEN = ("beoordeling", "fase_2")
# Of one kind of address (thirty tasks, twenty phone tasks) a reader follows so many; at full size every one.
PER_SOORT = 10_000 if os.environ.get("STORING") == "alles" else 2


def _links(pagina: str) -> Iterator[str]:
    """What can be pressed in the page itself; the menu is on every page."""
    inhoud = pagina[pagina.index("<main") :]
    yield from dict.fromkeys(LINK.findall(inhoud))


def _dode_links(client: Client, begin: str, *, diep: int = 2) -> list[str]:
    """Every link from this page, and from the pages of the same zaak that it leads to, that does not work."""
    gezien, rij, dood = {begin}, [(begin, begin)], []
    soorten: Counter[str] = Counter()
    for _ in range(diep + 1):
        volgende = []
        for pad, van in rij:
            soort = resolve(pad).view_name
            soorten[soort] += 1
            if soorten[soort] > PER_SOORT:
                continue
            antwoord: Any = client.get(pad, follow=True)
            if antwoord.status_code >= 400:
                dood.append(f"{van} -> {pad}: {antwoord.status_code}")
                continue
            if not pad.startswith(begin) or not antwoord["Content-Type"].startswith("text/html"):
                continue
            volgende += [(link, pad) for link in _links(antwoord.content.decode()) if link not in gezien]
            gezien.update(link for link, _ in volgende)
        rij = volgende
    return dood


def _met_feiten(zaak: Melding, regio: Regio, nu: datetime) -> None:
    """Of each kind of fact of the communication one, recorded by who may."""
    for nummer, (rol, maak) in enumerate(HIER.values(), 1):
        maak(zaak, regio.gebruikers[rol], nu + timedelta(minutes=nummer))


def test_een_gesloten_dossier_zegt_vooraf_dat_spoed_niet_kan(regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("afgerond", nu)
    client = als(regio.gebruikers["contractmanager"])
    assert "/spoed/" not in client.get(zaak.get_absolute_url()).content.decode()
    pagina = client.get(f"{zaak.get_absolute_url()}spoed/").content.decode()
    assert "Deze melding is gesloten." in pagina
    assert '<form class="cal-card' not in pagina


@pytest.mark.parametrize("status", STATUSSEN)
def test_iedere_link_van_een_dossier_werkt_voor_wie_hem_ziet(status: str, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot(status, nu)
    if status == "fase_2":
        _met_feiten(zaak, regio, nu)
    dood = [
        f"{naam}: {link}"
        for naam, wie in regio.gebruikers.items()
        if als(wie).get(zaak.get_absolute_url()).status_code == 200
        for link in _dode_links(als(wie), zaak.get_absolute_url())
    ]
    assert dood == []
