"""What two persons decide: who proposes, who asks with a reason, who approves or refuses; and holds on a dossier.

The night proposes (`stel_voor`), one person asks, another approves; approving destroys in the same transaction. The
database refuses one and the same person twice, too.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.telefoon import normaliseer_telefoon
from calamiteiten.grendels import vergrendeld
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Zaak
from calamiteiten.toegang import keten
from communicatie.post.berichten import plan_persoonlijk
from contacten.models import Contactpersoon, ContactSoort, Gebruiker, VerzoekBesluit
from contacten.rollen import ROLLEN_MET_DOSSIERS, Deel, Rolgroep, die_zien
from contacten.rolnamen import rolnaam
from escalatie.bewaking import hartslagen
from escalatie.models import Bewaarplicht, Bewaarsoort, Bewaarverzoek, Handeling, Hartslag, Vernietigingsakte

from . import akten, rekenen
from .vernietigen import vernietig

# Who reads the pages; who asks and decides what goes, and what is given out.
ROLLEN, ROLLEN_VERNIETIGEN, ROLLEN_INZAGE = map(die_zien, (Deel.BEWAREN, Deel.VERNIETIGEN, Deel.INZAGEVERZOEK))
SJABLOON, ONDERDEEL = "bewaren_gevraagd", "bewaren"
# How long after the approval all that is known can be fetched.
OPHALEN = timedelta(days=7)
TWEEDE = "Een ander moet dit goedkeuren: wie het vroeg, kan dat niet zelf."
NIET_AAN_U = "Hierover beslist een ander."
AL_BESLOTEN = "Hierover is al besloten. Bekijk wat er nu staat."
GEEN_REDEN = "Schrijf op waarom."
ONBEKEND = "Dit kenmerk kennen wij niet."
GEEN_DOSSIER = "Inzage in een dossier vraagt en krijgt alleen wie dossiers ziet."


def stel_voor(nu: datetime) -> int:
    """Propose what is past its term at `nu` (aware), once per local day; how many new. What nobody asked for and is
    not past its term any more, is no proposal any more. From where somebody looked goes by itself then."""
    vandaag = lokale_datum(nu)
    laatst = Hartslag.objects.filter(component=ONDERDEEL).values_list("op", flat=True).first()
    # A day that has not come was written by a wrong clock, and is no day on which it was done.
    if laatst and lokale_datum(laatst) == vandaag:
        return 0
    nieuw = _stel_voor(nu)
    keten.wis_herkomst(nu)
    akten.probeer_lijst_te_schrijven()
    hartslagen.klop(ONDERDEEL, nu, f"{nieuw} nieuw")
    return nieuw


@transaction.atomic
def _stel_voor(nu: datetime) -> int:
    gevonden = {(v.soort.value, v.nummer): v for v in rekenen.voorbij(nu)}
    wachtend = Bewaarverzoek.objects.filter(handeling=Handeling.VERNIETIGEN, besluit=VerzoekBesluit.OPEN)
    open_ = {(rij.soort, rij.nummer): rij for rij in wachtend.select_for_update()}
    for plek, rij in open_.items():
        er_is = gevonden.get(plek)
        if rij.gevraagd_door_id is None and (er_is is None or er_is.maanden != rij.maanden):
            rij.delete()
    nieuw = [v for plek, v in gevonden.items() if plek not in open_ or open_[plek].pk is None]
    for v in nieuw:
        Bewaarverzoek.objects.create(
            handeling=Handeling.VERNIETIGEN,
            soort=v.soort,
            nummer=v.nummer,
            kenmerk=v.kenmerk,
            categorie=v.categorie,
            maanden=v.maanden,
            sinds_datum=v.sinds_datum,
            voorgesteld_op=nu,
        )
    return len(nieuw)


def vraag(pk: int, reden: str, door: Gebruiker, nu: datetime) -> Bewaarverzoek:
    """Ask for the destruction that was proposed, with the reason; the others who may decide hear of it. Raises
    Geweigerd for another role, without a reason, and when it was asked or decided already."""
    with transaction.atomic():
        verzoek = _houd_vast(pk, door)
        if verzoek.gevraagd_door_id is not None:
            raise Geweigerd("Dit is al gevraagd. Een ander moet het goedkeuren.")
        rekenen.eis_voorbij(verzoek, nu)
        return _gevraagd(verzoek, reden, door, nu)


def vraag_inzage(soort: str, waar: str, reden: str, door: Gebruiker, nu: datetime) -> Bewaarverzoek:
    """Ask for all that is known of one account (its username or address), one contact (its address or number) or one
    dossier (its kenmerk). Raises Geweigerd as `vraag` does, and when there is no such thing."""
    _eis_rol(door, ROLLEN_INZAGE)
    nummer, kenmerk = _zoek(soort, waar, door)
    verzoek = Bewaarverzoek(handeling=Handeling.INZAGE, soort=soort, nummer=nummer, kenmerk=kenmerk, voorgesteld_op=nu)
    try:
        with transaction.atomic():
            return _gevraagd(verzoek, reden, door, nu)
    except IntegrityError as fout:
        raise Geweigerd("Hiervan is al inzage gevraagd.") from fout


def keur_goed(pk: int, door: Gebruiker, nu: datetime) -> Vernietigingsakte | None:
    """Approve, as the second person: what is to be destroyed is destroyed now, and its certificate comes back. Raises
    Geweigerd for who asked, another role, and for what `vernietig` refuses; then nothing happened."""
    with transaction.atomic():
        verzoek = _houd_vast(pk, door)
        _eis_tweede(verzoek, door)
        _besluit(verzoek, VerzoekBesluit.GOEDGEKEURD, door, nu)
        return vernietig(verzoek, nu) if verzoek.handeling == Handeling.VERNIETIGEN else None


def wijs_af(pk: int, toelichting: str, door: Gebruiker, nu: datetime) -> None:
    """Refuse, as who might approve it, with the reason; or take back what one asked oneself. What is past its term is
    proposed again by night. Raises Geweigerd for another role, for who may not decide it, and without a reason."""
    if not toelichting.strip():
        raise Geweigerd(GEEN_REDEN)
    with transaction.atomic():
        verzoek = _houd_vast(pk, door)
        if verzoek.gevraagd_door_id is None:
            raise Geweigerd("Dit is nog niet gevraagd.")
        zelf = verzoek.gevraagd_door_id == door.pk
        if not zelf and not mag_besluiten(verzoek, door):
            raise Geweigerd(NIET_AAN_U)
        verzoek.toelichting = toelichting.strip()
        _besluit(verzoek, VerzoekBesluit.INGETROKKEN if zelf else VerzoekBesluit.AFGEWEZEN, door, nu)


def leg_plicht_op(kenmerk: str, reden: str, door: Gebruiker, nu: datetime) -> Bewaarplicht:
    """Hold one dossier, with the reason: it stays whatever its term says. Raises Geweigerd for another role, without a
    reason, for a kenmerk that is not there, and when it is held already."""
    _eis_rol(door, ROLLEN_VERNIETIGEN)
    if not reden.strip():
        raise Geweigerd(GEEN_REDEN)
    with transaction.atomic():
        zaak = vergrendeld(Zaak.objects.filter(kenmerk=in_vorm(kenmerk))).first()
        if zaak is None:
            raise Geweigerd(ONBEKEND)
        if Bewaarplicht.objects.filter(zaak=zaak, opgeheven_op__isnull=True).exists():
            raise Geweigerd("Op dit dossier rust al een bewaarplicht.")
        return Bewaarplicht.objects.create(zaak=zaak, reden=reden.strip(), opgelegd_op=nu, opgelegd_door=door)


def hef_plicht_op(pk: int, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Lift a hold, with the reason; that it was there stays readable. Raises Geweigerd for another role, without a
    reason, and when it was lifted already."""
    _eis_rol(door, ROLLEN_VERNIETIGEN)
    if not reden.strip():
        raise Geweigerd(GEEN_REDEN)
    rijen = Bewaarplicht.objects.filter(pk=pk, opgeheven_op__isnull=True)
    if not rijen.update(opgeheven_op=nu, opgeheven_door=door, opheffing_reden=reden.strip()):
        raise Geweigerd("Deze bewaarplicht is al opgeheven.")


