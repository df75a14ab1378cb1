"""F24, R17: total loss. A back-up goes into an empty PostgreSQL; nothing is lost, nothing is mailed twice. Figures
are printed."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from escalatie.back_up.databank import ZONDER_RIJEN
from escalatie.back_up.sleutels import wegwerpsleutel
from tests import bouw
from tests.demo.omgevingen import kant_en_klaar
from tests.diensten import tijdelijke_map
from tests.uitrol.blokken import het_blok

from .browsertje import Bezoeker
from .opstelling import PYTHON, WORTEL, Opstelling
from .processen import Postgres

KERN = ("calamiteiten_melding", "escalatie_stap", "escalatie_termijn", "contacten_gebruiker", "auditlog_logentry")
# Where the words of a melding may stand: in its own rows, and in what finds it.
MET_WOORDEN = {"calamiteiten_zaak", "calamiteiten_melding", "escalatie_zoekrij"}
WOORD = "Kanarievogel"
VERSTREKEN = "soort = 'op' AND vervallen_op IS NULL"


@contextmanager
def lege_server(opstelling: Opstelling) -> Iterator[Opstelling]:
    """The same installation on a new machine: a PostgreSQL with nothing in it, not even the database."""
    with tijdelijke_map() as map_:
        map_.chmod(0o755)
        server = Postgres(map_)
        server.start()
        nieuw = replace(opstelling, postgres=server, werkmap=map_, kinderen=[])
        try:
            yield nieuw
        finally:
            nieuw.sluit()
            server.stop()


def omgeving(opstelling: Opstelling, openbaar: str = "") -> dict[str, Any]:
    """PostgreSQL's own programs of the right version, the public key, and the folder for back-ups."""
    map_ = opstelling.werkmap / f"back-ups-{opstelling.databank}"
    pad = f"{opstelling.postgres.programmas}:{os.environ['PATH']}"
    return {"PATH": pad, "BACKUP_SLEUTELS": openbaar, "BACKUP_MAP": str(map_)}


def gevonden(patroon: str, tekst: str) -> str:
    """What stands in the group of the pattern."""
    vondst = re.search(patroon, tekst)
    assert vondst, tekst
    return vondst[1]


def sleutelpaar(opstelling: Opstelling, naam: str = "sleutel") -> tuple[Path, str]:
    """A key file and its public key."""
    pad = opstelling.werkmap / f"{naam}-{opstelling.databank}.txt"
    gezegd = opstelling.manage("maak_backup", "--maak-sleutel", str(pad)).stdout
    return pad, gevonden(r"BACKUP_SLEUTELS=(age1\w+)", gezegd)


def maak_backup(opstelling: Opstelling, openbaar: str) -> Path:
    gezegd = opstelling.manage("maak_backup", **omgeving(opstelling, openbaar)).stdout
    assert "Teruggelezen en in orde" in gezegd
    return Path(gevonden(r"(/\S+\.age)", gezegd))


def tellingen(opstelling: Opstelling) -> dict[str, int]:
    return {tabel: opstelling.tel(f"SELECT count(*) FROM {tabel}") for tabel in KERN}


def stort(opstelling: Opstelling) -> dict[str, str]:
    """All rows of a back-up, as PostgreSQL's own program writes them: table -> text."""
    programma = str(Path(opstelling.postgres.programmas) / "pg_dump")
    zonder = [f"--exclude-table-data={tabel}" for tabel in ZONDER_RIJEN]
    opdracht = [programma, "--data-only", *zonder, f"--dbname={opstelling.postgres.adres(opstelling.databank)}"]
    tekst = subprocess.run(opdracht, capture_output=True, text=True, check=True).stdout
    return {tabel: rijen for rijen, tabel in re.findall(r"^(COPY public\.(\w+) \(.*?^\\\.$)", tekst, re.M | re.S)}


def niets_in_klare_taal(gestort: dict[str, str], geheimen: dict[str, str]) -> list[str]:
    """What opens something and stands readable in these tables; and where words of a case stand that may not."""
    assert all(geheimen.values()), geheimen
    assert len(gestort) > 50
    fout = [
        f"{naam} in {tabel}" for naam, geheim in geheimen.items() for tabel, rijen in gestort.items() if geheim in rijen
    ]
    met_woord = {tabel for tabel, rijen in gestort.items() if WOORD in rijen}
    assert "calamiteiten_melding" in met_woord
    return fout + [f"woorden van een zaak in {tabel}" for tabel in sorted(met_woord - MET_WOORDEN)]


