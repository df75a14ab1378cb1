"""Who has no account fills in by the link in the mail: the same form, the same door and the same record (R101)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from calamiteiten.bestanden.keuring import Gekeurd
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Bestand, Paraatheid
from calamiteiten.statussen import PARAATHEID
from communicatie.models import Actielink
from communicatie.post import actielinks
from escalatie.draaiboek import bestanden
from escalatie.draaiboek.deur import voer_uit
from escalatie.meldingen.bestanden.forms import BestandForm
from escalatie.models import Stap
from escalatie.persvragen.informatie import antwoordroute

from .forms import VastlegForm
from .pagina import context_van, lees_voor_link
from .procedure import PROCEDURE


def zaak_van(link: Actielink) -> Paraatheid:
    """What this link is about; `vind` gave a link to such an action."""
    return PROCEDURE.rijen().get(pk=link.bericht.zaak_id or 0)


def linkform(link: Actielink, nu: datetime, data: Any = None) -> VastlegForm:
    """The form of what is asked."""
    return VastlegForm(context_van(zaak_van(link), nu), data)


def linkpagina(link: Actielink, nu: datetime) -> dict[str, Any]:
    """Everything beside the form, and how to reach the region."""
    zaak, houder = zaak_van(link), actielinks.houder(link)
    stukken = bestanden.van_de_link(zaak, houder)
    return {"zaak": zaak, "route": antwoordroute(nu), "bestanden": stukken, **lees_voor_link(zaak, houder)}


def bestandform(link: Actielink, data: Any = None, files: Any = None) -> BestandForm:
    """The form of a document."""
    return BestandForm(bestanden.soorten(zaak_van(link)), data, files)


def geef_bestand(token: str, stuk: bestanden.Stuk, gekeurd: Gekeurd, nu: datetime) -> Bestand:
    """Add a document to this action, by who has the link. Raises LinkWerktNiet, and Geweigerd as `bestanden.leg_vast`
    does."""
    with transaction.atomic():
        zaak = zaak_van(actielinks.vind(token, nu, PARAATHEID))
        vergrendeld(Paraatheid.objects.all()).get(pk=zaak.pk)
        # Asked again under the lock: meanwhile it may have been taken back.
        link = actielinks.vind(token, nu, PARAATHEID)
        return bestanden.leg_vast(zaak, stuk, gekeurd, actielinks.houder(link), nu)


def leg_vast(token: str, form: VastlegForm, nu: datetime) -> Stap:
    """Record what this form says, by who has the link; call after `is_valid`. Raises LinkWerktNiet, and Geweigerd as
    the door."""
    link = actielinks.vind(token, nu, PARAATHEID)
    with transaction.atomic():
        vergrendeld(Paraatheid.objects.all()).get(pk=link.bericht.zaak_id or 0)
        # Asked again under the lock: meanwhile it may have been taken back.
        link = actielinks.vind(token, nu, PARAATHEID)
        stap = voer_uit(form.opdracht(actielinks.houder(link)), nu)
        Actielink.objects.filter(pk=link.pk, gebruikt_op__isnull=True).update(gebruikt_op=nu)
    return stap
