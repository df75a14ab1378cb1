"""Whatever is handed in: a sentence or a proposal, never an error, never half a write, never a contact lost."""

import os
from datetime import UTC, datetime

from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacten.bezetting import bezet
from contacten.inlezen.invoer import InvoerFout, lees_bestand, lees_tekst
from contacten.inlezen.vergelijking import vergelijk
from contacten.inlezen.verwerking import verwerk
from contacten.inlezen.voorstel import Soort
from contacten.models import Bezetting, Contactpersoon, Gemeente
from contacten.rollen import Rol
from contacten.uitvoer.bestanden import als_csv, als_xlsx
from contacten.uitvoer.bijlage import bijlage_1
from tests import bouw_contacten as bouw

from .bijlage_1 import GEMEENTEN, KOP, RIJEN, VORMEN

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ALLES = os.environ.get("STORING") == "alles"
RUSTIG = settings(max_examples=30 if ALLES else 12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Cells as people, spreadsheets and attackers fill them.
STUKJES = st.sampled_from(
    ["", "Zwolle", "Olst Wijhe", "Verweg", "K. Voorbeeld", "Mevr.", "'t Hart", "=1+1", "+31 6 00000011", "-", "@x",
     "\t", "'", '"', "06-00000011", "0570-000004", "600000011", "a@z.example", "A@Z.Example", "＝x", "\x00", "\ud800",
     "\ufeff", "é", "x" * 130, ";", "|", ",", "\n", "👩‍👧", "112"]
)  # fmt: skip
CEL = st.one_of(STUKJES, st.text(max_size=12), st.builds(" ".join, st.lists(STUKJES, max_size=3)))
RIJ = st.lists(CEL, min_size=5, max_size=7)
TABEL = st.builds(
    lambda rijen, scheiding: "\n".join(scheiding.join(rij) for rij in [KOP, *rijen]),
    st.lists(st.one_of(RIJ, st.sampled_from(RIJEN)), max_size=12),
    st.sampled_from([";", ",", "\t", "|", " "]),
)


@st.composite
def beschadigd(trek):
    """A real list with pieces cut out, doubled or overwritten."""
    inhoud = bytearray(trek(st.sampled_from(sorted(VORMEN.values()))))
    for _ in range(trek(st.integers(1, 4))):
        plek = trek(st.integers(0, max(len(inhoud) - 1, 0)))
        inhoud[plek : plek + trek(st.integers(0, 40))] = trek(st.binary(max_size=12))
    return bytes(inhoud)


def uitkomst(lees, inhoud):
    """Whether reading gives rows, or a sentence; any other error is not caught."""
    try:
        return bool(lees(inhoud, GEMEENTEN))
    except InvoerFout as fout:
        return str(fout).endswith((".", "?"))


@given(st.one_of(st.binary(max_size=300), beschadigd()))
@settings(max_examples=150 if ALLES else 60, deadline=None)
def test_een_beschadigd_bestand_geeft_rijen_of_een_zin(inhoud):
    assert uitkomst(lees_bestand, inhoud)


@given(st.one_of(TABEL, st.text(max_size=200)))
@settings(max_examples=150 if ALLES else 60, deadline=None)
def test_een_vreemde_tekst_geeft_rijen_of_een_zin(tekst):
    assert uitkomst(lees_tekst, tekst)


def bezetters():
    """Who is in which seat of the toegang, and can be reached there."""
    return {
        (gemeente.pk, contact.pk)
        for gemeente in Gemeente.objects.all()
        for contact in bezet(Rol.TOEGANG, NU, gemeente=gemeente).bezetters
        if contact.telefoon or contact.mobiel or contact.email
    }


def kanalen():
    return {c.pk: [bool(c.telefoon), bool(c.mobiel), bool(c.email)] for c in Contactpersoon.objects.all()}


class TestNiemandKwijt(TestCase):
    @RUSTIG
    @given(TABEL)
    def test_geen_lijst_verliest_een_contact_en_een_tweede_keer_verandert_niets(self, tekst):
        bouw.alle_gemeenten()
        bekend = lees_bestand(VORMEN["xlsx"], GEMEENTEN)
        verwerk(vergelijk(bekend, NU), {}, NU)
        eerst, open_kanalen = bezetters(), kanalen()
        try:
            rijen = lees_tekst(tekst, GEMEENTEN)
        except InvoerFout:
            return
        verwerk(vergelijk(rijen, NU), {}, NU)
        assert eerst <= bezetters()
        for pk, gevuld in open_kanalen.items():
            assert all(nog or not was for was, nog in zip(gevuld, kanalen()[pk], strict=True))
        opnieuw = vergelijk(rijen, NU)
        assert not opnieuw.van_soort(Soort.NIEUW)
        assert not opnieuw.van_soort(Soort.GEWIJZIGD)

    @RUSTIG
    @given(TABEL, st.integers(0, 12))
    def test_een_schrijffout_halverwege_laat_niets_achter(self, tekst, wanneer):
        bouw.alle_gemeenten()
        try:
            voorstel = vergelijk(lees_tekst(tekst, GEMEENTEN), NU)
        except InvoerFout:
            return
        is_afgebroken = False
        try:
            with breek_af_na(wanneer):
                verwerk(voorstel, {}, NU)
        except Afgebroken:
            is_afgebroken = True
        if not is_afgebroken:
            return
        assert not Contactpersoon.objects.exists()
        assert not Bezetting.objects.exists()


class Afgebroken(Exception):
    """The database went away."""


def breek_af_na(aantal):
    """Let the database go away after so many writes."""
    over = iter(range(aantal))

    def schrijf(execute, sql, params, many, context):
        if sql.startswith("INSERT") and next(over, None) is None:
            raise Afgebroken
        return execute(sql, params, many, context)

    return connection.execute_wrapper(schrijf)


TEKST = st.one_of(
    st.sampled_from(
        ["", "=SUM(A1)", "+1", "-1", "@x", "'=1", "'t Hart", "＝x", "Mevr. X", "a;b|c,d", 'zeg "ja"', "a\nb"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
)
NUMMER = st.sampled_from(["", "06-00000010", "0570-000004", "112", "+49 30 000000", "bel de balie", "600000010"])


class TestHeenEnTerug(TestCase):
    @RUSTIG
    @given(
        st.lists(
            st.tuples(st.integers(0, 2), TEKST, TEKST, TEKST, NUMMER, st.integers(0, 3), st.integers(1, 3)),
            min_size=1,
            max_size=6,
        )
    )
    def test_wat_eruit_gaat_en_weer_binnenkomt_verandert_niets(self, contacten):
        plaatsen = bouw.alle_gemeenten()[:3]
        for plaats, aanhef, naam, functie, nummer, adres, volgorde in contacten:
            wie = bouw.contact(
                naam or "Voorbeeld", aanhef=aanhef, functie=functie, telefoon=nummer, mobiel="06-00000001",
                email=f"Team{adres}@Z.example" if adres else "",
            )  # fmt: skip
            bouw.bezetting(Rol.TOEGANG, plaatsen[plaats], wie, volgorde=volgorde)
        for maak in (als_csv, als_xlsx):
            voorstel = vergelijk(lees_bestand(maak(bijlage_1(NU)), GEMEENTEN), NU)
            assert {regel.soort for regel in voorstel.regels} <= {Soort.ONGEWIJZIGD, Soort.LEEG}
            assert not voorstel.wijzigt_iets