def vingerafdruk(opstelling: Opstelling) -> str:
    """All that was ever decided: who moved which melding where, when and why."""
    vraag = "SELECT md5(string_agg(o::text, '|' ORDER BY o.id)) FROM escalatie_stap o"
    return str(opstelling.sql(vraag)[0][0])


@pytest.mark.altijd
@pytest.mark.eis("R79")
def test_na_totaal_verlies_staat_alles_er_weer_en_gaat_er_niets_dubbel_uit(opstelling: Opstelling) -> None:
    """Meldingen, terms that passed unseen, mails that wait; back-up; more work; everything gone; restore elsewhere."""
    opstelling.daad("meldingen", "fase_1", "4")
    opstelling.daad("berichten_erbij", "40")
    opstelling.sql(
        "UPDATE escalatie_termijn SET start_op = now() - interval '2 days', vervalt_op = now() - interval '1 hour' "
        "WHERE geeindigd_op IS NULL"
    )
    opstelling.sql(f"UPDATE escalatie_wekker SET gaat_op = now() - interval '1 hour' WHERE {VERSTREKEN}")
    te_laat = opstelling.tel(f"SELECT count(*) FROM escalatie_wekker WHERE {VERSTREKEN}")
    sleutel, openbaar = sleutelpaar(opstelling)
    verwacht, afdruk = tellingen(opstelling), vingerafdruk(opstelling)
    begin = time.monotonic()
    bestand = maak_backup(opstelling, openbaar)
    maakte = time.monotonic() - begin
    opstelling.daad("meldingen", "ontvangen", "2")

    with lege_server(opstelling) as nieuw:
        begin = time.monotonic()
        gezegd = nieuw.manage("herstel_backup", str(bestand), "--sleutel", str(sleutel), **omgeving(nieuw)).stdout
        duurde = time.monotonic() - begin
        print(f"\n{bestand.stat().st_size / 1e6:.2f} MB, maken {maakte:.1f} s, terugzetten {duurde:.1f} s\n{gezegd}")

        nu = tellingen(nieuw)
        assert {tabel: nu[tabel] for tabel in KERN[:4]} == {tabel: verwacht[tabel] for tabel in KERN[:4]}
        assert nu["auditlog_logentry"] >= verwacht["auditlog_logentry"]
        assert vingerafdruk(nieuw) == afdruk
        assert "De controle vindt niets dat gemist is." in gezegd

        gemeld = nieuw.tel(f"SELECT count(*) FROM escalatie_wekker WHERE {VERSTREKEN} AND gevuurd_op IS NOT NULL")
        assert gemeld == nieuw.tel(f"SELECT count(*) FROM escalatie_wekker WHERE {VERSTREKEN} AND is_na_herstel")
        assert gemeld == te_laat > 0
        nieuw.postkantoor()
        voor = nieuw.tel("SELECT count(*) FROM communicatie_bericht")
        for _ in range(2):
            nieuw.manage("bewaak", mag_falen=True)
        assert nieuw.post() == []
        van_wekkers = "SELECT aanleiding, ontvanger FROM communicatie_bericht WHERE aanleiding LIKE 'wekker:%%'"
        wekkerpost = nieuw.sql(van_wekkers)
        assert len(wekkerpost) == len(set(wekkerpost)) > 0
        van_mensen = "SELECT count(*) FROM communicatie_bericht WHERE sjabloon NOT IN ('alarm', 'dagbericht')"
        assert nieuw.tel(van_mensen) <= voor

        assert nieuw.daad("geef_post_vrij") == 1
        nieuw.manage("bewaak", mag_falen=True)
        assert nieuw.post()
        assert len({mail["id"] for mail in nieuw.post()}) == len(nieuw.post())
        assert nieuw.controleer() == []
    # And whoever finds a back-up has the dossiers, and nothing that opens an account or a link.
    geheimen = opstelling.daad("geheimen", WOORD)
    assert niets_in_klare_taal(stort(opstelling), geheimen) == []


