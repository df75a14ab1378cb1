"""When a melding is urgent: a fact of the protocol file makes it so by itself, and it ends when no such fact is left.

By hand, too, both ways and with a reason. Each turn is a sealed record between the steps; terms that run get their
hours, or their own length back, and whoever is concerned is told in the same act (A21).
"""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.geweigerd import Geweigerd
from basis.taal import in_een_zin, opsomming
from basis.voorbereid import voorbereid
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Betrokkenheid, Impactanalyse, Melding
from communicatie.models import Bericht
from communicatie.post import ontvangst
from communicatie.post.berichten import trek_rijen_in
from contacten.models import Dader, Gebruiker
from escalatie.models import Stap, Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

from . import correcties, informatie, termijnen
from .bevoegdheid import mag_spoed
from .stand import Stand
from .versnelling import versnelling
from .voorwaarden import veiligheid_geregeld

AAN, UIT = "aan", "uit"
GEEN_FEIT = "Geen van de feiten die spoed geven, geldt nog."
VOORBIJ = "Niet meer nodig: de melding is geen spoed meer."


def feiten_die_gelden(melding: Melding) -> tuple[str, ...]:
    """The rules of the file that the facts of this melding fulfil now, by code."""
    protocol = haal_protocol(melding.protocol_versie)
    # Every task that is done weighs again: two narrow questions instead of the whole of how the melding stands.
    signalen = _signalen(protocol, frozenset(_open_codes(melding)))
    geldt = partial(_is_zo, melding=melding, signalen=signalen, analyses=_antwoorden(melding))
    return tuple(regel.code for regel in protocol.spoed if any(geldt(feit) for feit in regel.bij))


@voorbereid
def _open_codes(melding: int) -> QuerySet[Any, str]:
    return Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).values_list("code", flat=True)


@voorbereid
def _antwoorden(melding: int) -> QuerySet[Any, Any]:
    """What the analyses say that count: that of the contractmanager, and those of the gemeenten involved."""
    telt_mee = Q(gemeente=None) | Q(gemeente__in=Betrokkenheid.objects.filter(melding=melding).values("gemeente"))
    return Impactanalyse.objects.filter(telt_mee, melding=melding).values_list("antwoorden", flat=True)


def _signalen(protocol: Protocol, open_: frozenset[str]) -> frozenset[str]:
    """What an answer set off and no record has ended yet."""
    return frozenset(gevolg.code for gevolg in protocol.gevolgen if gevolg.tot and gevolg.tot in open_)


def weeg(melding: Melding, door: Dader, nu: datetime) -> None:
    """Weigh the facts again, and let spoed begin or end by them. Call inside the transaction that holds the melding,
    after what changed them; `door` changed it.

    What was ended by hand begins again only by a fact that is new. A melding that is closed is not urgent.
    """
    protocol = haal_protocol(melding.protocol_versie)
    geldt = feiten_die_gelden(melding) if melding.is_open() else ()
    nieuw = [code for code in geldt if code not in melding.spoed_door]
    if list(geldt) == melding.spoed_door and (melding.is_open() or not melding.spoed_sinds_op):
        return
    melding.spoed_door = list(geldt)
    if not melding.is_open():
        melding.spoed_sinds_op, melding.spoed_hand = None, ""
        _bewaar(melding)
    elif nieuw:
        redenen = opsomming(in_een_zin(protocol.spoed_per_code[code].naam) for code in nieuw)
        _zet_aan(melding, protocol, door, nu, redenen=redenen)
    elif not geldt and melding.spoed_sinds_op and melding.spoed_hand != AAN:
        _zet_uit(melding, protocol, door, nu, GEEN_FEIT)
    else:
        _bewaar(melding)


