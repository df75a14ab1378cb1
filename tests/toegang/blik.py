"""How many rows of who looked an answer must leave: the walk of the permission table asks it of everyone everywhere."""

import re
from collections.abc import Iterator
from typing import Any

from calamiteiten.models import Inzage
from tests.toegang.tabel import TABEL

KENMERK = re.compile(r"\b(?:CAL|PV|PAR|OEFM|OEFP)-\d{4}-\d{4}\b")
DICHT = {403, 404}
ZAAKVELDEN = {"kenmerk", "perskenmerk", "paraatkenmerk"}


def rijen() -> int:
    """How many rows there are now."""
    return Inzage.objects.count()


def laatste() -> int:
    """The key of the last row that there is now; 0 when there is none. Rows only come, each with a higher key: so what
    an answer added is found along the index, however many there are."""
    return Inzage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def klachten(wie: str, naam: str, antwoord: Any, voor: int) -> Iterator[str]:
    """What is wrong with the row of this answer; `voor`: the last one before it."""
    erbij, moet = list(Inzage.objects.filter(pk__gt=voor)), _moet(naam, antwoord)
    if len(erbij) > 1 or (moet is not None and len(erbij) != moet):
        yield f"{wie}: {naam}: {antwoord.status_code} gaf {len(erbij)} rijen inzage en niet {moet}"
    elif erbij:
        (rij,), gevraagd = erbij, KENMERK.search(antwoord.wsgi_request.path)
        vroeg = antwoord.wsgi_request.user.pk or "niemand"  # of nobody there is no row
        goed = (rij.gebruiker_id, rij.adres, rij.uitkomst) == (vroeg, naam, antwoord.status_code)
        goed = goed and (antwoord.status_code not in DICHT or rij.soort == "weigering")
        if not goed or (gevraagd and rij.wat != gevraagd[0]):
            yield f"{wie}: {naam}: de rij inzage klopt niet: {vars(rij)}"


def _moet(naam: str, antwoord: Any) -> int | None:
    """None where a page without a zaak may leave a row or not: a filter, a form that was not taken."""
    over_een_zaak = bool(ZAAKVELDEN & set(TABEL[naam].argumenten))
    # Whatever is refused as a whole: a zaak, a list, a file, figures, an account.
    if antwoord.status_code in DICHT:
        return int(antwoord.wsgi_request.user.is_authenticated)
    if antwoord.status_code in {409, 410}:
        return 1 if over_een_zaak else None
    if antwoord.status_code != 200:
        return 0
    if not antwoord.headers["Content-Type"].startswith("text/html"):
        return 1
    return 1 if over_een_zaak or KENMERK.search(antwoord.content.decode()) else None
