"""The rules of both regions kept twice: arrows, terms, tasks, messages and consequences stand a second time, in another
shape: those of IJsselland here, of Zuid-Holland Zuid in papier_zhz.py. Who changes a rule in the file changes it there
too, with the paper beside it (docs/bewijs.md)."""

import pytest

from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import OvergangRegel, TermijnRegel

from .boek import A, Boek, C, K, M, R, T
from .papier_zhz import ZHZ

OPEN = [
    *("ontvangen", "impactanalyse", "beoordeling", "twijfel"),
    *("scenario_a", "scenario_b", "scenario_c", "scenario_d"),
    *("monitoring", "fase_1", "fase_2"),
]
# Before a scenario is chosen the contractmanager decides alone whether it is a calamity; after that the regiomanager.
VROEG = OPEN[:4]
# Arrow -> from, to, who takes it.
PIJLEN: dict[str, tuple[list[str], str, set[str]]] = {
    "registreer": ([], "ontvangen", {C, A}),
    "wijs_af": (OPEN, "niet_meldingswaardig", {C, R}),
    "trek_melding_in": (OPEN, "ingetrokken", {C, R}),
    "sluit_als_dubbel": (OPEN, "dubbel", {C, R}),
    "herzie_triage": (["niet_meldingswaardig", "ingetrokken", "dubbel"], "ontvangen", {C, R}),
    "start_impactanalyse": (["ontvangen"], "impactanalyse", {C}),
    "start_beoordeling": (["impactanalyse"], "beoordeling", {C, T}),
    "raadpleeg_bij_twijfel": (["beoordeling"], "twijfel", {C, T}),
    "hervat_beoordeling": (["twijfel"], "beoordeling", {C, T, R}),
    "kies_a": (["beoordeling"], "scenario_a", {C}),
    "kies_b": (["beoordeling"], "scenario_b", {C}),
    "kies_c": (["beoordeling"], "scenario_c", {C}),
    "kies_d": (["beoordeling"], "scenario_d", {C}),
    "schaal_lokaal_op": (["scenario_d"], "monitoring", {R}),
    "start_monitoring": (["scenario_a", "scenario_b", "scenario_c"], "monitoring", {C}),
    "start_fase_1": (["scenario_d"], "fase_1", {R}),
    "start_fase_2": (["fase_1"], "fase_2", {R}),
    "rond_af": (["monitoring", "fase_2"], "afgerond", {C, R}),
    "heroverweeg": (OPEN[4:], "beoordeling", {C, R}),
    "heropen": (["afgerond"], "beoordeling", {C, R}),
}
# Where one of those who may take an arrow may not from every status (A13).
SMALLER = {
    **{(code, status): {C} for code in ("wijs_af", "trek_melding_in", "sluit_als_dubbel") for status in VROEG},
    **{(code, status): {R} for code in ("wijs_af", "trek_melding_in", "sluit_als_dubbel") for status in OPEN[4:]},
    ("rond_af", "fase_2"): {R},
}
# What cannot be skipped, and what can with a reason (R2).
DAGELIJKS = "partijen managersoverleg_fase_1 actielijst communicatieadvies_fase_1 veiligheid bestuurder_informeren"
VEREIST = {
    "wijs_af": {"veiligheid_geregeld"},
    "trek_melding_in": {"veiligheid_geregeld"},
    "sluit_als_dubbel": {"veiligheid_geregeld"},
    "start_impactanalyse": {"mogelijk_meldingswaardig"},
    "start_beoordeling": {"analyse_contractmanager"},
    "hervat_beoordeling": {"taak:raadpleeg_regiomanager"},
    **{f"kies_{letter}": {"bevestigd_door_toegangen"} for letter in "abcd"},
    "rond_af": {"evaluatie_vastgesteld", "veiligheid_geregeld"},
}
VERWACHT = {
    "wijs_af": {"niet_meldingswaardig"},
    "start_impactanalyse": {"meldingswaardig"},
    "start_beoordeling": {"analyses_toegang"},
    "hervat_beoordeling": {"taak:raadpleeg_contactpersoon"},
    **{f"kies_{letter}": {"volgens_advies", "geen_twijfel"} for letter in "abcd"},
    "schaal_lokaal_op": {"taak:managersoverleg"},
    "start_fase_1": {"taak:managersoverleg"},
    "start_monitoring": {
        f"taak:{code}"
        for code in (
            *("lokaal_informeren", "gesprek_directeur", "spoedoverleg", "gemeentelijk_protocol"),
            *("sluit_aan_bij_leiding", "voorzitter_zo_nodig", "voorzitter_na_keuze"),
        )
    },
    "start_fase_2": {f"taak:{code}" for code in (*DAGELIJKS.split(), "college_informeren", "raad_informeren")},
    "rond_af": {"rapport_afgehandeld", "teruggekoppeld", "taken_af"},
}
# Term -> length, what starts it, what ends it (a task: "taak:…"), who answers for it, its alarms in hours.
TERMIJNEN: dict[str, tuple[str, set[str], set[str], str, list[int]]] = {
    "triage": (
        "1 werkdagen",
        {"registreer", "herzie_triage"},
        {"wijs_af", "trek_melding_in", "sluit_als_dubbel", "start_impactanalyse"},
        C,
        [-2, 0, 24],
    ),
    "triage_vaststellen": (
        "42 dagen",
        {"start_impactanalyse", "heropen"},
        {"taak:triage_vaststellen"},
        C,
        [-168, 0, 24],
    ),
    "triage_herwegen": ("1 werkdagen", {"heropen"}, {"taak:triage_herwegen"}, C, [-2, 0, 24]),
    "impactanalyse": ("1 werkdagen", {"start_impactanalyse"}, {"start_beoordeling"}, C, [-4, 0, 24]),
    "beoordeling": (
        "1 werkdagen",
        {"start_beoordeling", "hervat_beoordeling", "heroverweeg", "heropen"},
        {"raadpleeg_bij_twijfel", "kies_a", "kies_b", "kies_c", "kies_d"},
        C,
        [-4, 0, 24],
    ),
    "twijfel": ("1 werkdagen", {"raadpleeg_bij_twijfel"}, {"hervat_beoordeling"}, R, [-4, 0, 24]),
    "gesprek_directeur": (
        "5 werkdagen",
        {"kies_b"},
        {"start_monitoring", "heroverweeg", "taak:gesprek_directeur"},
        C,
        [-24, 0, 24],
    ),
    "spoedoverleg": (
        "24 uren",
        {"kies_c"},
        {"start_monitoring", "heroverweeg", "taak:spoedoverleg"},
        C,
        [-6, 0, 12],
    ),
    "managersoverleg": (
        "24 uren",
        {"kies_d"},
        {"schaal_lokaal_op", "start_fase_1", "heroverweeg", "taak:managersoverleg"},
        R,
        [-6, 0, 12],
    ),
    "monitoring": (
        "3 maanden",
        {"start_monitoring", "schaal_lokaal_op"},
        {"rond_af", "heroverweeg", "taak:monitoring_rapport"},
        C,
        [-168, 0, 168],
    ),
    "fase_1": ("48 uren", {"start_fase_1"}, {"start_fase_2", "heroverweeg"}, R, [-24, -6, -1, 0, 12]),
    "fase_2": ("2 maanden", {"start_fase_2"}, {"rond_af", "heroverweeg"}, R, [-336, -168, -24, 0, 168]),
}
# With spoed a term has so many hours instead (A21).
SPOED_UREN = {"triage": 2, "impactanalyse": 4, "beoordeling": 2, "twijfel": 2, "spoedoverleg": 4, "managersoverleg": 4}
# Who hears what by mail, by the notification matrix: trigger -> roles, all rules together.
HOREN: dict[str, set[str]] = {
    "overgang:registreer": {K, C, T},
    "overgang:wijs_af": {T},
    "overgang:trek_melding_in": {T},
    "overgang:sluit_als_dubbel": {T},
    "overgang:herzie_triage": {T},
    "spoed:aan": {C, R, T},
    "spoed:stil": {R},
    "spoed:uit": {C, R, T},
    "gevolg:gevaar": {C, M, R},
    "voorbij:gevaar": {C, M, R, T},
    "overgang:start_impactanalyse": {K, T},
    "taak:communicatieadvies_impact": {R},
    "taak:communicatieadvies_fase_1": {"medewerkers_regio", R},
    "gebeurtenis:slot_dicht": {K, C, M, R, T},
    "gebeurtenis:slot_open": {K, C, M, R, T},
    "gebeurtenis:onderzoek_begonnen": {K, C, M, R, T},
    "gebeurtenis:onderzoek_klaar": {K, C, M, R, T},
    "gebeurtenis:regie_verplaatst": {K, C, M, R, T},
    "gebeurtenis:pers_gekoppeld": {M, T},
    "gebeurtenis:pers_losgekoppeld": {M, T},
    "gevolg:te_vroeg_naar_buiten": {K, C, R},
    "telaat:herstel_na_uiting": {K, C, R},
    "voorbij:te_vroeg_naar_buiten": {K, C, R},
    "overgang:start_beoordeling": {T},
    "overgang:hervat_beoordeling": {T},
    "overgang:raadpleeg_bij_twijfel": {R, T},
    "overgang:kies_a": {T},
    "overgang:kies_b": {M, R, T},
    "overgang:kies_c": {M, R, T},
    "overgang:kies_d": {M, R, T},
    "overgang:schaal_lokaal_op": {C, M, T},
    "taak:monitoring_rapport": {M, R, T},
    "overgang:start_fase_1": {K, C, M, T},
    "gevolg:geen_rapport": {M, R, T},
    "taak:inspectierapport_rsj": {M, T},
    "taak:contact_inspectie": {M, T},
    "overgang:start_fase_2": {K, C, M, T},
    "taak:terugkoppeling": {K, C, M, T},
    "media:stijging": {K, C},
    "taak:media_stijging": {K},
    "overgang:heroverweeg": {C, R, T},
    "overgang:heropen": {C, R, T},
    "overgang:rond_af": {C, R, T},
    "termijn:triage:voor": {C},
    "termijn:triage_vaststellen:voor": {C},
    "termijn:triage_herwegen:voor": {C},
    "termijn:beoordeling:voor": {C},
    "termijn:gesprek_directeur:voor": {C},
    "termijn:spoedoverleg:voor": {C},
    "termijn:monitoring:voor": {C},
    "termijn:triage:op": {C},
    "termijn:triage_vaststellen:op": {C},
    "termijn:triage_herwegen:op": {C},
    "termijn:beoordeling:op": {C},
    "termijn:gesprek_directeur:op": {C},
    "termijn:spoedoverleg:op": {C},
    "termijn:monitoring:op": {C},
    "termijn:triage:na": {C},
    "termijn:triage_vaststellen:na": {C},
    "termijn:triage_herwegen:na": {C},
    "termijn:beoordeling:na": {C},
    "termijn:gesprek_directeur:na": {C},
    "termijn:spoedoverleg:na": {C},
    "termijn:monitoring:na": {C},
    "termijn:impactanalyse:voor": {C, T},
    "termijn:impactanalyse:op": {C, T},
    "termijn:impactanalyse:na": {C, T},
    "termijn:twijfel:voor": {R},
    "termijn:managersoverleg:voor": {R},
    "termijn:twijfel:op": {R},
    "termijn:managersoverleg:op": {R},
    "termijn:twijfel:na": {R},
    "termijn:managersoverleg:na": {R},
    "termijn:fase_1:voor": {M, R},
    "termijn:fase_1:op": {C, M, R},
    "termijn:fase_1:na": {C, R},
    "termijn:fase_2:voor": {R},
    "termijn:fase_2:op": {C, R},
    "termijn:fase_2:na": {C, R},
    "telaat:veiligheid_regelen": {C, M, R},
    "telaat:gevaar_afstemmen": {C, M, R},
    "telaat:veiligheid_navragen": {C, T},
    "telaat:intern_opschalen": {M},
    "telaat:voorzitter_na_keuze": {R},
    "telaat:heroverwegen_na_media": {C},
    "overleg:gepland": set(),
    "overleg:gewijzigd": set(),
    "overleg:afgezegd": set(),
    "actie:nadert": set(),
    "actie:telaat": {R},
}
# Who tells by hand: step -> the tasks that do.
VERTELLEN: dict[str, set[str]] = {
    "overgang:registreer": {
        "aanbieder_melding_navragen",
        "igj_melding_navragen",
        "informeer_buiten_regio",
        "toegang_melding_navragen",
    },
    "overgang:start_impactanalyse": {"contact_communicatie_gemeente", "jeugdige_familie"},
    "overgang:raadpleeg_bij_twijfel": {"raadpleeg_contactpersoon"},
    "overgang:kies_a": {"lokaal_informeren"},
    "overgang:kies_b": {"gesprek_directeur"},
    "overgang:kies_c": {"gesprek_directeur_bij_onrust", "voorzitter_zo_nodig"},
    "overgang:kies_d": {"gesprek_directeur_bij_onrust"},
    "overgang:schaal_lokaal_op": {"voorzitter_informeren", "wethouder_informeren"},
    "overgang:start_fase_1": {"bestuurder_informeren", "college_informeren", "partijen", "raad_informeren"},
    "overgang:start_fase_2": {"terugkoppeling"},
}
# Who does what, and when it becomes a duty: role -> task -> steps, "per gemeente" or not, and on which condition.
DOEN: dict[str, dict[str, tuple[str, str, str]]] = {
    C: {
        "triage": ("herzie_triage registreer", "melding", ""),
        "triage_vaststellen": ("heropen start_impactanalyse", "melding", "triage_onzeker"),
        "triage_herwegen": ("heropen", "melding", "triage_nee"),
        "aanbieder_melding_navragen": ("herzie_triage registreer", "melding", "niet_gemeld_door_aanbieder"),
        "igj_melding_navragen": ("herzie_triage registreer", "melding", "niet_gemeld_bij_igj"),
        "toegang_melding_navragen": ("herzie_triage registreer", "gemeente", "niet_gemeld_bij_toegang"),
        "informeer_buiten_regio": ("herzie_triage registreer", "melding", "gemeente_buiten_regio"),
        "bel_lege_zetel": ("", "melding", ""),
        "analyse_contractmanager": ("start_impactanalyse", "melding", ""),
        "gevaar_afstemmen": ("", "gemeente", ""),
        "jeugdige_familie": ("start_impactanalyse", "melding", ""),
        "herstel_na_uiting": ("", "melding", ""),
        "beoordeling": ("heropen heroverweeg hervat_beoordeling start_beoordeling", "melding", ""),
        "raadpleeg_regiomanager": ("raadpleeg_bij_twijfel", "melding", ""),
        "gesprek_directeur": ("kies_b", "melding", ""),
        "gesprek_directeur_bij_onrust": ("kies_c kies_d", "melding", "handelen_onvoldoende"),
        "spoedoverleg": ("kies_c", "melding", ""),
        "monitoring_rapport": ("schaal_lokaal_op start_monitoring", "melding", ""),
        "inspectierapport_rsj": ("start_fase_2", "melding", ""),
        "contact_inspectie": ("start_fase_2", "melding", ""),
        "contractgevolgen": ("", "melding", ""),
        "media_stijging": ("", "melding", ""),
        "heroverwegen_na_media": ("", "melding", ""),
        "onrust_opschalen": ("", "melding", ""),
        "onrust_afschalen": ("", "melding", "onrust_daalt_overal"),
    },
    T: {
        "analyse_toegang": ("start_impactanalyse", "gemeente", ""),
        "veiligheid_navragen": ("", "gemeente", ""),
        "beoordeling_toegang": ("heropen heroverweeg hervat_beoordeling start_beoordeling", "gemeente", ""),
        "opschalingsadvies": ("start_beoordeling", "gemeente", ""),
        "raadpleeg_contactpersoon": ("raadpleeg_bij_twijfel", "gemeente", ""),
        "lokaal_informeren": ("kies_a", "gemeente", ""),
        "onrust_peilen": ("", "gemeente", ""),
    },
    M: {
        "veiligheid_regelen": ("", "gemeente", ""),
        "intern_opschalen": ("", "gemeente", ""),
        "gemeentelijk_protocol": ("kies_c", "gemeente", ""),
        "sluit_aan_bij_leiding": ("kies_c", "gemeente", ""),
        "wethouder_informeren": ("schaal_lokaal_op", "gemeente", ""),
        "contractmanagement_vervolg": ("schaal_lokaal_op", "gemeente", ""),
        "veiligheid": ("start_fase_1", "gemeente", ""),
        "bestuurder_informeren": ("start_fase_1", "gemeente", ""),
        "college_informeren": ("start_fase_1", "gemeente", ""),
        "raad_informeren": ("start_fase_1", "gemeente", ""),
        "inspectierapport_gemeente": ("start_fase_2", "gemeente", ""),
    },
    K: {
        "communicatieadvies_impact": ("start_impactanalyse", "melding", ""),
        "contact_communicatie_gemeente": ("start_impactanalyse", "gemeente", ""),
        "taakverdeling": ("start_impactanalyse", "melding", ""),
        "communicatieadvies_fase_1": ("start_fase_1", "melding", ""),
        "mediamonitor": ("start_impactanalyse", "melding", ""),
        "strategie_gemeente": ("kies_c kies_d", "gemeente", ""),
        "strategie_regiomanager": ("kies_c kies_d", "melding", ""),
        "gedeeld_beeld": ("kies_c kies_d", "melding", ""),
        "feitelijke_informatie": ("kies_c kies_d", "gemeente", ""),
        "werkafspraken": ("kies_c kies_d", "melding", ""),
        "advies_uit_media": ("kies_c kies_d", "melding", ""),
        "persvragen_aannemen": ("kies_c kies_d", "melding", ""),
        "advies_bestuurders": ("schaal_lokaal_op start_fase_1", "melding", ""),
        "evaluatie_communicatie": ("schaal_lokaal_op start_fase_2 start_monitoring", "melding", "onrust"),
    },
    R: {
        "voorzitter_zo_nodig": ("kies_c", "melding", ""),
        "voorzitter_na_keuze": ("", "melding", ""),
        "managersoverleg": ("kies_d", "melding", ""),
        "voorzitter_informeren": ("schaal_lokaal_op", "melding", ""),
        "partijen": ("start_fase_1", "melding", ""),
        "partij_informeren": ("", "melding", ""),
        "managersoverleg_fase_1": ("start_fase_1", "melding", ""),
        "actielijst": ("start_fase_1", "melding", ""),
        "evaluatieoverleg": ("start_fase_2", "melding", ""),
        "evaluatie": ("start_fase_2", "melding", ""),
        "terugkoppeling": ("start_fase_2", "melding", ""),
    },
}

