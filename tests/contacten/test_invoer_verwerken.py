"""From rows to the contact list: a proposal that writes nothing, a whole write or none, and nobody lost (R98-R103)."""

from datetime import timedelta

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry

from contacten import zegels
from contacten.bezetting import bezet, lokale_dag
from contacten.inlezen.invoer import InvoerFout, lees_bestand, maak_rij
from contacten.inlezen.vergelijking import vergelijk
from contacten.inlezen.verwerking import VoorstelVerouderd, verwerk
from contacten.inlezen.voorstel import NIEUW, Soort, wijzig
from contacten.models import Bezetting, Contactpersoon, Gemeente
from contacten.rollen import Rol
from tests import bouw_contacten as bouw

from .bijlage_1 import GEMEENTEN, VORMEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def zwolle(db):
    return bouw.gemeente("Zwolle")


@pytest.fixture
def kim(zwolle):
    """The one contact of Zwolle."""
    wie = bouw.contact("K. Voorbeeld", aanhef="Mevr.", functie="Teamleider", mobiel="06-00000011", email="k@z.example")
    bouw.bezetting(Rol.TOEGANG, zwolle, wie)
    return wie


def rij(nummer=2, gemeente="Zwolle", **anders):
    """The row of Kim, but for what is given."""
    standaard = {"naam": "Mevr. K. Voorbeeld", "functie": "Teamleider", "mobiel": "06 00000011", "email": "K@z.example"}
    return maak_rij(nummer, {**standaard, "gemeente": gemeente, **anders})


def stand():
    """All that an import may write."""
    velden = ("pk", "naam", "aanhef", "functie", "telefoon", "mobiel", "email", "soort")
    return list(Contactpersoon.objects.order_by("pk").values_list(*velden)), list(
        Bezetting.objects.order_by("pk").values_list("pk", "contactpersoon", "gemeente", "volgorde", "tot_datum")
    )


def soorten(voorstel):
    return [regel.soort for regel in voorstel.regels]


@pytest.mark.eis("R99")
@pytest.mark.eis("R101")
@pytest.mark.parametrize("vorm", VORMEN)
def test_bijlage_1_geeft_twaalf_contacten_op_tien_plekken_en_deventer_leeg(nu, vorm):
    bouw.alle_gemeenten()
    verwerk(vergelijk(lees_bestand(VORMEN[vorm], GEMEENTEN), nu), {}, nu)
    leeg = [g.naam for g in Gemeente.objects.all() if bezet(Rol.TOEGANG, nu, gemeente=g).is_leeg]
    assert leeg == ["Deventer"]
    assert Contactpersoon.objects.count() == Bezetting.objects.count() == 12
    assert Contactpersoon.objects.get(soort="postbus").email == "Jeugdteam@ow.example"
    namen = [c.naam for c in bezet(Rol.TOEGANG, nu, gemeente=Gemeente.objects.get(naam="Staphorst")).bezetters]
    assert namen == ["G. Voorbeeld", "H. Voorbeeld"]


@pytest.mark.eis("R98")
@pytest.mark.parametrize("andere", VORMEN)
def test_een_tweede_keer_inlezen_verandert_niets_in_welke_vorm_ook(nu, andere):
    bouw.alle_gemeenten()
    verwerk(vergelijk(lees_bestand(VORMEN["xlsx"], GEMEENTEN), nu), {}, nu)
    voor, historie = stand(), LogEntry.objects.count()
    opnieuw = vergelijk(lees_bestand(VORMEN[andere], GEMEENTEN), nu)
    assert set(soorten(opnieuw)) == {Soort.ONGEWIJZIGD, Soort.LEEG}
    assert not opnieuw.wijzigt_iets
    verwerk(opnieuw, {}, nu)
    assert (stand(), LogEntry.objects.count()) == (voor, historie)


@pytest.mark.sqlite
def test_vergelijken_schrijft_niets_en_kost_altijd_evenveel_vragen(nu, kim, django_assert_num_queries):
    voor = stand()
    with django_assert_num_queries(3):
        vergelijk([rij()], nu)
    with django_assert_num_queries(3):
        vergelijk([rij(n, naam=f"N{n}", email=f"n{n}@z.example", mobiel="") for n in range(1, 40)], nu)
    assert stand() == voor