@pytest.mark.eis("R79")
def test_een_herstel_dat_mislukt_laat_de_oude_stand_staan(opstelling: Opstelling) -> None:
    """A database that is not empty is refused; a dump that breaks halfway changes nothing; a good one keeps the old."""
    opstelling.daad("meldingen", "ontvangen", "2")
    sleutel, openbaar = sleutelpaar(opstelling)
    bestand = maak_backup(opstelling, openbaar)
    opstelling.daad("meldingen", "ontvangen", "1")

    def herstel(*extra: str, **anders: Any) -> tuple[int, str]:
        opdracht = ("herstel_backup", str(bestand), "--sleutel", str(sleutel), *extra)
        gedaan = opstelling.manage(*opdracht, mag_falen=True, **{**omgeving(opstelling), **anders})
        return gedaan.returncode, gedaan.stdout + gedaan.stderr

    code, gezegd = herstel()
    assert (code, "niet leeg" in gezegd) == (1, True)
    code, gezegd = herstel("--overschrijf", GEHEIME_SLEUTEL="een-andere-" + "x" * 60)
    assert (code, "andere GEHEIME_SLEUTEL" in gezegd) == (1, True)
    namaak = opstelling.werkmap / f"programmas-{opstelling.databank}"
    namaak.mkdir()
    (namaak / "pg_restore").write_text(
        f'#!/bin/sh\ncase "$*" in *dbname*) head -c 9000 >/dev/null; exit 1;; esac\n'
        f'exec {opstelling.postgres.programmas}/pg_restore "$@"\n'
    )
    (namaak / "pg_dump").write_text("#!/bin/sh\nhead -c 9000 /dev/zero; exit 1\n")
    for programma in namaak.iterdir():
        programma.chmod(0o755)
    code, gezegd = herstel("--overschrijf", PATH=f"{namaak}:{os.environ['PATH']}")
    assert (code, "Er is niets veranderd" in gezegd) == (1, True), gezegd
    assert opstelling.tel("SELECT count(*) FROM calamiteiten_melding") == 3
    assert opstelling.tel("SELECT count(*) FROM pg_database WHERE datname LIKE '%%herstel%%'") == 0

    met_gebroken_dump = omgeving(opstelling, openbaar) | {"PATH": f"{namaak}:{os.environ['PATH']}"}
    gedaan = opstelling.manage("maak_backup", mag_falen=True, **met_gebroken_dump)
    assert (gedaan.returncode, "Er is geen back-up gemaakt" in gedaan.stderr) == (1, True), gedaan.stderr
    assert sorted(pad.name for pad in bestand.parent.iterdir()) == [".bezig", bestand.name, f"{bestand.name}.sha256"]

    bezoeker = Bezoeker(opstelling.web())
    bezoeker.meld_aan("regiomanager", bouw.WACHTWOORD)
    blijver = psycopg2.connect(opstelling.postgres.adres(opstelling.databank))
    code, gezegd = herstel("--overschrijf")
    assert code == 0, gezegd
    blijver.close()
    # The web server was connected all the time: it goes on with what was restored, and everybody signs in anew.
    assert bezoeker.haal("/")[0] == 302
    bezoeker.meld_aan("regiomanager", bouw.WACHTWOORD)
    assert bezoeker.haal("/")[0] == 200
    assert opstelling.tel("SELECT count(*) FROM calamiteiten_melding") == 2
    oud = replace(opstelling, databank=gevonden(r"staat er nog als (\w+)", gezegd), kinderen=[])
    assert oud.tel("SELECT count(*) FROM calamiteiten_melding") == 3
    opstelling.sql(f"DROP DATABASE {oud.databank} WITH (FORCE)")


