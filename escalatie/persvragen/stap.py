"""The read model of the page of one step: what it sends to whom, in which words, and what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from basis.taal import in_een_zin, met_hoofdletter, opsomming
from calamiteiten.toegang import zichtbaar_voor
from communicatie.familie import naar_buiten
from communicatie.familie.forms import Slotvraag
from communicatie.models import PERSTEKST, Bericht, BerichtStatus, Persvraag, Uitingsoort
from communicatie.persvragen.toegang import eigen_gemeente, koppelbare_meldingen, zichtbare_persvragen
from communicatie.regels import Communicatieregels, PersinformatieRegel, PersstapRegel, SlotRegel
from contacten.models import Dader, Gebruiker, Linkhouder
from contacten.rollen import PER_GEMEENTE
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import mogelijkheden
from escalatie.draaiboek.mogelijkheden import Mogelijkheid
from escalatie.persvragen.forms.stap import OP_SLOT, PersstapForm, Stapcontext
from escalatie.persvragen.forms.vormen import maak_stapform
from escalatie.protocol.lezen import haal_communicatieregels

from .stand import Persstand

GEMEENTEN = {
    "vragende": "van de gemeente die antwoordt",
    "betrokken": "van elke andere gemeente waarover het gaat",
    "waarover": "van elke gemeente waarover het gaat",
    "overige": "van alle andere gemeenten",
    "alle": "van de gemeenten",
}
VAN_FORMULIER = frozenset({"leg_antwoord_vast"})
NAMEN = {
    "vraag": "De vraag",
    "kernboodschap": "Kernboodschap",
    "achtergrond": "Achtergrond",
    "memo": "Memo",
    "antwoord": "Het antwoord",
    "vragers": "Wie het vraagt en vóór wanneer",
    "gemeente": "Welke gemeente het is",
}


@dataclass(frozen=True)
class Post:
    """A mail that the step sends: why, to whom, and the names of the agreed texts that it holds."""

    zin: str
    aan: str
    met: str


@dataclass(frozen=True)
class Stappagina:
    """Everything beside the form. `slot`: why nothing may go outside now; empty when nothing is in the way.

    `heeft_vrijgave`: leave lies ready, and this step uses it. `mag_vrijgeven`: this user can give it on the form.
    """

    stap: Mogelijkheid[PersstapRegel]
    kan_vanuit: bool
    volgt: str
    post: list[Post]
    teksten: list[tuple[str, str]]
    slot: str
    heeft_vrijgave: bool
    mag_vrijgeven: bool
    is_gebeurd: bool

    @property
    def is_dicht(self) -> bool:
        """Whether this step cannot be taken now by this user: it sends something, a lock is on, no leave lies ready,
        and it is not this user's to give."""
        return bool(self.slot) and not (self.is_gebeurd or self.heeft_vrijgave or self.mag_vrijgeven)


def mogelijkheid(persvraag: Persvraag, gebruiker: Dader, code: str) -> Mogelijkheid[PersstapRegel] | None:
    """The step with this code, also when it cannot be taken from here; None when no question has such a step."""
    regel = haal_communicatieregels(persvraag.protocol_versie).stap_per_code.get(code)
    if regel is None or not regel.van:
        return None
    kans = mogelijkheden.mogelijkheid(persvraag, gebruiker, regel)
    if persvraag.status in regel.van:
        return kans
    zin = f"De persvraag staat op “{persvraag.get_status_display()}”."
    return replace(kans, ontbreekt=(zin,), afwijkbaar=())


def open_sloten(
    persvraag: Persvraag,
    gebruiker: Dader,
    regel: PersstapRegel,
    regels: Communicatieregels,
    op: datetime | None = None,
) -> tuple[SlotRegel, ...]:
    """The locks in the way of this step of which this user can say something, while no leave lies ready (R125, R156):
    leave, or, of what is recorded afterwards, how it came outside without.

    `op` (aware): when it happened: the family must have known then.
    """
    staat = _toestand(persvraag, regel, regels, op)
    if (
        staat is None
        or persvraag.melding is None
        or naar_buiten.ongebruikt(persvraag.melding, regel.naar_buiten, staat)
    ):
        return ()
    return staat.dicht if is_gebeurd(regel) or naar_buiten.mag_vrijgeven(gebruiker, staat) else ()


def stapcontext(
    persvraag: Persvraag,
    stap: Mogelijkheid[PersstapRegel],
    gebruiker: Dader,
    nu: datetime,
    waarden: Mapping[str, str],
) -> Stapcontext:
    """What the form of this step must know for this user at `nu` (aware); `waarden`: what its fields begin with."""
    eigen = eigen_gemeente(gebruiker)
    # A text that is still being written is for no gemeente to read.
    gemaild = gemailde_gegevens(persvraag, eigen.pk).get("kernboodschap", "") if eigen else persvraag.kernboodschap
    # Who has a link sees the one question and nothing beside it.
    kijker = gebruiker if isinstance(gebruiker, Gebruiker) else AnonymousUser()
    context = Stapcontext(
        persvraag,
        stap,
        haal_communicatieregels(persvraag.protocol_versie),
        nu,
        meldingen=zichtbaar_voor(kijker),
        koppelbaar=koppelbare_meldingen(gebruiker),
        persvragen=zichtbare_persvragen(kijker),
        eigen_gemeente=eigen,
        waarden=waarden,
        kernboodschap=gemaild,
        is_link=isinstance(gebruiker, Linkhouder),
    )
    return met_sloten(context, gebruiker)


