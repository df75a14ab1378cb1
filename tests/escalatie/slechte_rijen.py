"""Rows for the database itself: per table what a plain row needs, and per constraint what breaks it.

A plain row has dummies (empty text, zero, now) in every column that must have a value; keys to other tables point
nowhere, which PostgreSQL asks only at the end of a transaction that never ends.
"""

from __future__ import annotations

from typing import Any

VROEG, LAAT = "2026-01-01 12:00+00", "2026-02-01 12:00+00"
DAG, DAG_ERVOOR = "2026-02-01", "2026-01-31"

# What a plain row needs besides dummies.
GEWOON: dict[str, dict[str, Any]] = {
    "contacten_contactpersoon": {"naam": "x", "telefoon": "06-00000001"},
    "contacten_oefenronde": {"rol": "toegang"},
    "contacten_wijzigingsvoorstel": {"status": "open"},
    "contacten_piket": {"van_op": VROEG, "tot_op": LAAT},
    "calamiteiten_zaak": {"zaaksoort": "melding", "status": "ontvangen", "vastgelegd_door_id": 1},
    "calamiteiten_persoonsgegevens": {"vastgelegd_door_id": 1},
    "calamiteiten_inspectierapport": {"vastgelegd_door_id": 1},
    "communicatie_informering": {"vastgelegd_door_id": 1},
    "communicatie_informeermoment": {"vastgelegd_door_id": 1},
    "escalatie_overleg": {"vastgelegd_door_id": 1, "status": "gehouden", "gehouden_op": VROEG},
    "escalatie_overlegantwoord": {"door_id": 1},
    "calamiteiten_melding": {"gemeente_verblijf_id": 1},
    "calamiteiten_impactanalyse": {"soort": "contractmanager", "status": "concept"},
    "communicatie_persvraag": {"gemeente_id": 1},
    "communicatie_bericht": {"status": "wacht", "zaak_id": 1},
    "communicatie_vrijgave": {"reden": "x"},
    "communicatie_uitzondering": {"reden": "x"},
    "communicatie_uiting": {"wist_familie": True, "vastgelegd_door_id": 1},
    "calamiteiten_samenhang": {"een_id": 1, "twee_id": 2},
    "communicatie_herroeping": {"regie_id": 1, "reden": "x"},
    "communicatie_actielink": {"gemaakt_op": VROEG, "verloopt_op": LAAT},
    "communicatie_meldlink": {"gemaakt_op": VROEG, "verloopt_op": LAAT},
    "communicatie_mediavolger": {"melding_id": 1},
    "communicatie_mediasignaal": {"melding_id": 1, "feed_id": 1},
    "escalatie_stap": {"volgnummer": 1, "door_id": 1},
    "escalatie_termijn": {"status": "loopt", "start_op": VROEG, "vervalt_op": LAAT},
    "escalatie_taak": {"status": "open"},
}