def test_wat_vernietigd_is_komt_met_een_oudere_back_up_niet_terug(opstelling: Opstelling) -> None:
    """The drill of docs/beheer/back-up.md with a real dump: the certificate beside the back-ups is carried out anew."""
    nummer, kenmerk, woord = opstelling.daad("oude_melding")
    sleutel, openbaar = sleutelpaar(opstelling)
    bestand = maak_backup(opstelling, openbaar)
    assert opstelling.daad("vernietig_wat_voorbij_is", **omgeving(opstelling, openbaar)) == [kenmerk]
    lijst = bestand.parent / "vernietigd.jsonl"
    assert kenmerk in lijst.read_text(encoding="utf-8")

    with lege_server(opstelling) as nieuw:
        map_ = nieuw.werkmap / "kopie"
        map_.mkdir()
        for pad in (bestand, lijst):
            (map_ / pad.name).write_bytes(pad.read_bytes())
        hier = {**omgeving(nieuw), "BACKUP_MAP": str(map_)}
        opdracht = ("herstel_backup", str(map_ / bestand.name), "--sleutel", str(sleutel))
        nieuw.manage(*opdracht, "--controleer", **hier)
        # A line that somebody changed keeps the whole restore back.
        echt = lijst.read_bytes()
        (map_ / lijst.name).write_bytes(echt.replace(kenmerk.encode(), b"CAL-1999-0001"))
        assert nieuw.manage(*opdracht, mag_falen=True, **hier).returncode != 0
        (map_ / lijst.name).write_bytes(echt)
        gezegd = nieuw.manage(*opdracht, **hier).stdout
        assert "De controle vindt niets dat gemist is." in gezegd
        assert nieuw.tel("SELECT count(*) FROM calamiteiten_zaak WHERE id = %s", nummer) == 0
        assert nieuw.sql("SELECT kenmerk FROM escalatie_vernietigingsakte") == [(kenmerk,)]
        assert nieuw.tel("SELECT count(*) FROM communicatie_bericht b WHERE b::text LIKE %s", f"%{woord}%") == 0
        assert nieuw.controleer() == []


def zegt(gedaan: subprocess.CompletedProcess[str], code: int, *zinnen: str) -> str:
    """All that a command said. It ended with this code, with these sentences, and with no traceback."""
    gezegd = gedaan.stdout + gedaan.stderr
    assert (gedaan.returncode, "Traceback" in gezegd) == (code, False), gezegd
    assert [zin for zin in zinnen if zin not in gezegd] == [], gezegd
    return gezegd