# What an answer brings: consequence -> its duties, and the one that ends its signal.
GEVOLGEN: dict[str, tuple[set[str], str]] = {
    "gevaar": ({"gevaar_afstemmen", "veiligheid_regelen"}, "veiligheid_regelen"),
    "veiligheid_onbekend": ({"veiligheid_navragen"}, ""),
    "te_vroeg_naar_buiten": ({"herstel_na_uiting"}, "herstel_na_uiting"),
    "intern_opschalen": ({"intern_opschalen"}, ""),
    "voorzitter_informeren": ({"voorzitter_na_keuze"}, ""),
    "contractgevolgen": ({"contractgevolgen"}, ""),
    "heroverwegen": ({"heroverwegen_na_media"}, ""),
    "onrust_stijgt": ({"onrust_opschalen"}, ""),
    "onrust_daalt": ({"onrust_afschalen"}, ""),
}

# What makes a melding urgent: facts -> whether the talks of a scenario have hours too. The same messages each time.
SPOED: dict[str, tuple[set[str], bool]] = {
    "overlijden": ({"categorie:suicide", "categorie:niet_natuurlijke_dood", "categorie:overlijden_ander"}, True),
    "gevaar": ({"signaal:gevaar"}, True),
    "vermissing": ({"acuut:vermissing"}, True),
    "onrust": ({"acuut:onrust", "antwoord:onrust:onrust"}, False),
    "media": ({"acuut:media"}, False),
}
SPOED_EERST, SPOED_OOK = {"triage", "impactanalyse", "beoordeling", "twijfel"}, {"spoedoverleg", "managersoverleg"}
DRINGEND = {
    "gevaar_naar_leiding",
    "c_naar_manager",
    "c_naar_andere_managers",
    "d_naar_regiomanager",
    "d_naar_managers",
    "fase_1_naar_managers",
    "fase_1_naar_team",
    "veiligheid_te_laat",
}
# The alarms of a term with spoed, in hours.
SPOED_WEKKERS = {
    "triage": [-1, 0, 1],
    "impactanalyse": [-1, 0, 2],
    "beoordeling": [-1, 0, 1],
    "twijfel": [-1, 0, 1],
    "spoedoverleg": [-1, 0, 2],
    "managersoverleg": [-1, 0, 2],
}
# Before which term a task is done.
BINNEN: dict[str, set[str]] = {
    "triage": {"triage"},
    "triage_vaststellen": {"triage_vaststellen"},
    "triage_herwegen": {"triage_herwegen"},
    "impactanalyse": {"analyse_toegang", "analyse_contractmanager"},
    "beoordeling": {"beoordeling", "beoordeling_toegang"},
    "twijfel": {"raadpleeg_regiomanager", "raadpleeg_contactpersoon"},
    "gesprek_directeur": {"gesprek_directeur"},
    "spoedoverleg": {"spoedoverleg"},
    "managersoverleg": {"managersoverleg"},
    "monitoring": {"monitoring_rapport"},
    "fase_1": {
        "partijen",
        "partij_informeren",
        "managersoverleg_fase_1",
        "actielijst",
        "communicatieadvies_fase_1",
        "veiligheid",
        "bestuurder_informeren",
        "college_informeren",
        "raad_informeren",
        "advies_bestuurders",
    },
    "fase_2": {
        "inspectierapport_gemeente",
        "inspectierapport_rsj",
        "evaluatieoverleg",
        "evaluatie",
        "terugkoppeling",
        "evaluatie_communicatie",
    },
}
# Who is invited to which meeting.
GENODIGDEN: dict[str, set[str]] = {
    "taakverdeling": {K, "communicatie_gemeente"},
    "raadpleeg_regiomanager": {C, R},
    "raadpleeg_contactpersoon": {T, "beleidsmedewerker_jeugd"},
    "gesprek_directeur": {C, "directeur_aanbieder", T},
    "gesprek_directeur_bij_onrust": {C, "directeur_aanbieder", T},
    "spoedoverleg": {C, M},
    "managersoverleg": {R, M},
    "managersoverleg_fase_1": {R, M},
    "evaluatieoverleg": {R, C, T, M, K},
    "strategie_gemeente": {K, "communicatie_gemeente"},
    "werkafspraken": {K, "communicatie_gemeente"},
}
# What an answer of an impactanalyse says to the adviser, and what it sets off ("" for nothing).
ANTWOORDEN: dict[str, dict[str, tuple[str, str]]] = {
    "toegang:veiligheid": {
        "gewaarborgd": ("gewaarborgd", ""),
        "niet_gewaarborgd": ("niet_gewaarborgd", "gevaar"),
        "onbekend": ("onbekend", "veiligheid_onbekend"),
    },
    "toegang:handelen": {
        "voldoende": ("voldoende", ""),
        "onvoldoende": ("onvoldoende", ""),
        "onbekend": ("onbekend", ""),
    },
    "toegang:herhaling": {
        "geen_herhaling": ("geen_herhaling", ""),
        "herhaling": ("herhaling", ""),
        "onbekend": ("onbekend", ""),
    },
    "toegang:onrust": {
        "geen_onrust": ("geen_onrust", ""),
        "risico_op_onrust": ("onrust", ""),
        "onrust": ("onrust", ""),
        "onbekend": ("onbekend", ""),
    },
    "contractmanager:werkgebied": {
        "lokaal": ("lokaal", ""),
        "regionaal": ("regionaal", ""),
        "onbekend": ("onbekend", ""),
    },
    "contractmanager:signalen": {
        "geen_signalen": ("geen_herhaling", ""),
        "meer_signalen": ("herhaling", ""),
        "onbekend": ("onbekend", ""),
    },
    "contractmanager:onrust_regio": {
        "geen_onrust": ("geen_onrust", ""),
        "onrust_lokaal": ("onrust", ""),
        "onrust_regionaal": ("onrust", ""),
        "onbekend": ("onbekend", ""),
    },
}
# Which messages let their readers into the dossier, and which must be confirmed within hours.
OPENT = {
    "gevaar_naar_leiding",
    "communicatieadviseur_inschakelen",
    "te_vroeg_naar_leiding",
    "b_naar_managers",
    "c_naar_manager",
    "c_naar_andere_managers",
    "d_naar_managers",
    "lokaal_naar_managers",
    "rapport_bij_onvoldoende_handelen",
    "fase_1_naar_managers",
    "fase_1_naar_team",
    "geen_rapport_bij_onvoldoende_handelen",
    "fase_2_start",
    "media_stijgt",
    "overleg_uitnodiging",
}
BEVESTIGEN: dict[int, set[str]] = {
    24: {"melding_naar_toegang", "lokaal_naar_managers", "overleg_uitnodiging", "overleg_verzet"},
    1: {"gevaar_naar_leiding", "veiligheid_te_laat"},
    4: {
        "c_naar_manager",
        "c_naar_andere_managers",
        "d_naar_regiomanager",
        "d_naar_managers",
        "fase_1_naar_managers",
        "fase_1_naar_team",
    },
}

