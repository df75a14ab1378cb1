"""The permission table as data: every address of the app, who may GET it, who may POST to it, and what they get.

The situation: `eigen` is a melding of Zwolle in Fase 1 (the adviseur is engaged, the manager of Zwolle informed);
`vreemd` is a new melding of Raalte, which of this cast only the RSJ sees. Ommen was involved in `eigen`, had an action
there, and was let go: the buitenstaander is of it, and so is who moved there from Zwolle.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

CONTRACTMANAGER, REGIOMANAGER = "contractmanager", "regiomanager"
RSJ = {CONTRACTMANAGER, REGIOMANAGER}
DEELNEMERS = {"adviseur", "toegang_zwolle", "manager_zwolle"}
# Signed in, but with nothing to do with any of the two meldingen.
BUITEN = {"buitenstaander", "manager_deventer", "beheerder", "zonder_rol", "woordvoerder_zwolle", "privacy", "verhuisd"}
# And who did have to do with `eigen`: of a gemeente that left it, and gone from one that is in it.
VERTROKKEN = {"buitenstaander", "verhuisd"}
BINNEN = RSJ | DEELNEMERS
# Who handles press questions; seeing one opens no dossier.
PERS = RSJ | {"adviseur"}
# Who leads the communication of a gemeente sees the questions about that one: the question here is about Zwolle.
PERS_ZWOLLE = {"manager_zwolle", "woordvoerder_zwolle"}
PERS_EIGEN = PERS_ZWOLLE | {"manager_deventer"}
MET_ROL = BINNEN | VERTROKKEN | {"manager_deventer"}
INGELOGD = BINNEN | BUITEN
NIET_INGELOGD = {"anoniem", "inactief"}
CAST = sorted(INGELOGD | NIET_INGELOGD)
ROL_VAN = {
    CONTRACTMANAGER: "contractmanager",
    REGIOMANAGER: "regiomanager",
    "adviseur": "communicatieadviseur",
    "toegang_zwolle": "toegang",
    "buitenstaander": "toegang",
    "verhuisd": "toegang",
    "manager_zwolle": "manager_gemeente",
    "manager_deventer": "manager_gemeente",
    "woordvoerder_zwolle": "communicatie_gemeente",
    "beheerder": "beheerder",
    "privacy": "privacyfunctionaris",
    "zonder_rol": "",
}
# The communicatieadviseur reads a summary of each analysis, and not the judgement with all answers side by side.
BEOORDELAARS = BINNEN - {"adviseur"}
NAAMRUIMTE_BEHEER = "admin"

Codes = Mapping[int, set[str]]
NERGENS: Codes = {405: INGELOGD}


@dataclass(frozen=True)
class Rij:
    """One address. `get` and `post` say who gets which code; whoever is not named gets 404, who is not signed in
    signs in."""

    get: Codes
    post: Codes = field(default_factory=lambda: NERGENS)
    argumenten: tuple[str, ...] = ()

    def verwacht(self, verb: str, wie: str) -> int:
        """The code for this user: 302 to the sign-in page for who is not signed in."""
        if wie in NIET_INGELOGD:
            return 302
        codes = {"GET": self.get, "POST": self.post}[verb]
        return next((code for code, namen in codes.items() if wie in namen), 404)


def staat_een_ander_in(wie: str, naam: str) -> bool:
    """Whether somebody else of this cast asks this address for `wie`: who moved to Ommen is there as the other one of
    Ommen is, but where the melding of before is asked for."""
    return wie == "verhuisd" and "kenmerk" not in TABEL[naam].argumenten


DOSSIER = ("kenmerk",)
BEHEERDER = {"beheerder"}
ALLEEN_BEHEER: Codes = {200: BEHEERDER}
# Only reached by a button; what the button held is not sent along here, so nothing changes and the way back is 302.
KNOP: Codes = {405: INGELOGD}
OEFENAARS: Codes = {200: BEHEERDER | {REGIOMANAGER}}
BEWAARDERS: Codes = {200: BEHEERDER | {REGIOMANAGER}}
# Who watches reads what is kept and who looked, and opens no dossier for it.
TOEZICHT = {REGIOMANAGER, "privacy"}
BEWAARLEZERS: Codes = {200: BEHEERDER | TOEZICHT}
# Personal data of officials leave the house: only with who must be able to work without the app (R102).
UITVOERDERS: Codes = {200: RSJ | BEHEERDER}
PERSVRAAG = ("perskenmerk",)
PARAATHEID = ("paraatkenmerk",)
# The register: a gemeente sees and fills in what is of its own; the action of the table is of Zwolle.
PARAAT_ZWOLLE = RSJ | {"toegang_zwolle", "manager_zwolle"}
PARAAT = PARAAT_ZWOLLE | VERTROKKEN | {"manager_deventer"}
CONTACT, PLEK = ("pk",), ("pk", "plek_pk")
TABEL: dict[str, Rij] = {
    "werkvoorraad": Rij({200: INGELOGD}),
    "dashboard": Rij({200: RSJ}),
    "te_laat": Rij({200: RSJ}),
    "meldingen": Rij({200: MET_ROL}),
    # What it does is not sent along here: tests/escalatie/test_voorkeuren.py.
    "weergave": Rij(KNOP, {}, ("handeling",)),
    "meldingen_uitvoer": Rij({200: RSJ}),
    "zoeken": Rij({200: MET_ROL | PERS | PERS_EIGEN}),
    # This number is that of no event. Who sees which: tests/escalatie/test_gebeurtenissen.py.
    "gezien": Rij(KNOP, {}, ("nummer",)),
    "register": Rij({200: PARAAT}),
    "klaarzetten": Rij(KNOP, {302: RSJ}),
    "jaaroverzichten": Rij({200: RSJ}),
    "paraatheid_rapport": Rij({200: RSJ}, argumenten=("vorm",)),
    "paraatheid": Rij({200: PARAAT_ZWOLLE}, argumenten=PARAATHEID),
    "paraatheid_vastleggen": Rij({200: PARAAT_ZWOLLE}, {200: PARAAT_ZWOLLE}, PARAATHEID),
    "paraatheid_stap": Rij({200: RSJ}, {200: RSJ}, (*PARAATHEID, "code")),
    # No file has this number. Who gets which: tests/escalatie/test_bestanden.py.
    "paraatbestanden": Rij({200: PARAAT_ZWOLLE}, {200: PARAAT_ZWOLLE}, PARAATHEID),
    "paraatbestand": Rij({}, NERGENS, (*PARAATHEID, "nummer")),
    "paraatbestand_verbeteren": Rij({}, {}, (*PARAATHEID, "nummer")),
    "paraatbestand_intrekken": Rij({}, {}, (*PARAATHEID, "nummer")),
    "paraatheid_verbeteren": Rij({200: PARAAT_ZWOLLE}, {200: PARAAT_ZWOLLE}, (*PARAATHEID, "nummer")),
    "paraatheid_intrekken": Rij({200: PARAAT_ZWOLLE}, {200: PARAAT_ZWOLLE}, (*PARAATHEID, "nummer")),
    "paraatlinks": Rij({200: RSJ}, argumenten=PARAATHEID),
    # No link about this action has this number.
    "paraatlink_handeling": Rij(KNOP, {}, (*PARAATHEID, "nummer", "handeling")),
    "verbeterpunten": Rij({200: MET_ROL}),
    "lessen": Rij({200: MET_ROL}),
    "leerverslag": Rij({200: RSJ}, argumenten=("jaar",)),
    # The members of a meeting read what was written for them, also of a melding that is not theirs (R97).
    "terugkoppelingen": Rij({200: RSJ | {"manager_zwolle", "manager_deventer"}}),
    # Everyone of the own account, who says anew who he is: tests/escalatie/test_agendalink.py.
    "agenda": Rij({200: INGELOGD}),
    "agenda_maken": Rij(KNOP, {302: INGELOGD}),
    "agenda_intrekken": Rij(KNOP, {302: INGELOGD}),
    # A gemeente reads its own figures. Of what is counted there, a manager opens no list.
    "rapportages": Rij({200: MET_ROL - {"adviseur"}}),
    "rapportage_lijst": Rij({200: RSJ | VERTROKKEN | {"toegang_zwolle"}}, argumenten=("maat",)),
    "jaarrapport": Rij({200: RSJ}, argumenten=("jaar", "vorm")),
    "aanbieders": Rij({200: RSJ}),
    "aanbieder": Rij({200: RSJ}, argumenten=("pk",)),
    "signaal_nieuw": Rij({200: RSJ}, {200: RSJ}, ("pk",)),
    # No signal has this number. Who may put one right: tests/escalatie/test_signalen_over_aanbieder.py.
    "signaal_verbeteren": Rij({}, {}, ("pk", "nummer")),
    "signaal_intrekken": Rij({}, {}, ("pk", "nummer")),
    "protocol": Rij({200: INGELOGD}),
    "protocolstap": Rij({200: INGELOGD}, argumenten=("code",)),
    "dekking": Rij({200: INGELOGD}),
    "rechten": Rij({200: INGELOGD}),
    "actoren": Rij({200: INGELOGD}),
    "actor": Rij({200: INGELOGD}, argumenten=("actorcode",)),
    "proefdraaien": Rij({200: RSJ}),
    "oefeningen": Rij({200: MET_ROL}),
    "oefening_nieuw": Rij({200: RSJ}, {200: RSJ}),
    "oefening": Rij({200: MET_ROL}, argumenten=("oefening",)),
    # There is no such button. Who presses one that there is: tests/oefenen/.
    "oefening_meedoen": Rij(KNOP, {}, ("oefening", "handeling")),
    "oefening_leiden": Rij(KNOP, {}, ("oefening", "handeling")),
    # Who leads asks people without an account; of whom there is no such invitation here.
    "oefening_uitnodigen": Rij({200: RSJ}, {200: RSJ}, ("oefening",)),
    "oefening_uitnodiging": Rij(KNOP, {}, ("oefening", "nummer", "handeling")),
    # Who leads, and who signed up: nobody of this cast did.
    "oefening_nabespreking": Rij({200: RSJ}, argumenten=("oefening",)),
    "oefening_pdf": Rij({200: RSJ}, argumenten=("oefening",)),
    "contacten": Rij({200: INGELOGD}),
    "contact": Rij({200: INGELOGD}, argumenten=CONTACT),
    "contact_nieuw": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER),
    "contact_wijzigen": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, CONTACT),
    "contact_einde": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, CONTACT),
    "plek_nieuw": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, CONTACT),
    "plek_wijzigen": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, PLEK),
    "plek_afwezig": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, PLEK),
    "plek_einde": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, PLEK),
    "contacten_inlezen": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER),
    "contacten_inlezen_voorstel": Rij(ALLEEN_BEHEER, {409: BEHEERDER}, CONTACT),
    "contacten_gemeenten": Rij(KNOP, {302: BEHEERDER}),
    "contacten_uitvoer_lijst": Rij(UITVOERDERS),
    "contacten_uitvoer": Rij(UITVOERDERS, argumenten=("vorm",)),
    "piket": Rij({200: INGELOGD}),
    "piket_nieuw": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER),
    "piket_wijzigen": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, CONTACT),
    "piket_einde": Rij(KNOP, {302: BEHEERDER}, CONTACT),
    "contact_voorstellen": Rij(ALLEEN_BEHEER),
    "contact_voorstel": Rij(KNOP, {302: BEHEERDER}, CONTACT),
    "contact_aandacht": Rij(ALLEEN_BEHEER),
    "contact_wegen": Rij(OEFENAARS),
    "contact_oefenronde": Rij(OEFENAARS, OEFENAARS),
    "contact_oefenronde_uitslag": Rij(OEFENAARS, argumenten=CONTACT),
    "gemeenten": Rij(OEFENAARS),
    "gemeente_samenvoegen": Rij({200: {REGIOMANAGER}}, {200: {REGIOMANAGER}}, CONTACT),
    "gebruikers": Rij(ALLEEN_BEHEER),
    "gebruikers_controle": Rij(ALLEEN_BEHEER),
    "gebruiker_uitnodigen": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER),
    "gebruiker": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, CONTACT),
    "gebruiker_einde": Rij(KNOP, {409: BEHEERDER}, CONTACT),
    "gebruiker_opnieuw": Rij(KNOP, {302: BEHEERDER}, CONTACT),
    "gebruiker_plek": Rij(KNOP, {302: BEHEERDER}, CONTACT),
    "gebruiker_tweede_stap": Rij(KNOP, {302: BEHEERDER}, CONTACT),
    "gebruiker_verzoek_intrekken": Rij(KNOP, {302: BEHEERDER}, CONTACT),
    # What opens dossiers: the beheerder asks, the regiomanager decides.
    "accountverzoeken": Rij({200: {REGIOMANAGER}}),
    "accountverzoek": Rij({200: {REGIOMANAGER}}, {200: {REGIOMANAGER}}, CONTACT),
    "accountverzoek_afwijzen": Rij(KNOP, {302: {REGIOMANAGER}}, CONTACT),
    "sjablonen": Rij(ALLEEN_BEHEER),
    "sjabloon": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER, ("sjablooncode",)),
    "klaar_voor_gebruik": Rij(ALLEEN_BEHEER),
    "proefmail_sturen": Rij(KNOP, {302: BEHEERDER}),
    "proefmail": Rij({409: BEHEERDER}, {409: BEHEERDER}, ("sleutel",)),
    "bewaking": Rij({200: BEHEERDER | {REGIOMANAGER}}),
    # Nothing is in quarantine, and no message is stuck.
    "bewaking_vrijgeven": Rij(KNOP, {409: BEHEERDER}),
    "bewaking_opnieuw": Rij(KNOP, {409: BEHEERDER}, ("soort", "nummer")),
    # What is past its term: the beheerder and the regiomanager, one after the other.
    "bewaren": Rij(BEWAARLEZERS),
    "inzageverzoek": Rij(BEWAARLEZERS, BEWAARLEZERS),
    "bewaarplicht": Rij(BEWAARDERS, BEWAARDERS),
    # There is no such request, hold or certificate. Who may: tests/verhalen/test_bewaren.py.
    "bewaarverzoek": Rij({}, {}, ("nummer",)),
    "bewaarverzoek_goedkeuren": Rij(KNOP, {}, ("nummer",)),
    "bewaarverzoek_afwijzen": Rij(KNOP, {}, ("nummer",)),
    "inzage_bestand": Rij({}, argumenten=("nummer",)),
    "bewaarplicht_opheffen": Rij({}, {}, ("nummer",)),
    "akte": Rij({}, argumenten=("nummer",)),
    "akte_pdf": Rij({}, argumenten=("nummer",)),
    "hulp": Rij({200: INGELOGD}),
    "eerste_keer": Rij(KNOP, {302: INGELOGD}),
    "woordenlijst": Rij({200: INGELOGD}),
    "melding_nieuw": Rij({200: RSJ}, {200: RSJ}),
    "melding_lijkt_op": Rij({405: RSJ}, {200: RSJ}),
    "melding": Rij({200: BINNEN}, argumenten=DOSSIER),
    "melding_gegevens": Rij({200: BINNEN}, argumenten=DOSSIER),
    "melding_verloop": Rij({200: BINNEN}, argumenten=DOSSIER),
    "melding_analyses": Rij({200: BINNEN}, argumenten=DOSSIER),
    "melding_taken": Rij({200: BINNEN}, argumenten=DOSSIER),
    "melding_berichten": Rij({200: BINNEN}, argumenten=DOSSIER),
    "ontvangst_bevestigen": Rij(KNOP, {302: BINNEN}, DOSSIER),
    "bewijs": Rij({200: RSJ}, argumenten=DOSSIER),
    "bewijs_pdf": Rij({200: RSJ}, {302: RSJ}, DOSSIER),
    "papieren": Rij({200: BINNEN}, argumenten=DOSSIER),
    "papier": Rij({200: BINNEN}, {302: BINNEN}, (*DOSSIER, "papiersoort")),
    # Nothing was made. Who fetches what: tests/escalatie/test_papier.py.
    "papier_halen": Rij({}, argumenten=(*DOSSIER, "nummer")),
    "melding_wijzig": Rij({200: RSJ}, {200: RSJ}, DOSSIER),
    "betrek": Rij({405: RSJ}, {302: RSJ}, DOSSIER),
    "spoed": Rij({200: RSJ}, {200: RSJ}, DOSSIER),
    # No step of this melding has a wrong moment. Who may put one right: tests/escalatie/test_scheef_begin.py.
    "stapmoment": Rij({}, {}, (*DOSSIER, "nummer")),
    # No button was pressed: nothing is recorded.
    "bellen": Rij({200: RSJ}, {409: RSJ}, DOSSIER),
    "laat_los": Rij({200: RSJ}, {200: RSJ}, DOSSIER),
    "verstrekking_nieuw": Rij({200: RSJ}, {200: RSJ}, DOSSIER),
    # No record of this melding has this number. Who may change one: tests/escalatie/test_verstrekking.py.
    "verstrekking": Rij({}, {}, (*DOSSIER, "nummer")),
    "verstrekking_intrekken": Rij({}, {}, (*DOSSIER, "nummer")),
    "analyse": Rij({200: BINNEN}, {200: BINNEN}, DOSSIER),
    "analyse_gemeente": Rij({200: BINNEN}, {200: BINNEN}, (*DOSSIER, "gemeentecode")),
    "media": Rij({200: BINNEN}, {200: BINNEN}, DOSSIER),
    "onrust": Rij({200: BINNEN}, argumenten=DOSSIER),
    # No question of this melding has this number. Who answers one: tests/verhalen/test_onrust.py.
    "onrust_antwoord": Rij(KNOP, {}, (*DOSSIER, "nummer")),
    "media_volgen": Rij(KNOP, {200: BINNEN}, DOSSIER),
    # Who reads along is told who keeps the monitor.
    "media_relevant": Rij(KNOP, {302: RSJ | {"adviseur"}, 409: DEELNEMERS - {"adviseur"}}, (*DOSSIER, "nummer")),
    "werkbank": Rij({200: PERS}),
    "persvragen": Rij({200: PERS | PERS_EIGEN}),
    "persvraag_lijkt": Rij(KNOP, {200: PERS}),
    "persvraag_nieuw": Rij({200: PERS}, {200: PERS}),
    # Only that it is there, and whom to call; of its own and of another melding alike.
    "melding_en_pers": Rij({200: PERS}, argumenten=DOSSIER),
    "persvraag": Rij({200: PERS | PERS_ZWOLLE}, argumenten=PERSVRAAG),
    "persvraag_wijzigen": Rij({200: PERS}, {200: PERS}, PERSVRAAG),
    "persvrager_nieuw": Rij({200: PERS}, {200: PERS}, PERSVRAAG),
    "persvrager": Rij({200: PERS}, {200: PERS}, (*PERSVRAAG, "nummer")),
    "persvrager_intrekken": Rij({200: PERS}, {200: PERS}, (*PERSVRAAG, "nummer")),
    # No answer of this question has this number. Who may change one: tests/communicatie/test_persantwoord_anders.py.
    "persantwoord": Rij({}, {}, (*PERSVRAAG, "nummer")),
    "persantwoord_intrekken": Rij({}, {}, (*PERSVRAAG, "nummer")),
    # This step is of the RSJ; what a gemeente records is asked in tests/verhalen/test_persvraag_met_meer.py.
    "persstap": Rij({200: PERS}, {200: PERS}, (*PERSVRAAG, "code")),
    "persteksten": Rij({200: PERS}, {200: PERS}, PERSVRAAG),
    # No action of this question has this number. Who may end one: tests/communicatie/test_perstaken.py.
    "persactie": Rij({}, {}, (*PERSVRAAG, "nummer")),
    "persactie_handeling": Rij({}, {}, (*PERSVRAAG, "nummer", "handeling")),
    # The number is that of no message of this question: nothing to phone about.
    "perslinks": Rij({200: PERS}, argumenten=PERSVRAAG),
    # The number is that of no link. Who may take one back: tests/verhalen/test_pers_zonder_account.py.
    "perslink_handeling": Rij(KNOP, {}, (*PERSVRAAG, "nummer", "handeling")),
    "persbericht_gebeld": Rij(KNOP, {409: PERS}, (*PERSVRAAG, "nummer")),
    "persmedia": Rij({200: RSJ | {"adviseur"}}, {200: RSJ | {"adviseur"}}, ("perskenmerk",)),
    "persmedia_volgen": Rij(KNOP, {200: RSJ | {"adviseur"}}, ("perskenmerk",)),
    "persmedia_relevant": Rij(KNOP, {302: RSJ | {"adviseur"}}, ("perskenmerk", "nummer")),
    "feeds": Rij(ALLEEN_BEHEER, ALLEEN_BEHEER),
    "feed_zet": Rij(KNOP, {302: BEHEERDER}, ("nummer",)),
    "advies": Rij({200: BINNEN}, {200: RSJ | {"adviseur"}, 409: DEELNEMERS - {"adviseur"}}, DOSSIER),
    "advies_versie": Rij({200: BINNEN}, argumenten=(*DOSSIER, "versie")),
    "beoordeling": Rij({200: BEOORDELAARS}, argumenten=DOSSIER),
    "bevestig": Rij(NERGENS, {404: INGELOGD}, DOSSIER),
    "bevestiging_intrekken": Rij(NERGENS, {404: INGELOGD}, DOSSIER),
    "verklaar_verschil": Rij(NERGENS, {404: INGELOGD}, DOSSIER),
    "overgang": Rij({200: BINNEN}, {200: BINNEN}, (*DOSSIER, "code")),
    "communicatie_dossier": Rij({200: BINNEN}, argumenten=DOSSIER),
    # Each role records its own facts (this one: somebody was told); a gemeente those of itself.
    "communicatie_vastleggen": Rij({200: BINNEN}, {200: BINNEN}, (*DOSSIER, "feit")),
    # A kind of fact that there is not: nothing to take back.
    "communicatie_intrekken": Rij({404: INGELOGD}, {404: INGELOGD}, (*DOSSIER, "soort", "nummer")),
    "communicatie_verbeteren": Rij({404: INGELOGD}, {404: INGELOGD}, (*DOSSIER, "soort", "nummer")),
    "melding_actoren": Rij({200: BINNEN}, argumenten=DOSSIER),
    "melding_actor": Rij({200: BINNEN}, argumenten=(*DOSSIER, "actorcode")),
    "inspectiespoor": Rij({200: BINNEN}, argumenten=DOSSIER),
    "inspectiefeit_nieuw": Rij({200: RSJ}, {200: RSJ}, (*DOSSIER, "soort")),
    # No fact of this melding has this number. Who may put one right: tests/escalatie/test_inspectiespoor.py.
    "inspectiefeit_verbeteren": Rij({}, {}, (*DOSSIER, "nummer")),
    "inspectiefeit_intrekken": Rij({}, {}, (*DOSSIER, "nummer")),
    "bestanden": Rij({200: BEOORDELAARS}, {200: RSJ}, DOSSIER),
    # No file of this melding has this number. Who gets which: tests/escalatie/test_bestanden.py.
    "bestand": Rij({}, NERGENS, (*DOSSIER, "nummer")),
    "bestand_verbeteren": Rij({}, {}, (*DOSSIER, "nummer")),
    "bestand_intrekken": Rij({}, {}, (*DOSSIER, "nummer")),
    "leren": Rij({200: BINNEN}, argumenten=DOSSIER),
    # Nothing was found of which one is made. Who may make one: tests/escalatie/test_verbeterpunten.py.
    "verbeterpunt_nieuw": Rij({}, {}, (*DOSSIER, "bron")),
    "verbeterpunt_verbeteren": Rij({}, {}, (*DOSSIER, "nummer")),
    "samenhang": Rij({200: RSJ}, {200: RSJ}, DOSSIER),
    # This number is no link of this melding: nobody finds it. Who may undo one: tests/escalatie/test_samenhang.py.
    "samenhang_los": Rij({}, {}, (*DOSSIER, "nummer")),
    "taak": Rij({200: BINNEN}, {200: BINNEN}, (*DOSSIER, "nummer")),
    # Nothing was recorded of the first open task: there is nothing to put right.
    "taak_verbeteren": Rij({404: INGELOGD}, {404: INGELOGD}, (*DOSSIER, "nummer")),
    "taak_intrekken": Rij({404: INGELOGD}, {404: INGELOGD}, (*DOSSIER, "nummer")),
    "actie": Rij({200: BINNEN}, {200: BINNEN}, (*DOSSIER, "nummer", "handeling")),
    "taak_nieuw": Rij({200: BINNEN}, {200: BINNEN}, DOSSIER),
    # The meeting of Fase 1 is the regiomanager's to plan; the planned one with the director, the contractmanager's.
    "overleg_plannen": Rij({200: {REGIOMANAGER}}, {200: {REGIOMANAGER}}, (*DOSSIER, "nummer")),
    "overleg_wijzigen": Rij({200: {REGIOMANAGER}}, {200: {REGIOMANAGER}}, (*DOSSIER, "nummer")),
    "overleg_afzeggen": Rij({200: {REGIOMANAGER}}, {200: {REGIOMANAGER}}, (*DOSSIER, "nummer")),
    # Nothing is said of which invitation: there is no such page.
    "overleg_antwoord": Rij(KNOP, {404: INGELOGD}, (*DOSSIER, "nummer")),
    "meldlink_nieuw": Rij({200: RSJ}, {200: RSJ}),
    "meldlink_handeling": Rij(KNOP, {}, ("nummer", "handeling")),
    "links": Rij({200: RSJ}, argumenten=DOSSIER),
    # Who looked. The question why is asked of who may open the dossier.
    "inzage_doel": Rij({200: BINNEN}, {200: BINNEN}, DOSSIER),
    "bekeken": Rij({200: TOEZICHT}, argumenten=DOSSIER),
    "persinzage_doel": Rij({200: PERS | PERS_ZWOLLE}, {200: PERS | PERS_ZWOLLE}, PERSVRAAG),
    "persbekeken": Rij({200: TOEZICHT}, argumenten=PERSVRAAG),
    "inzagen": Rij({200: TOEZICHT}),
    "inzage_persoon": Rij({200: TOEZICHT}, argumenten=("pk",)),
    "inzage_uitvoer": Rij({200: TOEZICHT}, argumenten=("pk",)),
    # The number is that of no link. Who may take one back: tests/escalatie/test_actielink_taak.py.
    "link_handeling": Rij(KNOP, {}, (*DOSSIER, "nummer", "handeling")),
}
# Open to everyone, also without signing in: the code of GET. Who is signed in may be sent to his own page.
OPENBAAR: dict[str, int] = {
    "livez": 200,
    "beveiliging": 200,
    "manifest": 200,
    "readyz": 200,
    "gezond": 503,
    # To who has the token of the monitor.
    "metrics": 404,
    "account_login": 200,
    "account_logout": 200,
    "account_inactive": 200,
    # Only on the way in.
    "mfa_authenticate": 302,
    "mfa_login_webauthn": 302,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
    # The link of an invitation; a made-up one is gone.
    "uitnodiging": 410,
    # The agenda of an account; of a made-up token there is none.
    "agenda_ics": 404,
    "agenda_atom": 404,
    # The links in the mails about the list; a made-up one opens nothing.
    "contact_bevestigen": 404,
    "contact_oefening": 404,
    # The links with which who has no account joins a drill.
    "oefenlink": 404,
    "oefenlink_vraag": 404,
    # The link in a mail about a melding to who has no account.
    "actielink": 404,
    "actielink_taak": 404,
    # The impactanalyse and the scenario of a toegang without an account.
    "actielink_analyse": 404,
    "actielink_scenario": 404,
    "actielink_terug": 404,
    "actielink_feit_terug": 404,
    # What a gemeente told or brought outside itself.
    "actielink_communicatie": 404,
    # The link with which a gemeente answers the press.
    "perslink": 404,
    "perslink_ander": 404,
    "perslink_antwoord": 404,
    "perslink_terug": 404,
    # The link with which who has no account fills in what was arranged.
    "paraatlink": 404,
    "paraatlink_bestand": 404,
    "perslink_stap": 404,
    # The link with which an aanbieder reports.
    "melden": 404,
    "melden_rapport": 404,
    "melden_bericht": 404,
    "melden_bestand": 404,
    "actielink_ander": 404,
    # Only reached by a button.
    "actielink_opnieuw": 405,
    "melden_opnieuw": 405,
}
# For everyone who is signed in, about the own account only.
# How each is walked to its end: tests/contacten/test_inlogwegen.py.
EIGEN_ACCOUNT: dict[str, int] = {
    "account_change_password": 200,
    "account_reauthenticate": 200,
    "mfa_index": 200,
    "mfa_list_webauthn": 200,
    "usersessions_list": 200,
    # What changes the account, asks first who it is; what nobody has made, is not there.
    "mfa_activate_totp": 302,
    "mfa_add_webauthn": 302,
    "mfa_generate_recovery_codes": 302,
    "mfa_view_recovery_codes": 404,
    "mfa_download_recovery_codes": 404,
    "mfa_deactivate_totp": 404,
    "mfa_remove_webauthn": 302,
    "mfa_edit_webauthn": 302,
    "mfa_reauthenticate": 302,
    "mfa_reauthenticate_webauthn": 302,
    # Only reached by a button.
    "sessie_einde": 405,
}


def adressen(patronen: Any = None, ruimte: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the resolver with its full name; a nameless one is called after its route."""
    for patroon in get_resolver().url_patterns if patronen is None else patronen:
        if isinstance(patroon, URLResolver):
            yield from adressen(patroon.url_patterns, patroon.namespace or ruimte)
        else:
            naam = patroon.name or str(patroon.pattern)
            yield (f"{ruimte}:{naam}" if ruimte else naam), patroon
