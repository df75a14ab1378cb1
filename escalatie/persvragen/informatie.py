"""From "this happened with a press question" to "these people must know": the rules turned into rows of the outbox.

A mail to the three roles of the region holds kenmerk, term and link. A mail to a gemeente or the escalatieteam
holds the agreed texts, frozen in the row, and how to reach the region; who leads the communication of a gemeente that
the question is of gets a link too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

from basis.geweigerd import Geweigerd
from basis.taal import datum, moment
from basis.telefoon import telefoon_uri
from basis.wereld import hier
from communicatie.familie.naar_buiten import is_op_slot
from communicatie.models import (
    AANGENOMEN,
    GEMEENTE,
    OOK_VOOR,
    PERSTEKST,
    PERSVRAGEN,
    ROUTE,
    VRAAGT_TELEFOON,
    VRAGERS,
    Bericht,
    BerichtStatus,
    Persvraag,
)
from communicatie.persvragen.toegang import ROLLEN_PERS
from communicatie.post.aankondigingen import ontvangers_van
from communicatie.post.berichten import Aankondiging, plan, trek_rijen_in
from communicatie.regels import Communicatieregels, PersinformatieRegel
from contacten.bezetting import Zetel, bezet, zetels
from contacten.models import Dader, Gebruiker, Gemeente
from contacten.organisaties import regio_gemeenten
from contacten.rollen import EXTERN, Rol
from escalatie.draaiboek.informatie import zonder_wie
from escalatie.draaiboek.termijnen import voor_mail
from escalatie.models import Taak

from .antwoordtermijn import antwoordtermijn

BIJ_DE_LEIDER = "Vraag het aan wie de oefening leidt"
NIET_MEER_OVER = "Deze vraag gaat niet over die gemeente."
# Every seat that got an agreed text of this question: a word of the file.
ONTVANGERS = "ontvangers"
OP_SLOT = "Bel nog niet: de tekst mag nu niet naar buiten. Bekijk op de pagina Communicatie van de melding waarom."


def kondig_aan(
    persvraag: Persvraag,
    regels: Communicatieregels,
    *,
    aanleiding: str,
    sleutel: str,
    nu: datetime,
    teksten: Mapping[str, str] | None = None,
    gehoord: Sequence[Bericht] = (),
    zelf: Dader | None = None,
    alleen: Collection[int] | None = None,
) -> list[Bericht]:
    """Plan every message of the rules that `aanleiding` sets off, e.g. "stap:stem_af" or "termijn:antwoord:op".

    `sleutel` names this very occasion ("stap:12"), so that a repeat plans nothing twice. `teksten`: the agreed
    texts at this moment; a rule takes those of its `met`. `gehoord`: the messages about its melding, or another
    question about it, that say this already: to whom one goes it names this question too, and nothing more is sent.
    `zelf`: who did it, and knows. `alleen`: the keys of the gemeenten that this is for, of those of the rules. Call
    inside the transaction of the occasion.
    """
    uitgaand = [regel for regel in regels.informatieregels_bij(aanleiding) if _heeft_iets(regel, teksten or {})]
    zonder_account = (regel.met or regel.na or regel.gemeenten == ONTVANGERS for regel in uitgaand)
    route = str(antwoordroute(nu)) if any(zonder_account) else ""
    return plan(
        [
            Aankondiging(
                zaak=persvraag,
                aanleiding=sleutel,
                regel=regel.code,
                sjabloon=regel.sjabloon,
                zetels=zonder_wie(
                    _die_niets_hoorden(_van(_zetels(regel, persvraag, nu), alleen), gehoord, persvraag), zelf
                ),
                gegevens=_gegevens(regel, persvraag, regels, teksten or {}, route),
            )
            for regel in uitgaand
        ],
        nu,
    )


def _van(plekken: Iterable[Zetel], alleen: Collection[int] | None) -> list[Zetel]:
    """Those seats that are of one of these gemeenten; all of them for None."""
    return [zetel for zetel in plekken if alleen is None or (zetel.gemeente and zetel.gemeente.pk in alleen)]


def _die_niets_hoorden(plekken: Iterable[Zetel], gehoord: Sequence[Bericht], persvraag: Persvraag) -> Iterator[Zetel]:
    """These seats without whom one of these messages goes to: that message names this question as well."""
    per_wie = {rij.ontvanger: rij for rij in gehoord}
    for zetel in plekken:
        al = [per_wie[wie] for wie in ontvangers_van(zetel) if wie in per_wie]
        for bericht in al:
            if bericht.zaak_id != persvraag.pk:
                genoemd = [*bericht.gegevens.get(PERSVRAGEN, []), persvraag.kenmerk]
                bericht.gegevens = {**bericht.gegevens, PERSVRAGEN: genoemd}
                bericht.save(update_fields=["gegevens"])
        rest = tuple(wie for wie in zetel.ontvangers if f"contact:{wie.pk}" not in per_wie)
        if not al or rest:
            yield zetel if not al else replace(zetel, bezetters=rest)


def herinner_aan_actie(
    persvraag: Persvraag, taak: Taak, geval: str, regels: Communicatieregels, nu: datetime
) -> list[Bericht]:
    """Remind who holds this agreed action, and whom the file names beside: "nadert" or "telaat". Once for one moment
    that it is due and one holder. Call inside the transaction of the reminder."""
    op = int(taak.uiterlijk_op.timestamp()) if taak.uiterlijk_op else 0
    gegevens = {"termijn": f"vóór {moment(taak.uiterlijk_op)}", "pad": taak.get_absolute_url()}
    return plan(
        [
            Aankondiging(
                zaak=persvraag,
                aanleiding=f"actie:{taak.pk}:{op}",
                regel=regel.code,
                sjabloon=regel.sjabloon,
                zetels=tuple(
                    zetel
                    for rol in dict.fromkeys([*regel.aan, *([taak.rol] if regel.ook else [])])
                    for zetel in zetels(rol, nu)
                ),
                gegevens=gegevens,
            )
            for regel in regels.informatieregels_bij(f"actie:{geval}")
        ],
        nu,
    )


def niet_bereikt(persvraag: Persvraag) -> QuerySet[Bericht]:
    """The messages of this question that reach nobody by mail and of which nobody phoned yet (R99)."""
    rijen = Bericht.objects.filter(zaak=persvraag, status__in=VRAAGT_TELEFOON, bevestigd_op__isnull=True)
    return rijen.select_related("gemeente", "contactpersoon").order_by("gepland_op", "pk")


def leg_telefoon_vast(persvraag: Persvraag, nummer: int, door: Gebruiker, nu: datetime) -> None:
    """Keep that this user told by telephone what the mail with this number could not. Raises Geweigerd for another
    role, when no such message needs a telephone (any more), or while a lock of the melding holds its text."""
    if not door.is_rol(*ROLLEN_PERS):
        raise Geweigerd("Dit kan alleen wie de persvraag behandelt.")
    bericht = niet_bereikt(persvraag).filter(pk=nummer).first()
    if bericht and is_op_slot(bericht):
        raise Geweigerd(OP_SLOT)
    if not niet_bereikt(persvraag).filter(pk=nummer).update(bevestigd_op=nu, bevestigd_door=door):
        raise Geweigerd("Voor dit bericht hoeft niemand meer te bellen.")


def trek_teksten_in(persvraag: Persvraag, reden: str) -> int:
    """Withdraw the mails with agreed texts that have not left yet: the question turned out to be about a calamity."""
    return trek_rijen_in(Bericht.objects.filter(zaak=persvraag, gegevens__has_key=PERSTEKST), reden)


def is_verteld(persvraag: Persvraag, code: str, regels: Communicatieregels) -> bool:
    """Whether a mail with agreed texts of the step with this code is there that was not withdrawn."""
    namen = [regel.code for regel in regels.informatieregels_bij(f"stap:{code}") if regel.teksten]
    rijen = Bericht.objects.filter(zaak=persvraag, regel__in=namen, intrekken_om="")
    return rijen.exclude(status=BerichtStatus.INGETROKKEN).exists()


def trek_alles_in(persvraag: Persvraag, reden: str) -> int:
    """Withdraw every mail about this question that has not left yet: it is closed, or begins anew."""
    return trek_rijen_in(Bericht.objects.filter(zaak=persvraag), reden)


def trek_wachtende_in(persvraag: Persvraag, reden: str) -> int:
    """Withdraw what a lock holds back: the question hangs on that melding no more, and nothing leaves by itself for
    that."""
    return trek_rijen_in(Bericht.objects.filter(zaak=persvraag, status=BerichtStatus.WACHT), reden)


@dataclass(frozen=True)
class Antwoordroute:
    """How a reader without an account reaches the region: address and number, each empty when there is none. As text it
    is a sentence without a full stop, for a mail; a page makes links of both."""

    mail: str
    nummer: str
    # Said instead of both: in a drill nobody real is mailed or phoned.
    anders: str = ""

    @property
    def uri(self) -> str:
        """The address behind the number, for a telephone."""
        return telefoon_uri(self.nummer)

    def __str__(self) -> str:
        if self.anders:
            return self.anders
        delen = [f"mail {self.mail}" if self.mail else "", f"bel {self.nummer}" if self.nummer else ""]
        tekst = " of ".join(deel for deel in delen if deel) or "bel de regio"
        return tekst[0].upper() + tekst[1:]


def antwoordroute(nu: datetime) -> Antwoordroute:
    """By the contractmanager who is present at `nu` (aware)."""
    if hier():
        return Antwoordroute("", "", BIJ_DE_LEIDER)
    zetel = bezet(Rol.CONTRACTMANAGER, nu)
    wegen = [(contact.email if contact.heeft_werkend_adres else "", contact.nummer) for contact in zetel.bezetters]
    mail = next((email for email, _ in wegen if email), "")
    return Antwoordroute(mail, next((nummer for _, nummer in wegen if nummer), ""))


def _gegevens(
    regel: PersinformatieRegel,
    persvraag: Persvraag,
    regels: Communicatieregels,
    teksten: Mapping[str, str],
    route: str,
) -> dict[str, object]:
    gegevens: dict[str, object] = {"termijn": _termijn(regel, persvraag, regels)}
    if regel.teksten:
        gegevens |= {naam: teksten[naam] for naam in regel.teksten if naam in teksten}
        gegevens[PERSTEKST] = route
    elif regel.met or regel.na or regel.gemeenten == ONTVANGERS:
        gegevens[ROUTE] = route
    if VRAGERS in regel.met:
        # By number: who they are is read when the mail is made, and erased in one place.
        gegevens[VRAGERS] = [vrager.pk for vrager in persvraag.vragers.all() if vrager.wacht]
    if GEMEENTE in regel.met and not persvraag.verberg_gemeente:
        gegevens[GEMEENTE] = str(persvraag.gemeente or persvraag.gemeente_buiten)
    return gegevens


def _heeft_iets(regel: PersinformatieRegel, teksten: Mapping[str, str]) -> bool:
    """Whether a rule that tells the answer has one to tell; every other rule speaks by itself."""
    return "antwoord" in teksten or not (regel.na and "antwoord" in regel.met)


def _termijn(regel: PersinformatieRegel, persvraag: Persvraag, regels: Communicatieregels) -> str:
    """The term as the mail says it: until when the media were followed, else before when the gemeente answers; empty
    when it did, and when nobody answers any more."""
    gekozen = {f"termijn:{termijn.code}:op" for termijn in regels.termijnen if termijn.gekozen}
    if gekozen & set(regel.bij) and persvraag.monitor_tot_datum:
        return f"tot en met {datum(persvraag.monitor_tot_datum)}"
    wacht = persvraag.is_open() and not persvraag.beantwoord_op
    return voor_mail(antwoordtermijn(persvraag)) if wacht else ""


def neem_afscheid(
    persvraag: Persvraag,
    weg: Collection[int],
    regels: Communicatieregels,
    sleutel: str,
    nu: datetime,
    gehoord: list[Bericht],
) -> None:
    """The question is of these gemeenten (their keys) no more: what told them that it was and has not left, stays here;
    who heard it hears that there is nothing left to do. Who fills the same seat of a gemeente that it is still of,
    keeps his one message and its link for that. `gehoord`: what was said in the same act. Inside its transaction."""
    eigen = [regel.code for regel in regels.informatieregels if regel.gemeenten == "betrokken"]
    rijen = Bericht.objects.filter(zaak=persvraag, gemeente__in=weg)
    trek_rijen_in(rijen.filter(regel__in=eigen).exclude(gegevens__has_key=OOK_VOOR), NIET_MEER_OVER)
    kondig_aan(persvraag, regels, aanleiding="intake:eraf", sleutel=sleutel, nu=nu, gehoord=gehoord, alleen=weg)
    hier = {persvraag.gemeente_id, *persvraag.gemeenten.values_list("pk", flat=True)}
    for rij in rijen.filter(gegevens__has_key=OOK_VOOR).exclude(aanleiding=sleutel):
        if blijft := [een for een in rij.gegevens[OOK_VOOR] if een in hier]:
            rij.gemeente_id, rij.gegevens = blijft[-1], {**rij.gegevens, OOK_VOOR: blijft[:-1]}
            rij.save(update_fields=["gemeente", "gegevens"])


def al_verstuurd(persvraag: Persvraag) -> QuerySet[Bericht]:
    """The messages with agreed texts that left, or may have left, by mail or by telephone: of this question, and of
    those that asked the same and go on here."""
    weg = Q(status__in=[*AANGENOMEN, BerichtStatus.BEZIG]) | Q(status__in=VRAAGT_TELEFOON, bevestigd_op__isnull=False)
    hier = Q(zaak=persvraag) | Q(zaak__in=Persvraag.objects.filter(samengevoegd_met=persvraag).values("pk"))
    return Bericht.objects.filter(weg, hier, gegevens__has_key=PERSTEKST)


def _ontvangers(regel: PersinformatieRegel, persvraag: Persvraag, nu: datetime) -> tuple[Zetel, ...]:
    """The seats of this rule that got an agreed text, each once."""
    rijen = al_verstuurd(persvraag).filter(rol__in=regel.aan).select_related("gemeente")
    plekken = {(rij.rol, rij.gemeente_id): rij.gemeente for rij in rijen}
    return tuple(
        zetel
        for (rol, _), gemeente in plekken.items()
        for zetel in zetels(rol, nu, gemeenten=[gemeente] if gemeente else [])
    )


def _zetels(regel: PersinformatieRegel, persvraag: Persvraag, nu: datetime) -> tuple[Zetel, ...]:
    if regel.gemeenten == ONTVANGERS:
        return _ontvangers(regel, persvraag, nu)
    gemeenten = _gemeenten(regel, persvraag)
    alle = (zetel for rol in regel.aan if rol not in EXTERN for zetel in zetels(rol, nu, gemeenten=gemeenten))
    if not regel.na:
        return tuple(alle)
    wisten_het = _wie_het_weten(regel, persvraag)
    return tuple(zetel for zetel in alle if (zetel.rol, zetel.gemeente.pk if zetel.gemeente else None) in wisten_het)


def _wie_het_weten(regel: PersinformatieRegel, persvraag: Persvraag) -> set[tuple[str, int | None]]:
    """The seats that were told by one of the rules of `na`: by mail, on its way too, or by telephone."""
    rijen = Bericht.objects.filter(zaak=persvraag, regel__in=regel.na).exclude(status=BerichtStatus.INGETROKKEN)
    gehoord = rijen.exclude(status__in=VRAAGT_TELEFOON, bevestigd_op__isnull=True)
    # Who fills the same seat of two gemeenten got one message for both.
    plekken = gehoord.values_list("rol", "gemeente_id", "gegevens")
    return {(rol, een) for rol, eigen, gegevens in plekken for een in (eigen, *gegevens.get(OOK_VOOR, ()))}


def _gemeenten(regel: PersinformatieRegel, persvraag: Persvraag) -> list[Gemeente]:
    vragende = persvraag.gemeente
    if regel.gemeenten == "vragende":
        return [vragende] if vragende else []
    if regel.gemeenten in {"betrokken", "waarover"}:
        ook = [gemeente for gemeente in persvraag.gemeenten.order_by("naam") if gemeente != vragende]
        return [vragende, *ook] if vragende and regel.gemeenten == "waarover" else ook
    alle = list(regio_gemeenten())
    return [gemeente for gemeente in alle if gemeente != vragende] if regel.gemeenten == "overige" else alle