@pytest.mark.eis("R102")
def test_een_gewijzigd_nummer_is_een_wijziging_van_oud_naar_nieuw_met_geschiedenis(nu, kim):
    voorstel = vergelijk([rij(mobiel="06-00000099")], nu)
    (regel,) = voorstel.regels
    assert regel.soort == Soort.GEWIJZIGD
    assert [(v.label, v.oud, v.nieuw) for v in regel.verschillen] == [("Mobiel", "06-00000011", "06-00000099")]
    verslag = verwerk(voorstel, {}, nu)
    assert (verslag.regels[0].wat, verslag.regels[0].velden) == ("gewijzigd", "mobiel")
    assert LogEntry.objects.get_for_object(kim).order_by("pk").last().changes_dict == {
        "mobiel": ["06-00000011", "06-00000099"]
    }


def test_een_nieuw_contact_komt_achter_wie_er_al_is(nu, kim, zwolle):
    voorstel = vergelijk([rij(), rij(3, naam="L. Nieuw", mobiel="06-00000012", email="")], nu)
    assert soorten(voorstel) == [Soort.ONGEWIJZIGD, Soort.NIEUW]
    verwerk(voorstel, {}, nu)
    assert [c.naam for c in bezet(Rol.TOEGANG, nu, gemeente=zwolle).bezetters] == ["K. Voorbeeld", "L. Nieuw"]


@pytest.mark.eis("R101")
def test_een_andere_volgorde_in_de_lijst_is_een_wijziging(nu, kim, zwolle):
    tweede = bouw.contact("L. Tweede")
    bouw.bezetting(Rol.TOEGANG, zwolle, tweede, volgorde=2)
    lijst = [rij(2, naam="L. Tweede", functie="", mobiel=tweede.mobiel, email=tweede.email), rij(3)]
    voorstel = vergelijk(lijst, nu)
    assert [(regel.wie, regel.verschillen[0].nieuw) for regel in voorstel.regels] == [
        ("L. Tweede", "1"),
        ("Mevr. K. Voorbeeld", "2"),
    ]
    verwerk(voorstel, {}, nu)
    assert bezet(Rol.TOEGANG, nu, gemeente=zwolle).eerste == tweede
    assert not vergelijk(lijst, nu).wijzigt_iets


@pytest.mark.parametrize(
    ("anders", "reden", "keuzes"),
    [
        ({"naam": "Dhr. P. Opvolger"}, "Dit e-mailadres is nu van", 3),
        ({"naam": "Dhr. P. Opvolger", "email": "p@z.example"}, "Dit nummer is nu van", 3),
        ({"naam": "Dhr. P. Voorbeeld", "email": "p@z.example", "mobiel": "06-00000019"}, "Lijkt op", 3),
        ({"mobiel": ""}, "Mobiel is in deze lijst leeg", 2),
        ({"mobiel": "vraag naar Kim"}, "lijkt geen Nederlands telefoonnummer", 2),
        ({"mobiel": "", "email": ""}, "geen telefoonnummer en geen e-mailadres", 1),
        ({"gemeente": "Verweg"}, "geen gemeente van deze regio", 1),
        ({"gemeente": ""}, "geen gemeente bij", 1),
    ],
)
def test_wat_twijfelachtig_is_wordt_gevraagd_en_zonder_antwoord_overgeslagen(nu, kim, anders, reden, keuzes):
    voor, voorstel = stand(), vergelijk([rij(**anders)], nu)
    regel = voorstel.regels[0]
    assert regel.soort == Soort.TWIJFEL
    assert reden in " ".join(regel.redenen)
    assert len(regel.keuzes) == keuzes
    verwerk(voorstel, {}, nu)
    assert stand() == voor


