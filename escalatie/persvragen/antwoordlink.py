"""A gemeente without an account answers a question of the press by the link in its mail (R11, R16, R101).

The page says what that mail said: the agreed text, and before when. The same form, the same door and the same record as
with an account; who did it is the person of the link.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import moment
from calamiteiten.grendels import vergrendeld
from calamiteiten.statussen import PERSVRAAG
from communicatie.familie import naar_buiten
from communicatie.models import Actielink, Persantwoord, Persvraag
from communicatie.post import actielinks
from communicatie.post.woorden import zetelnaam
from contacten.rollen import Rol
from escalatie.draaiboek import correcties
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.taken import geef_actie
from escalatie.meldingen.actielink.handelen import Ander
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap

from .antwoordtermijn import antwoordtermijn
from .forms.stap import PersstapForm
from .gemeente import gekregen
from .informatie import antwoordroute
from .procedure import PROCEDURE
from .stap import mogelijkheid, stapcontext, stapform
from .taken import ANTWOORD

TEKSTEN = ("vraag", "kernboodschap", "achtergrond")


@dataclass(frozen=True)
class Antwoordpagina:
    """Everything beside the form. `vragers`: who waits, by medium and deadline; `gedaan`: when this person recorded an
    answer; `is_op_slot`: nothing may go outside now."""

    kenmerk: str
    wie: str
    termijn: str
    vragers: list[str]
    teksten: list[tuple[str, str]]
    gedaan: list[datetime]
    is_op_slot: bool
    route: str


def antwoordpagina(link: Actielink, nu: datetime) -> Antwoordpagina:
    """The page of this link at `nu` (aware)."""
    persvraag = _persvraag(link)
    eigen = Persantwoord.objects.filter(persvraag=persvraag, vastgelegd_door_contact=link.contactpersoon_id)
    antwoorden = eigen.filter(herroeping__isnull=True)
    return Antwoordpagina(
        kenmerk=persvraag.kenmerk,
        wie=zetelnaam(link.bericht, persvraag.protocol_versie),
        termijn="" if persvraag.beantwoord_op else moment(antwoordtermijn(persvraag).vervalt_op),
        vragers=[_vrager(vrager.medium, vrager.deadline_op) for vrager in persvraag.vragers.all() if vrager.wacht],
        teksten=gekregen(persvraag, link.bericht.gemeente_id, TEKSTEN),
        gedaan=list(antwoorden.order_by("vastgelegd_op").values_list("vastgelegd_op", flat=True)),
        is_op_slot=persvraag.melding is not None and naar_buiten.is_dicht(persvraag.melding),
        route=antwoordroute(nu),
    )


def antwoordform(link: Actielink, nu: datetime, data: Any = None) -> PersstapForm:
    """The form with which a gemeente records its answer. Raises Geweigerd when the question has no such step."""
    persvraag, wie = _persvraag(link), actielinks.houder(link)
    kans = mogelijkheid(persvraag, wie, ANTWOORD)
    if kans is None:
        raise Geweigerd(actielinks.NIET_MEER)
    return stapform(stapcontext(persvraag, kans, wie, nu, {}), wie, data)


def leg_vast(token: str, form: PersstapForm, nu: datetime) -> Stap:
    """Record what this form says was answered, by who has the link; call after `is_valid`. Raises LinkWerktNiet, and
    Geweigerd as the door."""
    with _vast(token, nu) as link:
        stap = voer_uit(form.opdracht(actielinks.houder(link)), nu)
        Actielink.objects.filter(pk=link.pk, gebruikt_op__isnull=True).update(gebruikt_op=nu)
    return stap


def noem_ander(token: str, ander: Ander, nu: datetime) -> Stap:
    """Keep that somebody else answers, and have the contractmanager phone that person. The contact list stays as it is,
    and the term runs on. Raises LinkWerktNiet."""
    with _vast(token, nu) as link:
        persvraag, wie, reden = _persvraag(link), actielinks.houder(link), f"Het is: {ander}."
        wat = f"Iemand anders genoemd voor de {zetelnaam(link.bericht, persvraag.protocol_versie)}"
        if al_gezegd := correcties.al_gezegd(persvraag, wat, wie, reden):
            return al_gezegd
        stap = correcties.leg_vast(persvraag, correcties.GEZEGD, wat, wie, nu, reden=reden)
        via = f" via {ander.telefoon}" if ander.telefoon else ""
        actie = Actie(f"Bel {ander.naam}{via}"[:200], Rol.CONTRACTMANAGER, "", antwoordtermijn(persvraag).vervalt_op)
        geef_actie(persvraag, actie, wie, nu, stap=stap)
    return stap


@contextmanager
def _vast(token: str, nu: datetime) -> Iterator[Actielink]:
    """The link of this token while its question is held, asked again under that lock: meanwhile it may have been taken
    back, or the question closed."""
    link = actielinks.vind(token, nu, PERSVRAAG)
    with transaction.atomic():
        nummer = link.bericht.zaak_id or 0
        PROCEDURE.houd_eerst_vast(nummer)
        vergrendeld(Persvraag.objects.all()).get(pk=nummer)
        yield actielinks.vind(token, nu, PERSVRAAG)


def _persvraag(link: Actielink) -> Persvraag:
    """What this link is about; `vind` gave a link to such a question."""
    return PROCEDURE.rijen().get(pk=link.bericht.zaak_id or 0)


def _vrager(medium: str, deadline_op: datetime | None) -> str:
    """Who waits, without a name: that stood in the mail, and is erased in time."""
    deadline = f", antwoord vóór {moment(deadline_op)}" if deadline_op else ""
    return f"{medium or 'Medium niet bekend'}{deadline}"
