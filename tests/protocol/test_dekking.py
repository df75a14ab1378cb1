"""The file holds the whole of Hoofdstuk 2: every requirement, every reading, every row of the notification matrix."""

import pytest

from escalatie.protocol.controle import regels
from escalatie.protocol.lezen import haal_protocol

PROTOCOL = haal_protocol("ijsselland-2019-02-13")
HOOFDSTUK_2 = [f"R{nummer}" for nummer in (*range(23, 98), 101)]
LEZINGEN = [f"A{nummer}" for nummer in range(1, 23)]
# Requirements that the software or the contact list meets and for which the file has no rule of its own: none so far.
BUITEN_HET_BESTAND: dict[str, str] = {}


def eisen_in_het_bestand() -> set[str]:
    return {eis for _, regel in regels(PROTOCOL) for eis in regel.eisen}


def test_elke_eis_van_hoofdstuk_2_staat_in_het_bestand():
    assert set(HOOFDSTUK_2) - eisen_in_het_bestand() == set(BUITEN_HET_BESTAND)


def test_elke_lezing_staat_in_het_bestand_en_wordt_uitgelegd():
    assert [lezing.code for lezing in PROTOCOL.lezingen] == LEZINGEN
    assert all(lezing.code in lezing.eisen for lezing in PROTOCOL.lezingen)


@pytest.mark.eis("R79")
@pytest.mark.eis("R86")
def test_het_protocol_kent_twee_termijnen_en_de_rest_heet_regioafspraak():
    protocol = {t.code: (t.uren, t.maanden) for t in PROTOCOL.termijnen if t.soort == "protocol"}
    afspraken = [t for t in PROTOCOL.termijnen if t.soort == "regioafspraak"]

    assert protocol == {"fase_1": (48, 0), "fase_2": (0, 2)}
    assert afspraken
    assert all(t.lezing == "A8" for t in afspraken)


# trigger -> who must hear of it (eisen 13), by mail or by a person.
MATRIX = [
    ("overgang:registreer", {"toegang", "contractmanager"}, "mail", "R46"),
    ("overgang:registreer", {"inspectie", "toegang"}, "taak", "R43"),
    ("overgang:start_impactanalyse", {"communicatieadviseur"}, "mail", "R54"),
    ("overgang:start_impactanalyse", {"communicatie_gemeente", "jeugdige_familie"}, "taak", "R56"),
    ("overgang:raadpleeg_bij_twijfel", {"regiomanager"}, "mail", "R61"),
    ("overgang:kies_b", {"regiomanager", "manager_gemeente"}, "mail", "R67"),
    ("overgang:kies_c", {"regiomanager"}, "mail", "R72"),
    ("overgang:kies_c", {"voorzitter_bestuur"}, "taak", "R72"),
    ("overgang:kies_d", {"regiomanager", "manager_gemeente"}, "mail", "R74"),
    ("overgang:schaal_lokaal_op", {"voorzitter_bestuur", "wethouder"}, "taak", "R75"),
    ("overgang:start_fase_1", {"voorzitter_bestuur", "wethouder", "burgemeester"}, "taak", "R85"),
    ("taak:communicatieadvies_fase_1", {"regiomanager", "medewerkers_regio"}, "mail", "R113"),
    ("taak:inspectierapport_rsj", {"toegang", "manager_gemeente"}, "mail", "R87"),
    ("taak:contact_inspectie", {"toegang", "manager_gemeente"}, "mail", "R88"),
]


@pytest.mark.parametrize(("aanleiding", "rollen", "wijze", "eis"), MATRIX)
def test_elke_rij_van_de_matrix_heeft_een_informatieregel(aanleiding, rollen, wijze, eis):
    gevonden = [regel for regel in PROTOCOL.informatieregels_bij(aanleiding) if regel.wijze == wijze]

    assert rollen <= {rol for regel in gevonden for rol in regel.aan}
    assert any(eis in regel.eisen for regel in gevonden)


@pytest.mark.parametrize(
    ("overgang", "taak"),
    [
        ("kies_a", "lokaal_informeren"),
        ("raadpleeg_bij_twijfel", "raadpleeg_contactpersoon"),
        ("start_fase_1", "college_informeren"),
        ("start_fase_1", "raad_informeren"),
        ("start_fase_2", "terugkoppeling"),
    ],
)
def test_wie_geen_rol_is_wordt_geinformeerd_met_een_taak_als_bewijs(overgang, taak):
    regels_met_taak = [r for r in PROTOCOL.informatieregels_bij(f"overgang:{overgang}") if r.taak == taak]

    assert [(regel.wijze, regel.aan) for regel in regels_met_taak] == [("taak", ())]
    assert overgang in PROTOCOL.taak_per_code[taak].bij


def test_een_taak_als_bewijs_ontstaat_op_hetzelfde_moment_als_de_regel():
    for regel in PROTOCOL.informatieregels:
        if regel.wijze == "taak":
            aanleidingen = {f"overgang:{code}" for code in PROTOCOL.taak_per_code[regel.taak].bij}
            assert set(regel.bij) <= aanleidingen, regel.code
            assert regel.als == PROTOCOL.taak_per_code[regel.taak].als, regel.code


@pytest.mark.eis("A13")
def test_alleen_de_regiomanager_sluit_fase_2():
    rond_af = PROTOCOL.stap_per_code["rond_af"]

    assert rond_af.mag_door("fase_2") == ("regiomanager",)
    assert rond_af.mag_door("monitoring") == ("contractmanager", "regiomanager")


@pytest.mark.eis("R89")
def test_er_zijn_zeven_evaluatievragen_en_zeven_analysevragen():
    assert [vraag.eisen for vraag in PROTOCOL.evaluatievragen] == [(f"R{n}",) for n in range(90, 97)]
    assert [vraag.eisen for vraag in PROTOCOL.vragen_van("toegang")] == [(f"R{n}",) for n in range(47, 51)]
    assert [vraag.eisen for vraag in PROTOCOL.vragen_van("contractmanager")] == [(f"R{n}",) for n in range(51, 54)]


@pytest.mark.eis("A7")
def test_op_elke_analysevraag_kan_iemand_onbekend_antwoorden():
    assert all("onbekend" in {a.weegt for a in vraag.antwoorden} for vraag in PROTOCOL.vragen)
