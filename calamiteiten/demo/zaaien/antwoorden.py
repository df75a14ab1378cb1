"""What people answer and write down in the stories: answers that lead to each scenario, and the record of each task."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from basis.kalender import lokale_datum
from communicatie.familie.informeringen import Partij
from escalatie.meldingen.analyse.analyses import VERPLICHT
from escalatie.meldingen.taken.vervulling import (
    Evaluatieverslag,
    Familiegesprek,
    Informeerverslag,
    Keuze,
    Overlegverslag,
    Partijenlijst,
    Rapportontvangst,
    Regeling,
    Taakgegevens,
    Terugkoppeling,
)
from escalatie.protocol.model import Protocol, TaakRegel, Vraag
from escalatie.protocol.vraagregels import GEEN

# Scenario -> answers of the toegang and of the contractmanager that point to it (R62, R65, R68, R73).
TOEGANG: dict[str, dict[str, str]] = {
    "a": {"veiligheid": "gewaarborgd", "handelen": "voldoende", "herhaling": "geen_herhaling", "onrust": "geen_onrust"},
    "b": {"veiligheid": "gewaarborgd", "handelen": "onvoldoende", "herhaling": "herhaling", "onrust": "geen_onrust"},
    "c": {
        "veiligheid": "gewaarborgd",
        "handelen": "voldoende",
        "herhaling": "geen_herhaling",
        "onrust": "risico_op_onrust",
    },
    "d": {
        "veiligheid": "gewaarborgd",
        "handelen": "voldoende",
        "herhaling": "geen_herhaling",
        "onrust": "risico_op_onrust",
    },
    "twijfel": {
        "veiligheid": "onbekend",
        "handelen": "onbekend",
        "herhaling": "onbekend",
        "onrust": "risico_op_onrust",
    },
}
CONTRACTMANAGER: dict[str, dict[str, str]] = {
    "a": {"werkgebied": "lokaal", "signalen": "geen_signalen", "onrust_regio": "geen_onrust"},
    "b": {"werkgebied": "lokaal", "signalen": "meer_signalen", "onrust_regio": "geen_onrust"},
    "c": {"werkgebied": "lokaal", "signalen": "geen_signalen", "onrust_regio": "onrust_lokaal"},
    "d": {"werkgebied": "regionaal", "signalen": "geen_signalen", "onrust_regio": "onrust_regionaal"},
    "twijfel": {"werkgebied": "regionaal", "signalen": "onbekend", "onrust_regio": "geen_onrust"},
}
TOELICHTINGEN: dict[str, str] = {
    "gewaarborgd": "De jeugdige verblijft op een veilige plek en er is elke dag contact.",
    "voldoende": "De aanbieder heeft meteen hulp ingeschakeld en de juiste mensen gewaarschuwd.",
    "onvoldoende": "De aanbieder heeft eerdere signalen niet opgevolgd en te laat opgeschaald.",
    "geen_onrust": "Buiten de direct betrokkenen is niets bekend. Er zijn geen vragen binnengekomen.",
    "risico_op_onrust": "In de buurt wordt erover gepraat. Op sociale media staat nog weinig.",
    "onrust": "Ouders en buurtbewoners stellen vragen en er gaat een bericht rond op sociale media.",
    "onrust_lokaal": "De vragen komen uit één gemeente.",
    "onrust_regionaal": "De aanbieder werkt in meer gemeenten; ook daar komen vragen binnen.",
    "onbekend": "Dat weten wij nog niet. Wij verwachten morgen meer te horen.",
}
VERKLARING = "Het gaat hier om één locatie. Wat er eerder was, staat daar los van."
ZONDER = "Dit is op dit moment ons oordeel. Wij kijken er morgen opnieuw naar."


def antwoorden_voor(protocol: Protocol, partij: str, uitslag: str) -> dict[str, str]:
    """Answers of this party that point to `uitslag`, by question code.

    A question that a version adds has no answer here: then the one that this scenario asks for, or else the lightest.
    """
    bekend = {**TOEGANG.get(uitslag, {}), **CONTRACTMANAGER.get(uitslag, {})}
    scenario = protocol.scenario_per_code.get(uitslag)
    woorden = scenario.bij if scenario else ()
    return {vraag.code: _antwoord(vraag, bekend.get(vraag.code, ""), woorden) for vraag in protocol.vragen_van(partij)}


def _antwoord(vraag: Vraag, bekend: str, woorden: Iterable[str]) -> str:
    codes = [antwoord.code for antwoord in vraag.antwoorden]
    if bekend in codes:
        return bekend
    passend = [antwoord.code for antwoord in vraag.antwoorden if antwoord.weegt in set(woorden)]
    return passend[0] if passend else codes[0]


def toelichtingen(protocol: Protocol, partij: str, antwoorden: Mapping[str, str]) -> dict[str, str]:
    """An explanation beside each answer that has one here or must have one, by question code."""
    moet = {vraag.code for vraag in protocol.vragen_van(partij) if vraag.toelichting == VERPLICHT}
    gegeven = {vraag: TOELICHTINGEN.get(code, "") for vraag, code in antwoorden.items()}
    return {vraag: tekst or ZONDER for vraag, tekst in gegeven.items() if tekst or vraag in moet}


def gegevens_voor(regel: TaakRegel | None, nu: datetime) -> Taakgegevens | None:
    """The fields of the form of a task, filled in at `nu` (aware). A choice is the one that sets nothing off."""
    if regel and regel.antwoorden:
        return Keuze(next(antwoord.code for antwoord in regel.antwoorden if antwoord.gevolg == GEEN))
    maker = VORMEN.get(regel.vorm) if regel else None
    return maker(nu) if maker else None


def _overleg(nu: datetime) -> Overlegverslag:
    return Overlegverslag(
        vorm="video",
        gehouden_op=nu,
        deelnemers="de regio en de betrokken gemeente",
        uitkomst="De stand van zaken is gedeeld. Iedereen heeft hetzelfde beeld.",
        afspraken="De regio houdt het verloop bij en koppelt terug.",
    )


def _inspectierapport(nu: datetime) -> Rapportontvangst:
    return Rapportontvangst(
        ontvangen_datum=lokale_datum(nu),
        route="aanbieder_onderzoekt",
        verbeterpunten="Afspraken over opschalen vastleggen en jaarlijks oefenen.",
    )


def _evaluatie(nu: datetime) -> Evaluatieverslag:
    antwoorden = {
        "uniek": "deels",
        "inschattingsfouten": "nee",
        "systeemfouten": "nee",
        "afhandeling": "ja",
        "lessen": "Eerder de communicatieafdeling van elke gemeente betrekken.",
        "contractgevolgen": "nee",
        "samenwerking": "goed",
    }
    return Evaluatieverslag(antwoorden, "regiomanager, contractmanager en managers van de gemeenten")


def _partijen(nu: datetime) -> Partijenlijst:
    return Partijenlijst(
        (
            Partij("gemeenten die het aangaat", is_betrokken=True, moet_geinformeerd=True),
            Partij("aanbieder", is_betrokken=True, moet_geinformeerd=True),
            Partij("bestuur van de regio", is_betrokken=False, moet_geinformeerd=True),
        )
    )


def _informering(nu: datetime) -> Informeerverslag:
    return Informeerverslag(wijze="telefonisch", geinformeerd_op=nu)


def _familie(nu: datetime) -> Familiegesprek:
    # Who of the list is told is for who walks the melding.
    return Familiegesprek(
        betrokkenen=(),
        geinformeerd_op=nu,
        wijze="in een gesprek",
        door_wie="gedragswetenschapper aanbieder",
        slachtofferhulp="ja",
        aangeboden_op=nu,
        aangeboden_door="maatschappelijk werker aanbieder",
    )


VOOR_DE_LEDEN = "Spreek met elke aanbieder af wie in de nacht extra toezicht houdt, en wie dan de gemeente belt."


def _terugkoppeling(nu: datetime) -> Terugkoppeling:
    return Terugkoppeling(forum="MO", datum=lokale_datum(nu), tekst=VOOR_DE_LEDEN)


def _geregeld(nu: datetime) -> Regeling:
    return Regeling(nu, "teamleider toegang en gedragswetenschapper aanbieder")


VORMEN: dict[str, Callable[[datetime], Taakgegevens]] = {
    "overleg": _overleg,
    "contact_inspectie": _overleg,
    "inspectierapport": _inspectierapport,
    "evaluatie": _evaluatie,
    "partijen": _partijen,
    "informering": _informering,
    "familie": _familie,
    "terugkoppeling": _terugkoppeling,
    "geregeld": _geregeld,
}
