"""One round of watching, whoever asks for it: beat, the watchdog or a person.

The order is that of what may be lost last: alarms before mail, mail before post about the list. A step that fails takes
no other with it, but its round counts as not made: the heartbeat stays away, and that is what the watchdog sees (F28).
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from basis import achterstand
from basis.wereld import Wereld, binnen, duur, hier
from calamiteiten.toegang import keten
from communicatie.media import feeds
from communicatie.post import accountpost, berichten, contactpost, postmap, sms, uitnodigingen
from contacten import zegels
from escalatie.bewaren import verzoeken
from escalatie.draaiboek import aanmaning, bestanden, informatie, opvolging, scheef_begin, te_vroeg, termijnen
from escalatie.inzage import signaal
from escalatie.media import stijging as mediastijging
from escalatie.meldingen.papier import maken as papier
from escalatie.oefenen import einde, inspelen
from escalatie.oefenen.spelen import lopende
from escalatie.onrust import peiling
from escalatie.persvragen import wissen
from escalatie.werk.zoeken import index as zoekindex

from . import alarmen, beurten, bevindingen, controle, dagbericht, gezondheid, hartslagen, levensteken, linkvragen
from .controle import Schending
from .rondgang import samen

log = logging.getLogger(__name__)
Klok = Callable[[], datetime]
LADING = 50
# How long one round may go on sending while there is work: less than its rhythm, so that the next one has its turn.
VERZENDTIJD = timedelta(seconds=25)
# And how long after that on the mail of one drill: a slow server keeps that of real work waiting no longer for it.
OEFENTIJD = timedelta(seconds=5)
# How long one round may ring alarms: after a standstill the next goes on where this one stopped (F29).
BELTIJD = timedelta(seconds=25)
# How long ringing and all that follows it may take together: the next alarm waits for it.
RONDETIJD = BELTIJD + achterstand.DUUR


@dataclass
class Uitslag:
    """What the watchdog did and found. `fouten`: key -> sentence of all that is wrong."""

    telling: berichten.Telling = field(default_factory=berichten.Telling)
    schendingen: list[Schending] = field(default_factory=list)
    fouten: dict[str, str] = field(default_factory=dict)


def bewaak(nu: datetime, klok: Klok | None = None) -> int:
    """Ring what is due, follow up what failed or got no answer, and say that this round was made. Returns alarms
    rung. `klok` says when ringing has taken long enough; without one all that is due at `nu` rings. Raises the first
    fault, after every step had its turn."""
    gevuurd: list[int] = []
    begin = monotonic()
    with achterstand.samen(RONDETIJD):
        achterstand.elke_stap(
            (
                lambda: te_vroeg.draai_terug(nu),
                lambda: scheef_begin.merk(nu),
                lambda: gevuurd.append(termijnen.bewaak(nu, duur=BELTIJD, klok=klok)),
                *_opvolgen(nu),
                lambda: uitnodigingen.mail_uitnodigingen(nu),
                lambda: accountpost.mail_nieuws(nu),
                lambda: linkvragen.stuur(nu),
                lambda: wissen.bewaak(nu),
                lambda: verzoeken.stel_voor(nu),
                keten.verzegel,
                zegels.verzegel,
                # After the prints have their places: what was written since is searched from here on.
                lambda: zoekindex.volg(zoekindex.PER_RONDE),
                lambda: signaal.bewaak(nu),
                lambda: einde.stop_vanzelf(nu),
                # What went before may have taken long; the clock of a drill goes on meanwhile, and faster.
                lambda: _in_oefeningen(_bewaak_oefening, klok or (lambda: nu)),
            ),
            "a step of the round",
        )
    hartslagen.klop("bewaking", nu, duur=timedelta(seconds=monotonic() - begin))
    return sum(gevuurd)


def _opvolgen(nu: datetime) -> tuple[Callable[[], object], ...]:
    """What follows the alarms, of whatever world this is done in."""
    return (
        lambda: informatie.bel_voor_mislukte(nu),
        lambda: informatie.bel_voor_wachtende(nu),
        lambda: opvolging.bewaak(nu),
        lambda: aanmaning.bewaak(nu),
        lambda: mediastijging.bewaak(nu),
        lambda: peiling.bewaak(nu),
    )


def _bewaak_oefening(nu: datetime) -> None:
    """The same round in the world of a drill, on its own clock, with what its scenario throws in."""
    stappen = (lambda: te_vroeg.draai_terug(nu), lambda: termijnen.bewaak(nu), lambda: inspelen.kom(nu))
    achterstand.elke_stap((*stappen, *_opvolgen(nu)), "a step of the round of a drill")


def _in_oefeningen(doe: Callable[[datetime], object], klok: Klok, ook: Iterable[Wereld] = ()) -> None:
    """Do this in the world of every drill that is played, and in these (`ook`), at what its clock says when `klok` (of
    real work) is read for it. What fails in a drill is its own: no round of real work is missed for it."""
    for wereld in (*lopende(), *ook):
        try:
            with binnen(wereld):
                doe(_klok_hier(klok)())
        except Exception:
            log.exception("a round of drill %s failed", wereld.nummer)


def verzend(klok: Klok) -> berichten.Telling:
    """Send what is due, batch after batch for some seconds, and say that this round was made."""
    begin = monotonic()
    telling = berichten.verzend(klok(), LADING, VERZENDTIJD, klok)
    _in_oefeningen(lambda op: berichten.verzend(op, LADING, duur(OEFENTIJD), _klok_hier(klok)), klok)
    hartslagen.klop("verzending", klok(), duur=timedelta(seconds=monotonic() - begin))
    _onthoud_afzender(telling, klok())
    return telling


def _klok_hier(klok: Klok) -> Klok:
    """The clock of this world, that goes on while its mail is sent; `klok` is that of real work."""

    def tijd() -> datetime:
        wereld = hier()
        with binnen(None):
            echt = klok()
        return wereld.tijd(echt) if wereld else echt

    return tijd


def _onthoud_afzender(telling: berichten.Telling, nu: datetime) -> None:
    """That the mail server refuses us ourselves is a fault at once, and until it takes a mail again."""
    if telling.verzonden:
        hartslagen.neem_weg(hartslagen.AFZENDER)
    elif telling.afzender_geweigerd:
        hartslagen.klop(hartslagen.AFZENDER, nu)


def verzend_sms(klok: Klok) -> sms.Telling:
    """Send the texts that are due, apart from the mail: a service that is slow keeps no mail waiting."""
    telling = sms.verzend(klok(), klok=klok)
    _in_oefeningen(lambda op: sms.verzend(op, klok=_klok_hier(klok)), klok)
    hartslagen.klop("sms", klok())
    return telling


def lees_feeds(nu: datetime) -> None:
    """Read the feeds that are due, and say that this round was made."""
    feeds.haal_op(nu)
    hartslagen.klop("feeds", nu)


def plan_contactpost(nu: datetime) -> int:
    """Plan the mails that the contact list asked for, and say that this round was made. Returns how many."""
    gepland = contactpost.plan(nu)
    hartslagen.klop("lijstpost", nu)
    return gepland


def houd_contacten_bij(nu: datetime) -> int:
    """The hourly round that keeps the contact list right, and say that it was made. Returns how many were asked."""
    gevraagd = contactpost.houd_bij(nu)
    hartslagen.klop("lijst", nu)
    return gevraagd


def lees_stuiters(nu: datetime) -> postmap.Postronde | None:
    """Read the mailbox for returned mail, when it is on this machine, and say that this round was made. What cannot be
    read lies there for a person: then it was not made."""
    gelezen = postmap.lees_ingestelde_map(nu)
    if gelezen is None or not gelezen.onleesbaar:
        hartslagen.klop("stuiters", nu)
    return gelezen


def keur_bestanden(nu: datetime) -> int:
    """Have the files scanned that were not yet, of real work and of drills; apart, so that a slow scanner keeps no
    alarm and no mail waiting. Returns how many of real work got a verdict."""
    gekeurd = bestanden.keur_wachtende(nu)
    _in_oefeningen(bestanden.keur_wachtende, lambda: nu)
    # Last: what cannot be removed is a fault that is told, and keeps no file from being scanned.
    bestanden.veeg(nu)
    hartslagen.klop("bestanden", nu)
    return gekeurd


def maak_papier(nu: datetime) -> int:
    """Make the long papers that were asked for, of real work and of drills. Returns how many of real work."""
    gemaakt = papier.maak_wachtende(nu)
    _in_oefeningen(papier.maak_wachtende, lambda: nu, papier.gestopte())
    hartslagen.klop("papier", nu)
    return gemaakt


def volledig(nu: datetime) -> berichten.Telling:
    """A round with sending, as of a machine on which Celery or Redis does not run."""
    bewaak(nu)
    telling = verzend(lambda: nu)
    verzend_sms(lambda: nu)
    # After the alarms, and sent by the next round: post about the list never keeps a melding waiting.
    houd_contacten_bij(nu)
    plan_contactpost(nu)
    keur_bestanden(nu)
    maak_papier(nu)
    return telling


def controleer(nu: datetime, *, alles: bool = False, klok: Klok | None = None) -> list[Schending]:
    """The audit, with its memory: ask what has its turn, keep what is found, let the sweep put right what it can, and
    keep what is left. `alles`: every invariant, however long that takes. What was found before and has no turn now
    stands in the findings, and is not given back. `klok` is read again before the sweep: what rang while the audit went
    on did not ring too early. Without one time stands still."""
    te_vragen = controle.nummers() if alles else beurten.aan_de_beurt(controle.nummers(), nu)
    gevonden, gevraagd = _vraag(te_vragen, nu, alles=alles)
    bevindingen.bewaar(gevonden, gevraagd, nu)
    if weg := {rij.nummer for rij in bevindingen.open_()} - set(controle.nummers()):
        bevindingen.bewaar([], weg, nu, hersteld_door=bevindingen.ANDERE_VERSIE)
    if gevonden:
        _probeer("bewaken", lambda: bewaak(klok() if klok else nu, klok), {})
        opnieuw = [schending.nummer for schending in gevonden]
        gevonden, gevraagd = _vraag(opnieuw, nu, alles=True)
        bevindingen.bewaar(gevonden, gevraagd, nu, hersteld_door=bevindingen.RONDE)
    hartslagen.klop("controle", nu, "; ".join(schending.zin for schending in gevonden))
    return gevonden


@samen()
def _vraag(nummers: Iterable[int], nu: datetime, *, alles: bool) -> tuple[list[Schending], list[int]]:
    """Ask these one by one until the time of a round is over; what was found, and what was asked."""
    begin, duren = monotonic(), dict[int, timedelta]()
    gevonden: list[Schending] = []
    for nummer in nummers:
        op = monotonic()
        if duren and not alles and op - begin > beurten.TIJD_PER_RONDE.total_seconds():
            break
        if schending := controle.vraag(nummer, nu):
            gevonden.append(schending)
        duren[nummer] = timedelta(seconds=monotonic() - op)
    beurten.onthoud(duren, nu)
    return sorted(gevonden, key=lambda schending: schending.nummer), list(duren)


def waak(klok: Klok) -> Uitslag:
    """The audit with all that follows from it: alarms, the daily mail, and the sign of life when nothing is wrong."""
    uitslag = Uitslag()
    _controleer_en_meld(klok, uitslag)
    return uitslag


def waak_zonder_celery(klok: Klok) -> Uitslag:
    """The whole of the watchdog without Celery and Redis: ring, send, audit, alarm, and send the alarms too."""
    uitslag = Uitslag()
    _probeer("bewaken", lambda: bewaak(klok(), klok), uitslag.fouten)
    _probeer("versturen", lambda: _verzend(klok, uitslag), uitslag.fouten)
    _probeer("sms versturen", lambda: verzend_sms(klok), uitslag.fouten)
    _probeer("lijst bijhouden", lambda: houd_contacten_bij(klok()), uitslag.fouten)
    _probeer("lijstpost", lambda: plan_contactpost(klok()), uitslag.fouten)
    _probeer("bestanden", lambda: keur_bestanden(klok()), uitslag.fouten)
    _probeer("hartslag", lambda: hartslagen.klop("bewaker", klok()), uitslag.fouten)
    _controleer_en_meld(klok, uitslag)
    _probeer("alarmen versturen", lambda: _verzend(klok, uitslag), {})
    return uitslag


def _controleer_en_meld(klok: Klok, uitslag: Uitslag) -> None:
    nu = klok()
    _probeer("controleren", lambda: uitslag.schendingen.extend(controleer(nu, klok=klok)), uitslag.fouten)
    # Also what was found before and had no turn now.
    uitslag.fouten |= {f"bevinding:{rij.nummer}": rij.zin for rij in bevindingen.open_()}
    redenen = gezondheid.meet(nu).zinnen
    redenen.pop("bevindingen", None)  # said one by one above
    uitslag.fouten |= redenen
    _probeer("dagbericht", lambda: dagbericht.plan(nu), uitslag.fouten)
    if uitslag.fouten:
        _probeer("alarm", lambda: alarmen.meld_alle(uitslag.fouten, nu), {})
    elif levensteken.geef():
        _probeer("levensteken", lambda: hartslagen.klop("levensteken", nu), {})


def _verzend(klok: Klok, uitslag: Uitslag) -> None:
    for naam, aantal in vars(verzend(klok)).items():
        setattr(uitslag.telling, naam, getattr(uitslag.telling, naam) + aantal)


def _probeer(wat: str, stap: Callable[[], object], fouten: dict[str, str]) -> None:
    """Take this step; when it fails, keep that as a fault and go on."""
    try:
        stap()
    except Exception as fout:
        log.exception("round: %s failed", wat)
        # By what failed: another fault is told of as well, however long this one stands.
        fouten[f"ronde_mislukt:{wat}"] = f"Een ronde mislukte bij: {wat} ({type(fout).__name__})."
