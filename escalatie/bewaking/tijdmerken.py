"""Every moment in a row that says "I live", "just told" or "not yet", in one place: what lies further ahead than it can
was written by a clock that was wrong, and is a fault with a name (`klok_klopt_niet`).

The fault passes by itself: whoever asks such a row takes it for due or for silent (`basis.toekomst`). What is not in a
row is asked there too: a session (`basis.middleware`) and the names of back-ups (`maak_backup`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Q, QuerySet

from basis.toekomst import onmogelijk
from basis.wereld import duur
from calamiteiten.models import Oefening, Zaak
from communicatie.media.feeds import LANGSTE_PAUZE
from communicatie.models import NOG_TE_VERZENDEN, Bericht, BerichtStatus, Feed, Sms, SmsStatus
from communicatie.post import sms, wachtrij
from contacten.models import Contactpersoon, Formulierpost, Inlogpoging, Linkpost
from escalatie.models import Alarm, Controlebeurt, Hartslag, Papier, Taak, TaakStatus, Termijn, Wekker

from .hartslagen import SCHRIJFPROEF


@dataclass(frozen=True)
class Tijdmerk:
    """One such moment: what it is called, the rows that have it, the field, and how far ahead it may lie."""

    naam: str
    rijen: Callable[[], QuerySet[Any]]
    veld: str
    hoogstens: Callable[[], timedelta] = timedelta

    def vreemd(self, nu: datetime) -> QuerySet[Any]:
        """The rows whose moment lies too far ahead of `nu` (aware)."""
        return self.rijen().filter(self.vraag(nu))

    def vraag(self, nu: datetime) -> Q:
        """The same as a condition on those rows."""
        return onmogelijk(self.veld, nu, self.hoogstens())


_LOPEND = Q(geeindigd_op__isnull=True)
_WACHT = Q(klaar_op__isnull=True, mislukt_op__isnull=True)
_SMS_OPEN = (SmsStatus.GEPLAND, SmsStatus.BEZIG)
TIJDMERKEN = (
    # The row of the test whether rows can be written says nothing of anything else.
    Tijdmerk("hartslag", lambda: Hartslag.objects.exclude(component=SCHRIJFPROEF), "op"),
    Tijdmerk("controle gevraagd", Controlebeurt.objects.all, "gevraagd_op"),
    Tijdmerk("controle rond", Controlebeurt.objects.all, "rond_op"),
    Tijdmerk("alarm verteld", Alarm.objects.all, "gemeld_op"),
    Tijdmerk("bericht gepland", lambda: Bericht.objects.filter(status__in=NOG_TE_VERZENDEN), "gepland_op"),
    Tijdmerk(
        "bericht wacht",
        lambda: Bericht.objects.filter(status=BerichtStatus.GEPLAND),
        "volgende_poging_op",
        lambda: wachtrij.LANGSTE_WACHT,
    ),
    Tijdmerk(
        "bericht in handen",
        lambda: Bericht.objects.filter(status=BerichtStatus.BEZIG),
        "lease_tot",
        lambda: duur(wachtrij.LEASE),
    ),
    Tijdmerk(
        "sms wacht",
        lambda: Sms.objects.filter(status=SmsStatus.GEPLAND),
        "volgende_poging_op",
        lambda: sms.LANGSTE_WACHT,
    ),
    Tijdmerk("sms in handen", lambda: Sms.objects.filter(status=SmsStatus.BEZIG), "lease_tot", lambda: duur(sms.LEASE)),
    Tijdmerk("feed wacht", lambda: Feed.objects.filter(is_actief=True), "volgende_op", lambda: LANGSTE_PAUZE),
    Tijdmerk("inlogpoging", Inlogpoging.objects.all, "op"),
    Tijdmerk("formulier met een link", Linkpost.objects.all, "op"),
    Tijdmerk("formulier", Formulierpost.objects.all, "op"),
    Tijdmerk("sms gepland", lambda: Sms.objects.filter(status__in=_SMS_OPEN), "gepland_op"),
    # Rung too early: the next round takes it back. Of a term that ended nobody waits for it any more.
    Tijdmerk("waarschuwing", lambda: Wekker.objects.filter(termijn__geeindigd_op__isnull=True), "gevuurd_op"),
    Tijdmerk("termijn begonnen", lambda: Termijn.objects.filter(_LOPEND), "start_op"),
    Tijdmerk("termijn verstreken", lambda: Termijn.objects.filter(_LOPEND), "verstreken_op"),
    Tijdmerk("termijn staat stil", lambda: Termijn.objects.filter(_LOPEND), "geschorst_op"),
    Tijdmerk("dossier ontvangen", lambda: Zaak.objects.filter(afgerond_op__isnull=True), "ontvangen_op"),
    Tijdmerk("taak gegeven", lambda: Taak.objects.filter(status=TaakStatus.OPEN), "gemaakt_op"),
    Tijdmerk("papier gevraagd", lambda: Papier.objects.filter(_WACHT), "gevraagd_op"),
    Tijdmerk("papier begonnen", lambda: Papier.objects.filter(_WACHT), "begonnen_op"),
    Tijdmerk("contactpersoon bevestigd", Contactpersoon.objects.all, "bevestigd_op"),
    Tijdmerk("adres onbereikbaar", Contactpersoon.objects.all, "onbereikbaar_op"),
    Tijdmerk("oefening begonnen", lambda: Oefening.objects.filter(gestopt_op__isnull=True), "begonnen_op"),
)


def vreemde(nu: datetime) -> list[str]:
    """The names of the moments that cannot be, at `nu` (aware). One question for all of them: a monitor asks it all
    day."""
    # Of a table that always has a row: a question without a table is none that Django can ask.
    rijen = ContentType.objects.annotate(
        **{f"merk_{nummer}": Exists(merk.vreemd(nu)) for nummer, merk in enumerate(TIJDMERKEN)}
    )
    gevonden = rijen.values_list(*(f"merk_{nummer}" for nummer in range(len(TIJDMERKEN))))[:1]
    return [merk.naam for rij in gevonden for merk, is_vreemd in zip(TIJDMERKEN, rij, strict=True) if is_vreemd]