def stapform(context: Stapcontext, wie: Dader, data: Any = None) -> PersstapForm:
    """The form as sent. What happened earlier is held against the locks of that moment: then it asks about them too."""
    form = maak_stapform(context, data)
    op = form.cleaned_data.get("beantwoord_op") if form.is_bound and form.is_valid() else None
    if op is None:
        return form
    toen = met_sloten(context, wie, op)
    return form if toen.sloten == context.sloten else maak_stapform(toen, data)


def gemailde_gegevens(persvraag: Persvraag, gemeente: int | None) -> Mapping[str, Any]:
    """What stood in the newest mail with agreed texts that left for this gemeente; empty before that."""
    weg = Bericht.objects.filter(
        zaak=persvraag, gemeente=gemeente, gegevens__has_key=PERSTEKST, verzonden_op__isnull=False
    )
    laatste = weg.exclude(status=BerichtStatus.INGETROKKEN).order_by("-verzonden_op", "-pk").first()
    return laatste.gegevens if laatste else {}


def met_sloten(context: Stapcontext, gebruiker: Dader, op: datetime | None = None) -> Stapcontext:
    """With the locks in the way, as they stand now or stood at `op`, and how it can be outside all the same."""
    persvraag, regel = context.persvraag, context.stap.regel
    sloten = open_sloten(persvraag, gebruiker, regel, context.regels, op)
    staat = _toestand(persvraag, regel, context.regels, op)
    mag_weten = bool(staat and persvraag.melding and naar_buiten.mag_weten(persvraag.melding, staat, gebruiker))
    context = replace(context, sloten=sloten, wegen=(), mag_weten=mag_weten)
    if staat is None or persvraag.melding is None or not sloten or not is_gebeurd(regel):
        return context
    vraag = Slotvraag(persvraag.melding, regel.naar_buiten, gebruiker, context.regels)
    return replace(context, wegen=tuple(vraag.wegen(staat)))


def is_gebeurd(regel: PersstapRegel) -> bool:
    """Whether this step records what others brought outside; the other steps send it."""
    return regel.naar_buiten == Uitingsoort.PERSANTWOORD


def stappagina(context: Stapcontext) -> Stappagina:
    """The page of this step as it stands now."""
    persvraag, regel, regels = context.persvraag, context.stap.regel, context.regels
    staat = _toestand(persvraag, regel, regels)
    klaar = bool(staat and persvraag.melding and naar_buiten.ongebruikt(persvraag.melding, regel.naar_buiten, staat))
    # Of what this very form says, the text is in the form.
    teksten = {} if regel.code in VAN_FORMULIER else Persstand(persvraag, regel, regels).te_mailen
    return Stappagina(
        stap=context.stap,
        kan_vanuit=persvraag.status in regel.van,
        volgt=regels.status_per_code[regel.naar].naam if regel.naar else "",
        post=[_post(informatie, regels.versie) for informatie in regels.informatieregels_bij(f"stap:{regel.code}")],
        teksten=[(NAMEN.get(naam, met_hoofdletter(naam)), tekst) for naam, tekst in teksten.items()],
        slot=_waarom(context, staat) if staat else "",
        heeft_vrijgave=klaar,
        mag_vrijgeven=bool(context.sloten),
        is_gebeurd=is_gebeurd(regel),
    )


def _waarom(context: Stapcontext, staat: naar_buiten.Toestand) -> str:
    """Why nothing may go outside, as far as this user may know it; who handles the press reads whom to ask."""
    if context.mag_weten or context.eigen_gemeente:
        return staat.uitleg if context.mag_weten else OP_SLOT
    return f"{OP_SLOT} {staat.wie_vrijgeeft}."


def _toestand(
    persvraag: Persvraag, regel: PersstapRegel, regels: Communicatieregels, op: datetime | None = None
) -> naar_buiten.Toestand | None:
    """How the locks stand, when this step goes outside and is about a calamity; None when nothing is in the way."""
    if not regel.naar_buiten or persvraag.melding is None:
        return None
    staat = naar_buiten.toestand(persvraag.melding, regels, op)
    return None if staat.is_open else staat


def _post(regel: PersinformatieRegel, versie: str) -> Post:
    lokaal = any(rol in PER_GEMEENTE for rol in regel.aan)
    wien = opsomming(rolnaam(rol, versie) for rol in regel.aan)
    aan = f"{wien} {GEMEENTEN.get(regel.gemeenten, '')}".strip() if lokaal else wien
    if regel.na:
        aan = f"{aan}, voor zover zij de vraag al kenden"
    return Post(regel.zin, aan, opsomming(in_een_zin(NAMEN.get(naam, naam)) for naam in regel.met))