# What asks for a reason in writing, what a step finishes by itself, and which of its readers hear the outcome.
MOTIVEREN = {"heropen", "heroverweeg", "herzie_triage", "sluit_als_dubbel", "trek_melding_in", "wijs_af"}
VOLTOOIT = {
    "wijs_af": {"triage", "triage_herwegen", "triage_vaststellen"},
    "start_impactanalyse": {"triage"},
    "kies_a": {"beoordeling", "beoordeling_toegang"},
    "kies_b": {"beoordeling", "beoordeling_toegang"},
    "kies_c": {"beoordeling", "beoordeling_toegang"},
    "kies_d": {"beoordeling", "beoordeling_toegang"},
    "heroverweeg": {"heroverwegen_na_media", "media_stijging", "onrust_afschalen", "onrust_opschalen"},
}
UITKOMST = {
    "afwijzing_naar_toegang",
    "analyse_naar_toegang",
    "b_naar_managers",
    "b_naar_regiomanager",
    "beoordeling_naar_toegang",
    "c_naar_andere_managers",
    "c_naar_manager",
    "c_naar_regiomanager",
    "communicatieadviseur_inschakelen",
    "d_naar_managers",
    "d_naar_regiomanager",
    "fase_1_naar_managers",
    "fase_1_naar_team",
    "fase_2_start",
    "heroverweging_naar_betrokkenen",
    "herziening_naar_toegang",
    "lokaal_naar_contractmanager",
    "lokaal_naar_managers",
    "media_stijgt",
    "melding_naar_contractmanager",
    "melding_naar_toegang",
    "rapport_bij_onvoldoende_handelen",
    "scenario_naar_toegang",
    "twijfel_naar_regiomanager",
    "twijfel_naar_toegang",
}
# Who is told by hand, whatever the step.
AAN_WIE = {
    "aanbieder_meldt_igj": {"inspectie"},
    "aanbieder_meldt_ons": {C},
    "aanbieder_meldt_toegang": {T},
    "buiten_regio_bellen": {T},
    "communicatie_gemeente": {"communicatie_gemeente"},
    "familie_eerst": {"jeugdige_familie"},
    "twijfel_naar_contactpersoon": set(),
    "a_lokaal": set(),
    "directeur_uitnodigen": {"directeur_aanbieder"},
    "directeur_uitnodigen_bij_onrust": {"directeur_aanbieder"},
    "c_naar_voorzitter": {"voorzitter_bestuur"},
    "lokaal_naar_voorzitter": {"voorzitter_bestuur"},
    "lokaal_naar_wethouder": {"wethouder"},
    "fase_1_naar_partijen": {"voorzitter_bestuur"},
    "fase_1_naar_bestuurder": {"burgemeester", "wethouder"},
    "fase_1_naar_college": set(),
    "fase_1_naar_raad": set(),
    "terugkoppeling_mo_bo": set(),
}
# Duties that stay when the melding goes on or closes.
BLIJFT = {
    "aanbieder_melding_navragen",
    "bel_lege_zetel",
    "communicatieadvies_impact",
    "contact_communicatie_gemeente",
    "gevaar_afstemmen",
    "herstel_na_uiting",
    "igj_melding_navragen",
    "informeer_buiten_regio",
    "intern_opschalen",
    "jeugdige_familie",
    "mediamonitor",
    "taakverdeling",
    "toegang_melding_navragen",
    "triage_herwegen",
    "triage_vaststellen",
    "veiligheid_navragen",
    "veiligheid_regelen",
}
# Answers outside the analyses that set something off.
ZET_IN_GANG = {
    "taak:veiligheid_navragen": {"nee": "gevaar"},
    "taak:opschalingsadvies": {"ja": "intern_opschalen"},
    "taak:voorzitter_zo_nodig": {"ja": "voorzitter_informeren"},
    "taak:media_stijging": {"ja": "heroverwegen"},
    "taak:onrust_peilen": {"stijgt": "onrust_stijgt", "daalt": "onrust_daalt", "voorbij": "onrust_daalt"},
    "taak:onrust_opschalen": {"ja": "heroverwegen"},
    "taak:onrust_afschalen": {"ja": "heroverwegen"},
    "acuut:gevaar": {"": "gevaar"},
    "igj_route:geen_onderzoek": {"": "geen_rapport"},
    "igj_route:onbekend": {"": "route_onbekend"},
    "evaluatie:contractgevolgen": {"ja": "contractgevolgen"},
}

