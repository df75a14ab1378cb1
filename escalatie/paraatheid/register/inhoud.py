"""What was recorded of an action, in words: on its page, in what was put right, and in the report."""

from datetime import date

from basis.taal import datum, in_een_zin
from calamiteiten.models import Paraatheidsfeit
from escalatie.protocol.paraatheidsregels import ActieRegel

from .opdrachten import Inhoud

# Form -> what the day is called.
DAG = {
    "afspraak": "Afgesproken op",
    "document": "Vastgesteld op",
    "oefening": "Gehouden op",
    "jaaroverzicht": "Ingeleverd op",
}


def in_woorden(feit: Paraatheidsfeit | Inhoud, actie: ActieRegel) -> dict[str, str]:
    """Name on screen -> value, in reading order; what was not filled in is left out."""
    aantallen = {naam: str(feit.aantallen[code]) for code, naam in actie.soorten.items() if code in feit.aantallen}
    alle = {
        "Jaar": str(feit.jaar or ""),
        DAG[actie.vorm]: _dag(feit.op_datum),
        "Met": feit.partner,
        "Wie deed mee": feit.wie,
        "Waar het staat": feit.link,
        "Versie": feit.documentversie,
        "Geldig tot en met": _dag(feit.geldig_tot_datum),
        "Opnieuw bekijken op": _dag(feit.herzien_datum),
        **aantallen,
        "Wat valt op" if actie.is_jaarlijks else "Toelichting": feit.tekst,
        "Wat er beter moet": feit.maatregelen,
    }
    return {naam: waarde for naam, waarde in alle.items() if waarde}


def wat(feit: Paraatheidsfeit, actie: ActieRegel) -> str:
    """What a record is about, in a few words of the timeline."""
    if feit.jaar:
        return f"{in_een_zin(actie.naam)} {feit.jaar}"
    return f"wat er stond van {datum(feit.op_datum)}"


def _dag(dag: date | None) -> str:
    return datum(dag) if dag else ""
