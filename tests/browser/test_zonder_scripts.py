"""With JavaScript off nothing is missing but comfort: search and turn pages. The main job: test_hoofdtaak.py."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests import bouw

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_zonder_javascript_werken_zoeken_en_bladeren(openen: Openen, website: str, nu: datetime) -> None:
    kenmerk = bouw.in_fase_1(nu).kenmerk
    venster = openen(1440, scripts=False)
    venster.log_in("regiomanager")
    for pad in ("/dashboard/", "/meldingen/", "/contacten/", "/protocol/"):
        venster.ga(pad)
    venster.page.get_by_role("search").get_by_role("searchbox").first.fill(kenmerk)
    venster.druk_enter()
    venster.bekijk("gezocht")
    venster.ziet(kenmerk)