IJSSELLAND = Boek(
    versie="ijsselland-2019-02-13",
    pijlen=PIJLEN,
    smaller=SMALLER,
    vereist=VEREIST,
    verwacht=VERWACHT,
    termijnen=TERMIJNEN,
    spoed_uren=SPOED_UREN,
    spoed_wekkers=SPOED_WEKKERS,
    horen=HOREN,
    vertellen=VERTELLEN,
    doen=DOEN,
    gevolgen=GEVOLGEN,
    spoed={code: (bij, SPOED_EERST | (SPOED_OOK if ook else set()), DRINGEND) for code, (bij, ook) in SPOED.items()},
    binnen=BINNEN,
    genodigden=GENODIGDEN,
    antwoorden=ANTWOORDEN,
    opent=OPENT,
    bevestigen=BEVESTIGEN,
    motiveren=MOTIVEREN,
    voltooit=VOLTOOIT,
    uitkomst=UITKOMST,
    aan_wie=AAN_WIE,
    blijft=BLIJFT,
    zet_in_gang=ZET_IN_GANG,
)
BOEKEN = {boek.versie: boek for boek in (IJSSELLAND, ZHZ)}
van_elke_regio = pytest.mark.parametrize("boek", BOEKEN.values(), ids=BOEKEN)


@van_elke_regio
def test_elke_pijl_gaat_van_waar_naar_waar_en_is_van_wie_het_papier_zegt(boek: Boek) -> None:
    pijlen = haal_protocol(boek.versie).stap_per_code

    assert pijlen.keys() == boek.pijlen.keys()
    for code, (van, naar, door) in boek.pijlen.items():
        assert (set(pijlen[code].van), pijlen[code].naar, set(pijlen[code].door)) == (set(van), naar, door), code
        for status in van:
            assert set(pijlen[code].mag_door(status)) == boek.smaller.get((code, status), door), f"{code} uit {status}"


