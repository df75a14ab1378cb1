"""From "this happened" to "these people must know": the information rules of the protocol turned into messages and
tasks.

The rule says which roles, of which gemeenten; `contacten.bezetting` says who that is now; `communicatie.post.berichten`
makes the
rows. A seat without anyone, or with someone who can only be phoned, becomes a red row and a telephone task (R99).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NotRequired, TypedDict, Unpack

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from basis import achterstand
from basis.taal import moment
from basis.toekomst import onmogelijk
from basis.wereld import duur
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import MELDING
from calamiteiten.toegang import geef_toegang, kring, rol_heeft_toegang
from communicatie.models import NOG_TE_VERZENDEN, VRAAGT_TELEFOON, Bericht
from communicatie.post.berichten import Aankondiging, plan
from communicatie.post.woorden import zetelnaam
from contacten.bezetting import Zetel, bezet, zetels
from contacten.models import Dader, Gemeente
from contacten.organisaties import regio_gemeenten
from contacten.rollen import EXTERN, PER_GEMEENTE, Rol
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.bereik import alle_statussen
from escalatie.protocol.model import InformatieRegel, Protocol

from . import leiding
from .stand import Stand
from .versnelling import Versnelling, versnelling
from .voorwaarden import ontbreekt

BELTAAK = "bel_lege_zetel"
# The mail, and the name of its duty to inform, to who holds a task and hears of it in no other way.
TAAK_GEGEVEN = "taak_gegeven"
# The mail to who turned out not to be involved, and the name of its duty to inform.
NIET_BETROKKEN = "niet_meer_betrokken"
# The mail to who was told of something that reads otherwise now, and the name of its duty to inform.
VERBETERD = "verbeterd"
# To who keeps a task that changed, and to who had one.
TAAK_GEWIJZIGD, TAAK_INGETROKKEN = "taak_gewijzigd", "taak_ingetrokken"
# How a duty is recorded that has a form of its own: the link in its mail opens that form.
MET_FORMULIER = frozenset({"analyse", "beoordeling", "communicatieadvies"})
_VOOR_BELTAAK = ("zaak", "gemeente", "contactpersoon")
# Someone must be reached by phone within this time; the paper gives none (A8: regioafspraak).
BEL_BINNEN = timedelta(hours=1)
ANDER = "Wie op deze plek bericht kreeg, noemt iemand anders."
NIET_BEVESTIGD = "Niemand op deze plek heeft het bericht op tijd bevestigd."
# Of what is urgent nobody waits longer for the mail server: real minutes, also in a drill whose clock goes faster.
WACHT_MET_BELLEN = timedelta(minutes=5)
NIET_VERSTUURD = "De mail aan deze plek is nog niet verstuurd."
NIET_GEWACHT = "Er is gebeld zonder op een antwoord te wachten."


class Aanleiding(TypedDict):
    """What sets rules off, and which of them and of their seats count (`aankondigingen` says what each name means)."""

    aanleiding: str
    sleutel: str
    nu: datetime
    termijn: NotRequired[str]
    alleen: NotRequired[Iterable[Gemeente] | None]
    eigen: NotRequired[Gemeente | None]
    regels: NotRequired[Collection[str] | None]
    behalve: NotRequired[Collection[str]]
    zelf: NotRequired[Dader | None]


def kondig_aan(melding: Melding, protocol: Protocol, **bij: Unpack[Aanleiding]) -> list[Bericht]:
    """Plan every message of the rules that this sets off, as `aankondigingen` says them. Call inside the
    transaction of the occasion."""
    return plan_alle(aankondigingen(Stand(melding), protocol, **bij), bij["nu"])


def plan_alle(te_plannen: Iterable[Aankondiging], nu: datetime) -> list[Bericht]:
    """Plan these, and have a telephone task for what reaches nobody. Inside the transaction of the occasion."""
    berichten = plan(te_plannen, nu)
    vraag_om_telefoon(berichten, nu)
    return berichten


def aankondigingen(
    stand: Stand,
    protocol: Protocol,
    *,
    aanleiding: str,
    sleutel: str,
    nu: datetime,
    termijn: str = "",
    alleen: Iterable[Gemeente] | None = None,
    eigen: Gemeente | None = None,
    regels: Collection[str] | None = None,
    behalve: Collection[str] = (),
    zelf: Dader | None = None,
) -> list[Aankondiging]:
    """Who must hear what by the rules that `aanleiding` sets off, e.g. "overgang:kies_b"; lets the informed into the
    dossier.

    `sleutel` names this very occasion ("stap:12"), so that a repeat plans nothing twice. `termijn` is the term as
    text. `alleen` limits it to the seats of these gemeenten, for one that joins later: the region knows already.
    `eigen`: the gemeente that it is about, for rules that tell that one only. `regels`: of these rules
    alone; `behalve`: not of these. `zelf`: who did it, and knows.
    Call inside the transaction of the occasion.
    """
    melding = stand.melding
    hier = [r for r in protocol.informatieregels_bij(aanleiding) if not (r.als and ontbreekt(r.als, stand))]
    hier = [r for r in hier if r.wijze == "mail" and r.code not in behalve and (regels is None or r.code in regels)]
    snel = versnelling(melding, protocol)
    paren = [(regel, _zetels(regel, stand, nu, alleen, eigen, snel)) for regel in hier]
    for regel, plekken in paren:
        if regel.opent_dossier:
            for zetel in plekken:
                geef_toegang(melding, zetel.rol, zetel.gemeente)
    paren = [(regel, zonder_wie(plekken, zelf)) for regel, plekken in paren]
    doel = _doelen(melding, protocol, aanleiding) if paren else {}
    return [
        _aankondiging(melding, sleutel, regel, eigen_plekken, termijn, snel, pad)
        for regel, plekken in paren
        for pad, eigen_plekken in _per_doel(plekken, doel)
    ]


def _doelen(melding: Melding, protocol: Protocol, aanleiding: str) -> dict[tuple[str, int | None], str]:
    """Per seat the page of the one duty with a form of its own that this occasion is about: what it asks, or the term
    that it warns of. The link of its mail opens that form, and no page in between."""
    soort, _, rest = aanleiding.partition(":")
    code = rest.partition(":")[0]
    codes = [
        regel.code
        for regel in protocol.taken
        if regel.vorm in MET_FORMULIER and (code in regel.bij if soort == "overgang" else regel.termijn == code)
    ]
    if soort not in {"overgang", "termijn"} or not codes:
        return {}
    doelen: dict[tuple[str, int | None], str] = {}
    for taak in Taak.objects.filter(zaak=melding, code__in=codes, status=TaakStatus.OPEN).select_related("zaak"):
        doelen.setdefault((taak.rol, taak.gemeente_id), taak.get_absolute_url())
    return doelen


def _per_doel(
    plekken: tuple[Zetel, ...], doelen: dict[tuple[str, int | None], str]
) -> Iterator[tuple[str, tuple[Zetel, ...]]]:
    """These seats, put together by where the link in their mail leads ("": to the dossier)."""
    per_pad: dict[str, list[Zetel]] = {}
    for zetel in plekken:
        pad = doelen.get((zetel.rol, zetel.gemeente.pk if zetel.gemeente else None), "")
        per_pad.setdefault(pad, []).append(zetel)
    for pad, eigen in per_pad.items():
        yield pad, tuple(eigen)


def meld_taken(
    melding: Melding,
    taken: Iterable[Taak],
    *,
    sleutel: str,
    nu: datetime,
    gehoord: Iterable[Bericht] = (),
    zelf: Dader | None = None,
    ook_collegas: bool = False,
    alleen: Iterable[Gemeente] = (),
) -> list[Bericht]:
    """Tell who holds these tasks that they are there; let them into the dossier. A duty and its announcement are one
    act: call once, in the transaction that gave the tasks, after the messages of its occasion were planned.

    `gehoord`: those messages; a seat that gets one of them is not written to twice. `zelf`: who gave the tasks, and
    knows of them; a step is the act of a seat, what one person thinks of is news to the others on it (`ook_collegas`).
    `alleen`: the gemeenten for which a task of every gemeente is new. One message per seat, with the first moment that
    something is due.
    """
    taken, alleen = list(taken), list(alleen)
    weten_het = {(bericht.rol, bericht.gemeente_id) for bericht in gehoord}
    if zelf and not ook_collegas:
        weten_het.add((zelf.rol, zelf.gemeente_id if zelf.rol in PER_GEMEENTE else None))
    gemeenten = alleen or Stand(melding).gemeenten
    plekken = dict[tuple[str, int | None], list[Taak]]()
    for taak in taken:
        for plek in plekken_van(taak, gemeenten):
            if plek not in weten_het:
                plekken.setdefault(plek, []).append(taak)
    per_pk = {gemeente.pk: gemeente for gemeente in [*gemeenten, *(t.gemeente for t in taken if t.gemeente)]}
    # Who fills two seats is written to once, and of two messages the outbox keeps the last: the most urgent comes last.
    laatst = datetime.max.replace(tzinfo=UTC)
    op_volgorde = sorted(plekken.items(), key=lambda paar: _eerste(paar[1]) or laatst, reverse=True)
    aankondigingen = [
        _van_taken(melding, rol, per_pk.get(gemeente or 0), sleutel, eigen, nu, zelf)
        for (rol, gemeente), eigen in op_volgorde
    ]
    berichten = plan(aankondigingen, nu)
    vraag_om_telefoon(berichten, nu)
    return berichten


def meld_verbetering(
    melding: Melding, plekken: Iterable[tuple[str, Gemeente | None]], *, sleutel: str, nu: datetime, zelf: Dader
) -> list[Bericht]:
    """Tell these seats (role, gemeente) that something of this melding reads otherwise than they were told. Call in the
    transaction of the correction, which `sleutel` names; `zelf` made it, and is not written to."""
    zetels_ = [bezet(rol, nu, gemeente=gemeente, aanbieder=melding.aanbieder) for rol, gemeente in plekken]
    aankondiging = Aankondiging(
        zaak=melding,
        aanleiding=sleutel,
        regel=VERBETERD,
        sjabloon=VERBETERD,
        zetels=zonder_wie(zetels_, zelf),
    )
    berichten = plan([aankondiging], nu)
    vraag_om_telefoon(berichten, nu)
    return berichten


def meld_over_taak(
    taak: Taak,
    plekken: Iterable[tuple[str, int | None]],
    *,
    sjabloon: str,
    sleutel: str,
    nu: datetime,
    zelf: Dader,
    is_van_hen: bool = True,
) -> list[Bericht]:
    """Tell these seats by this mail what became of a task that they have or get, or had (`is_van_hen` is False: then
    without the moment that it is due); `zelf` knows. Call inside the transaction of the change."""
    per_pk = {gemeente.pk: gemeente for gemeente in Gemeente.objects.all()}
    aankondigingen = [
        _van_taken(taak.melding, rol, per_pk.get(gemeente or 0), sleutel, [taak] * is_van_hen, nu, zelf, sjabloon)
        for rol, gemeente in sorted(plekken, key=str)
    ]
    berichten = plan(aankondigingen, nu)
    vraag_om_telefoon(berichten, nu)
    return berichten


def herinner_aan_actie(taak: Taak, geval: str, nu: datetime) -> list[Bericht]:
    """Remind who holds this agreed action, and whom the file names beside: "nadert" or "telaat". Once for one moment
    that it is due and one holder. Call inside the transaction of the reminder."""
    melding, stand = taak.melding, Stand(taak.melding)
    per_pk = {gemeente.pk: gemeente for gemeente in [*stand.gemeenten, *([taak.gemeente] if taak.gemeente else [])]}
    houders = [
        zetel
        for rol, gemeente in plekken_van(taak, stand.gemeenten)
        for zetel in zetels(rol, nu, gemeenten=[per_pk[gemeente]] if gemeente else [], aanbieder=melding.aanbieder)
    ]
    sleutel = f"actie:{taak.pk}:{int(taak.uiterlijk_op.timestamp()) if taak.uiterlijk_op else 0}"
    gegevens = {"termijn": f"vóór {moment(taak.uiterlijk_op)}", "pad": taak.get_absolute_url()}
    aankondigingen, snel = [], versnelling(melding, stand.protocol)
    for regel in stand.protocol.informatieregels_bij(f"actie:{geval}"):
        genoemd = _zetels(regel, stand, nu, None, taak.gemeente, snel)
        alle = {(zetel.rol, zetel.gemeente): zetel for zetel in (*genoemd, *(houders if regel.ook else ()))}
        aankondiging = _aankondiging(melding, sleutel, regel, tuple(alle.values()), "", snel)
        aankondigingen.append(replace(aankondiging, gegevens=gegevens))
    berichten = plan(aankondigingen, nu)
    vraag_om_telefoon(berichten, nu)
    return berichten


def plekken_van(taak: Taak, gemeenten: Iterable[Gemeente]) -> list[tuple[str, int | None]]:
    """The seats that hold this task and are told of it: of a role per gemeente without a gemeente, those of each of
    these; none for a telephone task, which is shown instead."""
    if taak.rol in EXTERN or taak.code == BELTAAK:
        return []
    if taak.rol not in PER_GEMEENTE:
        return [(taak.rol, None)]
    return [(taak.rol, gemeente.pk) for gemeente in ([taak.gemeente] if taak.gemeente else gemeenten)]


def _eerste(taken: Iterable[Taak]) -> datetime | None:
    return min((taak.uiterlijk_op for taak in taken if taak.uiterlijk_op), default=None)


def _van_taken(
    melding: Melding,
    rol: str,
    gemeente: Gemeente | None,
    sleutel: str,
    taken: list[Taak],
    nu: datetime,
    zelf: Dader | None,
    sjabloon: str = TAAK_GEGEVEN,
) -> Aankondiging:
    plekken = zetels(rol, nu, gemeenten=[gemeente] if gemeente else [], aanbieder=melding.aanbieder)
    for zetel in plekken if taken else ():
        geef_toegang(melding, zetel.rol, zetel.gemeente)
    eerste = _eerste(taken)
    return Aankondiging(
        zaak=melding,
        aanleiding=sleutel,
        regel=sjabloon,
        sjabloon=sjabloon,
        zetels=zonder_wie(plekken, zelf),
        gegevens={
            **({"termijn": f"vóór {moment(eerste)}"} if eerste else {}),
            **({"pad": taken[0].get_absolute_url()} if len(taken) == 1 else {}),
            **_pad(melding, rol, gemeente, sjabloon),
        },
    )


def _pad(melding: Melding, rol: str, gemeente: Gemeente | None, sjabloon: str) -> dict[str, str]:
    """Who had a task, and sees the dossier no more, is led to the front door."""
    is_weg = sjabloon == TAAK_INGETROKKEN and not rol_heeft_toegang(melding, rol, gemeente)
    return {"pad": "/"} if is_weg else {}


def zonder(zetel: Zetel, zelf: Dader | None) -> Zetel | None:
    """The seat without this user; None when nobody else on it would be written to. One that is empty stays empty, and
    is phoned."""
    anderen = tuple(wie for wie in zetel.ontvangers if zelf is None or wie.pk != zelf.contactpersoon_id)
    if len(anderen) == len(zetel.ontvangers):
        return zetel
    return replace(zetel, bezetters=anderen) if anderen else None


def zonder_wie(plekken: Iterable[Zetel], zelf: Dader | None) -> tuple[Zetel, ...]:
    """These seats without this user, as `zonder` says of each."""
    return tuple(rest for zetel in plekken if (rest := zonder(zetel, zelf)))


def vraag_om_telefoon(berichten: Iterable[Bericht], nu: datetime) -> None:
    """Have a telephone task for each message that reaches nobody by mail: one open task per seat, not one per
    message. None in a closed dossier, where nobody would do it: there the row stays red."""
    for bericht in berichten:
        if bericht.status in VRAAGT_TELEFOON and bericht.zaak and bericht.zaak.is_open():
            _beltaak(bericht, nu).berichten.add(bericht)


def vraag_om_bellen(bericht: Bericht, nu: datetime) -> None:
    """Have a telephone task because nobody in this seat confirmed, or somebody phones before that is late; it also
    answers for the message before this one. None in a closed dossier."""
    if bericht.zaak is None or not bericht.zaak.is_open():
        return
    eerdere = [bericht.na] if bericht.na else []
    is_te_laat = bericht.bevestigen_voor_op is not None and bericht.bevestigen_voor_op <= nu
    _beltaak(bericht, nu, reden=NIET_BEVESTIGD if is_te_laat else bericht.reden or NIET_GEWACHT).berichten.add(
        bericht, *eerdere
    )


def vraag_ander_te_bellen(bericht: Bericht, wie: str, nummer: str, nu: datetime) -> Taak:
    """Have a telephone task for the seat of this message, to reach the person that its receiver named. One that is open
    already asks for this person from now on."""
    taak = _beltaak(bericht, nu)
    taak.titel = f"Bel {wie}{f' via {nummer}' if nummer else ''}"[:200]
    taak.gegevens = {**taak.gegevens, "reden": ANDER}
    taak.save(update_fields=["titel", "gegevens"])
    taak.berichten.add(bericht)
    return taak


def bel_voor_mislukte(nu: datetime, limiet: int = 200) -> int:
    """The sweep's share: messages that the mail server refused for good get their telephone task too (F6). How many."""
    rijen = zonder_telefoon(Bericht.objects.filter(zaak__zaaksoort=MELDING))
    return _bel_elk(rijen, partial(_vraag_om_telefoon, nu=nu), limiet)