def mag_vragen(verzoek: Bewaarverzoek, wie: Gebruiker) -> bool:
    """Whether this user may ask for what the night proposed."""
    is_open = verzoek.besluit == VerzoekBesluit.OPEN
    return is_open and verzoek.gevraagd_door_id is None and wie.is_rol(*_rollen(verzoek))


def mag_besluiten(verzoek: Bewaarverzoek, wie: Gebruiker) -> bool:
    """Whether this user is a second person for it."""
    # His account, and his row in the list: who was in it without one may have got one since.
    is_van_zichzelf = (verzoek.soort, verzoek.nummer) in {
        (Bewaarsoort.ACCOUNT, wie.pk),
        (Bewaarsoort.CONTACT, wie.contactpersoon_id),
    }
    return (
        wie.is_rol(*_rollen(verzoek))
        and verzoek.besluit == VerzoekBesluit.OPEN
        and verzoek.gevraagd_door_id not in {None, wie.pk}
        and not is_van_zichzelf
        and _ziet_waarover(verzoek, wie)
    )


def mag_ophalen(verzoek: Bewaarverzoek, wie: Gebruiker, nu: datetime) -> bool:
    """Whether this user may fetch all that is known: who asked or approved, for some days."""
    return (
        verzoek.handeling == Handeling.INZAGE
        and verzoek.besluit == VerzoekBesluit.GOEDGEKEURD
        and verzoek.besloten_op is not None
        and nu <= verzoek.besloten_op + OPHALEN
        and wie.is_rol(*_rollen(verzoek))
        and wie.pk in {verzoek.gevraagd_door_id, verzoek.besloten_door_id}
        and _ziet_waarover(verzoek, wie)
    )