@van_elke_regio
def test_wat_moet_en_wat_met_een_reden_mag_worden_overgeslagen(boek: Boek) -> None:
    def anders(regel: OvergangRegel) -> tuple[set[str], set[str]]:
        return set(regel.vereist), set(regel.verwacht)

    gevonden = {regel.code: anders(regel) for regel in haal_protocol(boek.versie).overgangen}
    assert gevonden == {code: (boek.vereist.get(code, set()), boek.verwacht.get(code, set())) for code in boek.pijlen}


@van_elke_regio
def test_elke_termijn_heeft_haar_lengte_haar_begin_haar_einde_en_haar_waarschuwingen(boek: Boek) -> None:
    termijnen = haal_protocol(boek.versie).termijn_per_code

    assert termijnen.keys() == boek.termijnen.keys()
    for code, (lengte, bij, stopt, rol, uren) in boek.termijnen.items():
        regel = termijnen[code]
        einde = {*regel.stopt_bij, *([f"taak:{regel.stopt_bij_taak}"] if regel.stopt_bij_taak else [])}
        assert (_lengte(regel), set(regel.bij), einde, regel.rol) == (lengte, bij, stopt, rol), code
        richting = {"voor": -1, "op": 0, "na": 1}
        hier = sorted(richting[w.soort] * w.uren for w in regel.wekkers if not w.voor_vrije_dagen)
        assert hier == uren, code
    assert {code: regel.spoed_uren for code, regel in termijnen.items() if regel.spoed_uren} == boek.spoed_uren


