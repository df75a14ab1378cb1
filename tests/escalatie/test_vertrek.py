"""Who leaves a dossier keeps what belongs to another seat; who leads after her hears it; facts move what follows them.

What the machine of `verbeteraar.py` meets at random stands here by name.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from calamiteiten.dossier import zoals_nu
from calamiteiten.models import Melding
from calamiteiten.toegang import mag_zien
from communicatie.models import Actielink, Bericht
from communicatie.post import actielinks
from communicatie.post.berichten import verzend
from contacten.bezetting import bezet
from contacten.models import Bezetting, Contactpersoon
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import herweging, termijnen
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los, wijzig
from escalatie.draaiboek.informatie import NIET_BETROKKEN, VERBETERD
from escalatie.draaiboek.leiding import leider
from escalatie.draaiboek.stand import Stand
from escalatie.models import Stap, Taak, Termijn, Wekker
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.test_verbeteren import WAAROM

UUR = timedelta(hours=1)


def op_twee_plekken(regio: Regio, nu: datetime, rol: str, *plaatsen: str) -> Contactpersoon:
    """One person who alone fills this seat of each of these gemeenten."""
    eerste = bezet(rol, nu, gemeente=regio.gemeenten[plaatsen[0]]).ontvangers[0]
    for plaats in plaatsen:
        Bezetting.objects.filter(rol=rol, gemeente=regio.gemeenten[plaats]).delete()
        Bezetting.objects.create(
            rol=rol, gemeente=regio.gemeenten[plaats], contactpersoon=eerste, van_datum=nu.date(), volgorde=1
        )
    return eerste


@pytest.mark.eis("R101")
@pytest.mark.parametrize("is_gebeld", [False, True])
def test_een_lege_plek_hoort_van_het_vertrek_als_iemand_daar_is_gebeld_en_wacht_niet_op_de_uitkomst(
    regio: Regio, nu: datetime, is_gebeld: bool
) -> None:
    """The seat of the toegang of Deventer is empty: what it should know is told by telephone, or by nobody."""
    cm, loper = regio.gebruikers["contractmanager"], bouw.loper(nu)
    zaak = loper.registreer(bouw.gegevens(nu)).melding
    betrek_gemeente(zaak, regio.gemeenten["deventer"], cm, nu + UUR)
    loper.nu = nu + 2 * UUR
    if is_gebeld:
        loper.doe("bel_lege_zetel")
    laat_los(zaak, regio.gemeenten["deventer"], WAAROM, cm, nu + 3 * UUR)

    afscheid = Bericht.objects.filter(zaak=zaak, regel="niet_meer_betrokken")
    bellen = Taak.objects.filter(zaak=zaak, code="bel_lege_zetel", gemeente__code="deventer", status="open")
    assert (afscheid.count(), bellen.count()) == ((1, 1) if is_gebeld else (0, 0))
    assert controleer(nu + 3 * UUR) == []
    loper.nu = nu + 4 * UUR
    loper.doe("bel_lege_zetel").stap("trek_melding_in", motivering=WAAROM)
    assert controleer(nu + 4 * UUR) == []


@pytest.mark.eis("R29", "R101")
@pytest.mark.parametrize("weg", ["dalfsen", "raalte"])
@pytest.mark.parametrize("is_verstuurd", [False, True])
def test_wie_twee_gemeenten_dient_houdt_wat_bij_de_andere_hoort(
    weg: str, regio: Regio, nu: datetime, mailserver: Mailserver, *, is_verstuurd: bool
) -> None:
    contact = op_twee_plekken(regio, nu, "manager_gemeente", "dalfsen", "raalte")
    zaak = bouw.in_scenario("c", nu, gemeenten=["kampen", "kampen", "dalfsen", "raalte"])
    regel = "c_naar_andere_managers"
    (mail,) = Bericht.objects.filter(zaak=zaak, contactpersoon=contact, regel=regel)
    if is_verstuurd:
        verzend(nu)
        assert Actielink.objects.filter(bericht=mail).exists()

    laat_los(zaak, regio.gemeenten[weg], WAAROM, regio.gebruikers["contractmanager"], nu + UUR)

    blijft = "dalfsen" if weg == "raalte" else "raalte"
    mail.refresh_from_db()
    assert (mail.status, mail.gemeente) == ("verzonden" if is_verstuurd else "gepland", regio.gemeenten[blijft])
    nieuws = set(
        Bericht.objects.filter(zaak=zaak, contactpersoon=contact, gepland_op=nu + UUR).values_list("regel", flat=True)
    )
    assert NIET_BETROKKEN not in nieuws
    if is_verstuurd:
        link = Actielink.objects.get(bericht=mail)
        assert link.ingetrokken_op is None
        assert actielinks.is_van_hem(link, nu + UUR)
    laat_los(zaak, regio.gemeenten[blijft], WAAROM, regio.gebruikers["contractmanager"], nu + 2 * UUR)
    mail.refresh_from_db()
    assert mail.status == ("verzonden" if is_verstuurd else "ingetrokken")
    rijen = Bericht.objects.filter(zaak=zaak, contactpersoon=contact, regel=NIET_BETROKKEN)
    assert rijen.exists() == is_verstuurd


@pytest.mark.eis("R74")
def test_wie_is_genodigd_omdat_de_aanbieder_daar_werkt_blijft_genodigd(regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw.in_scenario("d", nu), regio.gebruikers["contractmanager"]
    raalte, regel = regio.gemeenten["raalte"], "d_naar_managers"

    def genodigd() -> set[str]:
        rijen = Bericht.objects.filter(zaak=zaak, regel=regel, status="gepland")
        return set(rijen.values_list("gemeente__code", flat=True))

    eerst = genodigd()
    assert "raalte" in eerst
    betrek_gemeente(zaak, raalte, cm, nu + UUR)
    assert Bericht.objects.filter(zaak=zaak, regel=regel, gemeente=raalte).count() == 1
    laat_los(zaak, raalte, WAAROM, cm, nu + 2 * UUR)
    assert genodigd() == eerst
    assert not mag_zien(regio.gebruikers["toegang_raalte"], zaak)
    assert mag_zien(regio.gebruikers["manager_deventer"], zaak)

    # The aanbieder was another one, which works in Zwolle only.
    zaak = Melding.objects.get(pk=zaak.pk)
    feiten = replace(zoals_nu(zaak), aanbieder=regio.aanbieders["molen"])
    wijzig(zaak, feiten, zaak.versie, cm, nu + 3 * UUR, WAAROM)
    assert genodigd() == {"zwolle"}
    assert not mag_zien(regio.gebruikers["manager_deventer"], zaak)
    zaak = Melding.objects.get(pk=zaak.pk)
    wijzig(zaak, replace(feiten, aanbieder=regio.aanbieders["wissel"]), zaak.versie, cm, nu + 4 * UUR, WAAROM)
    assert genodigd() == eerst
    assert mag_zien(regio.gebruikers["manager_deventer"], zaak)
    assert controleer(nu + 4 * UUR) == []


@pytest.mark.eis("R70", "A20")
def test_wie_na_een_vertrek_leidt_heeft_de_taak_en_hoort_het(regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("c", nu, gemeenten=["kampen", "kampen", "raalte", "zwolle"], aanbieder="molen")
    assert leider(Stand(zaak)) == regio.gemeenten["zwolle"]

    laat_los(zaak, regio.gemeenten["zwolle"], WAAROM, regio.gebruikers["contractmanager"], nu + UUR)

    assert leider(Stand(zaak)) == regio.gemeenten["kampen"]
    open_ = Taak.objects.filter(zaak=zaak, status="open", rol="manager_gemeente")
    leidt = set(
        open_.filter(code__in=["gemeentelijk_protocol", "sluit_aan_bij_leiding"]).values_list("code", "gemeente__code")
    )
    assert leidt == {("gemeentelijk_protocol", "kampen"), ("sluit_aan_bij_leiding", "raalte")}
    nieuws = Bericht.objects.filter(zaak=zaak, gepland_op=nu + UUR, rol="manager_gemeente")
    assert ("c_naar_manager", "kampen") in set(nieuws.values_list("regel", "gemeente__code"))
    assert (VERBETERD, "raalte") in set(nieuws.values_list("regel", "gemeente__code"))
    assert controleer(nu + UUR) == []


@pytest.mark.eis("A8")
def test_elke_termijn_die_vanaf_ontvangst_telt_gaat_mee_met_dat_moment(regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw.melding(nu), regio.gebruikers["contractmanager"]
    protocol = haal_protocol(zaak.protocol_versie)
    codes = {regel.code for regel in protocol.termijnen if regel.vanaf == "ontvangst"}
    assert codes == {"triage"}
    for moment in (nu - 30 * UUR, nu - 5 * UUR, nu - 100 * UUR):
        zaak = Melding.objects.get(pk=zaak.pk)
        wijzig(zaak, replace(zoals_nu(zaak), ontvangen_op=moment), zaak.versie, cm, nu, WAAROM)
        naast = bouw.melding(nu, ontvangen_op=moment)
        for code in codes:
            rij, anders = (Termijn.objects.get(zaak=een, code=code) for een in (zaak, naast))
            assert (rij.start_op, rij.vervalt_op, rij.uitleg) == (anders.start_op, anders.vervalt_op, anders.uitleg)
            wekkers = [set(een.wekkers.values_list("soort", "gaat_op", "vervallen_op")) for een in (rij, anders)]
            assert wekkers[0] == wekkers[1]
            taken = [Taak.objects.get(zaak=een, code="triage").uiterlijk_op for een in (zaak, naast)]
            assert taken[0] == taken[1] == rij.vervalt_op
        anders_nu = Stap.objects.filter(zaak=zaak, code="verbeter").latest("volgnummer").gegevens["velden"]
        assert any(naam.startswith("Termijn: ") and oud != nieuw for naam, oud, nieuw in anders_nu)
    # What passed rings once; moved to a later day it rings again then, and the term runs.
    termijnen.bewaak(nu)
    assert Termijn.objects.get(zaak=zaak, code="triage").status == "verstreken"
    zaak = Melding.objects.get(pk=zaak.pk)
    wijzig(zaak, replace(zoals_nu(zaak), ontvangen_op=nu), zaak.versie, cm, nu, WAAROM)
    assert Termijn.objects.get(zaak=zaak, code="triage").status == "loopt"
    assert Wekker.objects.filter(termijn__zaak=zaak, soort="op", gevuurd_op=None, gaat_op__gt=nu).count() == 1


@pytest.mark.eis("R28", "R29")
def test_elke_taak_die_de_feiten_volgt_komt_en_gaat_met_hen(regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw.melding(nu), regio.gebruikers["contractmanager"]
    feiten: dict[str, dict[str, Any]] = {
        "igj_melding_navragen": {"gemeld_igj_op": None, "igj_kenmerk": ""},
        "toegang_melding_navragen": {"gemeld_toegang": {}},
        "aanbieder_melding_navragen": {"melder": "inspectie"},
        "informeer_buiten_regio": {"gemeente_woonplaats": None, "gemeente_woonplaats_buiten": "Meppel"},
    }
    volgt = {r.code for r in haal_protocol(zaak.protocol_versie).taken if r.volgt_feiten}
    assert volgt == {*feiten, "triage_vaststellen", "triage_herwegen"}
    goed = zoals_nu(zaak)
    for code, anders in feiten.items():
        for nieuw, is_open in ((replace(goed, **anders), True), (goed, False)):
            zaak = Melding.objects.get(pk=zaak.pk)
            wijzig(zaak, nieuw, zaak.versie, cm, nu + UUR, WAAROM)
            assert Taak.objects.filter(zaak=zaak, code=code, status="open").exists() == is_open, code
            geldend = herweging.geldend(Stand(Melding.objects.get(pk=zaak.pk)))
            assert any(naam == code for naam, _ in geldend) == is_open
    assert controleer(nu + UUR) == []