def vraag_wachtwoord(opstelling: Opstelling, rol: str) -> str:
    """From now on the server asks this role for a password; returns the DATABASE_URL with it."""
    opstelling.manage("databaserollen", DATABASE_BACKUP_WACHTWOORD="geheim-7")
    hba = opstelling.postgres.data / "pg_hba.conf"
    hba.write_text(f"host all {rol} 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
    opstelling.sql("SELECT pg_reload_conf()")
    return opstelling.postgres.adres(opstelling.databank).replace("calamiteiten@", f"{rol}:geheim-7@")


@pytest.mark.eis("R79")
def test_de_opdrachten_van_de_bladzijde_onder_de_rollen_van_productie(opstelling: Opstelling, tmp_path: Path) -> None:
    """bin/backup and the trial as the role of the back-up, with its password; bin/herstel and the command of
    docs/beheer/back-up.md as the owner, after the database is gone."""
    opstelling.daad("meldingen", "ontvangen", "2")
    venv = kant_en_klaar(tmp_path)
    sleutel, andere = tmp_path / "sleutel.txt", tmp_path / "andere.txt"

    def opdracht(*woorden: str, **anders: str) -> subprocess.CompletedProcess[str]:
        env = opstelling.omgeving(**{**omgeving(opstelling), **venv, **anders})
        return subprocess.run(woorden, cwd=WORTEL, env=env, capture_output=True, text=True, check=False)

    gezegd = zegt(opdracht("bin/backup", "--maak-sleutel", str(sleutel)), 0)
    als = {"BACKUP_SLEUTELS": gevonden(r"BACKUP_SLEUTELS=(age1\w+)", gezegd)}
    als["DATABASE_URL"] = vraag_wachtwoord(opstelling, "calamiteiten_backup")
    zegt(opdracht("bin/backup", **{**als, "BACKUP_MAP": "/proc/nergens"}), 1, "Er is geen back-up gemaakt.")
    bestand = gevonden(r"(/\S+\.age)", zegt(opdracht("bin/backup", **als), 0, "Teruggelezen en in orde"))
    zegt(opdracht("bin/herstel", "/nergens.age", "--sleutel", str(sleutel)), 1, "/nergens.age bestaat niet.")
    # The trial: of a back-up of its own, and all that is left of the copy is the heartbeat.
    zegt(opdracht(PYTHON, "manage.py", "proefherstel", **als), 0, "Proef gelukt in ", "De kopie is weg.")
    assert opstelling.tel("SELECT count(*) FROM pg_database WHERE datname LIKE '%%herstel_proef'") == 0
    slag = "SELECT count(*) FROM escalatie_hartslag WHERE component = 'proefherstel' AND bijzonderheid LIKE '%%in orde'"
    assert opstelling.tel(slag) == 1
    assert opstelling.tel("SELECT count(*) FROM communicatie_herstel") == 0, "de post gaat door"

    andere.write_text(f"{wegwerpsleutel()}\n")
    zegt(
        opdracht("bin/herstel", bestand, "--sleutel", str(andere)), 1, "Deze sleutel past niet", "Er is niets veranderd"
    )
    zegt(opdracht("bin/herstel", bestand, "--sleutel", str(sleutel)), 1, "niet leeg", "Er is niets veranderd")

    server = replace(opstelling, databank="postgres", kinderen=[])
    server.sql(f"DROP DATABASE {opstelling.databank} WITH (FORCE)")
    plekken = {"/back-ups/calamiteitenregie-….age": bestand, "/sleutel.txt": str(sleutel), "python": PYTHON}
    # Behind the service stands what it runs; `gereedmaken` works as the owner.
    woorden = het_blok("back-up.md", "herstel_backup").woorden
    woorden = woorden[woorden.index("gereedmaken") + 1 :]
    gedaan = opdracht(*(plekken.get(woord, woord) for woord in woorden))
    zegt(gedaan, 0, "Alle tellingen zijn gelijk", "De controle vindt niets dat gemist is.")
    assert opstelling.tel("SELECT count(*) FROM calamiteiten_melding") == 2


@pytest.mark.alleen_alles
@pytest.mark.eis("R79")
def test_tienduizend_meldingen_zijn_terug_binnen_een_pauze(opstelling: Opstelling) -> None:
    """The figures of a big installation. The rows are copies laid down by SQL, so the audit has its remarks."""
    opstelling.daad("meldingen", "ontvangen", "1")
    for tabel, eigen, waarden in (
        (
            "calamiteiten_zaak",
            "id, kenmerk, sleutel",
            "(SELECT max(id) FROM calamiteiten_zaak) + n, 'CAL-1999-' || lpad(n::text, 5, '0'), gen_random_uuid()",
        ),
        ("calamiteiten_melding", "zaak_ptr_id", "zaak_ptr_id + n"),
    ):
        namen = ", ".join(
            f'"{kolom}"'
            for (kolom,) in opstelling.sql(
                f"SELECT column_name FROM information_schema.columns WHERE table_name = '{tabel}' "
                "AND column_name NOT IN ('id', 'kenmerk', 'sleutel', 'zaak_ptr_id')"
            )
        )
        opstelling.sql(
            f"INSERT INTO {tabel} ({eigen}, {namen}) SELECT {waarden}, {namen} "
            f"FROM (SELECT * FROM {tabel} LIMIT 1) m, generate_series(1, 10000) n"
        )
    opstelling.daad("berichten_erbij", "10000")
    sleutel, openbaar = sleutelpaar(opstelling)
    begin = time.monotonic()
    bestand = maak_backup(opstelling, openbaar)
    maakte = time.monotonic() - begin
    with lege_server(opstelling) as nieuw:
        begin = time.monotonic()
        opdracht = ("herstel_backup", str(bestand), "--sleutel", str(sleutel))
        gezegd = nieuw.manage(*opdracht, mag_falen=True, **omgeving(nieuw)).stdout
        duurde = time.monotonic() - begin
        assert nieuw.tel("SELECT count(*) FROM calamiteiten_melding") == 10_001
        assert nieuw.tel("SELECT count(*) FROM communicatie_bericht") >= 10_000
        assert "Alle tellingen zijn gelijk" in gezegd
    print(
        f"\n10.001 meldingen: {bestand.stat().st_size / 1e6:.1f} MB, maken {maakte:.1f} s, terugzetten {duurde:.1f} s"
    )
