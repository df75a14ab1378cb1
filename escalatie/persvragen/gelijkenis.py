"""Which open press questions ask the same: of two journalists about one thing it is one question (R3).

Nothing here decides: who takes the question in reads what looks alike, and adds the journalist there or registers a new
question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from calamiteiten.gelijkenis import woorden
from communicatie.models import Persvraag
from communicatie.persvragen.toegang import zichtbare_persvragen
from contacten.models import Gebruiker

from .forms.intake import PersvraagForm
from .lijst import Persregel, op_termijn, persregel

# Of a question that came in longer ago the press writes something else by now.
NABIJ = timedelta(days=14)
MEESTE, TE_VERGELIJKEN = 3, 200
# Of the words of the shorter of the two this part is in the other, and at least this many; with the same aanbieder
# fewer do.
DEEL, MINSTENS, MINSTENS_ZELFDE = 0.5, 2, 1
# Words of nearly every question of the press.
GEWOON = frozenset({"jeugdhulp", "regio", "gemeente", "vraag", "klopt", "veel", "waarom", "hoeveel", "wordt", "worden"})


@dataclass(frozen=True)
class Gelijke:
    """A question that asks the same, and in what it looks alike, in words."""

    regel: Persregel
    waarom: str


def van_formulier(form: PersvraagForm, gebruiker: Gebruiker, nu: datetime) -> list[Gelijke]:
    """What looks like the question of this form, as far as it was filled in, the most alike first; at most three."""
    gegeven = getattr(form, "cleaned_data", {})
    tekst = f"{gegeven.get('vraag', '')} {gegeven.get('onderwerp', '')}"
    aanbieder = gegeven.get("aanbieder")
    return lijkt_op(tekst, aanbieder.pk if aanbieder else None, gebruiker, nu)


def lijkt_op(tekst: str, aanbieder: int | None, gebruiker: Gebruiker, nu: datetime) -> list[Gelijke]:
    """The open questions of these days that ask the same as this text, about this aanbieder (a key)."""
    gezocht = _woorden(tekst)
    if not gezocht:
        return []
    rijen = zichtbare_persvragen(gebruiker).filter(afgerond_op__isnull=True, ontvangen_op__gte=nu - NABIJ)
    punten = [(_punten(gezocht, aanbieder, rij), rij) for rij in op_termijn(rijen)[:TE_VERGELIJKEN]]
    beste = sorted(((p, rij) for p, rij in punten if p), key=lambda paar: (-paar[0], -paar[1].pk))
    return [Gelijke(persregel(rij, nu), _waarom(aanbieder, rij)) for _, rij in beste[:MEESTE]]


def _punten(gezocht: frozenset[str], aanbieder: int | None, rij: Persvraag) -> float:
    daar = _woorden(f"{rij.vraag} {rij.onderwerp}")
    gelijk = len(gezocht & daar)
    is_zelfde = aanbieder is not None and rij.aanbieder_id == aanbieder
    deel = gelijk / max(1, min(len(gezocht), len(daar)))
    genoeg = gelijk >= MINSTENS_ZELFDE if is_zelfde else gelijk >= MINSTENS and deel >= DEEL
    return deel + is_zelfde if genoeg else 0


def _woorden(tekst: str) -> frozenset[str]:
    return frozenset(_kern(woorden(tekst))) - GEWOON


def _kern(alle: Iterable[str]) -> Iterable[str]:
    """The words without the end that says how many: "wachttijden" and "wachttijd" are one."""
    return (woord.removesuffix("en").removesuffix("n") if len(woord) > 5 else woord for woord in alle)


def _waarom(aanbieder: int | None, rij: Persvraag) -> str:
    return (
        "Dezelfde aanbieder en dezelfde woorden."
        if aanbieder and rij.aanbieder_id == aanbieder
        else "Dezelfde woorden."
    )
