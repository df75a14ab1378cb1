"""The rules of Zuid-Holland Zuid a second time, beside its own paper (bijlage I of the Kadernotitie, R124-R179); the
same shape as those of IJsselland (test_papier.py)."""

from .boek import A, Boek, C, K, M, R, T

OPEN = ["ontvangen", "behandeling", "onrust", "opvolging"]
# The directeur of the Serviceorganisatie directs (R140, R141), the burgemeester while there is unrest (R149).
PIJLEN = {
    "registreer": ([], "ontvangen", {A, C}),
    "wijs_af": (OPEN, "niet_meldingswaardig", {C, R}),
    "trek_melding_in": (OPEN, "ingetrokken", {C, R}),
    "sluit_als_dubbel": (OPEN, "dubbel", {C, R}),
    "herzie_triage": (["niet_meldingswaardig", "ingetrokken", "dubbel"], "ontvangen", {C, R}),
    "neem_regie": (["ontvangen"], "behandeling", {C, R}),
    "regie_naar_burgemeester": (["behandeling", "opvolging"], "onrust", {M, R}),
    "regie_terug": (["onrust"], "behandeling", {M, R}),
    "start_opvolging": (["behandeling"], "opvolging", {C, R}),
    "rond_af": (["opvolging"], "afgerond", {C, R}),
    "heropen": (["afgerond"], "behandeling", {C, R}),
}
# Once the regie is taken, it is the directeur who says that this is no calamity, and who closes.
SMALLER = {
    **{(code, status): {R} for code in ("wijs_af", "trek_melding_in", "sluit_als_dubbel") for status in OPEN[1:]},
    ("rond_af", "opvolging"): {R},
}
# What cannot be skipped, and what can with a reason (R2).
VEREIST = {
    "wijs_af": {"veiligheid_geregeld"},
    "trek_melding_in": {"veiligheid_geregeld"},
    "sluit_als_dubbel": {"veiligheid_geregeld"},
    "neem_regie": {"mogelijk_meldingswaardig"},
    "rond_af": {"veiligheid_geregeld"},
}
VERWACHT = {
    "wijs_af": {"niet_meldingswaardig"},
    "neem_regie": {"meldingswaardig"},
    "regie_terug": {"onrust_daalt_overal"},
    "start_opvolging": {
        "taak:college_informeren",
        "taak:db_ab_informeren",
        "taak:jeugdige_familie",
        "taak:jeugdteam_betrokken",
        "taak:onrust_inschatten",
        "taak:raad_informeren",
        "taak:strafbaar_feit",
        "taak:wethouder_informeren",
    },
    "rond_af": {"rapport_afgehandeld", "taken_af"},
}
# Term -> length, what starts it, what ends it (a task: "taak:…"), who answers for it, its alarms in hours.
TERMIJNEN = {
    "triage": (
        "1 werkdagen",
        {"herzie_triage", "registreer"},
        {"neem_regie", "sluit_als_dubbel", "trek_melding_in", "wijs_af"},
        R,
        [-2, 0, 24],
    ),
    "informeren": ("24 uren", {"neem_regie"}, {"start_opvolging", "taak:wethouder_informeren"}, R, [-4, 0, 12]),
    "rapport": (
        "3 maanden",
        {"start_opvolging"},
        {"regie_naar_burgemeester", "rond_af", "taak:inspectierapport"},
        C,
        [-168, 0, 168],
    ),
}
# With spoed a term has so many hours instead (A21).
SPOED_UREN = {"triage": 2, "informeren": 4}
SPOED_WEKKERS = {"triage": [-1, 0, 1], "informeren": [-1, 0, 2]}
# Who hears what by mail: trigger -> roles, all rules together.
HOREN = {
    "overgang:registreer": {C, R, T},
    "overgang:herzie_triage": {C, R, T},
    "overgang:wijs_af": {T},
    "overgang:trek_melding_in": {T},
    "overgang:sluit_als_dubbel": {T},
    "overgang:neem_regie": {K, C, M, T},
    "taak:contact_inspectie": {M, T},
    "gevolg:gevaar": {C, M, R},
    "voorbij:gevaar": {C, M, R, T},
    "telaat:veiligheid_regelen": {C, M, R, T},
    "telaat:is_iedereen_veilig": {C, M, R, T},
    "spoed:aan": {C, R, T},
    "spoed:stil": {R},
    "spoed:uit": {C, R, T},
    "gevolg:onrust_gezien": {R},
    "telaat:regie_overdragen": {R},
    "overgang:regie_naar_burgemeester": {K, C, M, R, T},
    "overgang:regie_terug": {K, C, M, R, T},
    "media:stijging": {K, R},
    "overgang:start_opvolging": {K, C, M, T},
    "taak:inspectierapport": {M, T},
    "gevolg:geen_rapport": {M, T},
    "overgang:heropen": {C, R, T},
    "overgang:rond_af": {C, R, T},
    "gebeurtenis:slot_dicht": {K, C, M, R, T},
    "gebeurtenis:slot_open": {K, C, M, R, T},
    "gebeurtenis:onderzoek_begonnen": {K, C, M, R, T},
    "gebeurtenis:onderzoek_klaar": {K, C, M, R, T},
    "gebeurtenis:pers_gekoppeld": {M, T},
    "gebeurtenis:pers_losgekoppeld": {M, T},
    "gevolg:te_vroeg_naar_buiten": {K, C, R},
    "telaat:herstel_na_uiting": {K, C, R},
    "voorbij:te_vroeg_naar_buiten": {K, C, R},
    "termijn:triage:voor": {C, R},
    "termijn:informeren:voor": {C, R},
    "termijn:rapport:voor": {C, R},
    "termijn:triage:op": {C, R},
    "termijn:informeren:op": {C, R},
    "termijn:rapport:op": {C, R},
    "termijn:triage:na": {C, R},
    "termijn:informeren:na": {C, R},
    "termijn:rapport:na": {C, R},
    "overleg:gepland": set(),
    "overleg:gewijzigd": set(),
    "overleg:afgezegd": set(),
    "actie:nadert": set(),
    "actie:telaat": {R},
}
# Who tells by hand: step -> the tasks that do (R143, R146, R151, R152).
VERTELLEN = {
    "overgang:registreer": {"aanbieder_melding_navragen", "igj_melding_navragen", "informeer_buiten_regio"},
    "overgang:neem_regie": {
        "college_informeren",
        "contact_communicatie_gemeente",
        "db_ab_informeren",
        "jeugdige_familie",
        "raad_informeren",
        "wethouder_informeren",
    },
    "overgang:regie_naar_burgemeester": {"burgemeester_adviseren"},
    "gevolg:strafbaar_feit": {"politie_betrekken"},
    "overgang:start_opvolging": {"wethouder_bijpraten"},
}
# Who does what, and when it becomes a duty: role -> task -> steps, "per gemeente" or not, and on which condition.
DOEN = {
    R: {
        "triage": ("herzie_triage registreer", "melding", ""),
        "db_ab_informeren": ("neem_regie", "melding", ""),
        "wethouder_informeren": ("neem_regie", "gemeente", ""),
        "partijen": ("neem_regie", "melding", ""),
        "partij_informeren": ("", "melding", ""),
        "regie_overdragen": ("", "gemeente", ""),
        "burgemeester_adviseren": ("regie_naar_burgemeester", "gemeente", ""),
        "regie_teruggeven": ("", "melding", "onrust_daalt_overal"),
        "media_stijging": ("", "melding", ""),
        "strafbaar_feit": ("neem_regie", "melding", ""),
        "politie_betrekken": ("", "melding", ""),
        "eigen_onderzoek": ("start_opvolging", "melding", ""),
        "eigen_verbeterpunten": ("", "melding", ""),
        "wethouder_bijpraten": ("start_opvolging", "gemeente", ""),
    },
    C: {
        "aanbieder_melding_navragen": ("herzie_triage registreer", "melding", "niet_gemeld_door_aanbieder"),
        "igj_melding_navragen": ("herzie_triage registreer", "melding", "niet_gemeld_bij_igj"),
        "informeer_buiten_regio": ("herzie_triage registreer", "melding", "gemeente_buiten_regio"),
        "bel_lege_zetel": ("", "melding", ""),
        "jeugdige_familie": ("neem_regie", "melding", ""),
        "informatiebehoefte": ("neem_regie", "melding", ""),
        "contact_inspectie": ("neem_regie", "melding", ""),
        "jeugdteams_igj": ("", "gemeente", ""),
        "contract_jeugdteams": ("", "gemeente", ""),
        "inspectierapport": ("start_opvolging", "melding", ""),
        "feitenrelaas": ("start_opvolging", "melding", ""),
        "verbeterpunten": ("start_opvolging", "melding", ""),
        "herstel_na_uiting": ("", "melding", ""),
    },
    M: {
        "college_informeren": ("neem_regie", "gemeente", ""),
        "raad_informeren": ("neem_regie", "gemeente", ""),
        "veiligheid_regelen": ("", "gemeente", ""),
        "overlegstructuur": ("regie_naar_burgemeester", "gemeente", ""),
        "driehoek_bij_onrust": ("regie_naar_burgemeester", "gemeente", ""),
        "betekenis_geven": ("regie_naar_burgemeester", "gemeente", ""),
        "driehoek_bij_onderzoek": ("", "gemeente", ""),
    },
    T: {
        "jeugd_en_oov": ("neem_regie", "gemeente", ""),
        "is_iedereen_veilig": ("neem_regie", "gemeente", ""),
        "onrust_inschatten": ("neem_regie", "gemeente", ""),
        "onrust_peilen": ("", "gemeente", ""),
        "jeugdteam_betrokken": ("neem_regie", "gemeente", ""),
        "opdracht_jeugdteams": ("", "gemeente", ""),
        "uitkomst_jeugdteams": ("", "gemeente", ""),
    },
    K: {
        "communicatieadvies": ("neem_regie", "melding", ""),
        "contact_communicatie_gemeente": ("neem_regie", "gemeente", ""),
    },
}
# What an answer brings: consequence -> its duties, and the one that ends its signal (R156, R158, R159).
GEVOLGEN = {
    "gevaar": ({"veiligheid_regelen"}, "veiligheid_regelen"),
    "onrust_gezien": ({"regie_overdragen"}, ""),
    "onrust_daalt": ({"regie_teruggeven"}, ""),
    "onrust_in_media": ({"regie_overdragen"}, ""),
    "strafbaar_feit": ({"driehoek_bij_onderzoek", "politie_betrekken"}, ""),
    "jeugdteam_betrokken": ({"contract_jeugdteams", "jeugdteams_igj", "opdracht_jeugdteams"}, ""),
    "onderzoek_jeugdteams": ({"uitkomst_jeugdteams"}, ""),
    "eigen_verbetering": ({"eigen_verbeterpunten"}, ""),
    "te_vroeg_naar_buiten": ({"herstel_na_uiting"}, "herstel_na_uiting"),
}
# Before which term a task is done.
BINNEN = {
    "triage": {"triage"},
    "informeren": {"db_ab_informeren", "wethouder_informeren"},
    "rapport": {"inspectierapport"},
}
# Who is invited to which meeting (R148, R150, R155, R157).
GENODIGDEN = {
    "jeugd_en_oov": {T, "ambtenaar_oov"},
    "overlegstructuur": {M, R, "burgemeester", "wethouder"},
    "driehoek_bij_onrust": {M, "ambtenaar_oov", "burgemeester"},
    "driehoek_bij_onderzoek": {M, "ambtenaar_oov", "burgemeester"},
}
# Which messages let their readers into the dossier, and which must be confirmed within hours.
OPENT = {"gevaar_naar_leiding", "media_stijgt", "onrust_naar_gemeente", "overleg_uitnodiging", "regie_naar_kring"}
BEVESTIGEN = {
    24: {
        "melding_naar_directeur",
        "melding_naar_gemeente",
        "overleg_uitnodiging",
        "overleg_verzet",
        "regie_naar_kring",
    },
    1: {"gevaar_naar_leiding", "veiligheid_te_laat"},
    4: {"onrust_naar_gemeente"},
}