def test_een_opvolger_kan_als_wijziging_of_als_nieuw_contact_worden_overgenomen(nu, kim, zwolle):
    voorstel = vergelijk([rij(naam="Dhr. P. Opvolger")], nu)
    verwerk(voorstel, {"rij-2": wijzig(kim.pk)}, nu)
    kim.refresh_from_db()
    assert (kim.aanhef, kim.naam) == ("Dhr.", "P. Opvolger")
    voorstel = vergelijk([rij(naam="Mevr. Q. Derde")], nu)
    verwerk(voorstel, {"rij-2": NIEUW}, nu)
    assert [c.naam for c in bezet(Rol.TOEGANG, nu, gemeente=zwolle).bezetters] == ["P. Opvolger", "Q. Derde"]


def test_een_adres_dat_elders_bekend_is_kan_hetzelfde_contact_zijn(nu, kim):
    ommen = bouw.gemeente("Ommen")
    voorstel = vergelijk([rij(2), rij(3, "Ommen")], nu)
    assert soorten(voorstel) == [Soort.ONGEWIJZIGD, Soort.TWIJFEL]
    verwerk(voorstel, {"rij-3": wijzig(kim.pk)}, nu)
    assert bezet(Rol.TOEGANG, nu, gemeente=ommen).eerste == kim
    assert not vergelijk([rij(2), rij(3, "Ommen")], nu).wijzigt_iets
    tegenspraak = vergelijk([rij(2), rij(3, "Ommen", mobiel="06-00000077")], nu)
    assert soorten(tegenspraak) == [Soort.ONGEWIJZIGD, Soort.TWIJFEL]


def test_dezelfde_rij_twee_keer_wordt_niet_twee_contacten(nu, zwolle):
    voorstel = vergelijk([rij(2), rij(3)], nu)
    assert soorten(voorstel) == [Soort.NIEUW, Soort.TWIJFEL]
    assert voorstel.regels[1].redenen == ("Staat ook op regel 2.",)
    verwerk(voorstel, {}, nu)
    assert Contactpersoon.objects.count() == 1


@pytest.mark.eis("R103")
def test_wie_niet_meer_in_de_lijst_staat_blijft_tenzij_iemand_kiest(nu, kim, zwolle):
    zetel = Bezetting.objects.get()
    voorstel = vergelijk([maak_rij(2, {"gemeente": "Zwolle"})], nu)
    assert soorten(voorstel) == [Soort.LEEG, Soort.VERDWENEN]
    assert voorstel.regels[1].redenen == ("Zonder dit contact heeft Zwolle niemand.",)
    verwerk(voorstel, {}, nu)
    assert bezet(Rol.TOEGANG, nu, gemeente=zwolle).eerste == kim
    verwerk(voorstel, {f"weg-{zetel.pk}": "beeindig"}, nu)
    zetel.refresh_from_db()
    assert zetel.tot_datum == lokale_dag(nu) - timedelta(days=1)
    assert bezet(Rol.TOEGANG, nu, gemeente=zwolle).is_leeg
    assert Contactpersoon.objects.filter(pk=kim.pk).exists()


def test_wie_dezelfde_dag_terugkomt_krijgt_de_plek_weer(nu, zwolle):
    verwerk(vergelijk([rij()], nu), {}, nu)
    zetel = Bezetting.objects.get()
    Bezetting.objects.update(tot_datum=zetel.van_datum)
    morgen = nu + timedelta(days=1)
    voorstel = vergelijk([rij()], morgen)
    verwerk(voorstel, {"rij-2": voorstel.regels[0].keuzes[1].code}, morgen)
    assert bezet(Rol.TOEGANG, morgen, gemeente=zwolle).eerste == zetel.contactpersoon


@pytest.mark.sqlite
@pytest.mark.parametrize("wat", ["nummer", "naam", "zetel", "gemeente"])
def test_een_lijst_die_intussen_anders_is_wordt_geweigerd_en_schrijft_niets(nu, kim, zwolle, wat):
    voorstel = vergelijk([rij(mobiel="06-00000099"), rij(3, naam="L. Nieuw", email="", mobiel="06-00000012")], nu)
    if wat == "zetel":
        bouw.bezetting(Rol.TOEGANG, zwolle, bouw.contact("M. Tussendoor"), volgorde=2)
    elif wat == "gemeente":
        Gemeente.objects.update(naam="Elders")
    else:
        Contactpersoon.objects.update(**({"mobiel": "06-00000055"} if wat == "nummer" else {"naam": "K. Anders"}))
    voor = stand()
    with pytest.raises(VoorstelVerouderd):
        verwerk(voorstel, {}, nu)
    assert stand() == voor


