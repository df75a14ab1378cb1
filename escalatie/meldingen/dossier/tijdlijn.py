"""The timeline of a dossier, computed from its rows: no separate log can tell another story (docs/ontwerp.md)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from basis.momenten import Moment
from basis.taal import in_een_zin, kort_moment, moment, opsomming
from calamiteiten.models import Impactanalyse, Melding
from calamiteiten.statussen import MELDING
from calamiteiten.toegang.onderdelen import Plek
from communicatie.familie.verloop import Feit
from communicatie.post.woorden import zetelnaam
from contacten.rollen import Deel
from escalatie.draaiboek import acties, inspectie, overleggen, verloop
from escalatie.draaiboek.herweging import GEWOGEN_DOOR
from escalatie.meldingen.spoed.bellen import POGINGEN
from escalatie.models import Genodigde, Overleg, Taak, TaakStatus, Termijn

from .inzage import deel_van, plekken_van_overleg, plekken_van_partij, plekken_van_taak
from .rijen import Dossierrijen
from .verloop import verteld

ACTIE = "actie"
VERTELD = "geinformeerd"


def tijdlijn(rijen: Dossierrijen | Melding) -> list[Moment]:
    """Everything that happened around a melding, the newest first."""
    rijen = Dossierrijen(rijen) if isinstance(rijen, Melding) else rijen
    bronnen = (
        _stappen,
        _termijnen,
        _wekkers,
        _berichten,
        _acties,
        _taken,
        _gebeld,
        _herwogen,
        _analyses,
        _overleggen,
        _communicatie,
        lambda rijen: inspectie.momenten(rijen.inspectiefeiten, rijen.protocol),
    )
    return verloop.op_volgorde(moment for bron in bronnen for moment in bron(rijen))


def _stappen(rijen: Dossierrijen) -> Iterator[Moment]:
    stappen = [stap for stap in rijen.stappen if stap.code not in acties.NAMEN]
    gezegd = verloop.van_stappen(
        stappen, rijen.protocol, MELDING, lambda naam: _voorwaarde(naam, rijen, rijen.protocol.voorwaardenamen)
    )
    taken = {taak.pk: taak for taak in rijen.taken}
    # What was put right in a record is of whom that record is.
    for stap, moment_ in zip(stappen, gezegd, strict=True):
        taak = taken.get(stap.gegevens.get("taak", 0)) if moment_.deel else None
        plekken = tuple(("", pk) for pk in stap.gegevens.get("van", ()))
        yield replace(moment_, van=_van(taak, rijen) if taak else plekken)


def _van(taak: Taak, rijen: Dossierrijen) -> tuple[Plek, ...]:
    """Of whom the record of this task is."""
    gehouden = (o for o in rijen.overleggen if o.taak_id == taak.pk)
    return (*plekken_van_taak(taak), *(plek for o in gehouden for plek in plekken_van_overleg(o, rijen.protocol)))


def _acties(rijen: Dossierrijen) -> Iterator[Moment]:
    return (acties.moment_van(stap) for stap in rijen.stappen if stap.code in acties.NAMEN)


def _voorwaarde(naam: str, rijen: Dossierrijen, namen: dict[str, str]) -> str:
    if naam.startswith("taak:"):
        regel = rijen.protocol.taak_per_code.get(naam.removeprefix("taak:"))
        return f"nog open: {in_een_zin(regel.naam)}" if regel else naam
    return f"niet vervuld: {namen.get(naam, naam)}"


def _termijnen(rijen: Dossierrijen) -> Iterator[Moment]:
    for termijn in rijen.termijnen:
        naam = termijnnaam(termijn, rijen)
        tot = kort_moment(termijn.vervalt_op)
        yield Moment(termijn.start_op, f"Termijn begonnen: {naam}, tot {tot}", "clock")
        if termijn.verstreken_op:
            yield Moment(termijn.verstreken_op, f"Termijn verstreken: {naam}", "alert-triangle", "negative")
        if termijn.geeindigd_op:
            kleur = {"gehaald": "positive", "te_laat": "negative"}.get(termijn.status, "")
            tekst = f"Termijn {termijn.get_status_display()}: {naam}"
            yield Moment(termijn.geeindigd_op, tekst, "check" if kleur == "positive" else "clock", kleur)


def termijnnaam(termijn: Termijn, rijen: Dossierrijen) -> str:
    """What a term is called in the protocol of this melding."""
    return verloop.termijnnaam(termijn, rijen.protocol)


def _wekkers(rijen: Dossierrijen) -> Iterator[Moment]:
    return verloop.van_wekkers(rijen.gevuurde_wekkers, rijen.protocol)


def _berichten(rijen: Dossierrijen) -> Iterator[Moment]:
    return verloop.van_berichten(
        rijen.berichten, lambda groep: opsomming(sorted({zetelnaam(b, rijen.protocol.versie) for b in groep}))
    )


def _taken(rijen: Dossierrijen) -> Iterator[Moment]:
    """Tasks done; one that left a consultation or told a party is told by that. An action shows when it was agreed,
    too."""
    met_overleg = {overleg.taak_id for overleg in rijen.overleggen if overleg.gehouden_op}
    gezegd = {feit.vastgelegd_op for feit in rijen.verloop if feit.soort == VERTELD}
    eerst = _eerste_titels(rijen)
    for taak in rijen.taken:
        if taak.code == ACTIE:
            titel = eerst.get(taak.pk, taak.titel)
            yield Moment(taak.gemaakt_op, f"Actie afgesproken: {titel}", "list-check")
        yield from _signaal(taak, rijen)
        is_verteld = taak.pk in met_overleg or (taak.afgerond_op in gezegd and _vertelt(taak, rijen))
        if taak.status == TaakStatus.AFGEROND and taak.afgerond_op and not is_verteld:
            tekst = f"Gedaan: {taak.titel}{f' ({taak.gemeente})' if taak.gemeente else ''}"
            yield Moment(
                taak.afgerond_op,
                tekst,
                "checkbox",
                "positive",
                door(taak),
                _bewijs(taak),
                deel_toelichting=_deel_van(taak, rijen),
                van=plekken_van_taak(taak),
            )


def _signaal(taak: Taak, rijen: Dossierrijen) -> Iterator[Moment]:
    """A signal begins with its duty; one that lapsed with it is over for that reason."""
    if gevolg := rijen.protocol.signalen.get(taak.code):
        waar = f" ({taak.gemeente})" if taak.gemeente else ""
        yield Moment(taak.gemaakt_op, f"{gevolg.naam}{waar}", "alert-triangle", "negative")
        if taak.status == TaakStatus.VERVALLEN and taak.afgerond_op:
            yield Moment(taak.afgerond_op, f"Voorbij: {in_een_zin(gevolg.naam)}{waar}", "check", "", "", taak.verslag)


def geregeld(taak: Taak) -> tuple[str, str] | None:
    """Since when and by whom it was arranged, as text; None for a record that does not say so."""
    op, wie = taak.gegevens.get("geregeld_op"), taak.gegevens.get("door_wie")
    if not op or not wie:
        return None
    return moment(datetime.fromisoformat(str(op).replace("Z", "+00:00"))), str(wie)


def _deel_van(taak: Taak, rijen: Dossierrijen) -> Deel:
    regel = rijen.protocol.taak_per_code.get(taak.code)
    return deel_van(regel.vorm if regel else "afvinken")


def _bewijs(taak: Taak) -> str:
    bewijs = geregeld(taak)
    return f"Geregeld sinds {bewijs[0]} door: {bewijs[1]}. {taak.verslag}" if bewijs else taak.verslag


def _gebeld(rijen: Dossierrijen) -> Iterator[Moment]:
    """Every try to phone a seat, also those that reached nobody."""
    for taak in rijen.taken:
        for poging in taak.gegevens.get(POGINGEN, []):
            hoe, kleur = ("bereikt", "positive") if poging["bereikt"] else ("niet bereikt", "warning")
            op = datetime.fromisoformat(str(poging["op"]))
            yield Moment(op, f"Gebeld, {hoe}: {poging['naam']}", "phone", kleur, str(poging["door"]), taak.titel)


def _herwogen(rijen: Dossierrijen) -> Iterator[Moment]:
    """The duties that a change of the facts brought, and how they went away again (R40)."""
    for taak in (taak for taak in rijen.taken if GEWOGEN_DOOR in taak.gegevens):
        wie, reden = str(taak.gegevens[GEWOGEN_DOOR]), str(taak.gegevens["reden"])
        yield Moment(taak.gemaakt_op, f"Nieuwe taak: {taak.titel}", "list-check", "warning", wie, reden)
        if taak.status == TaakStatus.VERVALLEN and taak.afgerond_op:
            yield Moment(taak.afgerond_op, f"Niet meer nodig: {taak.titel}", "checkbox", "", "", taak.verslag)


def _eerste_titels(rijen: Dossierrijen) -> dict[int, str]:
    """What an action that changed was called when it was agreed."""
    titels: dict[int, str] = {}
    for stap in rijen.stappen:
        if stap.code in acties.NAMEN:
            titels.setdefault(stap.gegevens["taak"], stap.gegevens["oud"]["titel"])
    return titels


def _vertelt(taak: Taak, rijen: Dossierrijen) -> bool:
    regel = rijen.protocol.taak_per_code.get(taak.code)
    return bool(regel and regel.vorm in {"informering", "familie"})


def door(taak: Taak) -> str:
    """Who recorded a task, and in whose name."""
    return f"{taak.afronder} namens {taak.namens}" if taak.namens else taak.afronder


def _analyses(rijen: Dossierrijen) -> Iterator[Moment]:
    for analyse in rijen.analyses:
        if analyse.ingediend_op:
            tekst = f"Impactanalyse ingediend: {analyse.naam}"
            yield Moment(analyse.ingediend_op, tekst, "clipboard-check", "", analyse.indiener)
        yield from _verklaard(analyse)


def _verklaard(analyse: Impactanalyse) -> Iterator[Moment]:
    for wat in analyse.verklaard:
        tekst = f"Verschil met een feit verklaard: {analyse.naam}"
        op = datetime.fromisoformat(str(wat["op"]).replace("Z", "+00:00"))
        zo = f"{wat['feit']}\n{wat['reden']}"
        van: tuple[Plek, ...] = (("", analyse.gemeente_id),)
        yield Moment(op, tekst, "scale", "", str(wat["door"]), zo, deel_toelichting=Deel.TOELICHTINGEN, van=van)


def _overleggen(rijen: Dossierrijen) -> Iterator[Moment]:
    for overleg in rijen.overleggen:
        if overleg.gehouden_op:
            toelichting = f"Met {overleg.deelnemers}. {overleg.uitkomst}"
            wie = overleg.vastlegger
            yield Moment(
                overleg.gehouden_op,
                f"Overleg: {overleg.soort}",
                "users",
                "",
                wie,
                toelichting,
                deel_toelichting=Deel.GESPREKKEN,
                van=plekken_van_overleg(overleg, rijen.protocol),
            )
        for genodigde in overleg.genodigden.all():
            yield from _antwoorden(genodigde, overleg, rijen.protocol.versie)


def _antwoorden(genodigde: Genodigde, overleg: Overleg, versie: str) -> Iterator[Moment]:
    for antwoord in genodigde.antwoorden.all():
        icoon, wat = ("user-check", "komt") if antwoord.komt else ("user-off", "komt niet")
        naam = overleggen.naam_van(genodigde, versie)
        tekst = f"{naam[:1].upper()}{naam[1:]} {wat}: {overleg.soort}"
        yield Moment(antwoord.op, tekst, icoon, "", overleggen.wie_antwoordde(antwoord))


def _communicatie(rijen: Dossierrijen) -> Iterator[Moment]:
    """Who was told by a person, what went outside by which right, who directs (R125, R126, R149, R156)."""
    gemeenten = {str(gemeente): gemeente.pk for gemeente in rijen.gemeenten}
    # Whether it is of the family is asked of who was told in no gemeente: of nobody else does it matter.
    is_te_vragen = any(feit.soort == VERTELD and not feit.wie for feit in rijen.verloop)
    familie = {rij.partij for rij in rijen.informeringen if rij.betrokkene} if is_te_vragen else set()
    for feit in rijen.verloop:
        tekst, icoon, kleur = verteld(feit, rijen)
        # What was taken back stays where it stood, and says itself that it does not count.
        tekst, kleur = (f"{tekst} (ingetrokken)", "") if feit.is_herroepen else (tekst, kleur)
        hoe = "\n".join(filter(None, [feit.hoe, feit.toelichting]))
        deel, van = _deel_van_feit(feit, rijen, gemeenten, familie)
        yield Moment(feit.op, tekst, icoon, kleur, feit.door, hoe, deel_toelichting=deel, van=van)


def _deel_van_feit(
    feit: Feit, rijen: Dossierrijen, gemeenten: dict[str, int], familie: set[str]
) -> tuple[str, tuple[Plek, ...]]:
    """Which part it is how somebody was told. Of a party of one gemeente, and of the family, the others read that it
    was; of one of the region everybody how."""
    is_verteld = feit.soort == VERTELD
    is_familie = feit.soort in {"uitzondering", "slachtofferhulp"} or (
        is_verteld and not feit.wie and feit.wat in familie
    )
    if not is_familie and not (is_verteld and feit.wie):
        return "", ()
    return plekken_van_partij(rijen.melding, gemeenten.get(feit.wie, -1), is_familie=is_familie)
