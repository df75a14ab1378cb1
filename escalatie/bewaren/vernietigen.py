"""The one verb that destroys. What it takes away is gone, in this database; a certificate stays (docs/besluiten/0040).

Two persons decide (`verzoeken.py`) and this does it, in one transaction: hold what goes, look again whether it may go,
lay down the certificate, cut the links of what stays, and take every row away. The database lets go of what hangs on a
zaak because of that certificate, and for no other reason; and only to the role that this becomes while it cuts and
takes away (calamiteiten/databaserollen.py).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from basis.geweigerd import Geweigerd
from calamiteiten.databaserollen import als_vernietiger
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Oefening, Signaal, Zaak
from communicatie.models import Bericht, BerichtStatus, Sms, SmsStatus
from contacten import zegels
from contacten.gebruikers import vergeten
from contacten.models import Gebruiker
from contacten.personen import vergeten as contact_vergeten
from escalatie.models import Bewaarplicht, Bewaarsoort, Bewaarverzoek, Gebeurtenis, Gezien, Taak, Vernietigingsakte

from . import akten, rekenen, wandeling
from .wandeling import Vracht

IN_DE_HAND = "Er wordt nu een bericht van dit dossier verstuurd. Probeer het over een paar minuten opnieuw."
IS_WEG = "Dit staat er niet meer."


@dataclass(frozen=True)
class Last:
    """What one destruction takes: rows to take away, the keys of the zaken among them, how one recognises it later, and
    what more must be done (an account loses its data and keeps its row)."""

    vracht: Vracht
    zaken: list[int] = field(default_factory=list)
    sleutel: str = ""
    ook: Callable[[], object] = dict


def vernietig(verzoek: Bewaarverzoek, nu: datetime) -> Vernietigingsakte:
    """Destroy what this approved request names, at `nu` (aware); returns the certificate. Call inside the transaction
    that approves it.

    Raises Geweigerd when it is gone, is open, is held, or is not past its term any more.
    """
    if verzoek.gevraagd_door is None or verzoek.besloten_door is None or verzoek.gevraagd_op is None:
        raise Geweigerd("Vernietigen vraagt twee personen.")
    rekenen.eis_voorbij(verzoek, nu)
    last = _LASTEN[Bewaarsoort(verzoek.soort)](verzoek.nummer, nu)
    inhoud = {
        "soort": verzoek.soort,
        "nummer": verzoek.nummer,
        "kenmerk": verzoek.kenmerk,
        "categorie": verzoek.categorie,
        "maanden": verzoek.maanden,
        "sinds_datum": verzoek.sinds_datum,
        "gevraagd_nummer": verzoek.gevraagd_door.pk,
        "gevraagd_door": _wie(verzoek.gevraagd_door),
        "gevraagd_op": verzoek.gevraagd_op,
        "besloten_nummer": verzoek.besloten_door.pk,
        "besloten_door": _wie(verzoek.besloten_door),
        "op": nu,
    }
    akte = akten.leg_vast(inhoud | _bewijs(last))
    _voer_uit(last)
    transaction.on_commit(akten.probeer_lijst_te_schrijven)
    return akte


def herhaal(gegeven: Mapping[str, Any], nu: datetime) -> bool:
    """Destroy again what a certificate of the list names, in a database that was put back from before it. True when it
    still stood there. The certificate is laid down again, word for word. Raises Geweigerd."""
    with transaction.atomic():
        # Two persons decided this. That it was still open then, or held, is no reason to bring it back.
        try:
            last = _WEER[Bewaarsoort(gegeven["soort"])](gegeven["nummer"], nu)
        except Geweigerd:
            last = Last(Vracht())
        # Another row with the same number is not what was destroyed.
        stond_er = last.sleutel == gegeven["sleutel"] and bool(last.vracht.rijen or last.ook is not dict)
        akten.zet_terug(gegeven)
        if stond_er:
            _voer_uit(last)
    return stond_er


def _voer_uit(last: Last) -> None:
    _vergeet_wie_het_zag(last.vracht)
    with als_vernietiger(connection):
        geknipt = wandeling.knip_los(last.vracht)
        wandeling.haal_weg(last.vracht)
    zegels.opnieuw(geknipt)
    zegels.vergeet(last.vracht.rijen)
    last.ook()
    for wis in [zet_op_weg() for zet_op_weg in last.vracht.bestanden]:
        # A file that goes before its row is lost when the transaction fails. One that cannot be removed keeps no other.
        transaction.on_commit(wis, robust=True)


def _bewijs(last: Last) -> dict[str, Any]:
    """What the certificate keeps of it."""
    return {
        "sleutel": last.sleutel,
        "zaken": last.zaken,
        "tellingen": last.vracht.tellingen,
        "koppen": akten.koppen_van(last.zaken),
        "verbonden": wandeling.verbonden(last.zaken),
    }


def _zaak(nummer: int, nu: datetime) -> Last:
    zaak = _gehouden(nummer)
    eis_dat_het_mag(zaak)
    _eis_niets_onderweg([nummer], nu)
    return _alles_van(zaak)


def _zaak_weer(nummer: int, nu: datetime) -> Last:
    return _alles_van(_gehouden(nummer))


def _gehouden(nummer: int) -> Zaak:
    # The lock that everything about a zaak waits for: no step or mail comes in between.
    zaak = vergrendeld(Zaak.objects.filter(pk=nummer)).first()
    if zaak is None:
        raise Geweigerd(IS_WEG)
    return zaak


def _alles_van(zaak: Zaak) -> Last:
    return Last(wandeling.verzamel([zaak.pk]), [zaak.pk], str(zaak.sleutel))


def eis_dat_het_mag(zaak: Zaak) -> None:
    """Raise Geweigerd for a zaak that is open, that is held, or of which somebody still has to do something."""
    if zaak.is_open():
        raise Geweigerd("Dit dossier is open. Alleen wat gesloten is, kan weg.")
    if Bewaarplicht.objects.filter(zaak=zaak.pk, opgeheven_op__isnull=True).exists():
        raise Geweigerd("Op dit dossier rust een bewaarplicht. Hef die eerst op.")
    if Taak.objects.filter(zaak=zaak.pk, status="open").exists():
        raise Geweigerd("Bij dit dossier staat nog een verbeterpunt open. Rond dat eerst af.")


def _eis_niets_onderweg(zaken: Collection[int], nu: datetime) -> None:
    """What waits is never sent, for its row goes; what a sender holds at this moment he would still send."""
    # Held first, all of them: a sender passes over what is held, so none takes a row between looking and taking away.
    rijen = Bericht._base_manager.filter(zaak__in=zaken)
    berichten = list(rijen.select_for_update().values_list("pk", "status", "lease_tot"))
    sms = Sms._base_manager.filter(bericht__in=[pk for pk, *_ in berichten]).select_for_update()
    waar = [(status, tot) for _, status, tot in berichten] + list(sms.values_list("status", "lease_tot"))
    if any(status in {BerichtStatus.BEZIG, SmsStatus.BEZIG} and tot and tot > nu for status, tot in waar):
        raise Geweigerd(IN_DE_HAND)


def _oefening(nummer: int, nu: datetime) -> Last:
    if not Oefening.objects.filter(pk=nummer, gestopt_op__isnull=False).exists():
        raise Geweigerd(IS_WEG)
    return _oefening_weer(nummer, nu)


def _oefening_weer(nummer: int, nu: datetime) -> Last:
    oefening = Oefening.objects.select_for_update().filter(pk=nummer).first()
    if oefening is None:
        raise Geweigerd(IS_WEG)
    zaken = list(Zaak._base_manager.filter(oefening=nummer).order_by("pk").values_list("pk", flat=True))
    return Last(wandeling.verzamel(zaken, nummer), zaken, oefening.gemaakt_op.isoformat()[:36])


def _signaal(nummer: int, nu: datetime) -> Last:
    """A signal with all that it read before: the newest row stands for the row of versions."""
    rij = Signaal.objects.select_for_update().filter(pk=nummer).first()
    if rij is None:
        raise Geweigerd(IS_WEG)
    vracht, sleutel, nummers = Vracht(), rij.vastgelegd_op.isoformat()[:36], [rij.pk]
    while rij.verbetering_van is not None:
        rij = rij.verbetering_van
        nummers.append(rij.pk)
    vracht.voeg_toe(Signaal, nummers)
    return Last(vracht, sleutel=sleutel)


def _account(nummer: int, nu: datetime) -> Last:
    """What is known of the person goes; the row stays, nameless, for what was done under it."""
    account = Gebruiker.objects.select_for_update(of=("self",)).filter(pk=nummer, is_active=False).first()
    if account is None:
        raise Geweigerd(IS_WEG)
    vracht = Vracht()
    for model, sleutels in vergeten.rijen_van(nummer).items():
        vracht.voeg_toe(model, sleutels)
    sleutel = account.date_joined.isoformat()[:36]
    return Last(vracht, sleutel=sleutel, ook=lambda: vergeten.vergeet(nummer))


def _contact(nummer: int, nu: datetime) -> Last:
    """As of an account: what is known of the person goes, and the row stays, nameless."""
    contact = contact_vergeten.vertrokken().select_for_update(of=("self",)).filter(pk=nummer).first()
    if contact is None or contact.vervallen_op is None:
        raise Geweigerd(IS_WEG)
    vracht = Vracht()
    for model, sleutels in contact_vergeten.rijen_van(nummer).items():
        vracht.voeg_toe(model, sleutels)
    sleutel = contact.vervallen_op.isoformat()[:36]
    return Last(vracht, sleutel=sleutel, ook=lambda: contact_vergeten.vergeet(nummer))


def _post(nummer: int, nu: datetime) -> Last:
    vracht = Vracht()
    vracht.voeg_toe(Bericht, list(rekenen.post_van_maand(nummer).values_list("pk", flat=True)))
    if not vracht.rijen:
        raise Geweigerd(IS_WEG)
    return Last(wandeling.met_wat_eraan_hangt(vracht), sleutel=str(nummer))


_LASTEN: dict[Bewaarsoort, Callable[[int, datetime], Last]] = {
    Bewaarsoort.ZAAK: _zaak,
    Bewaarsoort.OEFENING: _oefening,
    Bewaarsoort.SIGNAAL: _signaal,
    Bewaarsoort.ACCOUNT: _account,
    Bewaarsoort.CONTACT: _contact,
    Bewaarsoort.POST: _post,
}
# The same, of what stands in a back-up from before.
_WEER = {**_LASTEN, Bewaarsoort.ZAAK: _zaak_weer, Bewaarsoort.OEFENING: _oefening_weer}


def _vergeet_wie_het_zag(vracht: Vracht) -> None:
    """That somebody saw an occasion goes with the occasion, unless another zaak that stays has it too."""
    weg = vracht.rijen.get(Gebeurtenis, [])
    sleutels = set(Gebeurtenis._base_manager.filter(pk__in=weg).values_list("sleutel", flat=True))
    blijven = Gebeurtenis._base_manager.filter(sleutel__in=sleutels).exclude(pk__in=weg)
    Gezien.objects.filter(sleutel__in=sleutels - set(blijven.values_list("sleutel", flat=True))).delete()


def _wie(gebruiker: Any) -> str:
    return f"{gebruiker.naam}, {gebruiker.rolnaam}"
