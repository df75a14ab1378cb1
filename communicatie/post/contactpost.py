"""Post about the contact list: requests to confirm, reminders, practice rounds, and what the beheerder must know.

contacten does not know the outbox. It leaves rows; these sweeps read them and plan the mails, each row and its mails in
one transaction, so that a sweep that dies or runs twice plans everything once, and a row that fails holds up no other.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from basis import achterstand
from basis.kalender import lokaal
from basis.taal import datum
from communicatie.models import Bericht
from contacten.bezetting import bereikbaarheid
from contacten.bijhouden import oefenen
from contacten.bijhouden import verzoeken as bijhouden
from contacten.gebruikers import eenmaal
from contacten.gebruikers.nieuws import regiomanagers
from contacten.inlezen import klaarleggen
from contacten.inloggen import rem, verlopen
from contacten.models import Bevestigingsverzoek, Gebruiker, Oefenronde, Wijzigingsvoorstel
from contacten.personen import wegen
from contacten.personen.wegen import Weg

from .persoonlijk import OVER, plan_persoonlijk

# Their mails: to the regiomanager, and to the address that was left.
CONTACT_WEG, CONTACT_ADRES = "contact_weg", "contact_adres"
# What sets them off: the first number in the history that one tells.
WEG = "weg:"
# What the hourly round closes and clears before it asks.
OPRUIMEN = (bijhouden.sluit_verlopen, klaarleggen.ruim_op, rem.vergeet, eenmaal.vergeet, verlopen.ruim_op)


def houd_bij(nu: datetime) -> int:
    """The hourly round at `nu` (aware): close what lapsed, remind, ask whoever is due. Returns how many mails. What
    fails holds up none of the rest, and is raised after the last."""
    aantallen: list[int] = []
    herinner = partial(_vraag_allen, bijhouden.herinner, "contact_herinnering", nu)
    vraag = partial(_vraag_allen, bijhouden.start_ronde, "contact_bevestigen", nu)
    achterstand.elke_stap(
        (
            *(partial(_ruim_op, wat, nu) for wat in OPRUIMEN),
            lambda: aantallen.append(achterstand.samen_of_elk(bijhouden.te_herinneren(nu), herinner, "no reminder")),
            lambda: aantallen.append(achterstand.samen_of_elk(bijhouden.aan_de_beurt(nu), vraag, "no question")),
        ),
        "a step of keeping the contact list",
    )
    return sum(aantallen)


def plan(nu: datetime) -> int:
    """The quick round: practice messages that were asked for, proposals that came in, and who else gets post by now.
    Returns how many mails. What fails holds up no other kind, and no other of its kind; it is raised after the last."""
    aantallen: list[int] = []
    soorten = (_nodig_uit, _meld_voorstellen, _meld_wegen)
    stappen = [partial(lambda soort: aantallen.append(soort(nu)), soort) for soort in soorten]
    achterstand.elke_stap(stappen, "a kind of post about the contact list")
    return sum(aantallen)


def meld_onbereikbaar(contact_pk: int, adres: str, reden: str, nu: datetime) -> bool:
    """Mark an address as dead and tell the beheerder, who may not hear it from the list alone. Whether it was news."""
    with transaction.atomic():
        if not bereikbaarheid.meld_onbereikbaar(contact_pk, adres, reden, nu):
            return False
        pad = f"{reverse('contact_aandacht')}#onbereikbaar"
        _aan_beheerders("contact_onbereikbaar", pad, f"onbereikbaar:{contact_pk}:{nu:%Y%m%d%H%M%S}", nu)
    return True


def _vraag(verzoek: Bevestigingsverzoek, sjabloon: str, nu: datetime) -> Bericht:
    contact = verzoek.contactpersoon
    return plan_persoonlijk(
        aan=contact,
        email=contact.email,
        sjabloon=sjabloon,
        pad=bijhouden.pad_van(verzoek),
        aanleiding=f"bevestiging:{verzoek.pk}",
        regel=sjabloon,
        nu=nu,
        termijn=f"vóór {datum(lokaal(verzoek.verloopt_op).date())}",
    )


@transaction.atomic
def _ruim_op(wat: Callable[[datetime], object], nu: datetime) -> None:
    wat(nu)


def _vraag_allen(
    neem: Callable[[datetime, Collection[int]], list[Bevestigingsverzoek]],
    sjabloon: str,
    nu: datetime,
    nummers: Sequence[int],
) -> int:
    return len([_vraag(verzoek, sjabloon, nu) for verzoek in neem(nu, nummers)])


def _nodig_uit(nu: datetime) -> int:
    rondes = Oefenronde.objects.filter(uitgenodigd_op__isnull=True).order_by("pk")
    return achterstand.elk_apart(rondes, partial(_nodig_ronde_uit, nu), "no practice", is_hardop=True)


def _nodig_ronde_uit(nu: datetime, ronde: Oefenronde) -> int:
    if not Oefenronde.objects.select_for_update(skip_locked=True).filter(pk=ronde.pk, uitgenodigd_op=None):
        return 0
    rijen = ronde.antwoorden.exclude(aan="").select_related("contactpersoon")
    for rij in rijen:
        plan_persoonlijk(
            aan=rij.contactpersoon,
            email=rij.aan,
            sjabloon="contact_oefening",
            pad=oefenen.pad_van(rij),
            aanleiding=f"oefening:{ronde.pk}",
            regel="contact_oefening",
            nu=nu,
        )
    Oefenronde.objects.filter(pk=ronde.pk).update(uitgenodigd_op=nu)
    return len(rijen)


def _meld_voorstellen(nu: datetime) -> int:
    nummers = list(
        Wijzigingsvoorstel.objects.filter(gemeld_op__isnull=True).order_by("pk").values_list("pk", flat=True)
    )
    return achterstand.elk_apart(nummers, partial(_meld_voorstel, nu), "no proposal told", is_hardop=True)


def _meld_voorstel(nu: datetime, nummer: int) -> int:
    rij = Wijzigingsvoorstel.objects.select_for_update(skip_locked=True).filter(pk=nummer, gemeld_op__isnull=True)
    if not rij:
        return 0
    aantal = _aan_beheerders("contact_voorstel", reverse("contact_voorstellen"), f"voorstel:{nummer}", nu)
    Wijzigingsvoorstel.objects.filter(pk=nummer).update(gemeld_op=nu)
    return aantal


def _meld_wegen(nu: datetime) -> int:
    """Tell the regiomanagers that somebody else, or another address, gets the messages of a seat, and tell the address
    that was left: nobody is let in unseen by who keeps the list (docs/besluiten/0041). One mail for each of them and
    round, however many an imported file let in; when that fails one for each change."""
    verteld = Bericht.objects.filter(aanleiding__startswith=WEG, gepland_op__gt=nu - wegen.TERUG)
    gezegd = {nummer for over in verteld.values_list(f"gegevens__{OVER}", flat=True) for nummer in over or ()}
    return achterstand.samen_of_elk(wegen.nieuwe(nu, gezegd), partial(_vertel_wegen, nu), "no way told")


def _vertel_wegen(nu: datetime, welke: Sequence[Weg]) -> int:
    per_lezer: dict[tuple[str, str], list[Weg]] = {}
    for weg in welke:
        lezers = [(CONTACT_WEG, email) for email in _wie_het_ziet(weg.door, nu)]
        for lezer in [*lezers, *([(CONTACT_ADRES, weg.oud_adres)] if weg.oud_adres else [])]:
            per_lezer.setdefault(lezer, []).append(weg)
    for (sjabloon, email), eigen in per_lezer.items():
        plan_persoonlijk(
            aan=None,
            email=email,
            sjabloon=sjabloon,
            pad=_pad(sjabloon, eigen),
            aanleiding=f"{WEG}{eigen[0].nummer}",
            regel=sjabloon,
            nu=nu,
            over=[weg.nummer for weg in eigen],
        )
    return len(per_lezer)


def _pad(sjabloon: str, eigen: Sequence[Weg]) -> str:
    """Of one contact its own page, of more the list of what was changed; who was left reads only that it was."""
    if sjabloon == CONTACT_ADRES:
        return reverse("contacten")
    wie = {weg.contact for weg in eigen}
    return reverse("contact", args=[wie.pop()]) if len(wie) == 1 else reverse("contact_wegen")


def _wie_het_ziet(door: int, nu: datetime) -> list[str]:
    """The addresses of the regiomanagers but for who did it; when there is no other, of who keeps the list."""
    if regio := [wie.email for wie in regiomanagers(behalve=[door])]:
        return regio
    eigen = {adres.casefold() for adres in Gebruiker.objects.filter(pk=door).values_list("email", flat=True)}
    return [email for _, email in bereikbaarheid.beheerders(nu) if email.casefold() not in eigen]


def _aan_beheerders(sjabloon: str, pad: str, aanleiding: str, nu: datetime) -> int:
    wie = bereikbaarheid.beheerders(nu)
    for contact, email in wie:
        plan_persoonlijk(
            aan=contact, email=email, sjabloon=sjabloon, pad=pad, aanleiding=aanleiding, regel=sjabloon, nu=nu
        )
    return len(wie)