def bel_voor_wachtende(nu: datetime, limiet: int = 200) -> int:
    """Of what is urgent somebody phones as soon as the mail waits for minutes, whatever the mail server says and
    however often it was tried. How many. Who confirms the mail after all, makes the call needless. What was let go just
    now (a lock that opened) has its minutes from then."""
    grens = nu - duur(WACHT_MET_BELLEN)
    net = Q(pogingen=0, volgende_poging_op__gt=grens) & ~onmogelijk("volgende_poging_op", nu)
    rijen = Bericht.objects.filter(
        ~net,
        is_dringend=True,
        status__in=NOG_TE_VERZENDEN,
        gepland_op__lte=grens,
        zaak__zaaksoort=MELDING,
        zaak__afgerond_op__isnull=True,
        bevestigd_op__isnull=True,
        vraag_vervallen_op__isnull=True,
    )
    rijen = rijen.exclude(pk__in=Taak.berichten.through.objects.values("bericht"))
    return _bel_elk(rijen, partial(_bel_intussen, nu=nu), limiet)


def zonder_telefoon(berichten: QuerySet[Bericht]) -> QuerySet[Bericht]:
    """Which of these reach nobody by mail, and ask for a telephone that nobody has been given yet. What was said before
    its dossier was closed, or at that very step, asks nobody to phone after it, also when the dossier opens again."""
    gesloten = [code for code, status in alle_statussen().items() if status.eind]
    einde = Stap.objects.filter(zaak=OuterRef("zaak"), naar__in=gesloten, op__gte=OuterRef("gepland_op"))
    rijen = berichten.filter(status__in=VRAAGT_TELEFOON, zaak__afgerond_op__isnull=True)
    return rijen.exclude(Exists(einde)).exclude(pk__in=Taak.berichten.through.objects.values("bericht"))


