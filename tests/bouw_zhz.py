"""The second region for a test: its file chosen, its people there (docs/nieuwe-regio.md)."""

from datetime import datetime, timedelta
from typing import Any

from basis.regio import lees_regio
from calamiteiten.demo.zaaien import zhz
from calamiteiten.demo.zaaien.accounts import spelers
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.dossier import Gegevens
from calamiteiten.models import Melding
from contacten.models import Aanbieder, Gebruiker, Gemeente
from contacten.rollen import Rol
from tests.bouw import CRITERIA, REGIONALE_AANBIEDER, WACHTWOORD, Regio


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


def melding(
    regio: Regio, gemeente: str, aanbieder: str, nu: datetime, *, neem_regie: bool = True, **feiten: Any
) -> Melding:
    """A melding of one gemeente, which the Serviceorganisatie directs when asked."""
    plek, bedrijf = regio.gemeenten[gemeente], regio.aanbieders[aanbieder]
    gegevens = Gegevens(
        onderwerp=feiten.get("onderwerp", "Ernstig letsel op een woongroep"),
        omschrijving=f"{feiten.get('onderwerp', 'Letsel')}: wat er gebeurde.",
        soort="calamiteit",
        meldingssoort="verplicht",
        categorie="letsel_jeugdige",
        zorgcontext="jeugdhulp",
        grondslag="jeugdwet",
        gebeurd_datum=nu.date() - timedelta(days=1),
        plaatssoort="bij_aanbieder",
        aanbieder=bedrijf,
        aanbieder_soort=bedrijf.soort,
        ontvangen_op=nu,
        gemeente_verblijf=plek,
        gemeente_woonplaats=plek,
        gemeld_igj_op=nu - timedelta(hours=2),
        gemeld_toegang={plek.code: nu - timedelta(hours=1)},
        criteria=dict.fromkeys(CRITERIA["calamiteit"], "ja"),
    )
    loper = Loper(spelers(), nu).registreer(gegevens)
    if neem_regie:
        loper.stap("neem_regie", Rol.REGIOMANAGER).doe("communicatieadvies")
    return loper.melding