def zet(melding: Melding, stand: str, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Begin (AAN) or end (UIT) spoed by hand. Raises Geweigerd without a reason, for another role, of a closed melding,
    when it is so already, and to end it while a signal is up."""
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        if not mag_spoed(door, huidig):
            raise Geweigerd("U kunt spoed bij deze melding niet aan- of uitzetten.")
        correcties.eis_reden(reden)
        if huidig.is_spoed == (stand == AAN):
            raise Geweigerd("Deze melding is al spoed." if huidig.is_spoed else "Deze melding is al geen spoed.")
        if stand == UIT and (zin := staat_nog(huidig)):
            raise Geweigerd(zin)
        protocol = haal_protocol(huidig.protocol_versie)
        huidig.spoed_hand = stand
        if stand == AAN:
            _zet_aan(huidig, protocol, door, nu, reden=reden, hand=AAN)
        else:
            _zet_uit(huidig, protocol, door, nu, reden, hand=UIT)


def staat_nog(melding: Melding) -> str:
    """Why spoed cannot be ended by hand: a signal is up, as of danger, and nobody recorded how that was arranged. The
    sentence that also keeps a melding from closing (A19, A21)."""
    return veiligheid_geregeld(Stand(melding), None)


def _is_zo(feit: str, *, melding: Melding, signalen: frozenset[str], analyses: list[dict[str, Any]]) -> bool:
    soort, _, code = feit.partition(":")
    if soort == "categorie":
        return melding.categorie == code
    if soort == "acuut":
        return code in melding.acuut
    if soort == "signaal":
        return code in signalen
    vraag, _, gegeven = code.partition(":")
    return any(antwoorden.get(vraag) == gegeven for antwoorden in analyses)


def _zet_aan(
    melding: Melding,
    protocol: Protocol,
    door: Dader,
    nu: datetime,
    *,
    redenen: str = "",
    reden: str = "",
    hand: str = "",
) -> None:
    """Begin it, or add a reason to what runs: those who were told are not told twice."""
    was_al = melding.spoed_sinds_op is not None
    melding.spoed_sinds_op, melding.spoed_hand = melding.spoed_sinds_op or nu, hand or melding.spoed_hand
    if melding.spoed_hand == UIT:
        melding.spoed_hand = ""
    _bewaar(melding)
    wat = f"{'Ook spoed' if was_al else 'Spoed'}: {redenen}" if redenen else "Spoed aangezet"
    stap = correcties.leg_vast(melding, correcties.SPOED_AAN, wat, door, nu, reden=reden)
    eerste = _verkort(melding, protocol, stap, nu)
    if not was_al:
        informatie.kondig_aan(
            melding,
            protocol,
            aanleiding="spoed:aan",
            sleutel=f"stap:{stap.pk}",
            nu=nu,
            termijn=termijnen.voor_mail(eerste),
        )


def _zet_uit(melding: Melding, protocol: Protocol, door: Dader, nu: datetime, reden: str, *, hand: str = "") -> None:
    """End it: terms run as they would have, and what only asked for haste is asked no more."""
    melding.spoed_sinds_op, melding.spoed_hand = None, hand
    _bewaar(melding)
    stap = correcties.leg_vast(melding, correcties.SPOED_UIT, "Geen spoed meer", door, nu, reden=reden)
    _herstel(melding, protocol, stap, nu)
    om_haast = [regel.code for regel in protocol.informatieregels if {"spoed:aan", "spoed:stil"} & set(regel.bij)]
    gezegd = Bericht.objects.filter(zaak=melding, regel__in=om_haast)
    trek_rijen_in(gezegd, VOORBIJ)
    ontvangst.laat_vraag_vervallen(gezegd, nu)
    informatie.kondig_aan(melding, protocol, aanleiding="spoed:uit", sleutel=f"stap:{stap.pk}", nu=nu)


def _verkort(melding: Melding, protocol: Protocol, stap: Stap, nu: datetime) -> Termijn | None:
    """Give the terms that run their hours, from now; one that ends sooner by itself goes on. Returns the first to end
    of those that are shorter now."""
    snel, nieuw = versnelling(melding, protocol), []
    for termijn in _lopend(melding, snel.termijnen):
        regel = snel.termijn(protocol.termijn_per_code[termijn.code])
        uitkomst = termijnen.berekening(regel, nu)
        if uitkomst.eind_op < termijn.vervalt_op:
            begon_op = termijnen.begin_van(termijn, protocol.termijn_per_code[termijn.code])
            nieuw.append(_vervang(termijn, termijnen.begin_opnieuw(termijn, regel, stap, uitkomst, nu, begon_op)))
    return min(nieuw, key=lambda termijn: termijn.vervalt_op, default=None)


def _herstel(melding: Melding, protocol: Protocol, stap: Stap, nu: datetime) -> None:
    """Give the terms that had hours their own length back, from where they began."""
    genoemd = {code for regel in protocol.spoed for code in regel.termijnen}
    for termijn in _lopend(melding, genoemd):
        regel = protocol.termijn_per_code[termijn.code]
        if not termijn.uitleg.get(termijnen.IS_SPOED):
            continue
        uitkomst = termijnen.berekening(regel, termijnen.begin_van(termijn, regel))
        _vervang(termijn, termijnen.begin_opnieuw(termijn, regel, stap, uitkomst, nu))


def _lopend(melding: Melding, codes: frozenset[str] | set[str]) -> list[Termijn]:
    rijen = Termijn.objects.select_for_update().filter(termijnen.LOPEND, zaak=melding, code__in=codes)
    return list(rijen.order_by("pk"))


def _vervang(oud: Termijn, nieuw: Termijn) -> Termijn:
    """The duties that went by the one go by the other."""
    open_ = Taak.objects.filter(termijn=oud, status=TaakStatus.OPEN)
    open_.update(termijn=nieuw, uiterlijk_op=nieuw.vervalt_op)
    return nieuw


def _bewaar(melding: Melding) -> None:
    melding.save(update_fields=["spoed_sinds_op", "spoed_door", "spoed_hand"])
