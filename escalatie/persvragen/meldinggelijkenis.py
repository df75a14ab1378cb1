"""Does a press question look like a melding: by the aanbieder and the gemeenten, the days, and the words (R22).

The press asks days after something happened, or on the day that somebody reports what happened long ago. Where the
aanbieder was left open, its name is looked for in the text.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from basis.kalender import lokale_datum
from calamiteiten.gelijkenis import Gebeurtenis, lijkt_op, woorden
from communicatie.models import Persvraag
from contacten.models import Aanbieder, Gebruiker, Gemeente
from escalatie.meldingen.registratie.gelijkenis import Voorstel, voor_gebruiker

from .forms.intake import PersvraagForm

# A question comes when the news does: that can be two weeks after it happened.
NABIJ = timedelta(days=14)


def van_formulier(form: PersvraagForm, gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """What this user hears while writing down a question, as far as the form was filled in; None when too little
    was."""
    gegeven = getattr(form, "cleaned_data", {})
    tekst = f"{gegeven.get('onderwerp', '')} {gegeven.get('vraag', '')}"
    codes, aanbieder = [gegeven.get("gemeente", ""), *gegeven.get("gemeenten", ())], gegeven.get("aanbieder")
    gemeenten = [form.plaatsen[code] for code in codes if code in form.plaatsen]
    if not tekst.strip() and not gemeenten and aanbieder is None:
        return None
    return _voorstel(tekst, aanbieder, gemeenten, gegeven.get("ontvangen_op") or nu, gebruiker, nu)


def voorstel_bij(persvraag: Persvraag, gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """The same on the page of a question, while nobody has said that it belongs to a melding."""
    if persvraag.melding_id:
        return None
    tekst = f"{persvraag.onderwerp} {persvraag.vraag}"
    gemeenten = [*([persvraag.gemeente] if persvraag.gemeente else []), *persvraag.gemeenten.all()]
    return _voorstel(tekst, persvraag.aanbieder, gemeenten, persvraag.ontvangen_op, gebruiker, nu)


def _voorstel(
    tekst: str,
    aanbieder: Aanbieder | None,
    gemeenten: Iterable[Gemeente],
    op: datetime,
    gebruiker: Gebruiker,
    nu: datetime,
) -> Voorstel | None:
    plekken = frozenset(gemeente.pk for gemeente in gemeenten)
    wie = aanbieder.pk if aanbieder else _genoemde_aanbieder(tekst)
    gevraagd = Gebeurtenis(lokale_datum(op), tekst, wie, plekken)
    return voor_gebruiker(lijkt_op(gevraagd, nabij=NABIJ, of_gemeld=True), gebruiker, nu)


def _genoemde_aanbieder(tekst: str) -> int | None:
    """The aanbieder of which every telling word of the name stands in this text; of two the one with the longer name.
    None without one."""
    gezegd = woorden(tekst)
    if not gezegd:
        return None
    namen = ((woorden(naam), pk) for pk, naam in Aanbieder.objects.values_list("pk", "naam"))
    genoemd = [(len(eigen), pk) for eigen, pk in namen if eigen and eigen <= gezegd]
    return max(genoemd)[1] if genoemd else None