# What makes a melding urgent: facts -> the messages that then go at once. Both terms have hours then.
ALTIJD_DRINGEND = {"melding_naar_directeur", "regie_naar_kring"}
BIJ_GEVAAR = ALTIJD_DRINGEND | {"gevaar_naar_leiding", "veiligheid_te_laat"}
SPOED = {
    "overlijden": (
        {"categorie:suicide", "categorie:niet_natuurlijke_dood", "categorie:overlijden_ander"},
        set(SPOED_UREN),
        BIJ_GEVAAR,
    ),
    "gevaar": ({"acuut:gevaar", "signaal:gevaar"}, set(SPOED_UREN), BIJ_GEVAAR),
    "vermissing": ({"acuut:vermissing"}, set(SPOED_UREN), BIJ_GEVAAR),
    "onrust": ({"acuut:onrust", "acuut:media"}, set(SPOED_UREN), ALTIJD_DRINGEND),
}

# What asks for a reason in writing, what a step finishes by itself, and which of its readers hear the outcome.
MOTIVEREN = {
    "heropen",
    "herzie_triage",
    "regie_naar_burgemeester",
    "regie_terug",
    "sluit_als_dubbel",
    "trek_melding_in",
    "wijs_af",
}
VOLTOOIT = {
    "wijs_af": {"triage"},
    "neem_regie": {"triage"},
    "regie_naar_burgemeester": {"regie_overdragen"},
    "regie_terug": {"regie_teruggeven"},
}
UITKOMST = {
    "afwijzing_naar_gemeente",
    "heropening_naar_betrokkenen",
    "media_stijgt",
    "melding_naar_accounthouder",
    "melding_naar_directeur",
    "melding_naar_gemeente",
    "onrust_naar_gemeente",
    "opvolging_naar_kring",
    "regie_naar_kring",
}
# Who is told by hand, whatever the step.
AAN_WIE = {
    "aanbieder_meldt_igj": {"inspectie"},
    "aanbieder_meldt_ons": {C},
    "buiten_regio_bellen": {T},
    "familie_eerst": {"jeugdige_familie"},
    "regie_naar_db_ab": {"voorzitter_bestuur"},
    "regie_naar_wethouder": {"wethouder"},
    "regie_naar_college": set(),
    "regie_naar_raad": set(),
    "regie_naar_communicatie_gemeente": {"communicatie_gemeente"},
    "onrust_naar_burgemeester": {"burgemeester"},
    "strafbaar_feit_naar_politie": {"politie_om"},
    "uitkomst_naar_wethouder": {"wethouder"},
}
# Duties that stay when the melding goes on or closes.
BLIJFT = {
    "aanbieder_melding_navragen",
    "bel_lege_zetel",
    "communicatieadvies",
    "contact_communicatie_gemeente",
    "contact_inspectie",
    "contract_jeugdteams",
    "driehoek_bij_onderzoek",
    "eigen_onderzoek",
    "eigen_verbeterpunten",
    "feitenrelaas",
    "herstel_na_uiting",
    "igj_melding_navragen",
    "informeer_buiten_regio",
    "inspectierapport",
    "is_iedereen_veilig",
    "jeugdige_familie",
    "jeugdteams_igj",
    "opdracht_jeugdteams",
    "politie_betrekken",
    "uitkomst_jeugdteams",
    "veiligheid_regelen",
    "verbeterpunten",
}
# Answers outside the analyses that set something off.
ZET_IN_GANG = {
    "taak:is_iedereen_veilig": {"nee": "gevaar"},
    "taak:onrust_inschatten": {"ja": "onrust_gezien"},
    "taak:onrust_peilen": {"daalt": "onrust_daalt", "voorbij": "onrust_daalt"},
    "taak:media_stijging": {"ja": "onrust_in_media"},
    "taak:strafbaar_feit": {"ja": "strafbaar_feit"},
    "taak:jeugdteam_betrokken": {"ja": "jeugdteam_betrokken"},
    "taak:opdracht_jeugdteams": {"ja": "onderzoek_jeugdteams"},
    "taak:eigen_onderzoek": {"ja": "eigen_verbetering"},
    "acuut:gevaar": {"": "gevaar"},
    "acuut:onrust": {"": "onrust_gezien"},
    "igj_route:geen_onderzoek": {"": "geen_rapport"},
    "igj_route:onbekend": {"": "route_onbekend"},
}

ZHZ = Boek(
    versie="zhz-2015-01-01",
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
    spoed=SPOED,
    binnen=BINNEN,
    genodigden=GENODIGDEN,
    antwoorden={},
    opent=OPENT,
    bevestigen=BEVESTIGEN,
    motiveren=MOTIVEREN,
    voltooit=VOLTOOIT,
    uitkomst=UITKOMST,
    aan_wie=AAN_WIE,
    blijft=BLIJFT,
    zet_in_gang=ZET_IN_GANG,
)
