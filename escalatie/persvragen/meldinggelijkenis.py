"""Does a press question look like a melding: by the aanbieder and the gemeente, the days, and the words (R22).

The press asks days after something happened. Where the aanbieder was left open, its name is looked for in the text.
"""

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
    gemeente, aanbieder = form.plaatsen.get(gegeven.get("gemeente", "")), gegeven.get("aanbieder")
    if not tekst.strip() and gemeente is None and aanbieder is None:
        return None
    return _voorstel(tekst, aanbieder, gemeente, gegeven.get("ontvangen_op") or nu, gebruiker, nu)


def voorstel_bij(persvraag: Persvraag, gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """The same on the page of a question, while nobody has said that it belongs to a melding."""
    if persvraag.melding_id:
        return None
    tekst = f"{persvraag.onderwerp} {persvraag.vraag}"
    return _voorstel(tekst, persvraag.aanbieder, persvraag.gemeente, persvraag.ontvangen_op, gebruiker, nu)


def _voorstel(
    tekst: str,
    aanbieder: Aanbieder | None,
    gemeente: Gemeente | None,
    op: datetime,
    gebruiker: Gebruiker,
    nu: datetime,
) -> Voorstel | None:
    plekken = frozenset({gemeente.pk}) if gemeente else frozenset()
    wie = aanbieder.pk if aanbieder else _genoemde_aanbieder(tekst)
    return voor_gebruiker(lijkt_op(Gebeurtenis(lokale_datum(op), tekst, wie, plekken), nabij=NABIJ), gebruiker, nu)


def _genoemde_aanbieder(tekst: str) -> int | None:
    """The aanbieder of which every telling word of the name stands in this text; of two the one with the longer name.
    None without one."""
    gezegd = woorden(tekst)
    if not gezegd:
        return None
    namen = ((woorden(naam), pk) for pk, naam in Aanbieder.objects.values_list("pk", "naam"))
    genoemd = [(len(eigen), pk) for eigen, pk in namen if eigen and eigen <= gezegd]
    return max(genoemd)[1] if genoemd else None
