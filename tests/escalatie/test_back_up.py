"""Back-ups as files: what was written comes back, and whatever was changed, cut off or made by another is refused."""

from __future__ import annotations

import io
import subprocess
import tarfile
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.geweigerd import Geweigerd
from escalatie.back_up import sleutels
from escalatie.back_up.archief import BESTANDEN, DATABASE, Leesbaar, Manifest, Schrijver, lees
from escalatie.back_up.bestanden import mee
from escalatie.back_up.bewaring import ALLES, mag_weg
from escalatie.back_up.versleuteling import aantal_ontvangers, ontsleutel, versleutel

NU = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
SLEUTEL, ANDERE = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
GEGEVENS = {"gemaakt_op": NU.isoformat(), "soort": "sqlite", "tellingen": {"a": 1}, "migraties": ["escalatie.0001"]}
# A key file of age, locked with a passphrase that costs little to try: making one here would cost seconds.
MET_WACHTZIN = (
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBITE04enNsNWFUQm91T3NnWlVZZVR3IDE1Ck80cW91WUJMOFZiWTNsVStjOGx4Yy95"
    "OXVWb281WjFBOWhFL0hqOHc3MWcKLS0tIExqNDFYc0kvRnAyLzZDdW9uN25xR0lWUVlGN1dHaTRIVHdQbkhGVTZob0kKViXKYJeZlu2vB6T5"
    "VI+/rZunruP7u6K0iev3/PD6Kq754JphNOx4Xv7mzdJ6WtFUINKqPVPtGP2hzBs9GiuVeMufw93EouNrLC5KN6hRH/4lJkvJP5rIUHMZ/5S3"
    "QKFfmhB/HAYpsaz0Tg=="
)
STUKKEN = [bytes([n]) * 70_000 for n in range(3)]


class Opvang:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.bytes, self.bestanden = b"", dict[str, bytes]()

    def database(self, stuk: bytes) -> None:
        self.bytes += stuk

    def bestand(self, naam: str, inhoud: Leesbaar) -> None:
        self.bestanden[naam] = inhoud.read()


def maak(*ontvangers: pyrage.x25519.Identity, stukken: Iterable[bytes] = STUKKEN) -> bytes:
    doel = io.BytesIO()
    with versleutel(doel, [sleutel.to_public() for sleutel in ontvangers or [SLEUTEL]]) as stroom:
        schrijver = Schrijver(stroom)
        schrijver.database(stukken)
        schrijver.bestand("sleutel", io.BytesIO(b"geheim"), 6)
        schrijver.sluit(**GEGEVENS)
    return doel.getvalue()


def lees_uit(inhoud: bytes, sleutel: pyrage.x25519.Identity = SLEUTEL) -> tuple[Manifest, Opvang]:
    opvang = Opvang()
    with ontsleutel(io.BytesIO(inhoud), [sleutel]) as stroom:
        manifest = lees(stroom, opvang)
    return manifest, opvang


def namaak(*leden: tuple[str, bytes], soort: bytes = tarfile.REGTYPE) -> bytes:
    """An archive by somebody who has the public key only."""
    doel = io.BytesIO()
    with versleutel(doel, [SLEUTEL.to_public()]) as stroom, tarfile.open(fileobj=stroom, mode="w|") as tar:
        for naam, inhoud in leden:
            lid = tarfile.TarInfo(naam)
            lid.size, lid.type = (len(inhoud) if soort == tarfile.REGTYPE else 0), soort
            lid.linkname = "/etc/passwd"
            tar.addfile(lid, io.BytesIO(inhoud))
    return doel.getvalue()


def test_wat_erin_gaat_komt_eruit_voor_iedere_sleutelhouder() -> None:
    inhoud = maak(SLEUTEL, ANDERE)

    for sleutel in (SLEUTEL, ANDERE):
        manifest, opvang = lees_uit(inhoud, sleutel)
        assert (opvang.bytes, opvang.bestanden) == (b"".join(STUKKEN), {"sleutel": b"geheim"})
        assert (manifest.rijen, manifest.moment, manifest.is_van_hier) == (1, NU, True)
    assert aantal_ontvangers(io.BytesIO(inhoud)) == 2


