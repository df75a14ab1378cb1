"""The conditions that the protocol file names at the steps of a press question.

Each takes a stand and returns what is missing as a Dutch sentence, or "" when it holds.
"""

from collections.abc import Callable
from typing import TypeVar

from basis.taal import opsomming
from basis.tekst import soorten
from communicatie.familie.naar_buiten import is_dicht
from communicatie.models import Bericht, BerichtStatus
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.models import Taak, TaakStatus, Termijn

from . import schorsing
from .informatie import al_verstuurd
from .opdrachten import (
    Afspraak,
    DirectAntwoord,
    Evaluatie,
    GemeenteAntwoord,
    Gemeentedaad,
    Koppeling,
    Navraag,
    Samenvoeging,
    Volgdag,
    gemailde_teksten,
)
from .stand import NAAR_DE_VRAGENDE, Persstand

T = TypeVar("T", bound=Stapgegevens)
# The code of a task that people agreed on, and the consequence of an answer that asks for one.
ACTIE = "actie"
Voorwaarde = Callable[[Persstand], str]
VELDNAMEN = {
    "vraag": "de vraag",
    "kernboodschap": "de kernboodschap",
    "achtergrond": "de achtergrond",
    "memo": "de memo",
    "antwoord": "het antwoord",
    "tekst": "het antwoord",
}


def ontbreekt(naam: str, stand: Persstand) -> str:
    """What is missing for this condition, as a sentence; "" when it holds. Raises KeyError for an unknown name."""
    return PERSVOORWAARDEN[naam](stand)


def _ingevuld(zin: str, soort: type[T], is_vol: Callable[[T], bool] = lambda _: True) -> Voorwaarde:
    """A condition on the form: it holds while nobody has filled it in yet, and never for a step without such a form."""

    def voorwaarde(stand: Persstand) -> str:
        if not stand.is_gevraagd:
            return ""
        return "" if isinstance(stand.gegevens, soort) and is_vol(stand.gegevens) else zin

    return voorwaarde


def _kernboodschap_klaar(stand: Persstand) -> str:
    """R8."""
    return "" if stand.persvraag.kernboodschap.strip() else "Schrijf eerst de kernboodschap."


def _memo_klaar(stand: Persstand) -> str:
    """R9."""
    return "" if stand.persvraag.memo.strip() else "De memo voor de andere gemeenten is er nog niet."


def _zonder_persoonsgegevens(stand: Persstand) -> str:
    """No BSN, date of birth, address or number in a text that leaves by mail or is kept as an answer (R44, R120)."""
    eigen = {"tekst": stand.gegevens.tekst} if isinstance(stand.gegevens, GemeenteAntwoord) else {}
    gevonden = soorten({**stand.te_mailen, **eigen}, openbaar=stand.persvraag.openbare_regels)
    if not gevonden:
        return ""
    waar = opsomming(dict.fromkeys(VELDNAMEN[veld] for veld in gevonden))
    wat = opsomming(dict.fromkeys(soort for lijst in gevonden.values() for soort in lijst))
    return f"In {waar} staat {wat}. Haal dat weg: deze tekst gaat naar buiten."


def _gemeente_in_regio(stand: Persstand) -> str:
    """R10: outside the region nobody is in our contact list."""
    if stand.persvraag.gemeente_id:
        return ""
    return (
        f"{stand.persvraag.gemeente_buiten} staat niet in onze contactlijst. Geef de tekst zelf door en schrijf op hoe."
    )


def _tekst_bijgewerkt(stand: Persstand) -> str:
    """R10, R12: what the asking gemeente has is what the texts say now."""
    laatste = stand.laatste_stap(*NAAR_DE_VRAGENDE)
    if laatste and stand.persvraag.gemeente_id and not _kreeg_tekst(stand):
        return f"{stand.persvraag.gemeente} antwoordt, en kreeg de tekst nog niet. Stuur eerst de tekst."
    gestuurd = gemailde_teksten(laatste)
    nu = {naam: stand.teksten[naam] for naam in gestuurd if naam in stand.teksten}
    if laatste is None or (nu == gestuurd and ("achtergrond" in gestuurd) == ("achtergrond" in stand.teksten)):
        return ""
    return "De tekst is gewijzigd nadat de vragende gemeente hem kreeg. Stuur eerst de gewijzigde tekst."


def _kreeg_tekst(stand: Persstand) -> bool:
    """Whether a text was sent to the gemeente that answers now: it can be another one than before. One that stayed here
    was sent to nobody; and told since that another answers, it waits for a text anew."""
    vraag = stand.persvraag
    hier = Bericht.objects.filter(zaak=vraag.pk, gemeente=vraag.gemeente_id).exclude(status=BerichtStatus.INGETROKKEN)
    regels = {r.code for code in NAAR_DE_VRAGENDE for r in stand.regels.informatieregels_bij(f"stap:{code}") if r.met}
    afgezegd = {regel.code for regel in stand.regels.informatieregels_bij("intake:gemeente") if regel.na}
    laatste = hier.filter(regel__in=regels | afgezegd).order_by("-pk").values_list("regel", flat=True).first()
    return laatste in regels


