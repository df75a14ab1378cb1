"""What changed between two versions, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from communicatie.advies.verschil import ERBIJ, GELIJK, WEG, Stuk, stukken, verschillen

ZINNEN = st.text(alphabet=st.sampled_from("de <b> woord, anders\n.é"), max_size=80)


def test_alleen_het_woord_dat_veranderde_valt_op() -> None:
    assert stukken("De gemeente zegt niets.", "De wethouder zegt niets. Nog niet.") == (
        Stuk(GELIJK, "De "),
        Stuk(WEG, "gemeente"),
        Stuk(ERBIJ, "wethouder"),
        Stuk(GELIJK, " zegt niets."),
        Stuk(ERBIJ, " Nog niet."),
    )


def test_delen_die_gelijk_bleven_staan_er_niet_bij() -> None:
    gevonden = verschillen({"wat": "a", "wie": "b", "oud": "x"}, {"wat": "a", "wie": "c"})

    assert [verschil.naam for verschil in gevonden] == ["wie", "oud"]


@given(ZINNEN, ZINNEN)
def test_de_stukken_zijn_samen_precies_de_twee_teksten(oud: str, nieuw: str) -> None:
    delen = stukken(oud, nieuw)

    assert "".join(stuk.tekst for stuk in delen if stuk.soort != ERBIJ) == oud
    assert "".join(stuk.tekst for stuk in delen if stuk.soort != WEG) == nieuw


def test_een_tekst_van_duizenden_losse_letters_wordt_in_een_keer_vervangen() -> None:
    oud, nieuw = "a b " * 1000, "b c " * 1000

    assert stukken(oud, nieuw) == (Stuk(WEG, oud), Stuk(ERBIJ, nieuw))