def _lengte(regel: TermijnRegel) -> str:
    return next(
        f"{n} {eenheid}" for eenheid in ("uren", "dagen", "maanden", "werkdagen") if (n := getattr(regel, eenheid))
    )


@van_elke_regio
def test_bij_elke_gelegenheid_hoort_precies_wie_het_moet_weten(boek: Boek) -> None:
    gehoord: dict[str, set[str]] = {}
    met_de_hand: dict[str, set[str]] = {}
    for regel in haal_protocol(boek.versie).informatieregels:
        for aanleiding in regel.bij:
            if regel.wijze == "taak":
                met_de_hand.setdefault(aanleiding, set()).add(regel.taak)
            else:
                gehoord.setdefault(aanleiding, set()).update(regel.aan)

    assert gehoord == boek.horen
    assert met_de_hand == boek.vertellen


@van_elke_regio
def test_elke_rol_krijgt_haar_taken_bij_de_stap_die_ze_brengt(boek: Boek) -> None:
    gevonden: dict[str, dict[str, tuple[str, str, str]]] = {}
    for taak in haal_protocol(boek.versie).taken:
        gevonden.setdefault(taak.rol, {})[taak.code] = (" ".join(sorted(taak.bij)), taak.per, taak.als)

    assert gevonden == boek.doen


