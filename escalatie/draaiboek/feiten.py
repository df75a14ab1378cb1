"""The facts that the contractmanager gets prefilled, each with its source (R51, R52)."""

from collections.abc import Callable
from typing import Any

from basis import kalender
from basis.regels import Partij
from basis.taal import aantal, in_een_zin, korte_datum, opsomming
from calamiteiten import dossier
from calamiteiten.models import Melding, Signaal

from .stand import Stand


def partijen_bij(melding: Melding) -> list[Partij]:
    """The parties of this version that analyse, each with the facts that its questions ask for."""
    stand = Stand(melding)
    gevraagd = {p.code: {vraag.feit for vraag in stand.protocol.vragen_van(p.code)} for p in stand.protocol.partijen}
    return [Partij(p.code, p.per == "gemeente", _feiten(stand, gevraagd[p.code])) for p in stand.protocol.partijen]


def _feiten(stand: Stand, gevraagd: set[str]) -> dict[str, Any]:
    """Fact code -> {tekst, bron, antwoord, rijen}: what the rows say now, and from where.

    `antwoord` is the word that the suggested answer weighs in the protocol file; empty when the rows suggest none.
    """
    dag = korte_datum(kalender.lokale_datum(stand.melding.ontvangen_op))
    return {code: maak(stand, dag) for code, maak in FEITEN.items() if code in gevraagd}


def _werkgebied(stand: Stand, dag: str) -> dict[str, Any]:
    gemeenten = [str(gemeente) for gemeente in stand.werkgebied]
    tekst = f"Werkt in {opsomming(gemeenten)}." if gemeenten else "Geen contract in de regio gevonden op deze dag."
    antwoord = ("regionaal" if len(gemeenten) > 1 else "lokaal") if gemeenten else ""
    return {"tekst": tekst, "bron": f"contracten per gemeente op {dag}", "antwoord": antwoord, "rijen": gemeenten}


def _eerdere(stand: Stand, dag: str) -> dict[str, Any]:
    rijen = [
        f"{m.kenmerk} ({in_een_zin(m.get_status_display())}), {korte_datum(kalender.lokale_datum(m.ontvangen_op))}"
        for m in stand.eerdere_meldingen
    ]
    alle = len(rijen)
    if alle == dossier.MEESTE_EERDERE:
        alle = dossier.aantal_eerdere_meldingen(stand.melding.aanbieder, stand.melding)
    if alle > len(rijen):
        rijen.append(f"en {alle - len(rijen)} van langer geleden")
    hoeveel = aantal(alle, "eerdere melding", "eerdere meldingen") if rijen else "Geen eerdere meldingen"
    gezegd = _signalen(stand.melding)
    ook = f", en {aantal(len(gezegd), 'signaal', 'signalen')}" if gezegd else ""
    return {
        "tekst": f"{hoeveel}{ook} over deze aanbieder.",
        "bron": "meldingen en signalen in deze applicatie" if gezegd else "meldingen in deze applicatie",
        "antwoord": "herhaling" if rijen or gezegd else "geen_herhaling",
        "rijen": [*rijen, *gezegd],
    }


def _signalen(melding: Melding) -> list[str]:
    """What was noted about this aanbieder that is no melding, the newest first, until the melding came in."""
    tot = kalender.lokale_datum(melding.ontvangen_op)
    rijen = Signaal.objects.filter(aanbieder=melding.aanbieder_id, beeindigd_op__isnull=True, op_datum__lte=tot)
    return [f"Signaal van {korte_datum(rij.op_datum)}, {rij.herkomst}: {rij.tekst}" for rij in rijen]


# What can stand beside a question, by the word in the protocol file (`feit`).
FEITEN: dict[str, Callable[[Stand, str], dict[str, Any]]] = {"werkgebied": _werkgebied, "eerdere_meldingen": _eerdere}
