"""Two meldingen of one event that both go on: linked and undone with a reason, and both dossiers say so (R43)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding, Samenhang
from communicatie.familie import onderzoeken
from communicatie.familie.herroepen import herroep
from communicatie.familie.naar_buiten import is_dicht, toestand
from communicatie.familie.onderzoeken import Begin
from communicatie.models import Bericht
from contacten.models import Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import correcties
from escalatie.draaiboek.samenhang import koppel, ontkoppel, verbeter
from escalatie.draaiboek.zegels import breuken
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken.herzien import trek_in
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels
from tests import bouw
from tests.bouw import Regio
from tests.communicatie.persklikken import als

DAG = timedelta(days=1)
REDEN = "De twee jeugdigen waren samen op het station."
EINDE = "Het was een andere avond."


@pytest.fixture
def paar(regio: Regio, nu: datetime) -> tuple[Melding, Melding]:
    """Two meldingen that no gemeente sees both."""
    return bouw.melding(nu, ["zwolle"], "molen"), bouw.melding(nu, ["raalte"], "wissel")


@pytest.fixture
def cm(regio: Regio) -> Gebruiker:
    return regio.gebruikers["contractmanager"]


def pagina(wie: Gebruiker, zaak: Melding) -> str:
    return als(wie).get(f"{zaak.get_absolute_url()}gegevens/").content.decode()


@pytest.mark.eis("R43")
@pytest.mark.parametrize("wie", ["contractmanager", "regiomanager"])
def test_gekoppeld_noemen_zij_elkaar_en_gaan_beide_verder(
    regio: Regio, paar: tuple[Melding, Melding], nu: datetime, wie: str
) -> None:
    een, twee = paar
    client, weg = als(regio.gebruikers[wie]), f"{een.get_absolute_url()}samenhang/"
    assert f'value="{twee.kenmerk}"' in client.get(f"{weg}?bij={twee.kenmerk}").content.decode()
    assert client.post(weg, {"kenmerk": twee.kenmerk.lower(), "reden": REDEN}).status_code == 302

    for zaak, ander in ((een, twee), (twee, een)):
        dossier = client.get(f"{zaak.get_absolute_url()}gegevens/").content.decode()
        assert f'href="{ander.get_absolute_url()}"' in dossier
        assert REDEN in dossier
        assert [m.door for m in tijdlijn(zaak) if m.tekst == f"Dezelfde gebeurtenis als {ander.kenmerk}"] == [
            regio.gebruikers[wie].naam
        ]
        zaak.refresh_from_db()
        assert zaak.status == "ontvangen"


@pytest.mark.eis("R44")
def test_wie_de_andere_niet_mag_openen_leest_alleen_het_kenmerk(
    regio: Regio, paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime
) -> None:
    een, twee = paar
    koppel(een, twee.kenmerk, REDEN, cm, nu)
    dossier = pagina(regio.gebruikers["toegang_zwolle"], een)
    assert twee.kenmerk in dossier
    assert twee.get_absolute_url() not in dossier
    assert REDEN not in dossier
    assert "Ongedaan maken" not in dossier
    # And a link opens nothing.
    assert als(regio.gebruikers["toegang_zwolle"]).get(twee.get_absolute_url()).status_code == 404


def test_ongedaan_maken_laat_de_geschiedenis_staan(
    regio: Regio, paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime
) -> None:
    een, twee = paar
    band = koppel(een, twee.kenmerk, REDEN, cm, nu)
    client, weg = als(cm), f"{twee.get_absolute_url()}samenhang/{band.pk}/"
    assert f'href="{weg}"' in client.get(f"{twee.get_absolute_url()}gegevens/").content.decode()
    assert client.post(weg, {"reden": " "}).status_code == 200
    assert client.post(weg, {"reden": EINDE}).status_code == 302
    band.refresh_from_db()
    assert (band.beeindigd_door, band.einde_reden, band.reden) == (cm, EINDE, REDEN)
    for zaak, ander in ((een, twee), (twee, een)):
        assert "Hoort bij een andere melding" not in pagina(cm, zaak)
        assert {f"Toch niet dezelfde gebeurtenis als {ander.kenmerk}", f"Dezelfde gebeurtenis als {ander.kenmerk}"} <= {
            m.tekst for m in tijdlijn(zaak)
        }
    assert client.post(weg, {"reden": EINDE}).status_code == 409
    # Undone, they can be linked again.
    assert koppel(twee, een.kenmerk, REDEN, cm, nu + DAG).pk != band.pk


@pytest.mark.eis("R43")
def test_ook_tussen_gesloten_meldingen_wordt_een_koppeling_verbeterd_en_ongedaan_gemaakt(
    regio: Regio, paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime
) -> None:
    een, twee = paar
    band = koppel(een, twee.kenmerk, REDEN, cm, nu)
    verder = bouw.loper(nu)
    verder._melding = een
    verder.stap("trek_melding_in", motivering="De aanbieder vergiste zich.")
    verder._melding = twee
    verder.sluit_als_dubbel(bouw.melding(nu, ["raalte"], "wissel"))
    client = als(cm)
    for zaak in paar:
        weg = f"{zaak.get_absolute_url()}samenhang/{band.pk}/"
        assert f'href="{weg}"' in pagina(cm, zaak)
        hoofd = client.get(weg).content.decode().split("<main")[1]
        assert "Toch niet dezelfde gebeurtenis als" in hoofd
        assert "Koppeling ongedaan maken" in hoofd
        assert client.post(f"{weg}?verbeter=1", {"reden": EINDE, "waarom": "Beter gezegd."}).status_code == 302
        band = Samenhang.objects.get(beeindigd_op=None, een=een, twee=twee)
    assert client.post(f"{een.get_absolute_url()}samenhang/{band.pk}/", {"reden": EINDE}).status_code == 302
    assert not Samenhang.objects.filter(beeindigd_op=None, een=een, twee=twee).exists()
    # A new link is work on what goes on: a closed one makes none.
    with pytest.raises(Geweigerd, match="is gesloten"):
        koppel(een, twee.kenmerk, REDEN, cm, nu)


@pytest.mark.eis("R43")
def test_een_koppeling_en_haar_einde_staan_verzegeld_in_beide_dossiers(
    paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime
) -> None:
    een, twee = paar
    band = koppel(een, twee.kenmerk, REDEN, cm, nu)
    verbeter(band, twee, "Zij zaten in dezelfde groep.", "Beter gezegd.", cm, nu)
    ontkoppel(Samenhang.objects.latest("pk"), een, EINDE, cm, nu)
    for zaak, ander in ((een, twee), (twee, een)):
        stappen = Stap.objects.filter(zaak=zaak, code__in=[correcties.SAMEN, correcties.LOS]).order_by("volgnummer")
        assert [(stap.code, stap.gegevens["reden"]) for stap in stappen] == [
            (correcties.SAMEN, REDEN),
            (correcties.LOS, "Beter gezegd."),
            (correcties.SAMEN, "Zij zaten in dezelfde groep."),
            (correcties.LOS, EINDE),
        ]
        assert {(stap.door, stap.gegevens["wat"]) for stap in stappen} == {(cm, ander.kenmerk)}
        # The reason may tell of the other: it is on the record, and on no page of who cannot open that.
        assert EINDE not in "".join(f"{m.tekst}{m.toelichting}" for m in tijdlijn(zaak))
        bewijs = als(cm).get(f"{zaak.get_absolute_url()}bewijs/").content.decode()
        assert f"Toch niet dezelfde gebeurtenis als {ander.kenmerk}" in bewijs
    assert list(breuken()) == []


@pytest.mark.parametrize("wie", ["toegang_zwolle", "adviseur", "manager_zwolle", "beheerder", "buitenstaander"])
def test_niemand_anders_koppelt_of_maakt_los(
    regio: Regio, paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime, wie: str
) -> None:
    een, twee = paar
    band = koppel(een, twee.kenmerk, REDEN, cm, nu)
    client = als(regio.gebruikers[wie])
    for weg in (f"{een.get_absolute_url()}samenhang/", f"{een.get_absolute_url()}samenhang/{band.pk}/"):
        assert client.get(weg).status_code == 404
        assert client.post(weg, {"kenmerk": twee.kenmerk, "reden": REDEN}).status_code == 404
    with pytest.raises(Geweigerd):
        ontkoppel(band, een, EINDE, regio.gebruikers[wie], nu)
    with pytest.raises(Geweigerd):
        koppel(een, twee.kenmerk, REDEN, regio.gebruikers[wie], nu)
    assert Samenhang.objects.filter(beeindigd_op__isnull=True).count() == 1


def test_een_koppeling_van_een_ander_is_hier_niet(
    regio: Regio, paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime
) -> None:
    een, twee = paar
    band = koppel(een, twee.kenmerk, REDEN, cm, nu)
    derde = bouw.melding(nu)
    assert als(cm).get(f"{derde.get_absolute_url()}samenhang/{band.pk}/").status_code == 404


def test_wat_niet_te_koppelen_is(regio: Regio, paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime) -> None:
    een, twee = paar
    koppel(een, twee.kenmerk, REDEN, cm, nu)
    dicht, dubbel = bouw.tot("ingetrokken", nu), bouw.tot("dubbel", nu)
    for zaak, kenmerk, reden, zin in (
        (een, een.kenmerk, REDEN, "hoort al bij zichzelf"),
        (een, "CAL-2026-9999", REDEN, "geen andere melding"),
        (een, "", REDEN, "geen andere melding"),
        (twee, een.kenmerk, REDEN, "is al gekoppeld"),
        (een, dicht.kenmerk, " ", "Schrijf op waarom"),
        (een, dubbel.kenmerk, REDEN, f"een dubbel van {dubbel.dubbel_van}. Noem die"),
        (dicht, een.kenmerk, REDEN, "is gesloten"),
    ):
        with pytest.raises(Geweigerd, match=zin):
            koppel(zaak, kenmerk, reden, cm, nu)
    # The closed one may be named; its own dossier offers nothing.
    koppel(een, dicht.kenmerk, REDEN, cm, nu)
    leeg = als(cm).get(f"{dicht.get_absolute_url()}samenhang/").content.decode()
    assert 'method="post"' not in leeg.split("<main")[1]
    with pytest.raises(IntegrityError), transaction.atomic():
        Samenhang.objects.create(een=twee, twee=een, reden=REDEN, vastgelegd_op=nu, vastgelegd_door=cm)


def test_meer_koppelingen_en_meer_plichten_geven_niet_meer_vragen(regio: Regio, cm: Gebruiker, nu: datetime) -> None:
    """The page of the links, the dossier that names them, and closing, which asks about each duty to inform."""
    weinig, veel = bouw.in_fase_1(nu), bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer", "kampen", "raalte"))
    for zaak, aantal in ((weinig, 1), (veel, 4)):
        for _ in range(aantal):
            koppel(zaak, bouw.melding(nu, ["zwolle"], "molen").kenmerk, REDEN, cm, nu)
    client = als(regio.gebruikers["regiomanager"])
    for pad in ("samenhang/", "stap/trek_melding_in/", ""):
        client.get(f"{weinig.get_absolute_url()}{pad}")
        gesteld = []
        for zaak in (weinig, veel):
            with CaptureQueriesContext(connection) as vragen:
                assert client.get(f"{zaak.get_absolute_url()}{pad}").status_code == 200
            gesteld.append(len(vragen))
        assert gesteld[0] == gesteld[1], pad


def _luister(zaak: Melding) -> tuple[Callable[[], set[str]], Callable[..., bool]]:
    """What becomes of the mail that would leave the circle of this melding; and whether its circle heard this of a lock
    since it was last asked, and nothing else."""
    gehoord = 0

    def post() -> set[str]:
        rijen = Bericht.objects.filter(zaak=zaak, regel="communicatielijn_naar_rsj", status__in=["gepland", "wacht"])
        return set(rijen.values_list("status", flat=True))

    def nieuws(code: str = "") -> bool:
        nonlocal gehoord
        rijen = Bericht.objects.filter(zaak=zaak, regel__startswith="slot_", pk__gt=gehoord).order_by("pk")
        codes, gehoord = set(rijen.values_list("regel", flat=True)), max([gehoord, *rijen.values_list("pk", flat=True)])
        return codes == ({f"slot_{code}_naar_kring"} if code else set())

    return post, nieuws


@pytest.mark.eis("R125", "R156")
def test_wat_de_ene_op_slot_zet_zet_de_andere_op_slot(regio: Regio, cm: Gebruiker, nu: datetime) -> None:
    """Two meldingen of one event: what would leave the circle of the one waits for the other too."""
    een = bouw._tot_fase_1(nu).doe("jeugdige_familie", "communicatieadvies_fase_1").melding
    twee = bouw.tot("impactanalyse", nu)
    regels = haal_communicatieregels(een.protocol_versie)

    post, nieuws = _luister(een)
    assert post() == {"gepland"}
    assert nieuws("open")
    band = koppel(een, twee.kenmerk, REDEN, cm, nu)
    assert (post(), is_dicht(een)) == ({"wacht"}, True)
    assert nieuws("dicht")
    assert twee.kenmerk in toestand(een, regels).uitleg
    assert controleer(nu) == []

    ontkoppel(band, een, EINDE, cm, nu)
    assert post() == {"gepland"}
    assert nieuws("open")
    band = verbeter(koppel(twee, een.kenmerk, REDEN, cm, nu), twee, "Zelfde groep.", EINDE, cm, nu)
    assert (post(), band.reden) == ({"wacht"}, "Zelfde groep.")
    assert nieuws("dicht")
    band = verbeter(band, een, "Dezelfde groep.", EINDE, cm, nu)
    assert post() == {"wacht"}
    assert nieuws()
    bouw_verder = bouw.loper(nu)
    bouw_verder._melding = twee
    bouw_verder.doe("jeugdige_familie")
    assert (post(), is_dicht(een)) == ({"gepland"}, False)
    assert nieuws("open")

    rij = onderzoeken.begin(twee, Begin(nu, "officier van justitie", "Van de politie."), cm, nu, regels)
    assert post() == {"wacht"}
    herroep(rij, EINDE, cm, nu, regels)
    assert post() == {"gepland"}
    assert nieuws()
    trek_in(bouw.taak(twee, "jeugdige_familie").pk, EINDE, cm, nu)
    assert post() == {"wacht"}
    assert nieuws("dicht")
    bouw_verder.stap("trek_melding_in", motivering="Vergissing.")
    # What is closed keeps nothing shut.
    assert post() == {"gepland"}
    assert nieuws("open")
    assert controleer(nu) == []


@pytest.mark.eis("R125")
def test_het_dossier_zegt_dat_een_ander_dossier_het_slot_dichthoudt(regio: Regio, cm: Gebruiker, nu: datetime) -> None:
    een = bouw._familie_weet_het(nu).melding
    client = als(cm)

    def kaart() -> str:
        return client.get(f"{een.get_absolute_url()}communicatie/").content.decode()

    assert "Het slot is dicht." not in kaart()
    koppel(een, bouw.tot("impactanalyse", nu).kenmerk, REDEN, cm, nu)
    assert "Het slot is dicht." in kaart()


@pytest.mark.eis("R2", "R43")
def test_de_reden_van_een_koppeling_wordt_verbeterd_op_haar_pagina(
    paar: tuple[Melding, Melding], cm: Gebruiker, nu: datetime
) -> None:
    een, twee = paar
    band, client = koppel(een, twee.kenmerk, REDEN, cm, nu), als(cm)
    weg = f"{een.get_absolute_url()}samenhang/{band.pk}/?verbeter=1"
    assert weg in client.get(f"{een.get_absolute_url()}gegevens/").content.decode()
    assert REDEN in client.get(weg).content.decode()
    assert client.post(weg, {"reden": "Zij zaten in dezelfde groep.", "waarom": " "}).status_code == 200
    assert client.post(weg, {"reden": "Zij zaten in dezelfde groep.", "waarom": EINDE}).status_code == 302

    band.refresh_from_db()
    assert (band.einde_reden, band.beeindigd_door) == (EINDE, cm)
    assert Samenhang.van(een).get(beeindigd_op=None).reden == "Zij zaten in dezelfde groep."
    assert "Zij zaten in dezelfde groep." in client.get(f"{twee.get_absolute_url()}gegevens/").content.decode()
