"""Django refuses to start on a protocol that does not fit: each check sees its own kind of hole."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from basis.regels import WekkerRegel
from escalatie.protocol.controle import Omgeving, controleer_protocol, fouten, omgeving_hier
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol

HET_PROTOCOL = haal_protocol("ijsselland-2019-02-13")
HIER = omgeving_hier()


def met(veld: str, code: str, /, **anders: Any) -> Protocol:
    """The protocol with one rule changed."""
    regels = tuple(replace(r, **anders) if r.code == code else r for r in getattr(HET_PROTOCOL, veld))
    assert regels != getattr(HET_PROTOCOL, veld)
    velden: dict[str, Any] = {veld: regels}
    return replace(HET_PROTOCOL, **velden)


def met_antwoord(**anders: Any) -> Protocol:
    """The protocol with the first answer about safety changed."""
    vraag = next(vraag for vraag in HET_PROTOCOL.vragen if vraag.code == "veiligheid")
    eerste, *rest = vraag.antwoorden
    return met("vragen", "veiligheid", antwoorden=(replace(eerste, **anders), *rest))


def zonder(veld: str, code: str) -> Protocol:
    """The protocol without one rule."""
    regels = tuple(r for r in getattr(HET_PROTOCOL, veld) if r.code != code)
    assert len(regels) < len(getattr(HET_PROTOCOL, veld))
    velden: dict[str, Any] = {veld: regels}
    return replace(HET_PROTOCOL, **velden)


@pytest.mark.eis("R2")
def test_wet_en_slot_zijn_gelijk():
    assert fouten(HET_PROTOCOL, HIER) == []
    assert controleer_protocol(None) == []


@pytest.mark.parametrize(
    ("stuk", "zin"),
    [
        # law = lock
        (lambda: met("overgangen", "start_fase_1", naar="fase_2"), "van scenario_d naar fase_2 staat niet op het slot"),
        # who reported
        (lambda: met("keuzes", "anders", code="ander"), "keuzes, melder: 'anders' ontbreekt"),
        # statuses
        (lambda: zonder("statussen", "twijfel"), "raadpleeg_bij_twijfel: status 'twijfel' bestaat niet"),
        (lambda: met("statussen", "twijfel", code="weifel"), "statussen, weifel: geen enkele overgang komt hier uit"),
        (lambda: met("statussen", "twijfel", code="t" * 25), "deze code is langer dan 24 tekens"),
        (lambda: met("statussen", "fase_1", vervolg="fase_9"), "fase_1, vervolg: status 'fase_9' bestaat niet"),
        (lambda: met("statussen", "impactanalyse", vervolg=""), "wie vervolg volgt, komt niet bij beoordeling"),
        (lambda: met("statussen", "beoordeling", oordeel=False), "precies één status heeft oordeel = true"),
        (lambda: met("overgangen", "rond_af", keert_om=True), "rond_af: keert_om hoort bij een weg terug naar"),
        (lambda: met("overgangen", "registreer", code="begin"), "precies één overgang zonder van, met code registreer"),
        # parties and weights
        (lambda: met("vragen", "onrust", analyse="burgemeester"), "onrust: partij 'burgemeester' bestaat niet"),
        (lambda: met("partijen", "toegang", rol="regiomanager"), "er is geen taak met vorm analyse voor regiomanager"),
        (
            lambda: met("partijen", "toegang", per="melding"),
            "er is geen taak met vorm analyse voor toegang, per melding",
        ),
        (lambda: met("scenarios", "a", bij=("zin",)), "scenarios, a, bij: 'zin' staat bij geen weging"),
        (lambda: met("scenarios", "a", bij=()), "scenarios, a, bij: noem bij welke antwoorden"),
        (lambda: met("wegingen", "bereik", woorden=("onrust",)), "wegingen: 'onrust' staat bij meer dan één onderwerp"),
        (lambda: zonder("overgangen", "raadpleeg_bij_twijfel"), "twijfel: geen enkele overgang komt hier uit"),
        (lambda: zonder("overgangen", "hervat_beoordeling"), "twijfel: er is geen weg verder"),
        (lambda: zonder("overgangen", "rond_af"), "monitoring: van hier komt een melding nooit bij een einde"),
        # what follows the facts, what is a double, what always counts
        (lambda: met("taken", "triage_herwegen", als=""), "taken, triage_herwegen: volgt_feiten hoort bij"),
        (lambda: met("taken", "triage_vaststellen", volgt_feiten=False), "triage_vaststellen: volgt_feiten hoort bij"),
        (
            lambda: met("termijnen", "triage_vaststellen", als=""),
            "de taak triage_vaststellen hoort bij 'triage_onzeker'",
        ),
        (
            lambda: met("termijnen", "triage_vaststellen", als="zin"),
            "triage_vaststellen: voorwaarde 'zin' bestaat niet",
        ),
        (
            lambda: met("overgangen", "wijs_af", vraagt_gemeenten=True),
            "wijs_af: vraagt_gemeenten hoort bij een stap met een taak per gemeente",
        ),
        (lambda: met("overgangen", "heroverweeg", sluit_taken=False), "heroverweeg: laat "),
        (lambda: met("overgangen", "heropen", vraagt_melding=True), "heropen: vraagt_melding hoort bij een einde"),
        (lambda: met("keuzes", "jeugdwet", altijd_meldingswaardig=True), "jeugdwet: altijd_meldingswaardig hoort bij"),
        # roles
        (lambda: met("overgangen", "wijs_af", door=("baas",)), "overgangen, wijs_af: rol 'baas' bestaat niet"),
        (lambda: met("overgangen", "wijs_af", door=()), "wijs_af: elke rol van door_per_van staat ook in door"),
        (lambda: met("overgangen", "rond_af", door_per_van={"fase_1": ("regiomanager",)}), "fase_1 staat niet in van"),
        (lambda: met("overgangen", "rond_af", door_per_van={"fase_2": ("toegang",)}), "rond_af: elke rol van door_per"),
        (lambda: met("taken", "spoedoverleg", rol="baas"), "taken, spoedoverleg: rol 'baas' bestaat niet"),
        (lambda: met("termijnen", "fase_1", rol="baas"), "termijnen, fase_1: rol 'baas' bestaat niet"),
        (lambda: met("informatieregels", "b_naar_managers", aan=("baas",)), "b_naar_managers: rol 'baas' bestaat niet"),
        (lambda: replace(HET_PROTOCOL, rolnamen={}), "rol 'contractmanager' heeft geen naam in [rolnaam]"),
        # conditions
        (lambda: met("overgangen", "kies_a", vereist=("zin",)), "kies_a: voorwaarde 'zin' bestaat niet"),
        (lambda: met("overgangen", "kies_a", verwacht=("taak:zin",)), "voorwaarde 'taak:zin' bestaat niet"),
        (lambda: met("taken", "spoedoverleg", als="zin"), "taken, spoedoverleg: voorwaarde 'zin' bestaat niet"),
        (lambda: replace(HET_PROTOCOL, voorwaardenamen={}), "'meldingswaardig' heeft geen naam in [voorwaardenaam]"),
        # mails
        (lambda: met("informatieregels", "b_naar_managers", sjabloon="zin"), "sjabloon 'zin' is niet compleet"),
        (lambda: met("informatieregels", "b_naar_managers", sjabloon=""), "sjabloon '' is niet compleet"),
        (lambda: met("informatieregels", "b_naar_managers", aan=()), "b_naar_managers: een mail zonder ontvangers"),
        (
            lambda: met("informatieregels", "b_naar_managers", aan=("jeugdige_familie",)),
            "aan jeugdige_familie sturen wij nooit mail",
        ),
        (lambda: met("informatieregels", "c_naar_voorzitter", taak=""), "zonder mail hoort hier een taak"),
        # references
        (lambda: met("informatieregels", "b_naar_managers", bij=("overgang:zin",)), "'overgang:zin' gebeurt nooit"),
        (lambda: met("informatieregels", "b_naar_managers", bij=("taak:zin",)), "'taak:zin' gebeurt nooit"),
        (lambda: met("informatieregels", "b_naar_managers", bij=("zin",)), "'zin' gebeurt nooit"),
        (lambda: met("informatieregels", "b_naar_managers", bij=()), "'' gebeurt nooit"),
        (lambda: met("informatieregels", "c_naar_voorzitter", taak="zin"), "taak 'zin' bestaat niet"),
        (lambda: met("taken", "spoedoverleg", bij=("zin",)), "taken, spoedoverleg: overgang 'zin' bestaat niet"),
        (lambda: met("taken", "spoedoverleg", termijn="zin"), "taken, spoedoverleg: termijn 'zin' bestaat niet"),
        (lambda: met("termijnen", "fase_1", bij=("zin",)), "termijnen, fase_1: overgang 'zin' bestaat niet"),
        (lambda: met("termijnen", "fase_1", stopt_bij=("zin",)), "termijnen, fase_1: overgang 'zin' bestaat niet"),
        (lambda: met("termijnen", "fase_1", vanaf="zin"), "termijnen, fase_1, vanaf: 'zin' kan niet"),
        (lambda: met("termijnen", "fase_1", stopt_bij_taak="zin"), "termijnen, fase_1: taak 'zin' bestaat niet"),
        (lambda: met("overgangen", "kies_a", voltooit=("zin",)), "kies_a, voltooit: taak 'zin' bestaat niet"),
        (lambda: met("overgangen", "kies_a", vervalt=("zin",)), "kies_a, vervalt: taak 'zin' bestaat niet"),
        (lambda: met("overgangen", "heropen", berichten_blijven=("familie_eerst",)), "'familie_eerst' is geen mail"),
        (
            lambda: met("overgangen", "heropen", trekt_berichten_in=False),
            "heropen, berichten_blijven: deze overgang trekt",
        ),
        (lambda: met("overgangen", "kies_a", van=("zin",)), "overgangen, kies_a: status 'zin' bestaat niet"),
        # answers
        (lambda: met_antwoord(gevolg=""), "veiligheid, gewaarborgd: dit antwoord leidt nergens toe"),
        (lambda: met_antwoord(gevolg="zin"), "veiligheid, gewaarborgd: gevolg 'zin' bestaat niet"),
        (lambda: met_antwoord(weegt="onbekend"), "weegt mee in het advies; gevolg = 'geen' spreekt dat tegen"),
        (lambda: met("keuzes", "geen_onderzoek", gevolg=""), "igj_route, geen_onderzoek: dit antwoord leidt nergens"),
        (lambda: met("keuzes", "telefoon", gevolg="gevaar"), "overlegvorm, telefoon: met een gevolg van deze lijst"),
        (lambda: met("taken", "opschalingsadvies", antwoorden=()), "vorm keuze en antwoorden horen bij elkaar"),
        (lambda: met("taken", "opschalingsadvies", vorm="verslag"), "vorm keuze en antwoorden horen bij elkaar"),
        (lambda: met("taken", "spoedoverleg", bij=()), "spoedoverleg: geen overgang en geen antwoord brengt deze taak"),
        (lambda: met("taken", "spoedoverleg", binnen_uren=2), "spoedoverleg, binnen_uren: noem een aantal uren of een"),
        (lambda: met("taken", "veiligheid_regelen", binnen_uren=-1), "veiligheid_regelen, binnen_uren: noem een"),
        (
            lambda: zonder("informatieregels", "besluit_te_laat"),
            "intern_opschalen, binnen_uren: niemand hoort van tela",
        ),
        (lambda: met("gevolgen", "gevaar", code="onraad"), "gevolgen, onraad: geen antwoord leidt hiertoe"),
        (lambda: met("gevolgen", "intern_opschalen", taken=()), "intern_opschalen: hier volgt niets uit"),
        (lambda: met("gevolgen", "intern_opschalen", taken=("zin",)), "intern_opschalen: taak 'zin' bestaat niet"),
        (lambda: met("gevolgen", "gevaar", taken=("gevaar_afstemmen",)), "gevaar: tot noemt een van de eigen taken"),
        (lambda: met("taken", "veiligheid_regelen", blijft=False), "gevaar: de taak die het signaal beëindigt heeft"),
        (lambda: met("taken", "veiligheid_regelen", vorm="verslag"), "gevaar: de taak die het signaal beëindigt heeft"),
        (lambda: zonder("informatieregels", "gevaar_naar_leiding"), "gevaar: niemand hoort van gevolg:gevaar"),
        (lambda: zonder("informatieregels", "gevaar_voorbij"), "gevaar: niemand hoort van voorbij:gevaar"),
        # who leads
        (lambda: met("scenarios", "c", leiding=("zin",)), "scenarios, c, leiding: 'zin' ken ik niet"),
        (lambda: met("scenarios", "c", lezing=""), "scenarios, c, leiding: noem de lezing die zegt wie leidt"),
        (lambda: zonder("taken", "sluit_aan_bij_leiding"), "geef een taak voor de leider, en een voor de anderen"),
        (lambda: met("taken", "spoedoverleg", voor="leider"), "spoedoverleg, voor: dit kan alleen per gemeente"),
        (lambda: met("taken", "spoedoverleg", voor="zin"), "spoedoverleg, voor: 'zin' kan niet"),
        (lambda: met("scenarios", "c", leiding=()), "c_naar_manager, voor: dit kan alleen bij de keuze van een"),
        # terms
        (lambda: met("termijnen", "fase_1", uren=0), "fase_1: noem precies één van uren, dagen, maanden of werkdagen"),
        (
            lambda: met("termijnen", "fase_1", maanden=2),
            "fase_1: noem precies één van uren, dagen, maanden of werkdagen",
        ),
        (
            lambda: met("termijnen", "fase_1", uren=-48),
            "fase_1: noem precies één van uren, dagen, maanden of werkdagen",
        ),
        (lambda: met("termijnen", "fase_1", lezing="A99"), "fase_1: lezing 'A99' bestaat niet"),
        (lambda: met("termijnen", "fase_1", wekkers=()), "bij termijn:fase_1:voor: deze wekker bestaat niet"),
        (lambda: zonder("informatieregels", "fase_1_te_laat"), "termijn:fase_1:na: deze wekker heeft geen informatie"),
        (lambda: met("termijnen", "fase_1", wekkers=(WekkerRegel("op", 3),)), "wekker 'op' met 3 uren kan niet"),
        (lambda: met("termijnen", "fase_1", wekkers=(WekkerRegel("ooit", 3),)), "wekker 'ooit' met 3 uren kan niet"),
        # words, sources, codes, scenarios
        (lambda: met("taken", "spoedoverleg", vorm="zin"), "taken, spoedoverleg, vorm: 'zin' kan niet"),
        (lambda: met("informatieregels", "b_naar_managers", gemeenten="zin"), "gemeenten: 'zin' kan niet"),
        (lambda: met("taken", "spoedoverleg", bron=" "), "taken, spoedoverleg: de bron ontbreekt"),
        (lambda: met("taken", "spoedoverleg", eisen=()), "taken, spoedoverleg: noem in eisen ten minste één"),
        (lambda: met("taken", "spoedoverleg", eisen=("X1",)), "'X1' is geen R- of A-nummer"),
        (lambda: met("taken", "spoedoverleg", code="triage"), "taken, triage: deze code staat er al"),
        (lambda: met("scenarios", "d", code="e"), "scenarios, e: precies één status heeft scenario = 'e'"),
        (lambda: zonder("scenarios", "d"), "kies_d: de keuze van 'd' hoort bij een scenario dat er niet is"),
        (lambda: zonder("overgangen", "kies_d"), "scenarios, d: precies één status heeft scenario"),
        (lambda: met("scenarios", "d", gewicht=3), "elk scenario heeft een eigen gewicht nodig"),
    ],
)
def test_een_gat_in_het_protocol_wordt_gezien(stuk: Callable[[], Protocol], zin: str):
    assert any(zin in fout for fout in fouten(stuk(), HIER)), fouten(stuk(), HIER)


@pytest.mark.parametrize(
    ("omgeving", "zin"),
    [
        (replace(HIER, heeft_sjabloon=lambda sjabloon: sjabloon != "termijn_nadert"), "sjabloon 'termijn_nadert'"),
        (replace(HIER, voorwaarden=HIER.voorwaarden - {"taken_af"}), "voorwaarde 'taken_af' bestaat niet"),
        (replace(HIER, rollen=HIER.rollen - {"toegang"}), "rol 'toegang' bestaat niet"),
        (replace(HIER, pijlen=frozenset()), "rond_af: van monitoring naar afgerond staat niet op het slot"),
    ],
)
def test_een_gat_in_het_huis_wordt_gezien(omgeving: Omgeving, zin: str):
    assert any(zin in fout for fout in fouten(HET_PROTOCOL, omgeving))


def test_een_onleesbaar_bestand_houdt_de_applicatie_tegen(tmp_path, monkeypatch):
    (tmp_path / "stuk.toml").write_text("[[status]]\n", encoding="utf-8")
    monkeypatch.setattr("escalatie.protocol.lezen.MAP", tmp_path)

    assert [fout.id for fout in controleer_protocol(None)] == ["protocol.E001"]
