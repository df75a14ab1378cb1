"""The second region for a test: its file chosen, its people there (docs/nieuwe-regio.md)."""

from datetime import datetime
from typing import Any

from basis.regio import lees_regio
from calamiteiten.demo.zaaien import zhz
from contacten.models import Aanbieder, Gebruiker, Gemeente
from tests.bouw import REGIONALE_AANBIEDER, WACHTWOORD, Regio


def kies(settings: Any) -> None:
    """From here on this process serves Zuid-Holland Zuid, as an installation with REGIO=zhz."""
    settings.REGIO = lees_regio("zhz", *settings.REGIO_MAPPEN)
    settings.REGIO_CSS = "css/regio/zhz.css"
    settings.DEFAULT_FROM_EMAIL = f"Calamiteitenregie <calamiteitenregie@{settings.REGIO.maildomein}>"


def regio(nu: datetime) -> Regio:
    """Gemeenten, contacts, aanbieders and accounts; the aanbieder of the form is the one of four gemeenten."""
    zhz.zaai_mensen(nu, WACHTWOORD)
    aanbieders = {code: Aanbieder.objects.get(naam=een.naam) for code, een in zhz.AANBIEDERS.items()}
    return Regio(
        {gemeente.code: gemeente for gemeente in Gemeente.objects.all()},
        {**aanbieders, REGIONALE_AANBIEDER: aanbieders["getij"]},
        {gebruiker.username: gebruiker for gebruiker in Gebruiker.objects.select_related("gemeente")},
    )
