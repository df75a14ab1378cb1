"""The mails about an account: contacten leaves a row of what happened, this puts messages in the outbox (R102).

A forgotten password is asked for an address, and only here is looked whose that is: the page does the same work for an
address that we know as for one that we do not. The link is made here too, so that no row holds it before its mail.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from basis import achterstand
from basis.taal import moment
from basis.toekomst import sinds
from communicatie.models import Bericht
from contacten.gebruikers import nieuws
from contacten.inloggen.wachtwoord import pad_voor_nieuw_wachtwoord, van_adres
from contacten.models import Accountnieuws, Gebruiker, Nieuws

from .persoonlijk import plan_persoonlijk, sleutel_van

# Which mail a regiomanager gets; of anything else the same one.
VOOR_REGIO = {Nieuws.GEVRAAGD: Nieuws.GEVRAAGD}
GEWIJZIGD = "account_regio"
# How long one mail with a link for a new password is enough.
EVEN = timedelta(minutes=5)


def mail_nieuws(nu: datetime, limiet: int = 100) -> int:
    """Plan the mails of what happened to accounts, at `nu` (aware), most of them the oldest, some the newest; returns
    of how many things. One that fails keeps no other waiting, and is raised after the last."""
    nummers = achterstand.volgorde(nieuws.te_mailen(), "gebeurd_op", achterstand.MEESTE)
    return achterstand.elk_apart(nummers, lambda nummer: _mail(nummer, nu), "no news", limiet, is_hardop=True)


def _mail(nummer: int, nu: datetime) -> bool:
    rij = nieuws.neem_te_mailen(nummer)
    if rij is None:
        return False
    _vertel(rij, nu)
    rij.gemaild_op = nu
    rij.save(update_fields=["gemaild_op"])
    return True


def _vertel(rij: Accountnieuws, nu: datetime) -> None:
    if rij.soort == Nieuws.WACHTWOORD_VERGETEN:
        _stuur_link(rij, nu)
        return
    if rij.aan:
        pad = reverse("gebruikers") if rij.soort == Nieuws.BESLOTEN else reverse("werkvoorraad")
        _plan(rij, rij.soort, rij.aan, pad, nu)
    if rij.naar_regio:
        # Whom it is about hears it as owner; of a request he is no second person.
        for wie in nieuws.regiomanagers(behalve=[rij.gebruiker_id or 0]):
            sjabloon = VOOR_REGIO.get(Nieuws(rij.soort), GEWIJZIGD)
            _plan(rij, sjabloon, wie.email, reverse("accountverzoeken"), nu)


def _stuur_link(rij: Accountnieuws, nu: datetime) -> None:
    wie: Gebruiker | None = van_adres(rij.aan)
    # Whosever it is: the row is of no account, so nothing would take the address away with who it was.
    rij.aan = ""
    rij.save(update_fields=["aan"])
    if wie is None:
        return
    # Asked again within minutes, by whomever: the mail that went has a link that works. Nobody fills a mailbox, and
    # nobody keeps somebody from his link by asking first.
    zojuist = sinds("gepland_op", nu - EVEN, nu)
    pas = Bericht.objects.filter(zojuist, regel=rij.soort, ontvanger=sleutel_van(wie.email))
    if pas.exists():
        return
    tot = nu + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    _plan(rij, rij.soort, wie.email, pad_voor_nieuw_wachtwoord(wie), nu, f"vóór {moment(tot)}")


def _plan(rij: Accountnieuws, sjabloon: str, email: str, pad: str, nu: datetime, termijn: str = "") -> None:
    plan_persoonlijk(
        aan=None,
        email=email,
        sjabloon=sjabloon,
        pad=pad,
        aanleiding=f"account:{rij.pk}",
        regel=sjabloon,
        nu=nu,
        termijn=termijn,
    )
