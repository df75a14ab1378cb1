"""An improvement on one line, for every page that shows some: of one melding, of one aanbieder, of the region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from basis.resttijd import Resttijd, resttijd
from basis.taal import datum, met_hoofdletter, moment
from calamiteiten.models import Melding
from contacten.models import Gebruiker, met_dader
from escalatie.draaiboek.bevoegdheid import mag_verbeterpunt
from escalatie.meldingen.dossier.delen import wie
from escalatie.models import TaakStatus, Verbeterbron, Verbeterpunt
from escalatie.protocol.lezen import haal_protocol

OPEN, TE_LAAT, KLAAR, VERVALLEN = "open", "te_laat", "klaar", "vervallen"
STANDEN = {OPEN: "open", TE_LAAT: "te laat", KLAAR: "klaar", VERVALLEN: "niet meer nodig"}


@dataclass(frozen=True)
class Punt:
    """One improvement. `stand`: a code of `STANDEN`; `einde`: when it was done or lapsed, in words, "" while open."""

    nummer: int
    titel: str
    kenmerk: str
    url: str
    melding_url: str
    aanbieder: str
    wie: str
    stand: str
    rest: Resttijd | None
    einde: str
    bron: str
    les: str
    contract: str
    mag: bool

    @property
    def standnaam(self) -> str:
        """How far it is, in words."""
        return STANDEN[self.stand]


def rijen(meldingen: QuerySet[Melding]) -> QuerySet[Verbeterpunt]:
    """The improvements of these meldingen, with all that a line needs: those that are due first come first, then what
    is done."""
    hier = Verbeterpunt.objects.filter(taak__zaak__in=meldingen.order_by().values("pk"))
    met = hier.select_related("taak__zaak__als_melding__aanbieder", "taak__gemeente", "feit", "uit", *met_dader())
    return met.order_by("taak__afgerond_op", "taak__uiterlijk_op", "pk")


def met_stand(punten: QuerySet[Verbeterpunt], stand: str, nu: datetime) -> QuerySet[Verbeterpunt]:
    """Those of this stand at `nu` (aware); all of them for a stand that there is not."""
    te_laat = Q(taak__status=TaakStatus.OPEN, taak__uiterlijk_op__lte=nu)
    keuzes = {
        OPEN: Q(taak__status=TaakStatus.OPEN),
        TE_LAAT: te_laat,
        KLAAR: Q(taak__status=TaakStatus.AFGEROND),
        VERVALLEN: Q(taak__status=TaakStatus.VERVALLEN),
    }
    return punten.filter(keuzes.get(stand, Q()))


def punten_van(rijen_: Iterable[Verbeterpunt], gebruiker: Gebruiker, nu: datetime) -> list[Punt]:
    """Each of these rows on its line, at `nu` (aware). No query."""
    return [_punt(rij, gebruiker, nu) for rij in rijen_]


def bronzin(punt: Verbeterpunt) -> str:
    """What it came of, in words."""
    if punt.bron == Verbeterbron.EVALUATIE:
        vragen = haal_protocol(punt.taak.zaak.protocol_versie).evaluatievragen
        return f"Evaluatie: {next((v.zin for v in vragen if v.code == punt.vraag), punt.vraag)}"
    if punt.feit:
        return f"De inspectie over {punt.feit.partij}, {datum(punt.feit.op_datum)}"
    return f"Vastgelegd bij: {punt.uit.titel}" if punt.uit else ""


def _punt(rij: Verbeterpunt, gebruiker: Gebruiker, nu: datetime) -> Punt:
    taak, melding = rij.taak, rij.taak.zaak.als_melding
    is_laat = taak.uiterlijk_op is not None and taak.uiterlijk_op <= nu
    af = {TaakStatus.AFGEROND: KLAAR, TaakStatus.VERVALLEN: VERVALLEN}
    stand = af.get(TaakStatus(taak.status), TE_LAAT if is_laat else OPEN)
    is_open = taak.status == TaakStatus.OPEN
    return Punt(
        nummer=rij.pk,
        titel=taak.titel,
        kenmerk=melding.kenmerk,
        url=taak.get_absolute_url(),
        melding_url=melding.get_absolute_url(),
        aanbieder=str(melding.aanbieder),
        wie=met_hoofdletter(wie(taak, haal_protocol(melding.protocol_versie).rolnamen)),
        stand=stand,
        rest=resttijd(taak.uiterlijk_op, nu, taak.gemaakt_op) if is_open and taak.uiterlijk_op else None,
        einde=moment(taak.afgerond_op) if taak.afgerond_op else "",
        bron=bronzin(rij),
        les=rij.les,
        contract=rij.contract,
        mag=mag_verbeterpunt(gebruiker),
    )