# Constraint that a row must meet -> what breaks it, in a row that is plain for the rest.
SLECHT: dict[str, dict[str, Any]] = {
    "gemeente_einde_heeft_opvolger": {"einde_datum": DAG, "opvolger_id": None},
    "gemeente_is_niet_haar_opvolger": {"id": 1, "einde_datum": DAG, "opvolger_id": 1},
    "werkgebied_tot_na_van": {"van_datum": DAG, "tot_datum": DAG_ERVOOR},
    "contact_bereikbaar": {"telefoon": "", "mobiel": "", "email": ""},
    "contact_persoon_heeft_naam": {"soort": "persoon", "naam": ""},
    "bezetting_tot_na_van": {"van_datum": DAG, "tot_datum": DAG_ERVOOR},
    "bezetting_afwezig_tot_na_van": {"afwezig_van_datum": DAG, "afwezig_tot_datum": DAG_ERVOOR},
    "bevestigingsverzoek_gebruikt_heeft_uitkomst": {"uitkomst": "bevestigd", "gebruikt_op": None},
    "wijzigingsvoorstel_beoordeeld": {"status": "overgenomen", "beoordeeld_op": None},
    "wijzigingsvoorstel_afgewezen_heeft_reden": {
        "status": "afgewezen",
        "reden": "",
        "beoordeeld_op": LAAT,
        "beoordeeld_door_id": 1,
    },
    "oefenronde_rol_of_gemeente": {"rol": "", "gemeente_id": None},
    "piket_tot_na_van": {"van_op": LAAT, "tot_op": VROEG},
    "uitnodiging_gebruikt_of_ingetrokken": {"gebruikt_op": LAAT, "ingetrokken_op": LAAT},
    "zaak_is_van_een_soort": {"zaaksoort": "klacht"},
    "zaak_heeft_een_dader": {"vastgelegd_door_contact_id": 1},
    "persoonsgegevens_een_dader": {"vastgelegd_door_id": None},
    "rapport_een_dader": {"vastgelegd_door_id": None},
    "informering_een_dader": {"vastgelegd_door_id": None},
    "informeermoment_een_dader": {"vastgelegd_door_contact_id": 1},
    "informering_vervallen_met_reden": {"vervallen_op": LAAT},
    "uiting_een_dader": {"vastgelegd_door_id": None},
    "overleg_een_dader": {"vastgelegd_door_id": None},
    "overleg_gehouden_heeft_moment": {"status": "gehouden", "gehouden_op": None},
    "overleg_gepland_heeft_moment": {"status": "gepland", "gehouden_op": None, "gepland_op": LAAT, "bekend_op": None},
    "overlegantwoord_heeft_door": {"door_id": None, "door_contact_id": None},
    "stap_heeft_een_dader": {"door_id": None},
    "melding_heeft_gemeente": {"gemeente_verblijf_id": None, "gemeente_woonplaats_id": None},
    "betrokkenheid_bevestiging_heel": {"bevestigd_scenario": "c", "bevestigd_op": None},
    "analyse_ingediend_is_definitief": {"status": "definitief", "ingediend_op": None},
    "advies_vastgesteld_heeft_door": {
        "vastgesteld_op": LAAT,
        "houding": "passief",
        "bereik": "lokaal",
        "vastgesteld_door_id": None,
    },
    "advies_vastgesteld_heeft_lijn": {"vastgesteld_op": LAAT, "vastgesteld_door_id": 1, "houding": "", "bereik": ""},
    "melding_niet_dubbel_van_zich": {"zaak_ptr_id": 1, "dubbel_van_id": 1, "gemeente_verblijf_id": 1},
    "samenhang_van_twee": {"een_id": 2, "twee_id": 2},
    "samenhang_einde_met_reden": {"een_id": 1, "twee_id": 2, "beeindigd_op": LAAT, "einde_reden": ""},
    "persvraag_niet_samengevoegd_met_zich": {"zaak_ptr_id": 1, "samengevoegd_met_id": 1, "gemeente_id": 1},
    "persvrager_deadline_na_vraag": {"gevraagd_op": LAAT, "deadline_op": VROEG},
    "persvraag_heeft_gemeente": {"gemeente_id": None, "gemeente_buiten": ""},
    "bericht_over_zaak_of_persoonlijk": {"zaak_id": None, "rol": "toegang"},
    "bericht_bevestigd_heeft_door": {"bevestigd_op": LAAT, "bevestigd_door_id": None},
    "bericht_verzonden_heeft_moment": {"status": "verzonden", "verzonden_op": None},
    "bericht_verzameld_heeft_post": {"status": "verzameld", "verzameld_in_id": None},
    "bericht_open_heeft_poging": {"status": "gepland", "volgende_poging_op": None},
    "sms_verzonden_heeft_moment": {"status": "verzonden", "verzonden_op": None},
    "sms_open_heeft_poging": {"status": "gepland", "volgende_poging_op": None},
    "herstel_vrijgave_heeft_door": {"vrijgegeven_op": LAAT, "vrijgegeven_door_id": None},
    "slachtofferhulp_wanneer_en_wie": {"is_aangeboden": True, "aangeboden_op": None},
    "vrijgave_heeft_reden": {"reden": ""},
    "uitzondering_heeft_reden": {"reden": ""},
    "informering_familie_per_persoon": {"rol": "jeugdige_familie", "betrokkene": ""},
    "uiting_buiten_om_heeft_toelichting": {"buiten_om": "gelekt", "toelichting": ""},
    "uiting_na_de_familie": {"wist_familie": False, "vrijgave_id": None},
    "uiting_bij_onderzoek_met_besluit": {"liep_onderzoek": True, "vrijgave_id": None},
    "betrokkenheid_weersproken_is_anders": {"weersproken_scenario": "c"},
    "persvraag_koppeling_heeft_moment": {"melding_id": 1, "gekoppeld_op": None},
    "actielink_verloopt_na_begin": {"gemaakt_op": LAAT, "verloopt_op": VROEG},
    "meldlink_verloopt_na_begin": {"gemaakt_op": LAAT, "verloopt_op": VROEG},
    "meldlink_ingetrokken_heeft_door": {"ingetrokken_op": LAAT, "ingetrokken_door_id": None},
    "herroeping_gaat_over_een": {"regie_id": 1, "onderzoek_id": 1},
    "herroeping_heeft_reden": {"reden": ""},
    "onderzoek_einde_met_reden": {"geeindigd_op": LAAT, "einde_reden": ""},
    "mediavolger_gaat_over_iets": {"melding_id": None, "persvraag_id": None},
    "mediasignaal_gaat_over_iets": {"melding_id": None, "persvraag_id": None},
    "mediasignaal_heeft_herkomst": {"feed_id": None, "vastgelegd_door_id": None},
    "stap_volgnummer_vanaf_1": {"volgnummer": 0},
    "termijn_vervalt_na_start": {"start_op": LAAT, "vervalt_op": VROEG},
    "termijn_geschorst_heeft_moment": {"status": "loopt", "geschorst_op": LAAT},
    "termijn_einde_past_bij_status": {"status": "gehaald", "geeindigd_op": None},
    "wekker_nooit_te_vroeg": {"gaat_op": LAAT, "gevuurd_op": VROEG},
    "taak_einde_past_bij_status": {"status": "open", "afgerond_op": LAAT},
    "taak_afgerond_heeft_door": {"status": "afgerond", "afgerond_op": LAAT, "afgerond_door_id": None},
}