def _vraag_om_telefoon(bericht: Bericht, nu: datetime) -> None:
    vraag_om_telefoon([bericht], nu)


def _bel_intussen(bericht: Bericht, nu: datetime) -> None:
    _beltaak(bericht, nu, reden=NIET_VERSTUURD).berichten.add(bericht)


def _bel_elk(rijen: QuerySet[Bericht], vraag: Callable[[Bericht], None], limiet: int) -> int:
    """A task for each of these, most of them the longest waiting, some the newest; one of which none can be made keeps
    the others waiting for nothing, and the auditor speaks of it (F21)."""
    nummers = achterstand.volgorde(rijen, "gepland_op", achterstand.MEESTE)
    return achterstand.elk_apart(nummers, partial(_bel, vraag=vraag), "no telephone task for message", limiet)


def _bel(nummer: int, vraag: Callable[[Bericht], None]) -> bool:
    """The zaak goes first, as in a step: one that is being closed gets no task any more, one that is held is for the
    next round."""
    bericht = Bericht.objects.select_related(*_VOOR_BELTAAK).get(pk=nummer)
    vast = vergrendeld(Zaak.objects.filter(pk=bericht.zaak_id or 0), sla_over=True).first()
    if vast is None or not vast.is_open():
        return False
    vraag(bericht)
    return True