def _ziet_waarover(verzoek: Bewaarverzoek, wie: Gebruiker) -> bool:
    """Who gives out a dossier sees dossiers, at this moment: a role can change between asking and fetching."""
    is_dossier_inzien = verzoek.handeling == Handeling.INZAGE and verzoek.soort == Bewaarsoort.ZAAK
    return wie.rol in ROLLEN_MET_DOSSIERS or not is_dossier_inzien


def open_verzoeken(handeling: str) -> QuerySet[Bewaarverzoek]:
    """What waits, with who asked."""
    rijen = Bewaarverzoek.objects.filter(handeling=handeling, besluit=VerzoekBesluit.OPEN)
    return rijen.select_related("gevraagd_door")


def besloten(handeling: str) -> QuerySet[Bewaarverzoek]:
    """What was decided, the last first."""
    rijen = Bewaarverzoek.objects.filter(Q(handeling=handeling) & ~Q(besluit=VerzoekBesluit.OPEN))
    return rijen.select_related("gevraagd_door", "besloten_door").order_by("-besloten_op")


def _rollen(verzoek: Bewaarverzoek) -> Rolgroep:
    return ROLLEN_INZAGE if verzoek.handeling == Handeling.INZAGE else ROLLEN_VERNIETIGEN


def _eis_rol(door: Gebruiker, rollen: Rolgroep) -> None:
    if not door.is_rol(*rollen):
        raise Geweigerd(f"Dit kan alleen: {', '.join(rolnaam(rol) for rol in rollen)}.")


def _houd_vast(pk: int, door: Gebruiker) -> Bewaarverzoek:
    """The open request, held. Two who decide at once: the second reads that it was decided."""
    rijen = Bewaarverzoek.objects.select_for_update(of=("self",)).select_related("gevraagd_door")
    verzoek = rijen.get(pk=pk)
    _eis_rol(door, _rollen(verzoek))
    if verzoek.besluit != VerzoekBesluit.OPEN:
        raise Geweigerd(AL_BESLOTEN)
    return verzoek


