"""One recipient on the proof of informing: the links of his chain, each with its minute, and what is still open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from basis.kalender import lokaal
from basis.taal import korte_datum
from communicatie.models import Bericht, BerichtStatus, Sms, Stuiter
from communicatie.post.woorden import zetelnaam
from contacten.models import Gebruiker, namens_link
from escalatie.meldingen.dossier.tijdlijn import door
from escalatie.models import Taak, TaakStatus

Plek = tuple[str, str, str, int | None]


def minuut(op: datetime | None) -> str:
    """An aware moment to the minute, Amsterdam time: "24 nov 2026 18:40"; empty when there is none."""
    return f"{korte_datum(lokaal(op).date())} {lokaal(op):%H:%M}" if op else ""


@dataclass(frozen=True)
class Schakel:
    """One link: when (aware), and what there is to say of it. `mist`: it went wrong."""

    op: datetime | None = None
    bij: str = ""
    mist: bool = False

    @property
    def tijd(self) -> str:
        """The minute; empty when it did not happen."""
        return minuut(self.op)


@dataclass(frozen=True)
class Ontvanger:
    """One message: to whom, each link, the outcome as icon, word and colour, and what must still be done ("" for
    nothing)."""

    wie: str
    naam: str
    gepland: Schakel
    post: Schakel
    gelezen: Schakel
    bevestigd: Schakel
    gebeld: Schakel
    uitkomst: str
    icoon: str
    kleur: str
    open: str = ""


@dataclass(frozen=True)
class Sporen:
    """What the rows around the messages say: what came back, and which telephone task answers for which message."""

    stuiters: Mapping[int, Stuiter]
    beltaken: Mapping[int, Taak]

    def gebeld(self, bericht: Bericht) -> Taak | None:
        """The telephone task of this message that was done."""
        taak = self.beltaken.get(bericht.pk)
        return taak if taak and taak.status == TaakStatus.AFGEROND else None


def plek(bericht: Bericht) -> Plek:
    """The seat for one occasion: whoever answers in it, answers for all."""
    return bericht.aanleiding, bericht.regel, bericht.rol, bericht.gemeente_id


def bereikt(berichten: Iterable[Bericht], sporen: Sporen) -> set[Plek]:
    """The seats that surely know: somebody confirmed, or was phoned."""
    return {plek(b) for b in berichten if b.bevestigd_op or sporen.gebeld(b)}


def ontvanger(bericht: Bericht, sporen: Sporen, bekend: set[Plek], versie: str) -> Ontvanger:
    """One line. `bekend`: the seats of `bereikt`; nothing is open in those. `versie` names the
    seat: that of the zaak."""
    gebeld = sporen.gebeld(bericht)
    uitkomst, icoon, kleur = _uitkomst(bericht, gebeld)
    return Ontvanger(
        wie=zetelnaam(bericht, versie),
        naam=_naam(bericht),
        gepland=Schakel(bericht.gepland_op),
        post=_post(bericht, sporen),
        gelezen=Schakel(bericht.gelezen_op, _wie(bericht.gelezen_door)),
        bevestigd=_bevestigd(bericht),
        gebeld=Schakel(gebeld.afgerond_op, door(gebeld)) if gebeld else Schakel(),
        uitkomst=uitkomst,
        icoon=icoon,
        kleur=kleur,
        open="" if plek(bericht) in bekend else _open(bericht, sporen.beltaken.get(bericht.pk)),
    )


def _naam(bericht: Bericht) -> str:
    naam = bericht.contactpersoon.weergavenaam if bericht.contactpersoon else "niemand"
    return f"{naam} (vervanger)" if bericht.na_id else naam


def _wie(gebruiker: Gebruiker | None) -> str:
    return gebruiker.naam if gebruiker else ""


def _post(bericht: Bericht, sporen: Sporen) -> Schakel:
    """What the mail server said: accepted at, or returned at and why. Accepted first and returned later shows both."""
    if bericht.is_aangenomen:
        erbij = [
            "in een mail met andere berichten" * bool(bericht.verzameld_in_id),
            "mogelijk dubbel" * bericht.mogelijk_dubbel,
            bericht.reden,
            _sms(bericht),
        ]
        return Schakel(bericht.verzonden_op, ", ".join(filter(None, erbij)))
    stuiter = sporen.stuiters.get(bericht.pk)
    eerst = f"aangenomen {minuut(bericht.verzonden_op)}. " if bericht.verzonden_op else ""
    mist = bericht.status == BerichtStatus.MISLUKT
    zin = " ".join(filter(None, [f"{eerst}{bericht.reden}", _sms(bericht)]))
    return Schakel(stuiter.ontvangen_op if stuiter else None, zin, mist)


def _sms(bericht: Bericht) -> str:
    """What became of the text that went beside the mail; empty without one."""
    sms: Sms | None = getattr(bericht, "sms", None)
    if sms is None:
        return ""
    return f"sms {sms.get_status_display()} {minuut(sms.verzonden_op)} {sms.reden}".replace("  ", " ").strip()


def _bevestigd(bericht: Bericht) -> Schakel:
    if bericht.bevestigd_op:
        contact = bericht.bevestigd_door_contact
        return Schakel(bericht.bevestigd_op, namens_link(contact) if contact else _wie(bericht.bevestigd_door))
    if bericht.vraag_vervallen_op:
        return Schakel(None, f"niet meer gevraagd sinds {minuut(bericht.vraag_vervallen_op)}")
    if bericht.bevestigen_voor_op:
        return Schakel(None, f"gevraagd vóór {minuut(bericht.bevestigen_voor_op)}", mist=bool(bericht.opgevolgd_op))
    return Schakel(None, "niet gevraagd")


def _uitkomst(bericht: Bericht, gebeld: Taak | None) -> tuple[str, str, str]:
    if bericht.bevestigd_op:
        return "bevestigd", "check", "klaar"
    if gebeld:
        return "telefonisch verteld", "phone", "klaar"
    if bericht.is_rood:
        return "niet bereikt", "mail-off", "mislukt"
    if bericht.status == BerichtStatus.INGETROKKEN:
        return "ingetrokken", "minus", "nvt"
    if bericht.gelezen_op:
        return "dossier geopend", "eye", "klaar"
    if bericht.is_aangenomen:
        return "aangenomen, niet gelezen", "mail-check", "open"
    return str(bericht.get_status_display()), "clock", "open"


def _open(bericht: Bericht, beltaak: Taak | None) -> str:
    """What must still be done so that this seat surely knows."""
    if bericht.status == BerichtStatus.INGETROKKEN:
        return ""
    if beltaak and beltaak.status == TaakStatus.OPEN:
        return f"bellen, uiterlijk {minuut(beltaak.uiterlijk_op)}"
    if bericht.is_rood:
        return "niet bereikt"
    if not bericht.is_aangenomen:
        return "nog niet verstuurd"
    if bericht.bevestigen_voor_op and not bericht.vraag_vervallen_op:
        volgt = "; de vervanger is gevraagd" if bericht.opgevolgd_op else ""
        return f"nog niet bevestigd, gevraagd vóór {minuut(bericht.bevestigen_voor_op)}{volgt}"
    return ""
