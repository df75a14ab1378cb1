"""What follows from a step, in the same transaction: terms end and start, tasks lapse and come, mails
that no longer hold are withdrawn, people are informed."""

from collections.abc import Mapping
from datetime import datetime

from calamiteiten import dossier
from calamiteiten.models import Melding
from calamiteiten.toegang import kring, trek_toegang_in
from communicatie.post.berichten import trek_in
from escalatie.draaiboek.feiten import partijen_bij
from escalatie.models import Stap
from escalatie.protocol.model import OvergangRegel, Protocol

from . import gebeurtenissen, gronden, informatie, opvolging, overleggen, spoed, taken, termijnen, uitkomst
from .stand import Stand
from .versnelling import versnelling
from .voorwaarden import ontbreekt


def verwerk(
    stap: Stap, melding: Melding, protocol: Protocol, nu: datetime, redenen: Mapping[int, str] | None = None
) -> None:
    """Carry out the consequences of one step that the protocol file names. Call inside the step's transaction.
    `redenen`: task -> why it need not be done, for what a closing step lets lapse."""
    regel = protocol.stap_per_code[stap.code]
    voorheen = uitkomst.Voorheen(kring(melding), taken.sluit_bij(stap, regel, protocol, nu, redenen or {}))
    if regel.sluit_taken or not melding.is_open():
        opvolging.stop_met_vragen(melding, nu, behalve=_blijft_gevraagd(stap, protocol))
    if regel.trekt_berichten_in:
        trek_in(melding, f"Niet meer nodig door de stap “{regel.naam}”.", behalve=regel.berichten_blijven)
    if regel.trekt_toegang_in:
        trek_toegang_in(melding)
        gronden.houd_binnen(melding)
    spoed.weeg(melding, stap.dader, nu)
    _werk_feiten_bij(melding, regel, protocol, nu)
    termijnen.stop_bij_stap(stap, protocol.termijnen, nu, is_gehaald=not regel.keert_om)
    stand = Stand(melding)
    regels = versnelling(melding, protocol).alle(protocol.termijnen)
    gestart = termijnen.start(stap, [t for t in regels if not (t.als and ontbreekt(t.als, stand))], nu)
    nieuw = taken.maak(stap, melding, protocol, gestart, nu)
    eerste = min(gestart.values(), key=lambda termijn: termijn.vervalt_op, default=None)
    gehoord = informatie.kondig_aan(
        melding,
        protocol,
        aanleiding=f"overgang:{stap.code}",
        sleutel=f"stap:{stap.pk}",
        nu=nu,
        termijn=termijnen.voor_mail(eerste),
    )
    gehoord += informatie.meld_taken(melding, nieuw, sleutel=f"stap:{stap.pk}", nu=nu, gehoord=gehoord, zelf=stap.dader)
    uitkomst.vertel(stap, melding, protocol, voorheen, gehoord, nu)
    overleggen.ruim_op(melding, f"Niet meer nodig door de stap “{regel.naam}”.", stap.dader, nu)
    if protocol.gesloten & {stap.van, stap.naar}:
        gebeurtenissen.weeg_einde(melding, stap.dader, nu)


def _blijft_gevraagd(stap: Stap, protocol: Protocol) -> list[str]:
    """The rules of the signals: whoever was called for one answers, wherever the melding goes, until it is closed."""
    bij = {f"gevolg:{gevolg.code}" for gevolg in protocol.signalen.values()}
    geldt = stap.naar not in protocol.gesloten
    return [regel.code for regel in protocol.informatieregels if geldt and bij & set(regel.bij)]


def _werk_feiten_bij(melding: Melding, regel: OvergangRegel, protocol: Protocol, nu: datetime) -> None:
    """The two facts that a step itself brings about: empty analyses to fill in, and a judgement that starts anew, or
    is still to come."""
    if regel.naar in protocol.in_analyse - protocol.raadpleging:
        dossier.open_analyses(melding, partijen_bij(melding), nu)
    if regel.keert_om or regel.naar == protocol.begin.naar:
        dossier.wis_bevestigingen(melding)
