"""Every form of record is put right and taken back: the old one stays readable, what rested on it is weighed again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.models import Inspectierapport, Melding
from communicatie.familie import familielijst, onderzoeken, slachtofferhulp
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.herroepen import herroep
from communicatie.familie.informeringen import Inlichting, Partij, leg_orgaan_vast
from communicatie.familie.naar_buiten import Toestemming, is_dicht, leg_uiting_vast, toestand
from communicatie.familie.onderzoeken import Begin
from communicatie.familie.regie import Overdracht, huidige, schrijf
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import (
    HERROEPBAAR,
    Bericht,
    Herroeping,
    Informeermoment,
    Informering,
    Onderzoek,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitzondering,
)
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los
from escalatie.draaiboek.correcties import INTUSSEN, TREK_IN, VERBETER
from escalatie.draaiboek.informatie import VERBETERD
from escalatie.draaiboek.partijen import PARTIJ_INFORMEREN, besloten, geef_taken
from escalatie.draaiboek.taken import laat_volgen, voltooi
from escalatie.draaiboek.zegels import breuken
from escalatie.meldingen.communicatie.communiceren import trek_in as trek_feit_in
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken import vastgelegd
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.meldingen.taken.herzien import trek_in, verbeter
from escalatie.meldingen.taken.vervulling import RIJ, Informeerverslag, Keuze, Overlegverslag, Vervulling, van_de_rij
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from tests import bouw, klok
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.invullen import van_pagina, verstuur

UUR = timedelta(hours=1)
WAAROM = "Ik had de verkeerde melding voor me."
# The parties have a list of their own, which is put right there.
LIJST = {"partijen"}


def vorm(taak: Taak) -> str:
    """The form of record of this task."""
    regel = haal_protocol(taak.zaak.protocol_versie).taak_per_code.get(taak.code)
    return regel.vorm if regel else "afvinken"


def vastgelegde(zaak: Melding) -> dict[str, Taak]:
    """Form of record -> a task of this melding that was recorded in that form."""
    rijen = Taak.objects.filter(zaak=zaak).select_related("zaak__als_melding", "gemeente").order_by("-pk")
    return {vorm(taak): taak for taak in rijen if RIJ in taak.gegevens}


@bouw.gang
def ver_weg(nu: datetime) -> Loper:
    """A melding of which everything is recorded that can be: Fase 1, Fase 2, and what comes after."""
    loper = bouw._tot_fase_2(nu)
    protocol, zwolle = loper.stand().protocol, loper.stand().gemeenten[0]
    # Danger was answered, so that it is recorded how it was arranged.
    gevaar = protocol.gevolg_per_code["gevaar"]
    laat_volgen(loper.melding, gevaar, zwolle, bron="proef", door=loper.spelers.contractmanager, nu=nu)
    return loper.doe_alles()


@pytest.fixture
def loper(regio: Regio, nu: datetime) -> Loper:
    """See `ver_weg`."""
    return ver_weg(nu)


@pytest.fixture
def zaak(loper: Loper) -> Melding:
    """Its melding."""
    return loper.melding


def test_elke_vorm_van_vastleggen_komt_hier_langs(zaak: Melding) -> None:
    assert set(vastgelegde(zaak)) >= set(VORMEN) - LIJST - {"acties"}


ANDERS = {
    "verslag": "Zo was het echt.",
    "reden": "Zo was het echt.",
    "deelnemers": "directeur aanbieder, manager Zwolle",
    "wijze": "in een brief",
    "door_wie": "manager Zwolle",
    "verbeterpunten": "Het toezicht in de nacht.",
}


@pytest.mark.eis("R66", "R85", "R87", "R97")
@pytest.mark.parametrize("soort", sorted(set(VORMEN) - LIJST - {"acties"}))
def test_een_verslag_wordt_verbeterd_en_het_oude_blijft_leesbaar(
    soort: str, client: Client, zaak: Melding, regio: Regio, nu: datetime
) -> None:
    taak = vastgelegde(zaak)[soort]
    client.force_login(regio.gebruikers["regiomanager"])
    oud = vastgelegd.in_woorden(taak)
    adres = reverse("taak_verbeteren", args=[zaak.kenmerk, taak.pk])
    velden = van_pagina(client.get(adres))
    veld = next(naam for naam in ANDERS if naam in velden)
    namens = {"namens": velden.get("namens") or "wie het deed"} if "namens" in velden else {}

    zonder = client.post(adres, {**velden, **namens, veld: ANDERS[veld], "bevestig_persoonsgegevens": "on"})
    assert zonder.status_code == 200
    taak.refresh_from_db()
    assert vastgelegd.in_woorden(taak) == oud
    met = client.post(
        adres,
        {
            **velden,
            **namens,
            veld: ANDERS[veld],
            "waarom-reden": WAAROM,
            "bevestig_persoonsgegevens": "on",
        },
    )

    assert met.status_code == 302
    taak.refresh_from_db()
    nieuw = vastgelegd.in_woorden(taak)
    anders = {naam for naam in {*oud, *nieuw} if oud.get(naam) != nieuw.get(naam)} - {
        *("Namens wie legt u dit vast?", "Vastgelegd door"),
        # What the form left to the task when it was recorded is said in full now.
        "Wie is geïnformeerd?",
    }
    assert len(anders) == 1
    assert ANDERS[veld] in nieuw.values()
    (moment,) = [m for m in tijdlijn(zaak) if m.velden]
    assert moment.toelichting == WAAROM
    assert {v.naam for v in moment.velden} >= anders
    stap = Stap.objects.get(zaak=zaak, code=VERBETER)
    assert stap.van == stap.naar == zaak.status
    assert list(breuken()) == []
    assert controleer(nu) == []


@pytest.mark.eis("R66", "R85", "R87", "R97")
@pytest.mark.parametrize("soort", sorted(set(VORMEN) - LIJST - {"acties"}))
def test_een_verslag_wordt_ingetrokken_en_de_taak_staat_weer_open(
    soort: str, client: Client, loper: Loper, regio: Regio, nu: datetime
) -> None:
    zaak = loper.melding
    taak = vastgelegde(zaak)[soort]
    client.force_login(regio.gebruikers["regiomanager"])
    adres = reverse("taak_intrekken", args=[zaak.kenmerk, taak.pk])
    assert verstuur(client, adres, waarom__reden="  ").status_code == 200
    taak.refresh_from_db()
    assert RIJ in taak.gegevens

    assert verstuur(client, adres, waarom__reden=WAAROM).status_code == 302

    taak.refresh_from_db()
    # Of what is done several times each is a record of its own: the duty itself stayed open.
    blijft = Taak.objects.filter(zaak=zaak, code=taak.code, gemeente=taak.gemeente, status="open").exclude(pk=taak.pk)
    assert (taak.status == "open") != blijft.exists()
    assert RIJ not in taak.gegevens
    stap = Stap.objects.get(zaak=zaak, code=TREK_IN)
    assert taak.titel in stap.gegevens["wat"]
    assert client.get(adres).status_code == 404
    assert controleer(nu) == []
    # And it can be done again.
    loper.wacht(hours=1)._voltooi(blijft.first() or taak)
    assert RIJ in bouw.taak(zaak, taak.code).gegevens


@pytest.mark.eis("R125")
def test_weet_de_familie_het_toch_niet_dan_gaat_het_slot_weer_dicht(client: Client, regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_fase_1(nu)
    zaak = loper.doe("jeugdige_familie").melding
    assert not is_dicht(zaak)
    taak = bouw.taak(zaak, "jeugdige_familie")

    trek_in(taak.pk, WAAROM, regio.gebruikers["contractmanager"], nu + UUR)

    assert is_dicht(zaak)
    momenten = Informeermoment.objects.filter(informering__rol=Rol.JEUGDIGE_FAMILIE)
    assert [moment.herroeping.reden for moment in momenten] == [WAAROM, WAAROM]
    assert not Informering.objects.filter(rol=Rol.JEUGDIGE_FAMILIE, geinformeerd_op__isnull=False).exists()
    assert any(m.tekst.endswith("(ingetrokken)") for m in tijdlijn(zaak))
    assert Herroeping.objects.count() == 3
    assert controleer(nu + UUR) == []
    loper.wacht(hours=2).doe("jeugdige_familie")
    assert not is_dicht(zaak)


def test_een_termijn_die_met_de_taak_eindigde_loopt_weer_door(regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "b").doe("gesprek_directeur")
    taak = bouw.taak(loper.melding, "gesprek_directeur")
    termijn = Termijn.objects.get(zaak=loper.melding, code="gesprek_directeur")
    assert termijn.status == "gehaald"
    gepland = set(termijn.wekkers.values_list("gaat_op", flat=True))

    trek_in(taak.pk, WAAROM, regio.gebruikers["contractmanager"], nu + UUR)

    termijn.refresh_from_db()
    assert (termijn.status, termijn.geeindigd_op) == ("loopt", None)
    assert set(termijn.wekkers.filter(vervallen_op=None).values_list("gaat_op", flat=True)) == gepland
    loper.wacht(hours=2).doe("gesprek_directeur")
    termijn.refresh_from_db()
    assert termijn.status == "gehaald"


@pytest.mark.eis("R87")
def test_wie_hoorde_dat_het_rapport_er_was_hoort_dat_het_niet_zo_is(
    regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    loper = bouw._in_monitoring(nu)
    codes = [r.code for r in loper.stand().protocol.taken if r.vorm == "inspectierapport"]
    zaak = loper.doe(*codes).melding
    taak = next(t for t in Taak.objects.filter(zaak=zaak, code__in=codes, gemeente=None))
    verzend(nu)
    gehoord = set(
        Bericht.objects.filter(aanleiding__startswith=f"taak:{taak.pk}:", status="verzonden").values_list("rol")
    )
    assert gehoord
    mailserver.ontvangen.clear()

    trek_in(taak.pk, WAAROM, regio.gebruikers["contractmanager"], nu + UUR)
    verzend(nu + UUR)

    assert set(Bericht.objects.filter(zaak=zaak, regel=VERBETERD).values_list("rol")) >= gehoord
    assert f"{zaak.kenmerk}: er is iets verbeterd" in {str(mail["Subject"]) for mail in mailserver.ontvangen}
    assert not Inspectierapport.objects.filter(melding=zaak, gemeente=None).exists()


def test_wat_naar_buiten_ging_en_niet_waar_was_telt_niet_meer(regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "a").doe("jeugdige_familie", "lokaal_informeren")
    taak = bouw.taak(loper.melding, "lokaal_informeren")
    eerste = Uiting.objects.get(sleutel__startswith=f"taak:{taak.pk}:")

    trek_in(taak.pk, WAAROM, regio.gebruikers["contractmanager"], nu + UUR)
    loper.wacht(hours=2).doe("lokaal_informeren")

    rijen = Uiting.objects.filter(sleutel__startswith=f"taak:{taak.pk}:").order_by("pk")
    assert [hasattr(rij, "herroeping") for rij in rijen] == [True, False]
    assert rijen[0] == eerste


def test_niets_veranderd_is_geen_verbetering(regio: Regio, nu: datetime) -> None:
    zaak = bouw._tot_scenario(nu, "b").doe("gesprek_directeur").melding
    taak = bouw.taak(zaak, "gesprek_directeur")
    voor = list(Taak.objects.filter(pk=taak.pk).values())
    gelijk = Vervulling(taak.verslag, taak.namens, Overlegverslag(**van_de_rij("overleg", taak.gegevens)))

    assert verbeter(taak.pk, gelijk, WAAROM, regio.gebruikers["contractmanager"], nu + UUR) is None

    assert list(Taak.objects.filter(pk=taak.pk).values()) == voor
    assert not Stap.objects.filter(zaak=zaak, code=VERBETER).exists()


@pytest.mark.parametrize("naam", ["taak_verbeteren", "taak_intrekken"])
def test_van_twee_die_hetzelfde_verbeteren_leest_de_tweede_eerst_wat_de_eerste_schreef(
    naam: str, client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, door = bouw.in_beoordeling(nu, "a"), regio.gebruikers["toegang_zwolle"]
    taak = bouw.taak(zaak, "opschalingsadvies", "zwolle")
    voltooi(taak.pk, door, Vervulling("Er staan ouders voor de deur.", gegevens=Keuze("ja")), nu)
    adres = reverse(naam, args=[zaak.kenmerk, taak.pk])
    client.force_login(door)
    with klok.op(nu + UUR):
        gelezen = client.get(adres).context["waarom"]["gezien"].value()
        verbeter(taak.pk, Vervulling("Het zijn er twee.", gegevens=Keuze("ja")), WAAROM, door, nu + UUR)
        velden = {"reden": "Het zijn er drie.", "keuze": "ja", "waarom-reden": WAAROM, "waarom-gezien": gelezen}

        antwoord = client.post(adres, velden)

        assert antwoord.status_code == 409
        assert INTUSSEN in antwoord.content.decode()
        taak.refresh_from_db()
        assert (taak.status, taak.verslag) == ("afgerond", "Het zijn er twee.")
        velden["waarom-gezien"] = client.get(adres).context["waarom"]["gezien"].value()
        assert client.post(adres, velden).status_code == 302


@pytest.mark.parametrize("wie", ["toegang_deventer", "manager_zwolle", "beheerder", "buitenstaander"])
def test_een_ander_verandert_niet_wat_is_vastgelegd(wie: str, client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw._tot_scenario(nu, "b").doe("gesprek_directeur").melding
    taak = bouw.taak(zaak, "gesprek_directeur")
    client.force_login(regio.gebruikers[wie])

    with pytest.raises(Geweigerd):
        trek_in(taak.pk, WAAROM, regio.gebruikers[wie], nu)
    for naam in ("taak_verbeteren", "taak_intrekken"):
        assert verstuur(client, reverse(naam, args=[zaak.kenmerk, taak.pk]), waarom__reden="x").status_code == 404


def test_na_het_sluiten_kan_verbeteren_wel_en_intrekken_niet(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("afgerond", nu)
    taak = vastgelegde(zaak)["inspectierapport"]
    client.force_login(regio.gebruikers["contractmanager"])
    adres = reverse("taak_intrekken", args=[zaak.kenmerk, taak.pk])

    assert verstuur(client, adres, waarom__reden=WAAROM).status_code == 409

    pagina = client.get(reverse("taak", args=[zaak.kenmerk, taak.pk])).content.decode()
    assert reverse("taak_verbeteren", args=[zaak.kenmerk, taak.pk]) in pagina
    assert adres not in pagina


def _verteld(zaak: Melding, door: Gebruiker, nu: datetime) -> Informeermoment:
    regels = haal_communicatieregels(zaak.protocol_versie)
    kan = [o for o in regels.organen if door.is_rol(*o.door) and not o.naar_buiten and o.per != "gemeente"]
    orgaan = next(o for o in kan if o.code != regels.familie.code)
    return leg_orgaan_vast(zaak, orgaan, None, Inlichting(nu, "telefonisch", "regiomanager"), door, nu, regels)


def _hulp(zaak: Melding, door: Gebruiker, nu: datetime) -> Slachtofferhulp:
    return slachtofferhulp.leg_vast(zaak, Aanbod(True, nu, "maatschappelijk werker"), door, nu)


def _naar_buiten(zaak: Melding, door: Gebruiker, nu: datetime) -> Uiting:
    regels, weg = haal_communicatieregels(zaak.protocol_versie), Toestemming("Het moest nu.", "officier van justitie")
    return leg_uiting_vast(zaak, "persbericht", "uiting:proef", door, nu, regels, toestemming=weg)


def _regie(zaak: Melding, door: Gebruiker, nu: datetime) -> Regie:
    return schrijf(zaak, Overdracht("manager_gemeente", "Zo is het afgesproken.", nu), door, nu)


def _onderzoek(zaak: Melding, door: Gebruiker, nu: datetime) -> Onderzoek:
    feit = Begin(nu, "officier van justitie", "Gehoord van de politie.")
    return onderzoeken.begin(zaak, feit, door, nu, haal_communicatieregels(zaak.protocol_versie))


def _op_de_lijst(zaak: Melding, door: Gebruiker, nu: datetime) -> Informering:
    regels = haal_communicatieregels(zaak.protocol_versie)
    return familielijst.voeg_toe(zaak, next(iter(regels.betrokkene_per_code)), door, nu, regels)


def _uitgezonderd(zaak: Melding, door: Gebruiker, nu: datetime) -> Uitzondering:
    wie, regels = op_de_lijst(zaak)[0], haal_communicatieregels(zaak.protocol_versie)
    return familielijst.maak_uitzondering(zaak, wie.pk, "Onbereikbaar in het buitenland.", door, nu, regels)


# Kind of fact -> who records it here, and how.
MAKERS: dict[str, tuple[str, Callable[[Melding, Gebruiker, datetime], Any]]] = {
    "informering": ("regiomanager", _op_de_lijst),
    "uitzondering": ("regiomanager", _uitgezonderd),
    "informeermoment": ("regiomanager", _verteld),
    "slachtofferhulp": ("contractmanager", _hulp),
    "uiting": ("regiomanager", _naar_buiten),
    "regie": ("regiomanager", _regie),
    "onderzoek": ("contractmanager", _onderzoek),
}


@pytest.mark.eis("R125", "R126", "R149", "R156")
@pytest.mark.parametrize("soort", HERROEPBAAR)
def test_elk_feit_van_de_communicatie_gaat_terug_met_een_reden(
    soort: str, client: Client, regio: Regio, nu: datetime
) -> None:
    loper = bouw._tot_fase_1(nu)
    zaak = loper.melding
    door, maak = MAKERS[soort]
    rij = maak(zaak, regio.gebruikers[door], nu)
    client.force_login(regio.gebruikers[door])
    adres = reverse("communicatie_intrekken", args=[zaak.kenmerk, soort, rij.pk])
    assert adres in client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
    assert verstuur(client, adres, waarom__reden="").status_code == 200
    assert not Herroeping.objects.filter(**{soort: rij.pk}).exists()

    assert verstuur(client, adres, waarom__reden=WAAROM).status_code == 302

    herroeping = Herroeping.objects.get(**{soort: rij.pk})
    assert herroeping.door
    assert (herroeping.door.username, herroeping.reden) == (door, WAAROM)
    assert WAAROM in {m.toelichting for m in tijdlijn(zaak)}
    assert any("ngetrokken" in m.tekst for m in tijdlijn(zaak))
    pagina = client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
    assert adres not in pagina
    assert verstuur(client, adres, waarom__reden=WAAROM).status_code == 404
    client.force_login(regio.gebruikers["toegang_zwolle"])
    assert client.get(adres).status_code == 404
    assert list(breuken()) == []
    assert controleer(nu) == []


def test_een_onderzoek_dat_er_nooit_was_houdt_niets_meer_tegen(regio: Regio, nu: datetime) -> None:
    zaak, door = bouw._familie_weet_het(nu).melding, regio.gebruikers["contractmanager"]
    rij = _onderzoek(zaak, door, nu)
    assert is_dicht(zaak)
    assert huidige(zaak) is not None

    herroep(rij, WAAROM, door, nu + UUR, haal_communicatieregels(zaak.protocol_versie))

    assert not is_dicht(zaak)
    regels, nu_regie = haal_communicatieregels(zaak.protocol_versie), huidige(zaak)
    assert nu_regie
    assert not regels.regierol_per_code[nu_regie.wie].bij_onderzoek
    assert toestand(zaak, regels, nu + timedelta(minutes=5)).onderzoek is None
    with pytest.raises(Geweigerd, match="al ingetrokken"):
        herroep(rij, WAAROM, door, nu + UUR, regels)


@pytest.mark.eis("R60")
def test_een_ander_antwoord_haalt_weg_wat_het_eerste_in_gang_zette(regio: Regio, nu: datetime) -> None:
    zaak, door = bouw.in_beoordeling(nu, "a"), regio.gebruikers["toegang_zwolle"]
    taak = bouw.taak(zaak, "opschalingsadvies", "zwolle")
    voltooi(taak.pk, door, Vervulling("Er staan ouders voor de deur.", gegevens=Keuze("ja")), nu)
    gevolg = bouw.taak(zaak, "intern_opschalen", "zwolle")
    assert gevolg.status == "open"

    verbeter(taak.pk, Vervulling("Toch niet.", gegevens=Keuze("nee")), WAAROM, door, nu + UUR)

    gevolg.refresh_from_db()
    assert gevolg.status == "vervallen"
    verbeter(taak.pk, Vervulling("Toch wel.", gegevens=Keuze("ja")), WAAROM, door, nu + 2 * UUR)
    assert bouw.taak(zaak, "intern_opschalen", "zwolle").status == "open"
    trek_in(taak.pk, WAAROM, door, nu + 3 * UUR)
    assert bouw.taak(zaak, "intern_opschalen", "zwolle").status == "vervallen"
    assert controleer(nu + 3 * UUR) == []


def test_een_oud_verslag_gaat_terug_zonder_dat_iemand_het_opnieuw_moet_doen(
    client: Client, regio: Regio, nu: datetime
) -> None:
    """A newer task of the same seat is open: the old one lapses with its record, and the newer one goes on."""
    loper = bouw._tot_scenario(nu, "a").doe("jeugdige_familie", "lokaal_informeren")
    oud = bouw.taak(loper.melding, "lokaal_informeren")
    loper.stap("heroverweeg", motivering="Er is iets nieuws.").bevestig("a").stap(
        "kies_a", afwijkingen={"geen_twijfel": "x"}
    )
    client.force_login(regio.gebruikers["contractmanager"])
    adres = reverse("taak_intrekken", args=[loper.melding.kenmerk, oud.pk])

    assert verstuur(client, adres, waarom__reden=WAAROM).status_code == 302

    oud.refresh_from_db()
    assert (oud.status, RIJ in oud.gegevens) == ("vervallen", False)
    assert Taak.objects.filter(zaak=loper.melding, code="lokaal_informeren", status="open").count() == 1


def test_een_termijn_van_een_verlaten_scenario_blijft_voorbij(regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "b").doe("gesprek_directeur")
    oud = bouw.taak(loper.melding, "gesprek_directeur")
    loper.stap("heroverweeg", motivering="Er is iets nieuws.").bevestig("a").stap(
        "kies_a", afwijkingen={"volgens_advies": "x", "geen_twijfel": "x"}, motivering="x"
    )

    trek_in(oud.pk, WAAROM, regio.gebruikers["contractmanager"], nu + UUR)

    oud.refresh_from_db()
    assert oud.status == "vervallen"
    assert Termijn.objects.get(zaak=loper.melding, code="gesprek_directeur").status == "gehaald"


@pytest.mark.parametrize("aanbieder", ["molen", "wissel"])
def test_wie_het_dossier_niet_meer_ziet_krijgt_geen_taak_en_geen_mail(
    aanbieder: str, regio: Regio, nu: datetime
) -> None:
    """The first works elsewhere; of the second the manager stays invited: he hears of it, and has no duty."""
    zaak, cm = bouw.in_fase_1(nu, aanbieder=aanbieder), regio.gebruikers["contractmanager"]
    raalte = regio.gemeenten["raalte"]
    betrek_gemeente(zaak, raalte, cm, nu)
    taak = bouw.taak(zaak, "bestuurder_informeren", "raalte")
    voltooi(
        taak.pk,
        cm,
        Vervulling("Gedaan.", "manager Raalte", Informeerverslag(geinformeerd_op=nu, wijze="telefonisch")),
        nu,
    )
    laat_los(zaak, raalte, WAAROM, cm, nu + UUR)
    voor = set(Bericht.objects.filter(zaak=zaak, gemeente=raalte).values_list("pk", flat=True))

    trek_in(taak.pk, WAAROM, cm, nu + 2 * UUR)

    taak.refresh_from_db()
    assert taak.status == "vervallen"
    nieuw = Bericht.objects.filter(zaak=zaak, gemeente=raalte).exclude(pk__in=voor)
    gehoord = set() if aanbieder == "molen" else {("verbeterd", "manager_gemeente")}
    assert set(nieuw.values_list("regel", "rol")) == gehoord


@pytest.mark.parametrize("wie", ["adviseur", "regiomanager"])
def test_de_evaluatie_leest_alleen_wie_haar_mag_lezen(
    wie: str, client: Client, loper: Loper, regio: Regio, nu: datetime
) -> None:
    zaak = loper.melding
    taak, les = vastgelegde(zaak)["evaluatie"], "Eerder de communicatieafdeling van elke gemeente betrekken."
    client.force_login(regio.gebruikers[wie])
    ziet = wie == "regiomanager"

    assert (les in client.get(reverse("taak", args=[zaak.kenmerk, taak.pk])).content.decode()) == ziet
    trek_in(taak.pk, WAAROM, regio.gebruikers["regiomanager"], nu + UUR)
    assert (les in client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()) == ziet


def test_wie_het_niet_mag_vastleggen_trekt_het_ook_niet_in(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw._familie_weet_het(nu).melding
    moment = Informeermoment.objects.filter(informering__rol=Rol.JEUGDIGE_FAMILIE).earliest("pk")
    client.force_login(regio.gebruikers["adviseur"])
    adres = reverse("communicatie_intrekken", args=[zaak.kenmerk, "informeermoment", moment.pk])

    assert verstuur(client, adres, waarom__reden=WAAROM).status_code == 404
    assert not is_dicht(zaak)


def test_tijdens_een_onderzoek_blijft_de_regie_waar_zij_is(regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw._tot_fase_1(nu).melding, regio.gebruikers["contractmanager"]
    eerste = _onderzoek(zaak, cm, nu)
    regels, rij = haal_communicatieregels(zaak.protocol_versie), huidige(zaak)
    assert rij
    with pytest.raises(Geweigerd, match="regie blijft"):
        trek_feit_in(zaak, "regie", rij.pk, WAAROM, regio.gebruikers["regiomanager"], nu)
    onderzoeken.eindig(zaak, "Klaar.", nu, cm, nu, regels)
    _onderzoek(zaak, cm, nu)

    herroep(eerste, WAAROM, cm, nu + UUR, regels)

    nog = huidige(zaak)
    assert nog
    assert regels.regierol_per_code[nog.wie].bij_onderzoek


@pytest.mark.eis("R80", "R85")
def test_wie_is_geinformeerd_wordt_ook_verbeterd(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw._tot_scenario(nu, "a").doe("jeugdige_familie", "lokaal_informeren").melding
    taak = next(t for t in Taak.objects.filter(zaak=zaak, code="lokaal_informeren") if RIJ in t.gegevens)
    client.force_login(regio.gebruikers["regiomanager"])
    adres = reverse("taak_verbeteren", args=[zaak.kenmerk, taak.pk])
    for partij in ("wethouder Zwolle", "manager Zwolle"):
        velden = van_pagina(client.get(adres)) | {"waarom-reden": WAAROM, "bevestig_persoonsgegevens": "on"}
        assert "partij" in velden
        assert client.post(adres, {**velden, "partij": partij, "namens": "toegang Zwolle"}).status_code == 302
        taak.refresh_from_db()
        assert vastgelegd.in_woorden(taak)["Wie is geïnformeerd?"] == partij


@pytest.mark.eis("R80")
def test_een_besloten_partij_blijft_de_partij_van_haar_taak(regio: Regio, nu: datetime) -> None:
    zaak, door = bouw._tot_fase_1(nu).doe("partijen").melding, regio.gebruikers["regiomanager"]
    taak = Taak.objects.filter(zaak=zaak, code=PARTIJ_INFORMEREN).select_related("zaak__als_melding").order_by("pk")[0]
    partij = besloten(taak)
    voltooi(taak.pk, door, Vervulling("", "bestuur", Informeerverslag(wijze="telefonisch", geinformeerd_op=nu)), nu)

    trek_in(taak.pk, WAAROM, door, nu + UUR)

    taak.refresh_from_db()
    assert (taak.status, besloten(taak)) == ("open", partij)
    lijst = bouw.taak(zaak, "partijen")
    geef_taken(lijst, [Partij(partij, is_betrokken=True, moet_geinformeerd=True)], door, nu + UUR)
    assert Taak.objects.filter(zaak=zaak, code=PARTIJ_INFORMEREN, status="open", gegevens__partij=partij).count() == 1


@pytest.mark.eis("R80")
def test_van_de_lijst_van_partijen_wordt_een_enkele_verbeterd(client: Client, regio: Regio, nu: datetime) -> None:
    zaak, door = bouw._tot_fase_1(nu).doe("partijen").melding, regio.gebruikers["regiomanager"]
    lijst = bouw.taak(zaak, "partijen")
    client.force_login(door)
    adres = reverse("taak_verbeteren", args=[zaak.kenmerk, lijst.pk])

    def open_() -> dict[str, tuple[int, str]]:
        rijen = Taak.objects.filter(zaak=zaak, code=PARTIJ_INFORMEREN, status="open")
        return {besloten(taak): (taak.pk, taak.rol) for taak in rijen}

    def gelezen() -> dict[str, str]:
        """The page as a browser sends it: what is ticked is on."""
        velden = van_pagina(client.get(adres))
        return {n: "on" if n.startswith(("betrokken_", "informeren_")) else w for n, w in velden.items()}

    eerst = open_()
    assert len(eerst) == 3
    velden = gelezen()
    rij = next(naam.removeprefix("naam_") for naam, waarde in velden.items() if waarde == "aanbieder")
    assert (velden[f"betrokken_vrij_{rij}"], velden[f"informeren_vrij_{rij}"]) == ("on", "on")
    post = {n: w for n, w in velden.items() if n != f"informeren_vrij_{rij}"} | {"waarom-reden": WAAROM}

    assert client.post(adres, post).status_code == 302

    assert open_() == {naam: wat for naam, wat in eerst.items() if naam != "aanbieder"}
    lijst.refresh_from_db()
    assert vastgelegd.in_woorden(lijst)["aanbieder"] == "is betrokken"
    (moment,) = [m for m in tijdlijn(zaak) if m.velden]
    assert [veld.naam for veld in moment.velden] == ["aanbieder"]
    assert (moment.toelichting, moment.door) == (WAAROM, door.naam)
    # Another role tells a party: the task changes hands.
    velden = gelezen() | {"waarom-reden": WAAROM}
    code = next(n.removeprefix("informeren_") for n in velden if n.startswith("informeren_"))
    assert client.post(adres, {**velden, f"wie_{code}": "contractmanager"}).status_code == 302
    assert sorted(rol for _, rol in open_().values()) == ["contractmanager", "regiomanager"]
    assert controleer(nu) == []
