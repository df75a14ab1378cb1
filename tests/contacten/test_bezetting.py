"""Who fills a seat at this moment (R99, R100, R101, R103)."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacten.bezetting import alle_zetels, bezet, sleutel, zetels, zetels_van
from contacten.models import Contactpersoon
from contacten.personen import lijst
from contacten.rollen import PER_GEMEENTE, Rol
from tests import bouw as situaties
from tests import bouw_contacten as bouw

NU = datetime(2026, 3, 10, 12, tzinfo=UTC)
VANDAAG = date(2026, 3, 10)
DAG = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.mark.eis("R101")
def test_de_zetel_noemt_wie_hem_vult_op_volgorde():
    zwolle = bouw.gemeente("Zwolle")
    tweede = bouw.bezetting(Rol.MANAGER_GEMEENTE, zwolle, volgorde=2).contactpersoon
    eerste = bouw.bezetting(Rol.MANAGER_GEMEENTE, zwolle, volgorde=1).contactpersoon
    zetel = bezet(Rol.MANAGER_GEMEENTE, NU, gemeente=zwolle)
    assert zetel.bezetters == (eerste, tweede)
    assert zetel.eerste == eerste
    assert zetel.ontvangers == (eerste,)
    assert zetel.naam == "manager gemeente Zwolle"


@pytest.mark.eis("R99")
def test_een_lege_zetel_is_een_antwoord():
    deventer = bouw.gemeente("Deventer")
    bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Zwolle"))
    zetel = bezet(Rol.TOEGANG, NU, gemeente=deventer)
    assert zetel.is_leeg
    assert zetel.eerste is None
    assert zetel.ontvangers == zetel.met_mail == ()
    assert zetel.naam == "gemeentelijke toegang Deventer"
    assert not zetel.is_alleen_telefonisch


@pytest.mark.eis("R100")
def test_staphorst_heeft_twee_contacten_en_beiden_ontvangen():
    staphorst = bouw.gemeente("Staphorst")
    beiden = tuple(bouw.bezetting(Rol.TOEGANG, staphorst, volgorde=plek).contactpersoon for plek in (1, 2))
    assert bezet(Rol.TOEGANG, NU, gemeente=staphorst).ontvangers == beiden


@pytest.mark.sqlite
@pytest.mark.eis("R103")
@pytest.mark.parametrize(
    ("velden", "telt"),
    [
        ({"van_datum": VANDAAG}, True),
        ({"van_datum": VANDAAG + DAG}, False),
        ({"tot_datum": VANDAAG}, True),
        ({"tot_datum": VANDAAG - DAG}, False),
        ({"afwezig_van_datum": VANDAAG}, False),
        ({"afwezig_van_datum": VANDAAG, "afwezig_tot_datum": VANDAAG}, False),
        ({"afwezig_van_datum": VANDAAG - 9 * DAG, "afwezig_tot_datum": VANDAAG - DAG}, True),
        ({"afwezig_van_datum": VANDAAG + DAG}, True),
    ],
)
def test_een_bezetting_telt_alleen_op_haar_dagen(velden, telt):
    rij = bouw.bezetting(Rol.REGIOMANAGER, **velden)
    assert (rij.contactpersoon in bezet(Rol.REGIOMANAGER, NU).bezetters) is telt


def test_bij_afwezigheid_schuift_de_zetel_naar_de_vervanger_en_weer_terug():
    kampen = bouw.gemeente("Kampen")
    eerste = bouw.bezetting(Rol.WETHOUDER, kampen, afwezig_van_datum=VANDAAG, afwezig_tot_datum=VANDAAG + DAG)
    vervanger = bouw.bezetting(Rol.WETHOUDER, kampen, volgorde=2)
    assert bezet(Rol.WETHOUDER, NU, gemeente=kampen).ontvangers == (vervanger.contactpersoon,)
    assert bezet(Rol.WETHOUDER, NU + 2 * DAG, gemeente=kampen).ontvangers == (eerste.contactpersoon,)


def test_een_vervallen_contact_telt_niet_meer_vanaf_dat_moment():
    rij = bouw.bezetting(Rol.REGIOMANAGER, wie=bouw.contact(vervallen_op=NU))
    assert bezet(Rol.REGIOMANAGER, NU).is_leeg
    assert bezet(Rol.REGIOMANAGER, NU - timedelta(seconds=1)).eerste == rij.contactpersoon


@pytest.mark.parametrize(("uur", "telt"), [(22, False), (23, True)])
def test_de_dag_wisselt_om_middernacht_in_nederland(uur, telt):
    """On 9 March 2026 Dutch midnight is 23:00 UTC."""
    bouw.bezetting(Rol.REGIOMANAGER, van_datum=VANDAAG)
    assert bezet(Rol.REGIOMANAGER, datetime(2026, 3, 9, uur, 30, tzinfo=UTC)).is_leeg is not telt


@pytest.mark.eis("R100")
def test_alleen_telefonisch_bereikbaar_is_niet_leeg():
    rij = bouw.bezetting(Rol.REGIOMANAGER, wie=bouw.contact(email=""))
    zetel = bezet(Rol.REGIOMANAGER, NU)
    assert not zetel.is_leeg
    assert zetel.is_alleen_telefonisch
    assert zetel.ontvangers == (rij.contactpersoon,)
    assert zetel.met_mail == ()


@pytest.mark.sqlite
def test_wie_twee_overlappende_rijen_heeft_telt_een_keer():
    wie = bouw.contact()
    bouw.bezetting(Rol.REGIOMANAGER, wie=wie)
    bouw.bezetting(Rol.REGIOMANAGER, wie=wie, van_datum=VANDAAG)
    assert bezet(Rol.REGIOMANAGER, NU).bezetters == (wie,)


def test_alle_gemeenten_samen_kosten_een_vraag(django_assert_num_queries):
    gemeenten = bouw.alle_gemeenten()
    for gemeente in gemeenten[2:]:
        bouw.bezetting(Rol.TOEGANG, gemeente)
    with django_assert_num_queries(1):
        gevonden = zetels(Rol.TOEGANG, NU, gemeenten=gemeenten)
        leeg = [str(zetel.gemeente) for zetel in gevonden if zetel.is_leeg]
        assert all(zetel.ontvangers[0].email for zetel in gevonden if not zetel.is_leeg)
    assert [zetel.gemeente for zetel in gevonden] == gemeenten
    assert leeg == ["Dalfsen", "Deventer"]


def test_een_rol_van_de_regio_heeft_een_zetel_hoeveel_gemeenten_er_ook_zijn():
    bouw.bezetting(Rol.REGIOMANAGER)
    assert len(zetels(Rol.REGIOMANAGER, NU, gemeenten=bouw.alle_gemeenten())) == 1


def test_de_directeur_hoort_bij_zijn_aanbieder():
    eigen, ander = bouw.aanbieder("De Proef"), bouw.aanbieder("De Toets")
    rij = bouw.bezetting(Rol.DIRECTEUR_AANBIEDER, eigen)
    assert bezet(Rol.DIRECTEUR_AANBIEDER, NU, aanbieder=eigen).eerste == rij.contactpersoon
    assert bezet(Rol.DIRECTEUR_AANBIEDER, NU, aanbieder=ander).is_leeg


@pytest.mark.parametrize("rol", [Rol.TOEGANG, Rol.DIRECTEUR_AANBIEDER])
def test_een_zetel_zonder_zijn_plaats_is_een_fout_en_geen_lege_zetel(rol):
    with pytest.raises(ValueError, match="noem de"):
        bezet(rol, NU)


@pytest.mark.parametrize(
    ("rol", "zin"),
    [
        (Rol.TOEGANG, "ook een gemeente"),
        (Rol.DIRECTEUR_AANBIEDER, "ook een aanbieder"),
        ("baas", "De rol 'baas' bestaat niet"),
    ],
)
def test_een_bezetting_zonder_haar_plaats_of_met_een_onbekende_rol_wordt_geweigerd(rol, zin):
    with pytest.raises(ValidationError, match=zin):
        lijst.bezet_zetel(bouw.contact().pk, {"rol": rol, "van_datum": VANDAAG})


@pytest.mark.sqlite
def test_de_database_weigert_dezelfde_bezetting_twee_keer():
    rij = bouw.bezetting(Rol.REGIOMANAGER)
    with pytest.raises(IntegrityError), transaction.atomic():
        bouw.bezetting(Rol.REGIOMANAGER, wie=rij.contactpersoon)


@pytest.mark.sqlite
@pytest.mark.eis("R100")
def test_de_database_weigert_een_contact_zonder_kanaal():
    with pytest.raises(IntegrityError), transaction.atomic():
        Contactpersoon.objects.create(naam="Voorbeeld")


@pytest.mark.eis("R99")
def test_het_overzicht_heeft_elke_zetel_ook_de_lege(django_assert_num_queries):
    gemeenten = bouw.alle_gemeenten()
    rij = bouw.bezetting(Rol.TOEGANG, gemeenten[0])
    with django_assert_num_queries(3):
        alle = alle_zetels(NU)
    assert alle[sleutel(Rol.TOEGANG, gemeenten[0])].eerste == rij.contactpersoon
    assert alle[sleutel(Rol.TOEGANG, gemeenten[1])].is_leeg
    assert sum(zetel.rol in PER_GEMEENTE for zetel in alle.values()) == len(gemeenten) * len(PER_GEMEENTE)


DAGEN = st.dates(VANDAAG - 3 * DAG, VANDAAG + 3 * DAG)


@st.composite
def perioden(trek):
    """A seating: from, until, absent from, absent until, lapsed days ago; in the order that the database asks."""
    van = trek(DAGEN)
    tot = trek(st.none() | DAGEN.filter(lambda dag: dag >= van))
    weg_van = trek(st.none() | DAGEN)
    weg_tot = trek(st.none() | DAGEN.filter(lambda dag: dag >= weg_van)) if weg_van else None
    return van, tot, weg_van, weg_tot, trek(st.none() | st.integers(-2, 2))


def is_aanwezig(van, tot, weg_van, weg_tot, vervalt):
    """The oracle: written as a list of days, not as a query."""
    dagen = {VANDAAG + verschil * DAG for verschil in range(-3, 4)}
    bezet_op = {dag for dag in dagen if van <= dag and not (tot and dag > tot)}
    weg_op = {dag for dag in dagen if weg_van and weg_van <= dag and not (weg_tot and dag > weg_tot)}
    return VANDAAG in bezet_op - weg_op and not (vervalt is not None and vervalt <= 0)


class TestLegeZetel(TestCase):
    @given(st.lists(perioden(), max_size=4))
    def test_een_zetel_is_leeg_als_en_alleen_als_niemand_geldig_is(self, rijen):
        for plek, (van, tot, weg_van, weg_tot, vervalt) in enumerate(rijen):
            wie = bouw.contact(vervallen_op=None if vervalt is None else NU + vervalt * DAG)
            bouw.bezetting(
                Rol.REGIOMANAGER,
                wie=wie,
                volgorde=plek,
                van_datum=van,
                tot_datum=tot,
                afwezig_van_datum=weg_van,
                afwezig_tot_datum=weg_tot,
            )
        zetel = bezet(Rol.REGIOMANAGER, NU)
        assert len(zetel.bezetters) == sum(is_aanwezig(*rij) for rij in rijen)
        assert zetel.is_leeg is not any(is_aanwezig(*rij) for rij in rijen)


def test_meer_rollen_tegelijk_gevraagd_geeft_per_rol_hetzelfde(nu: datetime) -> None:
    plek = situaties.regio(nu)
    gemeenten, bedrijf = [plek.gemeenten["zwolle"], plek.gemeenten["deventer"]], plek.aanbieders["wissel"]
    rollen = (Rol.REGIOMANAGER, Rol.TOEGANG, Rol.DIRECTEUR_AANBIEDER)
    for keuze in (combinatie for hoeveel in (1, 2, 3) for combinatie in combinations(rollen, hoeveel)):
        samen = zetels_van(keuze, nu, gemeenten=gemeenten, aanbieder=bedrijf)
        apart = [zetel for rol in keuze for zetel in zetels(rol, nu, gemeenten=gemeenten, aanbieder=bedrijf)]
        assert samen == apart, keuze
        assert [zetel.ontvangers for zetel in samen] == [zetel.ontvangers for zetel in apart]