def _nagevraagd(stand: Persstand) -> str:
    """R12."""
    is_gevraagd = stand.persvraag.heeft_afstemming_nodig is not None
    return "" if is_gevraagd else "Vraag bij de gemeente na of er meer informatie of afstemming nodig is."


def _gemeenten_geinformeerd(stand: Persstand) -> str:
    """R13."""
    return "" if stand.persvraag.gemeenten_geinformeerd_op else "De andere gemeenten weten het nog niet."


def _nog_niet_geinformeerd(stand: Persstand) -> str:
    """R13: once, unless there is a reason to write again."""
    return "De andere gemeenten kregen deze mail al." if stand.persvraag.gemeenten_geinformeerd_op else ""


def _doorgestuurd(stand: Persstand) -> str:
    """R15."""
    if stand.persvraag.doorgestuurd_op:
        return ""
    versie = stand.persvraag.protocol_versie
    team, wie = rolnaam(Rol.ESCALATIETEAM, versie), rolnaam(Rol.REGIOMANAGER, versie)
    return f"Het {team} weet het nog niet; dat doet de {wie}."


def _nog_niet_doorgestuurd(stand: Persstand) -> str:
    """R15: once, unless there is a reason to write again."""
    team = rolnaam(Rol.ESCALATIETEAM, stand.persvraag.protocol_versie)
    return f"Het {team} kreeg deze mail al." if stand.persvraag.doorgestuurd_op else ""


def _beantwoord(stand: Persstand) -> str:
    """R16."""
    return "" if stand.persvraag.beantwoord_op else "Er is nog geen antwoord van de gemeente vastgelegd."


def _nog_geen_antwoord(stand: Persstand) -> str:
    """R11: a later answer corrects or adds, and says why. While a journalist waits, his answer is his first."""
    vraag = stand.persvraag
    if any(vrager.wacht for vrager in vraag.vragers.all()):
        return ""
    return "Er is al een antwoord vastgelegd." if any(not rij.weg for rij in vraag.antwoorden.all()) else ""


def _monitor_afgelopen(stand: Persstand) -> str:
    """R18, R19: the alarm of the last day has rung."""
    codes = [regel.code for regel in stand.regels.termijnen if regel.gekozen]
    loopt = Termijn.objects.filter(zaak=stand.persvraag.pk, code__in=codes, geeindigd_op__isnull=True)
    return "U volgt de media nog." if loopt.exists() else ""


def _evaluatie_ingevuld(stand: Persstand) -> str:
    """R20: every question has an answer."""
    if not stand.is_gevraagd:
        return ""
    antwoorden = stand.gegevens.evaluatie if isinstance(stand.gegevens, Evaluatie) else {}
    is_vol = all(antwoorden.get(vraag.code, "").strip() for vraag in stand.regels.evaluatievragen)
    return "" if is_vol else "Beantwoord elke vraag van de evaluatie."


def _afspraken_als_actie(stand: Persstand) -> str:
    """R20: a new agreement has an owner and a date, from the moment that the evaluation began."""
    if not isinstance(stand.gegevens, Evaluatie):
        return ""
    keuzes = stand.gegevens.keuzes
    if not any(
        a.gevolg == ACTIE for v in stand.regels.evaluatievragen for a in v.antwoorden if a.code == keuzes.get(v.code)
    ):
        return ""
    begin = stand.laatste_stap("evalueer")
    acties = Taak.objects.filter(zaak=stand.persvraag.pk, code=ACTIE)
    gemaakt = acties.filter(gemaakt_op__gte=begin.op) if begin else acties
    if gemaakt.exists():
        return ""
    naam = stand.regels.stap_per_code["spreek_af"].naam if "spreek_af" in stand.regels.stap_per_code else "een actie"
    return f"Leg elke nieuwe afspraak eerst vast met “{naam}”: wat, wie en voor wanneer."


def _acties_af(stand: Persstand) -> str:
    """R20: what was agreed was done, or it is said why it need not be."""
    titels = Taak.objects.filter(zaak=stand.persvraag.pk, code=ACTIE, status=TaakStatus.OPEN).values_list(
        "titel", flat=True
    )
    return f"Er staat nog een actie open: {opsomming(titels)}." if titels else ""


def _nog_niet_gekoppeld(stand: Persstand) -> str:
    """R22."""
    melding = stand.persvraag.melding
    return f"Deze persvraag hoort al bij {melding.kenmerk}." if melding else ""


