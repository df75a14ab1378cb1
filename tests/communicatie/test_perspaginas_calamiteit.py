"""A press question about a calamity on its pages: who sees which kenmerk, and what waits for the family (R22, R125)."""

from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from communicatie.familie import naar_buiten, onderzoeken
from communicatie.familie.naar_buiten import Toestemming
from communicatie.familie.onderzoeken import Begin
from communicatie.models import Persvraag, Uiting
from contacten.models import Gebruiker
from escalatie.persvragen import meldinggelijkenis
from tests import bouw
from tests.communicatie import persbouw
from tests.communicatie.persklikken import CITAAT, KERN, als, formulier, intake, lees, lees_stap, nieuwe, stap

pytestmark = pytest.mark.django_db


@pytest.mark.eis("R22")
def test_wie_het_dossier_niet_mag_zien_ziet_geen_kenmerk_van_de_melding(
    contractmanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    melding, client = bouw.melding(nu), als(contractmanager)
    vraag = nieuwe(client, nu)
    onbekend = stap(als(adviseur), vraag, "koppel", melding="CAL-2026-9999")
    assert "Er is geen melding met dit kenmerk." in onbekend.content.decode()
    # He was told the kenmerk when it was registered, and links before the dossier is open for him.
    assert stap(als(adviseur), vraag, "koppel", melding=f" {melding.kenmerk.lower()} ").status_code == 302

    assert melding.kenmerk in lees(client, vraag)
    van_adviseur = lees(als(adviseur), vraag)
    assert melding.kenmerk not in van_adviseur
    assert "Deze persvraag hoort bij een calamiteit" in van_adviseur


@pytest.mark.eis("R22", "R111")
def test_wie_van_een_melding_hoorde_legt_er_een_vraag_bij_vast_voor_het_dossier_open_is(
    adviseur: Gebruiker, nu: datetime
) -> None:
    """By the page of the melding, and as the follow-up of a question about it; the dossier stays closed."""
    melding, client = bouw.melding(nu), als(adviseur)
    assert client.get(melding.get_absolute_url()).status_code == 404
    pad = f"/persvragen/nieuw/?melding={melding.kenmerk}"
    assert pad in client.get(f"/persvragen/bij/{melding.kenmerk}/").content.decode()
    pagina = client.get(pad).content.decode()
    assert melding.kenmerk in pagina
    assert melding.get_absolute_url() + '"' not in pagina
    assert intake(client, nu, pad).status_code == 302
    eerste = Persvraag.objects.latest("pk")
    assert intake(client, nu, f"/persvragen/nieuw/?vervolg={eerste.kenmerk}").status_code == 302
    vervolg = Persvraag.objects.latest("pk")
    assert [vraag.melding_id for vraag in (eerste, vervolg)] == [melding.pk, melding.pk]
    assert client.get("/persvragen/nieuw/?melding=CAL-2026-9999").status_code == 404


@pytest.mark.eis("R22")
def test_een_vraag_lijkt_op_een_melding_van_elke_gemeente_waarover_zij_gaat_en_van_wat_lang_geleden_gebeurde(
    contractmanager: Gebruiker, nu: datetime
) -> None:
    lang_geleden = bouw.melding(nu, ["kampen"], gebeurd_datum=(nu - timedelta(days=60)).date())
    kampen = bouw.regio(nu).gemeenten["kampen"]
    for vraag in (persbouw.persvraag(nu, "kampen"), persbouw.persvraag(nu, gemeenten=(kampen,))):
        voorstel = meldinggelijkenis.voorstel_bij(vraag, contractmanager, nu)
        assert voorstel is not None
        assert [g.melding for g in voorstel.gezien] == [lang_geleden]
        assert "met de melding" in voorstel.gezien[0].waarom
    # A month after the melding the press writes of something else.
    later = nu + timedelta(days=30)
    assert meldinggelijkenis.voorstel_bij(persbouw.persvraag(later, "kampen"), contractmanager, later) is None


@pytest.mark.eis("R125", "R156")
def test_waarom_het_slot_dicht_is_leest_alleen_wie_het_dossier_ziet(
    contractmanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    """On the page of the question, on that of a step that sends, and on that of one that records."""
    melding = bouw.melding(nu)
    vraag = persbouw.persvraag(nu, melding=melding)
    persbouw.loop(vraag, "teksten", nu)
    onderzoeken.begin(melding, Begin(nu, "officier", "De politie belde."), contractmanager, nu, persbouw.WET)
    feiten = ("strafrechtelijk", "weten het nog niet", "eerst de familie.", "Wie nam dit besluit")
    for wie, leest in ((contractmanager, True), (adviseur, False)):
        client = als(wie)
        for html in (
            lees(client, vraag),
            *(lees_stap(client, vraag, code) for code in ("stem_af", "leg_antwoord_vast")),
        ):
            gelezen = [feit for feit in feiten if feit.casefold() in html.casefold()]
            assert bool(gelezen) == leest, (wie, gelezen)
            assert leest or naar_buiten.NIETS_NAAR_BUITEN in html


@pytest.mark.eis("R125")
def test_wie_op_het_slot_stuit_leest_waar_het_opengaat_als_hij_dat_dossier_mag_lezen(
    contractmanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    client, schrijver = als(contractmanager), als(adviseur)
    for melding, mag in ((bouw.melding(nu), False), (bouw.tot("impactanalyse", nu), True)):
        vraag = nieuwe(client, nu)
        stap(client, vraag, "koppel", melding=melding.kenmerk)
        stap(client, vraag, "verzamel_informatie")
        pad = f"/persvragen/{vraag.kenmerk}/teksten/"
        schrijver.post(pad, {**formulier(schrijver, pad), "vraag": vraag.vraag, "kernboodschap": KERN, "memo": "Memo."})
        leest = schrijver.get(f"/persvragen/{vraag.kenmerk}/stap/stem_af/").content.decode()
        assert "Deze stap kan nu niet." in leest
        assert (f'href="{melding.get_absolute_url()}communicatie/"' in leest) is mag


@pytest.mark.eis("R125")
def test_over_een_calamiteit_gaat_niets_weg_voor_de_familie_het_weet_tenzij_met_toestemming(
    contractmanager: Gebruiker, regiomanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    client, schrijver, leider, melding = als(contractmanager), als(adviseur), als(regiomanager), bouw.melding(nu)
    vraag = nieuwe(client, nu)
    stap(client, vraag, "koppel", melding=melding.kenmerk)
    stap(client, vraag, "verzamel_informatie")
    pad = f"/persvragen/{vraag.kenmerk}/teksten/"
    schrijver.post(pad, {**formulier(schrijver, pad), "vraag": vraag.vraag, "kernboodschap": KERN, "memo": "Memo."})
    assert "De regiomanager RSJ kan met een reden vrijgeven" in lees_stap(schrijver, vraag, "stem_af")
    # No form is offered that the door will refuse; what the door says is in test_slot_op_persvraag.
    assert formulier(schrijver, f"/persvragen/{vraag.kenmerk}/stap/stem_af/") == {}
    stap(schrijver, vraag, "stem_af")
    vraag.refresh_from_db()
    assert vraag.status == "informatie_verzamelen"

    reden = Toestemming("De familie is niet te bereiken en de krant drukt nu.")
    naar_buiten.geef_vrij(melding, "gemeentenmail", reden, regiomanager, nu, persbouw.WET)
    assert "Er is al toestemming gegeven." in lees_stap(schrijver, vraag, "stem_af")
    assert stap(schrijver, vraag, "stem_af").status_code == 302
    gegeven = {"gemeente": "zwolle", "tekst": CITAAT, "beantwoord_door": "woordvoerder"}
    op = {"beantwoord_op_0": f"{lokaal(nu):%Y-%m-%d}", "beantwoord_op_1": f"{lokaal(nu):%H:%M}"}
    zonder = stap(leider, vraag, "leg_antwoord_vast", **gegeven, **op)
    assert zonder.status_code == 200
    assert "Waarom, en wat gebeurde er?" in zonder.content.decode()
    met = stap(
        leider,
        vraag,
        "leg_antwoord_vast",
        **gegeven,
        **op,
        toestemming_hoe="vrijgave",
        toestemming_reden="Het stond al in de krant.",
    )
    assert met.status_code == 302
    assert set(Uiting.objects.values_list("soort", "wist_familie")) == {
        ("gemeentenmail", False),
        ("persantwoord", False),
    }
