"""The sheet of the phase that has obligations per gemeente, on one page: its clock, the parties, the actions, the
stance towards the press, and who is safe and informed per gemeente. Which phase that is, the version of the melding
says."""

from collections.abc import Iterator
from datetime import datetime

from basis.resttijd import resttijd
from basis.taal import kort_moment, met_hoofdletter, moment
from escalatie.models import Stap, Taak, TaakStatus, Termijn

from .blad import GEVAAR, KLOK, Blad, Sectie, tabel
from .geheel import Geheel
from .samenvatting import is_dringend

ACTIE, OPEN = "actie", {"open", "te_laat"}


def begin_van(d: Geheel) -> Stap | None:
    """The last step that began such a phase; None as long as there was none."""
    pijlen = {code for regel in d.rijen.protocol.taken if regel.matrix for code in regel.bij}
    return next((stap for stap in reversed(d.rijen.overgangen) if stap.code in pijlen), None)


def titel(d: Geheel, stap: Stap) -> str:
    """What the sheet is called: after the phase that this step began."""
    return f"{d.rijen.protocol.status_per_code[stap.naar].naam}-blad"


def fase(d: Geheel, nu: datetime) -> Blad:
    """The paper of this dossier at `nu` (aware). Raises LookupError when no such phase ever began."""
    stap = begin_van(d)
    if stap is None:
        raise LookupError(d.melding.kenmerk)
    termijn = next((t for t in d.rijen.termijnen if t.stap_id == stap.pk), None)
    nadruk = GEVAAR if is_dringend(d) else KLOK
    return Blad(
        titel(d, stap),
        d.melding.kenmerk,
        d.melding.onderwerp,
        f"Stand van {moment(nu)}. Zonder namen van personen.",
        (
            Sectie("De klok", feiten=tuple(_klok(stap, termijn, nu)), nadruk=nadruk),
            _per_gemeente(d),
            _partijen(d),
            _acties(d, nu),
            Sectie("De lijn naar de pers", regels=tuple(lijn(d)), leeg="De lijn naar de pers is nog niet gekozen."),
        ),
    )


def _klok(stap: Stap, termijn: Termijn | None, nu: datetime) -> Iterator[tuple[str, str]]:
    yield "Begonnen", moment(stap.op)
    if termijn is None:
        return
    yield "Moet klaar zijn", moment(termijn.vervalt_op)
    if termijn.geeindigd_op:
        yield "Klaar", f"{moment(termijn.geeindigd_op)} ({termijn.get_status_display()})"
    else:
        yield "Hoe het staat", resttijd(termijn.vervalt_op, nu, termijn.start_op).tekst


def _per_gemeente(d: Geheel) -> Sectie:
    """The obligations of each gemeente; who has most to do stands first."""
    kop, leeg = "Veilig en geïnformeerd, per gemeente", "Geen gemeente heeft hier een verplichting."
    if d.matrix is None:
        return Sectie(kop, leeg=leeg)
    op_volgorde = sorted(d.matrix.rijen, key=lambda rij: -sum(cel.kleur in OPEN for cel in rij[1]))
    rijen = [
        (
            naam,
            *(
                ", ".join(filter(None, [cel.woord.upper() if cel.kleur == "te_laat" else cel.woord, cel.toelichting]))
                for cel in cellen
            ),
        )
        for naam, cellen in op_volgorde
    ]
    eerst = sum(any(cel.kleur in OPEN for cel in cellen) for _, cellen in op_volgorde)
    return tabel(kop, ("Gemeente", *(naam for _, naam in d.matrix.kolommen)), rijen, leeg, eerst)


def _partijen(d: Geheel) -> Sectie:
    """Who takes part and who must know; who does not know yet stands first."""
    rijen = [regel.rij for regel in d.partijen if not regel.weg]
    rijen.sort(key=lambda rij: not (rij.moet_geinformeerd and not rij.geinformeerd_op))
    regels = [
        (
            met_hoofdletter(f"{rij.partij} ({rij.gemeente})" if rij.gemeente else rij.partij),
            "ja" if rij.is_betrokken else "nee",
            f"weet het, {kort_moment(rij.geinformeerd_op)}"
            if rij.geinformeerd_op
            else "MOET HET NOG HOREN"
            if rij.moet_geinformeerd
            else "niet nodig",
        )
        for rij in rijen
    ]
    eerst = sum(rij.moet_geinformeerd and not rij.geinformeerd_op for rij in rijen)
    return tabel("Partijen", ("Partij", "Doet mee", "Bericht"), regels, "De partijen zijn nog niet bepaald.", eerst)


def _acties(d: Geheel, nu: datetime) -> Sectie:
    """What was agreed; what is late first, then what is open."""
    taken = [t for t in d.rijen.taken if t.code == ACTIE and t.status != TaakStatus.VERVALLEN]
    taken.sort(key=lambda t: (t.status != TaakStatus.OPEN, t.uiterlijk_op is None, t.uiterlijk_op or nu))
    rijen = [(t.titel, t.eigenaar or d.rijen.protocol.rolnamen.get(t.rol, t.rol), *_stand(t, nu)) for t in taken]
    eerst = sum(t.status == TaakStatus.OPEN for t in taken)
    return tabel("Acties", ("Actie", "Wie", "Uiterlijk", "Stand"), rijen, "Er is nog geen actie afgesproken.", eerst)


def _stand(taak: Taak, nu: datetime) -> tuple[str, str]:
    uiterlijk = kort_moment(taak.uiterlijk_op) or "geen moment"
    if taak.status != TaakStatus.OPEN:
        return uiterlijk, f"gedaan, {kort_moment(taak.afgerond_op)}"
    return uiterlijk, "TE LAAT" if taak.uiterlijk_op and taak.uiterlijk_op < nu else "open"


def lijn(d: Geheel) -> Iterator[str]:
    """The stance of the advice that holds, and what may not go outside now."""
    if d.communicatie.is_dicht:
        yield "Er mag nu niets naar buiten."
    advies = next((rij for rij in d.rijen.adviezen if rij.is_vastgesteld()), None)
    if advies is None:
        return
    houding, bereik = met_hoofdletter(advies.get_houding_display()), advies.get_bereik_display()
    yield f"{houding} en {bereik}, vastgesteld op {moment(advies.vastgesteld_op)}."
    if boodschap := advies.delen.get("kernboodschap"):
        yield f"Kernboodschap: {boodschap}"