def _zetels(
    regel: InformatieRegel,
    stand: Stand,
    nu: datetime,
    alleen: Iterable[Gemeente] | None,
    eigen: Gemeente | None,
    snel: Versnelling,
) -> tuple[Zetel, ...]:
    gemeenten = list(alleen) if alleen is not None else _gemeenten(regel, stand, eigen)
    gemeenten = leiding.deel(regel.voor, gemeenten, stand)
    plekken = (
        zetel
        for rol in regel.aan
        if rol not in EXTERN and (alleen is None or rol in PER_GEMEENTE)
        for zetel in zetels(
            rol, nu, gemeenten=gemeenten, aanbieder=stand.melding.aanbieder, is_spoed=snel.binnen(regel) is not None
        )
    )
    if not regel.alleen_kring:
        return tuple(plekken)
    ziend = kring(stand.melding)
    return tuple(zetel for zetel in plekken if ziend.heeft(zetel.rol, zetel.gemeente))


def _gemeenten(regel: InformatieRegel, stand: Stand, eigen: Gemeente | None) -> list[Gemeente]:
    betrokken = stand.gemeenten
    if regel.gemeenten == "eigen":
        return [eigen] if eigen else betrokken
    if regel.gemeenten == "betrokken":
        return betrokken
    if regel.gemeenten == "werkgebied":
        return sorted({*betrokken, *stand.werkgebied}, key=str)
    alle = list(regio_gemeenten())
    return [g for g in alle if g not in betrokken] if regel.gemeenten == "overige" else alle