@van_elke_regio
def test_een_gevolg_brengt_zijn_taken_en_een_signaal_houdt_op_met_de_taak_die_het_regelt(boek: Boek) -> None:
    gevolgen = haal_protocol(boek.versie).gevolgen

    assert {g.code: (set(g.taken), g.tot) for g in gevolgen if g.taken or g.tot} == boek.gevolgen


@van_elke_regio
def test_spoed_komt_van_deze_feiten_en_geeft_uren_wekkers_en_berichten(boek: Boek) -> None:
    protocol = haal_protocol(boek.versie)

    assert {s.code: (set(s.bij), set(s.termijnen), set(s.dringend)) for s in protocol.spoed} == boek.spoed
    richting = {"voor": -1, "op": 0, "na": 1}
    gevonden = {t.code: sorted(richting[w.soort] * w.uren for w in t.spoed_wekkers) for t in protocol.termijnen}
    assert {code: uren for code, uren in gevonden.items() if uren} == boek.spoed_wekkers


@van_elke_regio
def test_een_taak_is_klaar_voor_haar_termijn_en_een_overleg_heeft_zijn_genodigden(boek: Boek) -> None:
    binnen: dict[str, set[str]] = {}
    for taak in haal_protocol(boek.versie).taken:
        if taak.termijn:
            binnen.setdefault(taak.termijn, set()).add(taak.code)

    assert binnen == boek.binnen
    assert {t.code: set(t.genodigden) for t in haal_protocol(boek.versie).taken if t.genodigden} == boek.genodigden