def _slot_dicht(stand: Persstand) -> str:
    """Only what may not be said holds up an answer (R125)."""
    melding = stand.persvraag.melding
    return "" if melding and is_dicht(melding) else "Er is geen slot dicht dat dit antwoord tegenhoudt."


def _termijn_loopt(stand: Persstand) -> str:
    """R5."""
    return "" if schorsing.lopende(stand.persvraag) else "De termijn van het antwoord loopt niet (meer)."


def _termijn_geschorst(stand: Persstand) -> str:
    """R5. It stands still for the lock of a melding, and runs on when the question hangs on none."""
    persvraag = stand.persvraag
    staat_stil = persvraag.melding_id is not None and schorsing.geschorste(persvraag)
    return "" if staat_stil else "De termijn van het antwoord staat niet stil."


def _niets_samengevoegd(stand: Persstand) -> str:
    """A question of which others are part goes on itself: those are not handed on."""
    andere = [vraag.kenmerk for vraag in stand.persvraag.samengevoegde_vragen.all()]
    if not andere:
        return ""
    return f"Met deze persvraag is {opsomming(andere)} al samengevoegd. Doe het andersom: open de andere persvraag."


def _is_gekoppeld(stand: Persstand) -> str:
    """R22: of a question about no calamity there is no family to tell, and nothing to let go of."""
    return "" if stand.persvraag.melding_id else "Deze persvraag gaat niet over een melding."


def _daarom_gevraagd(stand: Persstand) -> str:
    """R107, R124: somebody waits for this step: the task that it finishes is open."""
    codes = [regel.code for regel in stand.regels.perstaken if stand.stap.code in regel.klaar_bij]
    open_ = Taak.objects.filter(zaak=stand.persvraag.pk, code__in=codes, status=TaakStatus.OPEN)
    return "" if open_.exists() else "De gemeente vroeg hier niet om, of het is al gedaan."


def _tekst_al_weg(stand: Persstand) -> str:
    """R22, R125: there is somebody to tell."""
    return (
        "" if al_verstuurd(stand.persvraag).exists() else "Niemand buiten de regio kreeg al een tekst over deze vraag."
    )


PERSVOORWAARDEN: dict[str, Voorwaarde] = {
    "kernboodschap_klaar": _kernboodschap_klaar,
    "kernboodschap_ingevuld": _ingevuld(
        "Schrijf de kernboodschap.", DirectAntwoord, lambda direct: bool(direct.kernboodschap.strip())
    ),
    "memo_klaar": _memo_klaar,
    "zonder_persoonsgegevens": _zonder_persoonsgegevens,
    "gemeente_in_regio": _gemeente_in_regio,
    "tekst_bijgewerkt": _tekst_bijgewerkt,
    "nagevraagd": _nagevraagd,
    "navraag_ingevuld": _ingevuld("Kies of er afstemming nodig is.", Navraag),
    "gemeenten_geinformeerd": _gemeenten_geinformeerd,
    "nog_niet_geinformeerd": _nog_niet_geinformeerd,
    "doorgestuurd": _doorgestuurd,
    "nog_niet_doorgestuurd": _nog_niet_doorgestuurd,
    "beantwoord": _beantwoord,
    "antwoord_ingevuld": _ingevuld(
        "Schrijf op wat de gemeente antwoordde, wanneer en wie.",
        GemeenteAntwoord,
        lambda antwoord: bool(antwoord.tekst.strip() and antwoord.beantwoord_door.strip()),
    ),
    "nog_geen_antwoord": _nog_geen_antwoord,
    "monitor_ingevuld": _ingevuld(
        "Kies tot welke dag u de media volgt.", Volgdag, lambda volgen: volgen.monitor_tot_datum is not None
    ),
    "monitor_afgelopen": _monitor_afgelopen,
    "evaluatie_ingevuld": _evaluatie_ingevuld,
    "afspraken_als_actie": _afspraken_als_actie,
    "acties_af": _acties_af,
    "afspraak_ingevuld": _ingevuld(
        "Schrijf op wat er gebeurt, door wie en voor wanneer.", Afspraak, lambda afspraak: bool(afspraak.titel.strip())
    ),
    "melding_gekozen": _ingevuld("Kies de melding waar deze vraag over gaat.", Koppeling),
    "tekst_al_weg": _tekst_al_weg,
    "nog_niet_gekoppeld": _nog_niet_gekoppeld,
    "slot_dicht": _slot_dicht,
    "termijn_loopt": _termijn_loopt,
    "termijn_geschorst": _termijn_geschorst,
    "vraag_gekozen": _ingevuld("Kies de persvraag waar het verdergaat.", Samenvoeging),
    "niets_samengevoegd": _niets_samengevoegd,
    "daad_ingevuld": _ingevuld("Schrijf het op.", Gemeentedaad, lambda daad: bool(daad.tekst.strip())),
    "is_gekoppeld": _is_gekoppeld,
    "daarom_gevraagd": _daarom_gevraagd,
}