# What breaks this rule always breaks that one too, and PostgreSQL names the first by the alphabet.
OOK_ANDERS: dict[str, str] = {}

# Constraint that allows something once -> what both rows must have for it to count.
DUBBEL: dict[str, dict[str, Any]] = {
    "werkgebied_uniek": {},
    "bezetting_uniek": {},
    "bevestigingsverzoek_een_open": {},
    "oefenantwoord_eenmaal": {"contactpersoon_id": 1},
    "uitnodiging_een_open": {},
    "kenmerkteller_uniek": {},
    "betrokkenheid_uniek": {},
    "samenhang_een_lopend": {"een_id": 1, "twee_id": 2},
    "analyse_uniek": {},
    "rapport_per_partij": {},
    "advies_versie_uniek": {
        "vastgesteld_op": LAAT,
        "vastgesteld_door_id": 1,
        "houding": "passief",
        "bereik": "lokaal",
    },
    "advies_een_concept": {},
    "taakverdeling_per_gemeente": {},
    "bericht_eenmaal": {},
    "informering_uniek": {},
    "uiting_een_per_vrijgave": {"vrijgave_id": 1},
    "genodigde_een_per_plek": {},
    "onderzoek_een_lopend": {},
    "mediavolger_een_lopend": {},
    "mediasignaal_eenmaal": {},
    "sjabloontekst_versie_uniek": {},
    "stap_volgnummer_uniek": {},
    "termijn_per_stap": {"status": "gehaald", "geeindigd_op": LAAT},
    "termijn_een_open": {},
    "wekker_uniek": {},
    "taak_een_open": {},
    "bevinding_een_open": {},
}
# Of rows with two such rules: what the second row has of its own, so that the other rule does not speak first.
ANDERS: dict[str, dict[str, Any]] = {
    "advies_een_concept": {"versie": 2},
    "termijn_een_open": {"stap_id": 2},
}

ALLEEN_ERBIJ = (
    "escalatie_stap",
    "escalatie_overlegantwoord",
    "auditlog_logentry",
    "communicatie_persantwoord",
    "communicatie_informeermoment",
    "communicatie_uitzondering",
    "communicatie_slachtofferhulp",
    "communicatie_uiting",
    "communicatie_regie",
    "communicatie_herroeping",
)