def test_in_het_bestand_staat_niets_leesbaars() -> None:
    inhoud = maak(stukken=[b"Jan de Vries " * 1000])

    assert b"Vries" not in inhoud
    assert b"geheim" not in inhoud
    assert b"manifest" not in inhoud


def test_een_andere_sleutel_past_niet() -> None:
    with pytest.raises(Geweigerd, match="past niet"):
        lees_uit(maak(), ANDERE)


@given(plek=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_een_omgevallen_bit_wordt_altijd_gezien(plek: int, bit: int) -> None:
    inhoud = bytearray(HEEL)
    inhoud[plek % len(inhoud)] ^= 1 << bit

    with pytest.raises(Geweigerd):
        lees_uit(bytes(inhoud))


@given(lengte=st.integers(0, 10**9))
def test_een_afgekapt_bestand_wordt_altijd_gezien(lengte: int) -> None:
    with pytest.raises(Geweigerd):
        lees_uit(HEEL[: lengte % len(HEEL)])


@pytest.mark.parametrize(
    "inhoud", [b"", b"\0" * 5000, b"PGDMP", b"PK\x03\x04", b"age-encryption.org/v1\n-> X25519 kort\n"], ids=repr
)
def test_een_vreemd_bestand_is_geen_back_up(inhoud: bytes) -> None:
    with pytest.raises(Geweigerd):
        lees_uit(inhoud)
    with pytest.raises(Geweigerd):
        aantal_ontvangers(io.BytesIO(inhoud))


def test_iets_erachter_wordt_gezien() -> None:
    with pytest.raises(Geweigerd):
        lees_uit(HEEL + b"x")


@pytest.mark.parametrize("naam", ["../uit", "/etc/cron.d/x", "a/../../b", "a//b", ".", "", "a\\b"])
def test_een_bestand_buiten_de_gegevensmap_wordt_geweigerd(naam: str) -> None:
    with pytest.raises(Geweigerd):
        lees_uit(namaak((BESTANDEN + naam, b"x")))


@pytest.mark.parametrize("soort", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_alleen_gewone_bestanden_worden_aangenomen(soort: bytes) -> None:
    with pytest.raises(Geweigerd):
        lees_uit(namaak((BESTANDEN + "x", b""), soort=soort))


def test_zonder_of_met_een_vreemde_inhoudsopgave_wordt_niets_geloofd() -> None:
    for leden in ([(DATABASE + "1", b"x")], [("manifest.json", b"{}")], [("manifest.json", b"[1]")], [("x", b"\xff")]):
        with pytest.raises(Geweigerd, match="inhoudsopgave"):
            lees_uit(namaak(*leden))


def test_een_back_up_van_een_andere_installatie_is_te_herkennen(settings) -> None:
    inhoud = maak()
    settings.SECRET_KEY = "een andere installatie " * 3

    assert not lees_uit(inhoud)[0].is_van_hier


def test_een_volle_schijf_geeft_een_zin() -> None:
    with (
        pytest.raises(Geweigerd, match="kon niet worden geschreven"),
        Path("/dev/full").open("wb", buffering=0) as vol,
        versleutel(vol, [SLEUTEL.to_public()]) as stroom,
    ):
        stroom.write(b"x" * 10_000_000)


# Keys ----------------------------------------------------------------------------------------------------------------


def test_een_sleutelbestand_is_van_de_eigenaar_en_wordt_nooit_overschreven(tmp_path: Path) -> None:
    pad = tmp_path / "sleutel.txt"
    openbaar = sleutels.maak_sleutel(pad)

    assert pad.stat().st_mode & 0o077 == 0
    assert str(sleutels.lees_geheime(pad, str)[0].to_public()) == openbaar
    with pytest.raises(Geweigerd, match="bestaat al"):
        sleutels.maak_sleutel(pad)


def test_een_sleutelbestand_met_wachtzin_vraagt_erom(tmp_path: Path) -> None:
    pad = tmp_path / "sleutel.age"
    pad.write_bytes(b64decode(MET_WACHTZIN))

    gelezen = sleutels.lees_geheime(pad, lambda: "vier losse woorden hier")
    assert str(gelezen[0].to_public()) == "age1rzzpr0mwl8q78n4slcm4r80cguzpq5w8vyp9qwnjvftkdxxqw3dsjz9tct"
    with pytest.raises(Geweigerd, match="wachtzin"):
        sleutels.lees_geheime(pad, lambda: "fout")


@pytest.mark.parametrize(
    ("teksten", "zin"),
    [
        ([], "geen openbare sleutel ingesteld"),
        (["age1onzin"], "geen openbare sleutel van age"),
        ([str(SLEUTEL)], "geheime sleutel"),
    ],
    ids=["geen", "onzin", "geheime"],
)
def test_op_de_server_hoort_een_openbare_sleutel(teksten: list[str], zin: str) -> None:
    with pytest.raises(Geweigerd, match=zin):
        sleutels.lees_openbare(teksten)


@pytest.mark.parametrize("inhoud", ["", "hallo", "AGE-SECRET-KEY-1KORT"])
def test_een_bestand_zonder_sleutel_wordt_geweigerd(tmp_path: Path, inhoud: str) -> None:
    pad = tmp_path / "sleutel.txt"
    pad.write_text(inhoud)

    with pytest.raises(Geweigerd):
        sleutels.lees_geheime(pad, str)
    with pytest.raises(Geweigerd, match="niet te lezen"):
        sleutels.lees_geheime(tmp_path / "weg.txt", str)


# Keeping -------------------------------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 200 * 24), min_size=1, max_size=300), st.integers(1, 30), st.integers(1, 20))
def test_van_iedere_dag_en_week_blijft_er_een_en_de_nieuwste_altijd(uren: set[int], dagen: int, weken: int) -> None:
    momenten = {NU - timedelta(hours=uur) for uur in uren}
    blijft = momenten - set(mag_weg(momenten, NU, dagen=dagen, weken=weken))

    assert max(momenten) in blijft
    assert {moment for moment in momenten if NU - moment <= ALLES} <= blijft
    for moment in momenten:
        if NU - moment <= timedelta(days=dagen):
            assert any(moment.date() == ander.date() for ander in blijft)
        if NU - moment <= timedelta(weeks=weken):
            assert any(moment.isocalendar()[:2] == ander.isocalendar()[:2] for ander in blijft)


def test_een_jaar_lang_iedere_nacht_laat_er_een_paar_dozijn_over() -> None:
    er: set[datetime] = set()
    for nacht in range(365):
        nu = NU + timedelta(days=nacht)
        er |= {nu}
        er -= set(mag_weg(er, nu, dagen=14, weken=8))

    assert 20 <= len(er) <= 24
    assert min(er) >= nu - timedelta(weeks=8)


def test_na_een_stilte_blijft_de_laatste_staan() -> None:
    assert mag_weg([NU - timedelta(days=900)], NU, dagen=14, weken=8) == []


# The worst day with ordinary tools ----------------------------------------------------------------------------------


def test_tar_leest_wat_age_opent(tmp_path: Path) -> None:
    with ontsleutel(io.BytesIO(HEEL), [SLEUTEL]) as stroom:
        subprocess.run(["tar", "x", "-C", tmp_path], input=stroom.read(), check=True)

    assert b"".join(pad.read_bytes() for pad in sorted((tmp_path / "database").iterdir())) == b"".join(STUKKEN)
    assert (tmp_path / "bestanden/sleutel").read_bytes() == b"geheim"


HEEL = maak()


def test_wat_besmet_is_gaat_niet_mee(settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.BACKUP_MAP = tmp_path, str(tmp_path / "back-ups")
    namen = ["bestanden/een", "bestanden/oefening-3/twee", "overig/quarantaine/drie"]
    besmet = ["bestanden/quarantaine/virus", "bestanden/oefening-3/quarantaine/virus"]
    for naam in [*namen, *besmet]:
        (tmp_path / naam).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / naam).write_bytes(b"x")
    assert [naam for naam, _ in mee()] == sorted(namen)