def _eis_tweede(verzoek: Bewaarverzoek, door: Gebruiker) -> None:
    if not mag_besluiten(verzoek, door):
        raise Geweigerd(TWEEDE if verzoek.gevraagd_door_id else "Dit is nog niet gevraagd.")


def _besluit(verzoek: Bewaarverzoek, besluit: VerzoekBesluit, door: Gebruiker, nu: datetime) -> None:
    verzoek.besluit, verzoek.besloten_door, verzoek.besloten_op = besluit, door, nu
    verzoek.save(update_fields=["besluit", "besloten_door", "besloten_op", "toelichting"])


def _gevraagd(verzoek: Bewaarverzoek, reden: str, door: Gebruiker, nu: datetime) -> Bewaarverzoek:
    if not reden.strip():
        raise Geweigerd(GEEN_REDEN)
    verzoek.gevraagd_door, verzoek.gevraagd_op, verzoek.reden = door, nu, reden.strip()
    verzoek.save()
    for wie in _tweede_personen(verzoek):
        plan_persoonlijk(
            aan=None,
            email=wie.email,
            sjabloon=SJABLOON,
            pad=reverse("bewaarverzoek", args=[verzoek.pk]),
            aanleiding=f"bewaarverzoek:{verzoek.pk}",
            regel=SJABLOON,
            nu=nu,
        )
    return verzoek


def _tweede_personen(verzoek: Bewaarverzoek) -> Iterable[Gebruiker]:
    rijen = Gebruiker.objects.filter(rol__in=_rollen(verzoek), is_active=True).exclude(email="").order_by("pk")
    return (wie for wie in rijen if mag_besluiten(verzoek, wie))


def _zoek(soort: str, waar: str, door: Gebruiker) -> tuple[int, str]:
    if soort == Bewaarsoort.ZAAK:
        return _zoek_zaak(waar, door)
    return _zoek_contact(waar) if soort == Bewaarsoort.CONTACT else _zoek_account(waar)


def _zoek_zaak(waar: str, door: Gebruiker) -> tuple[int, str]:
    if door.rol not in ROLLEN_MET_DOSSIERS:
        raise Geweigerd(GEEN_DOSSIER)
    zaak = Zaak.objects.filter(kenmerk=in_vorm(waar)).first()
    if zaak is None:
        raise Geweigerd(ONBEKEND)
    return zaak.pk, zaak.kenmerk


def _zoek_account(waar: str) -> tuple[int, str]:
    gevonden = Gebruiker.objects.filter(Q(username__iexact=waar.strip()) | Q(email__iexact=waar.strip())).first()
    if gevonden is None:
        raise Geweigerd("Dit account kennen wij niet. Vul de gebruikersnaam of het e-mailadres in.")
    return gevonden.pk, f"account {gevonden.pk}"


def _zoek_contact(waar: str) -> tuple[int, str]:
    """Who left the list too: he may ask just as well."""
    nummer = normaliseer_telefoon(waar)
    gelijk = Q(email__iexact=waar.strip())
    if nummer:
        gelijk |= Q(telefoon=nummer) | Q(mobiel=nummer)
    gevonden = (
        [*Contactpersoon.objects.filter(gelijk, soort=ContactSoort.PERSOON).order_by("pk")[:2]] if waar.strip() else []
    )
    if not gevonden:
        raise Geweigerd(
            "Deze persoon kennen wij niet. Vul het e-mailadres of het telefoonnummer uit de contactlijst in."
        )
    if len(gevonden) > 1:
        raise Geweigerd("Meer dan een persoon heeft dit nummer of adres. Vul het andere in.")
    if Gebruiker.objects.filter(contactpersoon=gevonden[0]).exists():
        raise Geweigerd("Deze persoon heeft een account. Vraag inzage in het account: daar staat alles in.")
    return gevonden[0].pk, f"contact {gevonden[0].pk}"