@van_elke_regio
def test_een_antwoord_weegt_wat_het_zegt_en_zet_in_gang_wat_erbij_hoort(boek: Boek) -> None:
    gevonden: dict[str, dict[str, tuple[str, str]]] = {}
    for vraag in haal_protocol(boek.versie).vragen:
        for antwoord in vraag.antwoorden:
            gevolg = "" if antwoord.gevolg == "geen" else antwoord.gevolg
            if antwoord.weegt or gevolg:
                gevonden.setdefault(f"{vraag.analyse}:{vraag.code}", {})[antwoord.code] = (antwoord.weegt, gevolg)

    assert gevonden == boek.antwoorden


@van_elke_regio
def test_welke_berichten_het_dossier_openen_en_welke_om_een_bevestiging_vragen(boek: Boek) -> None:
    regels = haal_protocol(boek.versie).informatieregels
    uren: dict[int, set[str]] = {}
    for regel in regels:
        if regel.bevestigen_binnen_uren:
            uren.setdefault(regel.bevestigen_binnen_uren, set()).add(regel.code)

    assert {regel.code for regel in regels if regel.opent_dossier} == boek.opent
    assert uren == boek.bevestigen


@van_elke_regio
def test_wat_een_reden_vraagt_en_wat_een_stap_zelf_afrondt(boek: Boek) -> None:
    overgangen = haal_protocol(boek.versie).overgangen

    assert {regel.code for regel in overgangen if regel.motivering == "verplicht"} == boek.motiveren
    assert {regel.code: set(regel.voltooit) for regel in overgangen if regel.voltooit} == boek.voltooit


@van_elke_regio
def test_wie_met_de_hand_wordt_verteld_en_wie_ook_de_uitkomst_hoort(boek: Boek) -> None:
    regels = haal_protocol(boek.versie).informatieregels

    assert {regel.code: set(regel.aan) for regel in regels if regel.wijze == "taak"} == boek.aan_wie
    assert {regel.code for regel in regels if regel.uitkomst} == boek.uitkomst


@van_elke_regio
def test_elk_antwoord_van_een_taak_een_lijst_of_de_evaluatie_zet_in_gang_wat_erbij_hoort(boek: Boek) -> None:
    protocol = haal_protocol(boek.versie)
    vragen = [
        *((f"taak:{taak.code}", taak.antwoorden) for taak in protocol.taken),
        *((f"evaluatie:{vraag.code}", vraag.antwoorden) for vraag in protocol.evaluatievragen),
    ]
    gevonden = {naam: {a.code: a.gevolg for a in antwoorden if a.gevolg != "geen"} for naam, antwoorden in vragen}
    keuzes = {f"{k.lijst}:{k.code}": {"": k.gevolg} for k in protocol.keuzes if k.gevolg not in {"", "geen"}}

    assert {naam: waarde for naam, waarde in gevonden.items() if waarde} | keuzes == boek.zet_in_gang
    assert {taak.code for taak in protocol.taken if taak.blijft} == boek.blijft
