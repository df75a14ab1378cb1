"""The rules of press questions and of communication kept twice, of both regions: those of Hoofdstuk 1, Bijlage 2 and
the Kadernotitie stand here a second time. Who changes one in the file changes it here too, with the paper beside it
(docs/bewijs.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from escalatie.protocol.lezen import haal_communicatieregels

from .boek import C, K, M, R, T

G, B, E = "communicatie_gemeente", "beleidsmedewerker_jeugd", "escalatieteam"
BEHANDELEN, DE_REGIO = {C, K}, {C, K, R}
# Who of a gemeente gets the text and answers (R10, R14); Zuid-Holland Zuid names no beleidsmedewerkers for it.
GEMEENTE, GEMEENTE_ZHZ = {B, G, M}, {G, M}
TER_PLAATSE, PERS = {C, K, M, R, T}, {B, C, G, K, M, R}
OPEN = "afstemming communicatie evaluatie informatie_verzamelen vraagstelling"
ALTIJD = "afgerond afstemming communicatie evaluatie informatie_verzamelen ingetrokken samengevoegd vraagstelling"
# Everybody outside the region's own people who heard of a question.
GEHOORD = "gemeente_erbij kernboodschap_naar_gemeente mail_aan_escalatieteam mail_aan_gemeenten ook_over_deze_gemeente"
KREGEN_ANTWOORD = (
    "antwoord_naar_escalatieteam antwoord_naar_gemeenten mail_aan_escalatieteam mail_aan_gemeenten"
    " ook_over_deze_gemeente"
)
KREGEN_TEKST = "kernboodschap_naar_gemeente mail_aan_escalatieteam mail_aan_gemeenten ook_over_deze_gemeente"
# Where the contractmanager directs by himself: until a scenario asks for more, and after.
BIJ_DE_CONTRACTMANAGER = (
    "afgerond beoordeling dubbel impactanalyse ingetrokken monitoring niet_meldingswaardig ontvangen"
    " scenario_a scenario_b twijfel"
)
ALTIJD_ZHZ = "afgerond ingetrokken vraagstelling"


@dataclass(frozen=True, kw_only=True)
class Persboek:
    """One version; words of a list stand in one text, in the order of the alphabet.

    stappen: from, to, by whom, what must, what is expected, what goes outside. termijnen: working days, chosen by
    hand, what may make it earlier, begin, ends, who answers for it, alarms (hours, and whether before days off).
    taken: whose, given by, done by, on which condition, before which term. berichten: trigger, to whom, of which
    gemeenten, with which texts, only after which message. sloten: who gives leave, who decides. organen: per what, by
    whom, its role, family, what it is outside. betrokkenen: facts that put it on the list, and that keep it off.
    regie: where it is by itself, where it is proposed, during an investigation. gebeurtenissen: who sees it with the
    melding, with the press question, what it makes out of date.
    """

    versie: str
    stappen: Mapping[str, tuple[str, str, set[str], str, str, str]]
    termijnen: Mapping[str, tuple[int, bool, str, str, str, str, list[tuple[int, bool]]]]
    taken: Mapping[str, tuple[str, str, str, str, str]]
    berichten: Mapping[str, tuple[str, set[str], str, str, str]]
    sloten: Mapping[str, tuple[set[str], set[str]]]
    organen: Mapping[str, tuple[str, set[str], str, bool, str]]
    betrokkenen: Mapping[str, tuple[dict[str, set[str]], dict[str, set[str]], bool]]
    regie: Mapping[str, tuple[str, str, bool]]
    gebeurtenissen: Mapping[str, tuple[set[str], set[str], str, str]]
    verplicht: str
    gedeeld: str
    stijging: tuple[int, int, int]
    motiveren: str
    evaluatie: Mapping[str, Mapping[str, str]]
    peiling: tuple[str, str, str, str, str, int, int]


IJSSELLAND = Persboek(
    versie="ijsselland-2019-02-13",
    stappen={
        "registreer": ("", "vraagstelling", DE_REGIO, "", "", ""),
        "verzamel_informatie": ("vraagstelling", "informatie_verzamelen", BEHANDELEN, "", "", ""),
        "antwoord_direct": (
            "vraagstelling",
            "afstemming",
            {C},
            "kernboodschap_ingevuld zonder_persoonsgegevens",
            "gemeente_in_regio",
            "gemeentenmail",
        ),
        "stem_af": (
            "informatie_verzamelen",
            "afstemming",
            BEHANDELEN,
            "kernboodschap_klaar zonder_persoonsgegevens",
            "gemeente_in_regio memo_klaar",
            "gemeentenmail",
        ),
        "stuur_bij": (
            "afstemming communicatie",
            "",
            BEHANDELEN,
            "kernboodschap_klaar zonder_persoonsgegevens",
            "gemeente_in_regio",
            "gemeentenmail",
        ),
        "vraag_na": ("afstemming communicatie", "", BEHANDELEN, "navraag_ingevuld", "", ""),
        "informeer_gemeenten": (
            "afstemming communicatie",
            "",
            BEHANDELEN,
            "kernboodschap_klaar zonder_persoonsgegevens",
            "nog_niet_geinformeerd tekst_bijgewerkt",
            "gemeentenmail",
        ),
        "stuur_door": (
            "afstemming communicatie evaluatie",
            "",
            {R},
            "kernboodschap_klaar zonder_persoonsgegevens",
            "gemeenten_geinformeerd nog_niet_doorgestuurd",
            "gemeentenmail",
        ),
        "communiceer": (
            "afstemming",
            "communicatie",
            BEHANDELEN,
            "",
            "doorgestuurd gemeenten_geinformeerd nagevraagd tekst_bijgewerkt",
            "",
        ),
        "leg_antwoord_vast": (
            OPEN,
            "",
            PERS,
            "antwoord_ingevuld zonder_persoonsgegevens",
            "kernboodschap_klaar nog_geen_antwoord",
            "persantwoord",
        ),
        "volg_langer": ("communicatie evaluatie", "", BEHANDELEN, "monitor_ingevuld", "", ""),
        "evalueer": ("communicatie", "evaluatie", BEHANDELEN, "", "beantwoord", ""),
        "rond_af": (
            "evaluatie",
            "afgerond",
            BEHANDELEN,
            "afspraken_als_actie evaluatie_ingevuld",
            "acties_af beantwoord monitor_afgelopen",
            "",
        ),
        "hervat": ("afstemming communicatie evaluatie informatie_verzamelen", "vraagstelling", BEHANDELEN, "", "", ""),
        "koppel": (ALTIJD, "", DE_REGIO, "melding_gekozen", "nog_niet_gekoppeld", ""),
        "ontkoppel": (ALTIJD, "", DE_REGIO, "is_gekoppeld", "", ""),
        "waarschuw": (ALTIJD, "", DE_REGIO, "is_gekoppeld tekst_al_weg", "", ""),
        "spreek_af": (
            "afstemming communicatie evaluatie informatie_verzamelen",
            "",
            DE_REGIO,
            "afspraak_ingevuld",
            "",
            "",
        ),
        "trek_persvraag_in": (OPEN, "ingetrokken", DE_REGIO, "", "", ""),
        "voeg_samen": (OPEN, "samengevoegd", DE_REGIO, "niets_samengevoegd vraag_gekozen", "", ""),
        "heropen": ("afgerond ingetrokken samengevoegd", "vraagstelling", DE_REGIO, "", "", ""),
        "geef_steun": (OPEN, "", DE_REGIO, "daarom_gevraagd", "", ""),
        "kijk_familie_na": (OPEN, "", {C, R}, "daarom_gevraagd", "", ""),
        "meld_monitoring": (OPEN, "", GEMEENTE, "daad_ingevuld", "", ""),
        "meld_taakverdeling": (OPEN, "", GEMEENTE, "daad_ingevuld", "", ""),
        "vraag_steun": (OPEN, "", GEMEENTE, "daad_ingevuld", "", ""),
        "meld_familie": (OPEN, "", GEMEENTE, "daad_ingevuld is_gekoppeld", "", ""),
        "meld_gebeurd": (OPEN, "", GEMEENTE, "daad_ingevuld", "", ""),
        "schort_termijn_op": (OPEN, "", DE_REGIO, "slot_dicht termijn_loopt", "", ""),
        "hervat_termijn": (OPEN, "", DE_REGIO, "termijn_geschorst", "", ""),
    },
    termijnen={
        "antwoord": (
            1,
            False,
            "deadline",
            "registreer",
            "rond_af trek_persvraag_in voeg_samen",
            C,
            [(-2, False), (-1, True), (0, False), (24, False)],
        ),
        "monitor": (0, True, "", "communiceer volg_langer", "rond_af trek_persvraag_in voeg_samen", K, [(0, False)]),
    },
    taken={
        "pers_beslissen": (C, "heropen hervat registreer", "antwoord_direct verzamel_informatie", "", "antwoord"),
        "pers_kernboodschap": (K, "verzamel_informatie", "stem_af", "", "antwoord"),
        "pers_navraag": (K, "antwoord_direct stem_af", "vraag_na", "", "antwoord"),
        "pers_gemeenten": (K, "antwoord_direct stem_af", "informeer_gemeenten", "", "antwoord"),
        "pers_doorsturen": (R, "informeer_gemeenten", "stuur_door", "", ""),
        # A gemeente that asks for support, or knows that the family was told, gives the region a duty (R107).
        "pers_steun": (K, "vraag_steun", "geef_steun", "", "antwoord"),
        "pers_familie": (C, "meld_familie", "kijk_familie_na", "", ""),
        "pers_antwoord": (K, "antwoord_direct stem_af", "leg_antwoord_vast", "beantwoord", "antwoord"),
        "pers_evaluatie": (K, "evalueer", "rond_af", "", ""),
    },
    berichten={
        "naar_regiomanager": ("stap:registreer", {R}, "vragende", "", ""),
        "naar_contractmanager": ("stap:registreer", {C}, "vragende", "", ""),
        "naar_adviseur": ("stap:registreer", {K}, "vragende", "", ""),
        "kernboodschap_naar_gemeente": (
            "stap:antwoord_direct stap:stem_af stap:stuur_bij",
            GEMEENTE,
            "vragende",
            "achtergrond kernboodschap vraag vragers",
            "",
        ),
        "mail_aan_gemeenten": (
            "stap:informeer_gemeenten",
            {B},
            "overige",
            "achtergrond antwoord gemeente kernboodschap memo vraag",
            "",
        ),
        "ook_over_deze_gemeente": (
            "stap:informeer_gemeenten",
            GEMEENTE_ZHZ,
            "betrokken",
            "achtergrond antwoord gemeente kernboodschap memo vraag",
            "",
        ),
        "doorsturen_gevraagd": ("stap:informeer_gemeenten", {R}, "vragende", "", ""),
        "mail_aan_escalatieteam": (
            "stap:stuur_door",
            {E},
            "vragende",
            "achtergrond antwoord gemeente kernboodschap memo vraag",
            "",
        ),
        "antwoord_naar_gemeenten": (
            "stap:leg_antwoord_vast",
            GEMEENTE,
            "overige",
            "antwoord gemeente vraag",
            "gemeente_erbij mail_aan_gemeenten ook_over_deze_gemeente",
        ),
        "antwoord_naar_escalatieteam": (
            "stap:leg_antwoord_vast",
            {E},
            "vragende",
            "antwoord gemeente vraag",
            "mail_aan_escalatieteam",
        ),
        "gemeente_antwoordde": ("gemeente:leg_antwoord_vast", BEHANDELEN, "vragende", "", ""),
        "gemeente_zegt": (
            "stap:meld_gebeurd stap:meld_monitoring stap:meld_taakverdeling",
            BEHANDELEN,
            "vragende",
            "",
            "",
        ),
        "steun_gevraagd": ("stap:vraag_steun", BEHANDELEN, "vragende", "", ""),
        "familie_weet_het": ("stap:meld_familie", {C, R}, "vragende", "", ""),
        "antwoord_anders": ("antwoord:ander antwoord:ingetrokken antwoord:verbeterd", DE_REGIO, "vragende", "", ""),
        "antwoord_anders_gemeente": (
            "antwoord:ingetrokken antwoord:verbeterd",
            GEMEENTE,
            "vragende",
            "",
            "kernboodschap_naar_gemeente",
        ),
        "antwoord_verbeterd_buiten": (
            "antwoord:verbeterd",
            GEMEENTE | {E},
            "overige",
            "antwoord gemeente vraag",
            KREGEN_ANTWOORD,
        ),
        "antwoord_terug_buiten": (
            "antwoord:ingetrokken",
            GEMEENTE | {E},
            "overige",
            "",
            KREGEN_ANTWOORD,
        ),
        # Who knew of a question hears when it starts anew, leaves him, has to wait or goes on.
        "begint_opnieuw": ("stap:hervat", GEMEENTE | {E}, "alle", "", KREGEN_TEKST),
        "gemeente_eraf": (
            "intake:eraf",
            GEMEENTE,
            "alle",
            "",
            "gemeente_erbij mail_aan_gemeenten ook_over_deze_gemeente",
        ),
        "gemeente_wacht": (
            "gebeurtenis:onderzoek_begonnen gebeurtenis:slot_dicht",
            GEMEENTE,
            "waarover",
            "",
            "gemeente_erbij kernboodschap_naar_gemeente mail_aan_gemeenten ook_over_deze_gemeente",
        ),
        "gemeente_gaat_door": (
            "gebeurtenis:onderzoek_klaar gebeurtenis:slot_open",
            GEMEENTE,
            "waarover",
            "",
            "gemeente_wacht",
        ),
        "gewijzigd": ("intake:gemeente intake:verbeterd intake:vrager", DE_REGIO, "vragende", "", ""),
        "gewijzigd_gemeente": (
            "intake:verbeterd intake:vrager",
            GEMEENTE,
            "vragende",
            "vragers",
            "kernboodschap_naar_gemeente",
        ),
        "andere_gemeente": ("intake:gemeente", GEMEENTE, "overige", "", "kernboodschap_naar_gemeente"),
        "gemeente_erbij": ("intake:erbij", GEMEENTE, "betrokken", "gemeente", ""),
        "vervalt": ("stap:trek_persvraag_in", DE_REGIO, "vragende", "", ""),
        "vervalt_buiten": (
            "stap:trek_persvraag_in",
            GEMEENTE | {E},
            "alle",
            "",
            GEHOORD,
        ),
        "samen": ("stap:voeg_samen", DE_REGIO, "vragende", "", ""),
        "samen_buiten": (
            "stap:voeg_samen",
            GEMEENTE | {E},
            "alle",
            "",
            GEHOORD,
        ),
        "heropend": ("stap:heropen", DE_REGIO, "vragende", "", ""),
        "heropend_buiten": ("stap:heropen", GEMEENTE | {E}, "alle", "", "samen_buiten vervalt_buiten"),
        "koppeling": ("stap:koppel", DE_REGIO, "vragende", "", ""),
        "ontkoppeling": ("stap:ontkoppel", DE_REGIO, "vragende", "", ""),
        "waarschuwing": ("stap:waarschuw", GEMEENTE | {E}, "ontvangers", "", ""),
        "termijn_nadert": ("termijn:antwoord:voor", BEHANDELEN, "vragende", "", ""),
        "termijn_bereikt": ("termijn:antwoord:op", DE_REGIO, "vragende", "", ""),
        "termijn_te_laat": ("termijn:antwoord:na", DE_REGIO, "vragende", "", ""),
        "antwoord_wacht": ("gebeurtenis:onderzoek_begonnen gebeurtenis:slot_dicht", BEHANDELEN, "vragende", "", ""),
        "antwoord_gaat_door": ("gebeurtenis:onderzoek_klaar gebeurtenis:slot_open", BEHANDELEN, "vragende", "", ""),
        "pers_actie_nadert": ("actie:nadert", set(), "vragende", "", ""),
        "pers_actie_te_laat": ("actie:telaat", {C}, "vragende", "", ""),
        "monitor_klaar": ("termijn:monitor:op", BEHANDELEN, "vragende", "", ""),
    },
    sloten={
        "familie": ({R}, set()),
        "onderzoek": ({R}, {"politie_om"}),
    },
    organen={
        "jeugdige_familie": ("regio", {C, R}, "jeugdige_familie", True, ""),
        "wethouder": ("gemeente", TER_PLAATSE, "wethouder", False, ""),
        "burgemeester": ("gemeente", TER_PLAATSE, "burgemeester", False, ""),
        "college": ("gemeente", TER_PLAATSE, "", False, "collegebericht"),
        "raad": ("gemeente", TER_PLAATSE, "", False, "raadsbrief"),
        "ambtenaar_oov": ("gemeente", TER_PLAATSE, "ambtenaar_oov", False, ""),
        "driehoek": ("gemeente", TER_PLAATSE, "", False, ""),
        "voorzitter_bestuur": ("regio", DE_REGIO, "voorzitter_bestuur", False, ""),
        "db_ab": ("regio", DE_REGIO, "", False, ""),
    },
    betrokkenen={
        "jeugdige": ({}, {"categorie": {"suicide"}, "slachtoffer": {"jeugdige"}}, False),
        "ouder": ({}, {"slachtoffer": {"ouder"}}, False),
        "familie": ({"categorie": {"suicide", "overlijden_ander", "niet_natuurlijke_dood"}}, {}, False),
        "slachtoffer": ({"soort": {"geweld"}}, {}, False),
        "familie_dader": ({"pleger": {"medebewoner"}}, {}, False),
    },
    regie={
        "contractmanager": (
            BIJ_DE_CONTRACTMANAGER,
            "",
            False,
        ),
        "manager_gemeente": ("scenario_c", "", False),
        "regiomanager": ("fase_1 fase_2 scenario_d", "", False),
        "burgemeester": ("", "fase_1 scenario_c scenario_d", False),
        "politie_om": ("", "", True),
    },
    gebeurtenissen={
        "slot_dicht": (TER_PLAATSE, PERS, "slot_open", ""),
        "slot_open": (TER_PLAATSE, PERS, "slot_dicht", ""),
        "onderzoek_begonnen": (TER_PLAATSE, PERS, "onderzoek_klaar slot_dicht slot_open", ""),
        "onderzoek_klaar": (TER_PLAATSE, PERS, "onderzoek_begonnen", ""),
        "regie_verplaatst": (TER_PLAATSE, DE_REGIO, "", ""),
        "pers_gekoppeld": (TER_PLAATSE, DE_REGIO, "", ""),
        "pers_losgekoppeld": (
            TER_PLAATSE,
            DE_REGIO,
            "pers_gekoppeld",
            "onderzoek_begonnen onderzoek_klaar regie_verplaatst slot_dicht slot_open",
        ),
    },
    verplicht="afstemming duiding herhaling kernboodschap proces spreker wat",
    gedeeld="achtergrond kernboodschap memo",
    motiveren=(
        "geef_steun heropen hervat kijk_familie_na koppel ontkoppel schort_termijn_op trek_persvraag_in voeg_samen"
    ),
    evaluatie={"afspraken": {"ja": "actie"}},
    stijging=(5, 2, 7),
    peiling=(
        "onrust_peilen",
        "fase_1 fase_2 monitoring scenario_c scenario_d",
        "voorbij",
        "stijgt",
        "daalt voorbij",
        9,
        13,
    ),
)

ZHZ = Persboek(
    versie="zhz-2015-01-01",
    stappen={
        "registreer": ("", "vraagstelling", DE_REGIO, "", "", ""),
        "stuur_bij": (
            "vraagstelling",
            "",
            BEHANDELEN,
            "kernboodschap_klaar zonder_persoonsgegevens",
            "gemeente_in_regio",
            "gemeentenmail",
        ),
        "leg_antwoord_vast": (
            "vraagstelling",
            "",
            DE_REGIO | GEMEENTE_ZHZ,
            "antwoord_ingevuld zonder_persoonsgegevens",
            "kernboodschap_klaar nog_geen_antwoord",
            "persantwoord",
        ),
        "rond_af": ("vraagstelling", "afgerond", BEHANDELEN, "", "beantwoord", ""),
        "koppel": (ALTIJD_ZHZ, "", DE_REGIO, "melding_gekozen", "nog_niet_gekoppeld", ""),
        "ontkoppel": (ALTIJD_ZHZ, "", DE_REGIO, "is_gekoppeld", "", ""),
        "waarschuw": (ALTIJD_ZHZ, "", DE_REGIO, "is_gekoppeld tekst_al_weg", "", ""),
        "trek_persvraag_in": ("vraagstelling", "ingetrokken", DE_REGIO, "", "", ""),
        "heropen": ("afgerond ingetrokken", "vraagstelling", DE_REGIO, "", "", ""),
        "schort_termijn_op": ("vraagstelling", "", DE_REGIO, "slot_dicht termijn_loopt", "", ""),
        "hervat_termijn": ("vraagstelling", "", DE_REGIO, "termijn_geschorst", "", ""),
    },
    termijnen={
        "antwoord": (
            1,
            False,
            "deadline",
            "registreer",
            "rond_af trek_persvraag_in",
            C,
            [(-2, False), (-1, True), (0, False), (24, False)],
        ),
    },
    taken={
        "pers_antwoord": (K, "heropen registreer", "leg_antwoord_vast", "beantwoord", "antwoord"),
    },
    berichten={
        "naar_regiomanager": ("stap:registreer", {R}, "vragende", "", ""),
        "naar_contractmanager": ("stap:registreer", {C}, "vragende", "", ""),
        "naar_adviseur": ("stap:registreer", {K}, "vragende", "", ""),
        "kernboodschap_naar_gemeente": (
            "stap:stuur_bij",
            GEMEENTE_ZHZ,
            "vragende",
            "achtergrond kernboodschap vraag vragers",
            "",
        ),
        "gemeente_antwoordde": ("gemeente:leg_antwoord_vast", BEHANDELEN, "vragende", "", ""),
        "antwoord_anders": ("antwoord:ander antwoord:ingetrokken antwoord:verbeterd", DE_REGIO, "vragende", "", ""),
        "antwoord_anders_gemeente": (
            "antwoord:ingetrokken antwoord:verbeterd",
            GEMEENTE_ZHZ,
            "vragende",
            "",
            "kernboodschap_naar_gemeente",
        ),
        "gemeente_wacht": (
            "gebeurtenis:onderzoek_begonnen gebeurtenis:slot_dicht",
            GEMEENTE_ZHZ,
            "waarover",
            "",
            "kernboodschap_naar_gemeente",
        ),
        "gemeente_gaat_door": (
            "gebeurtenis:onderzoek_klaar gebeurtenis:slot_open",
            GEMEENTE_ZHZ,
            "waarover",
            "",
            "gemeente_wacht",
        ),
        "gewijzigd": ("intake:gemeente intake:verbeterd intake:vrager", DE_REGIO, "vragende", "", ""),
        "gewijzigd_gemeente": (
            "intake:verbeterd intake:vrager",
            GEMEENTE_ZHZ,
            "vragende",
            "vragers",
            "kernboodschap_naar_gemeente",
        ),
        "andere_gemeente": ("intake:gemeente", GEMEENTE_ZHZ, "overige", "", "kernboodschap_naar_gemeente"),
        "vervalt": ("stap:trek_persvraag_in", DE_REGIO, "vragende", "", ""),
        "vervalt_buiten": ("stap:trek_persvraag_in", GEMEENTE_ZHZ, "alle", "", "kernboodschap_naar_gemeente"),
        "heropend": ("stap:heropen", DE_REGIO, "vragende", "", ""),
        "heropend_buiten": ("stap:heropen", GEMEENTE_ZHZ, "alle", "", "vervalt_buiten"),
        "koppeling": ("stap:koppel", DE_REGIO, "vragende", "", ""),
        "ontkoppeling": ("stap:ontkoppel", DE_REGIO, "vragende", "", ""),
        "waarschuwing": ("stap:waarschuw", GEMEENTE_ZHZ, "ontvangers", "", ""),
        "termijn_nadert": ("termijn:antwoord:voor", BEHANDELEN, "vragende", "", ""),
        "termijn_bereikt": ("termijn:antwoord:op", DE_REGIO, "vragende", "", ""),
        "termijn_te_laat": ("termijn:antwoord:na", DE_REGIO, "vragende", "", ""),
        "antwoord_wacht": ("gebeurtenis:onderzoek_begonnen gebeurtenis:slot_dicht", BEHANDELEN, "vragende", "", ""),
        "antwoord_gaat_door": ("gebeurtenis:onderzoek_klaar gebeurtenis:slot_open", BEHANDELEN, "vragende", "", ""),
    },
    sloten={
        "familie": ({R}, set()),
        "onderzoek": ({R}, {"politie_om"}),
    },
    organen={
        "jeugdige_familie": ("regio", {C, R}, "jeugdige_familie", True, ""),
        "wethouder": ("gemeente", TER_PLAATSE, "wethouder", False, ""),
        "burgemeester": ("gemeente", TER_PLAATSE, "burgemeester", False, ""),
        "college": ("gemeente", TER_PLAATSE, "", False, "collegebericht"),
        "raad": ("gemeente", TER_PLAATSE, "", False, "raadsbrief"),
        "ambtenaar_oov": ("gemeente", TER_PLAATSE, "ambtenaar_oov", False, ""),
        "driehoek": ("gemeente", TER_PLAATSE, "", False, ""),
        "db_ab": ("regio", {C, R}, "voorzitter_bestuur", False, ""),
        "jeugdteams": ("gemeente", TER_PLAATSE, "jeugdteams", False, ""),
    },
    betrokkenen={
        "jeugdige": ({}, {"categorie": {"suicide"}, "slachtoffer": {"jeugdige"}}, False),
        "ouder": ({}, {"slachtoffer": {"ouder"}}, False),
        "familie": ({"categorie": {"suicide", "overlijden_ander", "niet_natuurlijke_dood"}}, {}, False),
        "slachtoffer": ({"soort": {"geweld"}}, {}, False),
        "familie_dader": ({"pleger": {"medebewoner"}}, {}, False),
    },
    regie={
        "regiomanager": ("afgerond behandeling dubbel ingetrokken niet_meldingswaardig ontvangen opvolging", "", False),
        "burgemeester": ("onrust", "", False),
        "politie_om": ("", "", True),
    },
    gebeurtenissen={
        "slot_dicht": (TER_PLAATSE, PERS, "slot_open", ""),
        "slot_open": (TER_PLAATSE, PERS, "slot_dicht", ""),
        "onderzoek_begonnen": (TER_PLAATSE, PERS, "onderzoek_klaar slot_dicht slot_open", ""),
        "onderzoek_klaar": (TER_PLAATSE, PERS, "onderzoek_begonnen", ""),
        "regie_verplaatst": (TER_PLAATSE, DE_REGIO, "", ""),
        "pers_gekoppeld": (TER_PLAATSE, DE_REGIO, "", ""),
        "pers_losgekoppeld": (
            TER_PLAATSE,
            DE_REGIO,
            "pers_gekoppeld",
            "onderzoek_begonnen onderzoek_klaar regie_verplaatst slot_dicht slot_open",
        ),
    },
    verplicht="afstemming duiding herhaling kernboodschap proces spreker wat",
    gedeeld="achtergrond kernboodschap",
    motiveren="heropen koppel ontkoppel schort_termijn_op trek_persvraag_in",
    evaluatie={},
    stijging=(5, 2, 7),
    peiling=("onrust_peilen", "onrust", "voorbij", "stijgt", "daalt voorbij", 9, 13),
)

BOEKEN = {boek.versie: boek for boek in (IJSSELLAND, ZHZ)}
van_elke_regio = pytest.mark.parametrize("boek", BOEKEN.values(), ids=BOEKEN)


def _woorden(lijst: tuple[str, ...]) -> str:
    return " ".join(sorted(lijst))


@van_elke_regio
def test_elke_persstap_gaat_van_waar_naar_waar_met_wat_moet_en_wat_naar_buiten_gaat(boek: Persboek) -> None:
    assert boek.stappen == {
        s.code: (_woorden(s.van), s.naar, set(s.door), _woorden(s.vereist), _woorden(s.verwacht), s.naar_buiten)
        for s in haal_communicatieregels(boek.versie).stappen
    }


@van_elke_regio
def test_wat_van_een_persvraag_een_reden_vraagt_en_wat_de_evaluatie_in_gang_zet(boek: Persboek) -> None:
    wet = haal_communicatieregels(boek.versie)

    assert boek.motiveren == _woorden(tuple(s.code for s in wet.stappen if s.motivering == "verplicht"))
    gevolgen = {v.code: {a.code: a.gevolg for a in v.antwoorden if a.gevolg != "geen"} for v in wet.evaluatievragen}
    assert boek.evaluatie == {code: gevolg for code, gevolg in gevolgen.items() if gevolg}
    # The press waits from the moment of its question, not from when somebody records it (R5).
    assert {t.code for t in wet.termijnen if t.vanaf == "ontvangst"} == {"antwoord"}


@van_elke_regio
def test_elke_perstermijn_en_perstaak_begint_en_eindigt_waar_het_papier_het_zegt(boek: Persboek) -> None:
    wet, richting = haal_communicatieregels(boek.versie), {"voor": -1, "op": 0, "na": 1}
    wekkers = {
        t.code: sorted((richting[w.soort] * w.uren, w.voor_vrije_dagen) for w in t.wekkers) for t in wet.termijnen
    }

    assert boek.termijnen == {
        t.code: (t.werkdagen, t.gekozen, t.eerder, _woorden(t.bij), _woorden(t.stopt_bij), t.rol, wekkers[t.code])
        for t in wet.termijnen
    }
    assert boek.taken == {
        t.code: (t.rol, _woorden(t.bij), _woorden(t.klaar_bij), t.klaar_als, t.termijn) for t in wet.perstaken
    }


@van_elke_regio
def test_elk_persbericht_gaat_naar_wie_het_moet_weten_met_de_teksten_die_erbij_horen(boek: Persboek) -> None:
    assert boek.berichten == {
        r.code: (_woorden(r.bij), set(r.aan), r.gemeenten, _woorden(r.met), _woorden(r.na))
        for r in haal_communicatieregels(boek.versie).informatieregels
    }


@van_elke_regio
def test_elk_slot_elk_orgaan_en_iedere_betrokkene_staat_er_zoals_het_papier_het_zegt(boek: Persboek) -> None:
    wet = haal_communicatieregels(boek.versie)

    assert boek.sloten == {s.code: (set(s.vrijgave_door), set(s.besluit_van)) for s in wet.sloten}
    assert boek.organen == {o.code: (o.per, set(o.door), o.rol, o.is_familie, o.naar_buiten) for o in wet.organen}
    assert boek.betrokkenen == {
        b.code: (
            {feit: set(woorden) for feit, woorden in b.bij.items()},
            {feit: set(woorden) for feit, woorden in b.behalve.items()},
            b.op_verzoek,
        )
        for b in wet.betrokkenen
    }


@van_elke_regio
def test_de_regie_en_wie_een_gebeurtenis_ziet_staan_er_zoals_het_papier_het_zegt(boek: Persboek) -> None:
    wet = haal_communicatieregels(boek.versie)

    assert boek.regie == {r.code: (_woorden(r.bij), _woorden(r.voorstel_bij), r.bij_onderzoek) for r in wet.regierollen}
    assert boek.gebeurtenissen == {
        g.code: (set(g.op_melding), set(g.op_pers), _woorden(g.vervangt), _woorden(g.vervangt_op_pers))
        for g in wet.gebeurtenissen
    }


@van_elke_regio
def test_het_advies_de_stijging_en_de_dagelijkse_vraag_hebben_hun_vaste_waarden(boek: Persboek) -> None:
    wet = haal_communicatieregels(boek.versie)
    (stijging,), (peiling,) = wet.stijgingen, wet.peilingen

    assert boek.verplicht == _woorden(tuple(deel.code for deel in wet.adviesdelen if deel.verplicht))
    assert boek.gedeeld == _woorden(wet.gedeelde_delen)
    assert boek.stijging == (stijging.minstens, stijging.keer, stijging.dagen)
    uren = (peiling.vanaf_uur, peiling.tot_uur)
    woorden = (_woorden(peiling.bij), peiling.klaar, _woorden(peiling.stijgt), _woorden(peiling.daalt))
    assert boek.peiling == (peiling.taak, *woorden, *uren)
