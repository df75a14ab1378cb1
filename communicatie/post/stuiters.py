"""Mail that comes back: read the report, mark the message as not delivered, and doubt the address (R99, hazard F9).

A message is recognised by its Message-ID alone. That is random and known to its receiver only, so that a stranger
cannot have an address marked as dead by sending us a false report.
"""

from datetime import datetime

from django.db import transaction

from basis.wereld import binnen, hier
from calamiteiten.oefening import speelt
from calamiteiten.werelden import oefening_van
from communicatie.models import Bericht, BerichtStatus, Stuiter, StuiterSoort

from . import contactpost, verzamelpost
from .terugkomst import Terugkomst, lees_terugkomst, soort_van

HOOGSTENS_TIJDELIJK = 3
TERUG = (BerichtStatus.VERZONDEN, BerichtStatus.BEZIG, BerichtStatus.GEPLAND)


def verwerk(ruw: bytes, nu: datetime) -> Bericht | None:
    """Handle one mail from the mailbox for returned mail. Returns our message it is about, None when it is nothing.

    The message becomes `mislukt`, and with a mail of many lines each message in it, so that a telephone task follows
    when it was about a melding; of a mail of a drill that happens in the drill. The same report twice changes nothing.
    Never raises on the content of the mail. A report about another address, to which the mailbox of our contact sent
    it on, is a note and no more.
    """
    terugkomst = lees_terugkomst(ruw)
    if terugkomst is None:
        return None
    nummer = oefening_van(Bericht, message_id__in=terugkomst.message_ids)
    oefening = speelt(nummer) if nummer else None
    wereld = oefening.wereld if oefening else None
    with binnen(wereld):
        return _verwerk(terugkomst, wereld.tijd(nu) if wereld else nu)


def _verwerk(terugkomst: Terugkomst, nu: datetime) -> Bericht | None:
    """In the world of the message, on its clock."""
    with transaction.atomic():
        rijen = Bericht.objects.select_for_update(of=("self",)).select_related("contactpersoon")
        bericht = rijen.filter(message_id__in=terugkomst.message_ids).first()
        if bericht is None:
            return None
        code = terugkomst.code_van(bericht.aan)
        if code is None:
            _noteer(bericht, terugkomst)
        elif bericht.status in TERUG:
            _mislukt(bericht, code)
            leg_vast(bericht, soort_van(code), code, nu)
    return bericht


def leg_vast(bericht: Bericht, soort: StuiterSoort, code: str, nu: datetime) -> None:
    """Keep that this message came back. A dead address, or the third time, marks the address of the contact."""
    Stuiter.objects.get_or_create(
        bericht=bericht, defaults={"adres": bericht.aan, "soort": soort, "code": code[:12], "ontvangen_op": nu}
    )
    # The contact list is real: a drill writes nothing in it, and tells no beheerder.
    if hier() or bericht.contactpersoon_id is None or (soort != StuiterSoort.HARD and not _is_te_vaak(bericht)):
        return
    reden = _reden(soort, code)
    contactpost.meld_onbereikbaar(bericht.contactpersoon_id, bericht.aan, reden, nu)


def _is_te_vaak(bericht: Bericht) -> bool:
    """Whether this address came back too often since the contact was last confirmed."""
    rijen = Stuiter.objects.filter(bericht__contactpersoon=bericht.contactpersoon_id, adres__iexact=bericht.aan)
    contact = bericht.contactpersoon
    if contact and contact.bevestigd_op:
        rijen = rijen.filter(ontvangen_op__gt=contact.bevestigd_op)
    return rijen.count() >= HOOGSTENS_TIJDELIJK


def _noteer(bericht: Bericht, terugkomst: Terugkomst) -> None:
    """Keep in sight that a copy was lost. Only the domain of that address: whose it is, we do not know."""
    domeinen = ", ".join(sorted({adres.rpartition("@")[2] for adres in terugkomst.codes}))
    codes = ", ".join(sorted(filter(None, set(terugkomst.codes.values()))))
    tussen = f" ({codes})" if codes else ""
    reden = f"Doorgestuurd naar een ander adres bij {domeinen}, dat niet werkt{tussen}. Onze mail kwam wel aan."
    if bericht.is_aangenomen:
        bericht.reden = reden[:300]
        bericht.save(update_fields=["reden"])


def _mislukt(bericht: Bericht, code: str) -> None:
    bericht.status, bericht.lease_tot, bericht.volgende_poging_op = BerichtStatus.MISLUKT, None, None
    bericht.reden = f"Teruggekomen: {_reden(soort_van(code), code)}"
    bericht.save(update_fields=["status", "lease_tot", "volgende_poging_op", "reden"])
    if verzamelpost.is_verzamelpost(bericht):
        verzamelpost.volg(bericht)


def _reden(soort: StuiterSoort, code: str) -> str:
    tussen = f" ({code})" if code else ""
    return f"{StuiterSoort(soort).label}{tussen}."