def _aankondiging(
    melding: Melding,
    sleutel: str,
    regel: InformatieRegel,
    plekken: tuple[Zetel, ...],
    termijn: str,
    snel: Versnelling,
    pad: str = "",
) -> Aankondiging:
    uren, binnen = regel.bevestigen_binnen_uren, snel.binnen(regel)
    return Aankondiging(
        zaak=melding,
        aanleiding=sleutel,
        regel=regel.code,
        sjabloon=regel.sjabloon,
        zetels=plekken,
        gegevens={
            **({"termijn": termijn} if termijn else {}),
            **({"pad": pad} if (pad := reverse(regel.opent, args=[melding.kenmerk]) if regel.opent else pad) else {}),
        },
        naar_buiten=regel.naar_buiten,
        bevestigen_binnen=binnen or (timedelta(hours=uren) if uren and melding.is_open() else None),
        is_dringend=binnen is not None,
    )


def _beltaak(bericht: Bericht, nu: datetime, reden: str = "") -> Taak:
    wie = zetelnaam(bericht, bericht.zaak.protocol_versie if bericht.zaak else "")
    contact = bericht.contactpersoon
    nummer = f" via {contact.nummer}" if contact and contact.nummer else ""
    taak, _ = Taak.objects.get_or_create(
        zaak=bericht.zaak,
        code=BELTAAK,
        zetel_rol=bericht.rol,
        gemeente=bericht.gemeente,
        status=TaakStatus.OPEN,
        defaults={
            "titel": f"Informeer {wie} telefonisch{nummer}"[:200],
            "rol": _beller(bericht, nu),
            "uiterlijk_op": nu + (_snel(bericht) or BEL_BINNEN),
            "gemaakt_op": nu,
            "gegevens": {"reden": reden or bericht.reden},
        },
    )
    return taak


def _snel(bericht: Bericht) -> timedelta | None:
    """Of something urgent the time to answer is the time to phone in."""
    if not bericht.is_dringend or bericht.bevestigen_voor_op is None:
        return None
    return bericht.bevestigen_voor_op - bericht.gepland_op


def _beller(bericht: Bericht, nu: datetime) -> Rol:
    """The contractmanager phones; the regiomanager does when it is the contractmanager who cannot be reached, or when
    nobody is: a call that is asked of an empty seat is asked of nobody."""
    is_weg = bericht.rol == Rol.CONTRACTMANAGER or not bezet(Rol.CONTRACTMANAGER, nu).bezetters
    return Rol.REGIOMANAGER if is_weg else Rol.CONTRACTMANAGER