@pytest.mark.parametrize("keuzes", [{"rij-2": "wijzig:999999"}, {"rij-2": "beeindig"}, {"rij-2": "'; drop"}])
def test_een_verzonnen_keuze_wordt_geweigerd_en_schrijft_niets(nu, kim, keuzes):
    voor, voorstel = stand(), vergelijk([rij(naam="Dhr. P. Opvolger")], nu)
    with pytest.raises(InvoerFout):
        verwerk(voorstel, keuzes, nu)
    assert stand() == voor


def test_een_contact_voor_twee_rijen_kiezen_wordt_geweigerd(nu, kim):
    voorstel = vergelijk([rij(2), rij(3, naam="Dhr. P. Opvolger", mobiel="")], nu)
    voor = stand()
    with pytest.raises(InvoerFout, match="twee rijen"):
        verwerk(voorstel, {"rij-3": wijzig(kim.pk)}, nu)
    assert stand() == voor


def test_andere_rollen_en_andere_gemeenten_blijven_ongemoeid(nu, kim):
    bouw.bezetting(Rol.WETHOUDER, bouw.gemeente("Zwolle"))
    bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Kampen"))
    voor = stand()
    verwerk(vergelijk([rij()], nu), {}, nu)
    assert stand() == voor


def test_een_lange_lijst_kost_hooguit_een_paar_vragen_meer_dan_een_korte(nu, django_assert_max_num_queries):
    """What takes a question per row or per gemeente takes minutes for a list of a country (bench/inlezen.py)."""
    plaatsen = [gemeente.naam for gemeente in bouw.alle_gemeenten()]

    def lijst(aantal, begin):
        namen = [plaatsen[n % len(plaatsen)] for n in range(aantal)]
        nummers = range(begin, begin + aantal)
        return [
            rij(n, plaats, naam=f"N{n}", email=f"n{n}@z.example", mobiel="")
            for n, plaats in zip(nummers, namen, strict=True)
        ]

    voorstel = vergelijk(lijst(400, 1000), nu)
    with django_assert_max_num_queries(30):
        verwerk(voorstel, {}, nu)
    assert Contactpersoon.objects.count() == Bezetting.objects.count() == 400


def test_wie_samen_nieuw_is_heeft_dezelfde_historie_als_wie_alleen_komt(nu, zwolle):
    """The same lines, by the same person, each under seal."""
    beheerder = bouw.gebruiker(Rol.BEHEERDER)
    with set_actor(beheerder):
        verwerk(vergelijk([rij(), rij(3, naam="L. Nieuw", email="l@z.example", mobiel="")], nu), {}, nu)
        alleen = bouw.contact(
            "K. Voorbeeld",
            aanhef="Mevr.",
            functie="Teamleider",
            mobiel="06-00000011",
            email="K@z.example",
            gemeente=zwolle,
        )
        plek = bouw.bezetting(Rol.TOEGANG, zwolle, alleen, volgorde=1, van_datum=lokale_dag(nu))
    samen = Contactpersoon.objects.earliest("pk")
    for een, ander in ((samen, alleen), (Bezetting.objects.earliest("pk"), plek)):
        regels = [LogEntry.objects.get_for_object(rij_).get() for rij_ in (een, ander)]
        verschil = {
            veld: waarden for veld, waarden in regels[0].changes.items() if regels[1].changes.get(veld) != waarden
        }
        assert set(verschil) <= {"id", "contactpersoon"}, verschil
        assert [(r.actor, r.action, r.object_repr, r.content_type) for r in regels[:1]] == [
            (beheerder, LogEntry.Action.CREATE, str(een), regels[1].content_type)
        ]
    assert list(zegels.breuken()) == []
