"""The facts of a melding as people read them, in the words of its own version (R26–R45, R167): for the dossier, and for
what a correction says of before and after."""

from collections.abc import Iterable
from typing import Any

from basis.taal import datum, met_hoofdletter, moment, opsomming
from calamiteiten.models import Betrokkenheid, Melding
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.protocol.model import Protocol

# Known before the aanbieder says anything, of the region, or shown as it was written.
_NIET_GEVRAAGD = frozenset(
    {"Onderwerp", "Beschrijving", "Aanbieder", "Gemeld door", "Categorie", "Soort melding", "Ontvangen op"}
)


def feiten(melding: Melding, protocol: Protocol) -> dict[str, str]:
    """What was recorded of the event, as label -> text; "" for what is not known."""
    plaats = naam_van(protocol, "plaatssoort", melding.plaatssoort)
    return {
        "Soort": naam_van(protocol, "soort", melding.soort),
        "Categorie": naam_van(protocol, "categorie", melding.categorie),
        "Wat er nu speelt": opsomming(naam_van(protocol, "acuut", code) for code in melding.acuut),
        "Zorgcontext": naam_van(protocol, "zorgcontext", melding.zorgcontext),
        "Gebeurd op": _gebeurd(melding),
        "Waar": f"{plaats}: {melding.plaats}" if melding.plaats else plaats,
        "Aanbieder": f"{melding.aanbieder} ({melding.get_aanbieder_soort_display()})",
        "Gemeld door": melder(melding, protocol),
        "Gemeente van verblijf": _gemeente(melding.gemeente_verblijf, melding.gemeente_verblijf_buiten),
        "Gemeente volgens woonplaatsbeginsel": _gemeente(
            melding.gemeente_woonplaats, melding.gemeente_woonplaats_buiten
        ),
        "Kenmerk van de IGJ": melding.igj_kenmerk,
        "Grondslag": naam_van(protocol, "grondslag", melding.grondslag),
        "Soort melding": naam_van(protocol, "meldingssoort", melding.meldingssoort),
        "Beschrijving": melding.omschrijving,
    }


def alles(melding: Melding, protocol: Protocol) -> dict[str, str]:
    """Everything of a melding that can be corrected: the facts, what it is called, when it was reported to whom, and
    the questions of the triage."""
    return {
        "Onderwerp": melding.onderwerp,
        **feiten(melding, protocol),
        "Ontvangen op": moment(melding.ontvangen_op),
        "De aanbieder meldde zelf": moment(melding.gemeld_zelf_op),
        "Gemeld bij de IGJ": moment(melding.gemeld_igj_op),
        **gemeld(melding.betrokkenheden.select_related("gemeente"), protocol),
        **_triage(melding, protocol),
    }


def gemeld(betrokkenheden: Iterable[Betrokkenheid], protocol: Protocol) -> dict[str, str]:
    """When the toegang of each of these gemeenten was told, as label -> text."""
    toegang = rolnaam(Rol.TOEGANG, protocol.versie)
    return {f"Gemeld bij de {toegang} van {rij.gemeente}": moment(rij.gemeld_op) for rij in betrokkenheden}


def melder(melding: Melding, protocol: Protocol) -> str:
    """Which body reported, and which other one that is (R37)."""
    naam = naam_van(protocol, "melder", melding.melder)
    return f"{naam}: {melding.melder_anders}" if melding.melder_anders else naam


def van_de_aanbieder(melding: Melding, protocol: Protocol) -> list[tuple[str, str]]:
    """What the aanbieder itself filled in beside the story, as it reads now; what is empty is left out."""
    gezegd = alles(melding, protocol)
    return [(label, tekst) for label, tekst in gezegd.items() if tekst and label not in _NIET_GEVRAAGD]


def naam_van(protocol: Protocol, lijst: str, code: str) -> str:
    """What an option of a choice list is called; the code itself when this version does not know it."""
    return next((keuze.naam for keuze in protocol.keuzes_van(lijst) if keuze.code == code), code)


def _triage(melding: Melding, protocol: Protocol) -> dict[str, str]:
    """Every answer by its question; of what was asked about violence the name of the option."""
    zinnen = {criterium.code: criterium.zin for criterium in protocol.criteria}
    return {
        zinnen.get(code, met_hoofdletter(code)): antwoord if code in zinnen else naam_van(protocol, code, antwoord)
        for code, antwoord in melding.criteria.items()
    }


def _gebeurd(melding: Melding) -> str:
    tijd = f"{melding.gebeurd_tijd:%H:%M} uur" if melding.gebeurd_tijd else "tijd niet bekend"
    return f"{datum(melding.gebeurd_datum)}, {tijd}"


def _gemeente(gemeente: Any, buiten: str) -> str:
    return str(gemeente) if gemeente else f"{buiten} (buiten de regio)" if buiten else ""
