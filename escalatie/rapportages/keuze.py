"""What somebody asks figures of: a period, and what narrows it. An impossible value narrows nothing and is said."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from basis.formulieren import DatumVeld, met
from basis.kalender import ZONE, lokale_datum, plus_maanden
from basis.taal import datum
from calamiteiten.models import Betrokkenheid, Melding
from escalatie.protocol.bereik import alle_keuzes, alle_scenarios, tellen_niet
from escalatie.werk.filters import ALLE, Namen

# Scenario as the address says it of a melding that has none (yet).
GEEN = "geen"


@dataclass(frozen=True)
class Periode:
    """A stretch of local days, the last one included."""

    van: date
    tot: date

    @property
    def begin_op(self) -> datetime:
        """The moment (UTC) at which it begins."""
        return datetime.combine(self.van, time(0), tzinfo=ZONE).astimezone(UTC)

    @property
    def eind_op(self) -> datetime:
        """The moment (UTC) at which it is over."""
        return datetime.combine(self.tot + timedelta(days=1), time(0), tzinfo=ZONE).astimezone(UTC)

    @property
    def zin(self) -> str:
        """For example: 1 januari 2026 tot en met 31 december 2026."""
        return f"{datum(self.van)} tot en met {datum(self.tot)}"

    @property
    def maanden(self) -> int:
        """How many calendar months it touches."""
        return (self.tot.year - self.van.year) * 12 + self.tot.month - self.van.month + 1


def heel_jaar(jaar: int) -> Periode:
    """A whole calendar year."""
    return Periode(date(jaar, 1, 1), date(jaar, 12, 31))


def snelle_keuzes(nu: datetime) -> list[tuple[str, Periode]]:
    """The periods that people ask for most, with their names, at `nu` (aware)."""
    vandaag = lokale_datum(nu)
    maand = vandaag.replace(day=1)
    kwartaal = maand.replace(month=(maand.month - 1) // 3 * 3 + 1)
    januari = maand.replace(month=1)
    delen = [("maand", maand, 1, "Deze"), ("kwartaal", kwartaal, 3, "Dit"), ("jaar", januari, 12, "Dit")]
    return [
        paar
        for naam, begin, lengte, woord in delen
        for paar in (
            (f"{woord} {naam}", _vanaf(begin, lengte)),
            (f"Vorig{'e' if naam == 'maand' else ''} {naam}", _vanaf(plus_maanden(begin, -lengte), lengte)),
        )
    ]


def _vanaf(begin: date, maanden: int) -> Periode:
    return Periode(begin, plus_maanden(begin, maanden) - timedelta(days=1))


class Periodeform(forms.Form):
    """From which day until which day; one end is enough. What is meant by one alone, or by none, says who inherits it.

    Needs `nu` (aware) as an attribute.
    """

    nu: datetime
    van = DatumVeld(label="Van", required=False)
    tot = DatumVeld(label="Tot en met", required=False)

    def vul_periode(self) -> None:
        """Show in the fields what is read: also a period that nobody typed, or of which one end was left out. What
        cannot be a day stays as it was typed, beside what is wrong with it."""
        if not {"van", "tot"} & self.errors.keys():
            periode = self.periode
            self.data = met(self.data, van=f"{periode.van:%d-%m-%Y}", tot=f"{periode.tot:%d-%m-%Y}")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        gegeven = super().clean() or self.cleaned_data
        van, tot = gegeven.get("van"), gegeven.get("tot")
        if van and tot and tot < van:
            self.add_error("tot", "De laatste dag ligt voor de eerste.")
        return gegeven

    @property
    def periode(self) -> Periode:
        """What was asked."""
        raise NotImplementedError


class Keuzeform(Periodeform):
    """The period and the filters. Without a period, or with one that cannot be, it is this year."""

    gemeente = forms.ChoiceField(label="Gemeente", required=False)
    aanbieder = forms.ChoiceField(label="Aanbieder", required=False)
    categorie = forms.ChoiceField(label="Categorie", required=False)
    scenario = forms.ChoiceField(label="Scenario", required=False)

    def __init__(self, data: Any, namen: Namen, nu: datetime, *, met_gemeente: bool) -> None:
        """Read `data` (the query) at `nu` (aware); `met_gemeente`: a gemeente can be chosen."""
        super().__init__(data=data)
        self.namen, self.nu = namen, nu
        keuzes = {
            "gemeente": [(code, naam) for code, (_, naam) in namen.gemeenten.items()],
            "aanbieder": [(str(pk), naam) for pk, naam in namen.aanbieders.items()],
            "categorie": list(alle_keuzes("categorie").items()),
            "scenario": [*((code, f"scenario {code}") for code in alle_scenarios()), (GEEN, "nog geen scenario")],
        }
        for naam, opties in keuzes.items():
            cast("forms.ChoiceField", self.fields[naam]).choices = [ALLE, *opties]
        for naam in self._overbodig(met_gemeente=met_gemeente):
            del self.fields[naam]
        self.vul_periode()

    @property
    def periode(self) -> Periode:
        """What was asked; one end is enough, the other is then that of the year around it."""
        self.is_valid()  # what is wrong is left out of `cleaned_data`, and is said on the page
        van, tot = self.cleaned_data.get("van"), self.cleaned_data.get("tot")
        vandaag = lokale_datum(self.nu)
        if "tot" in self.errors:
            van = tot = None
        eerste = van or date((tot or vandaag).year, 1, 1)
        return Periode(eerste, tot or max(eerste, date(eerste.year, 12, 31)))

    @property
    def gekozen(self) -> dict[str, str]:
        """The filters that narrow something now, beside the period: name -> value."""
        self.is_valid()
        return {n: str(w) for n, w in self.cleaned_data.items() if w and n not in {"van", "tot"}}

    @property
    def vraag(self) -> dict[str, str]:
        """All of it, as it stands in an address."""
        periode = self.periode
        return {"van": periode.van.isoformat(), "tot": periode.tot.isoformat(), **self.gekozen}

    def selectie(self, telbaar: QuerySet[Melding]) -> QuerySet[Melding]:
        """What counts among these meldingen (from toegang): received in the period, and within the filters."""
        rijen = in_periode(telbaar, self.periode)
        for naam, waarde in self.gekozen.items():
            rijen = rijen.filter(**self._smal(naam, waarde))
        return rijen

    def _smal(self, naam: str, waarde: str) -> dict[str, Any]:
        """What this filter asks of a melding."""
        if naam == "gemeente":
            return {"pk__in": _van_gemeente(self.namen.gemeenten[waarde][0])}
        return {naam: "" if (naam, waarde) == ("scenario", GEEN) else waarde}

    @staticmethod
    def _overbodig(*, met_gemeente: bool) -> list[str]:
        weg = [] if met_gemeente else ["gemeente"]
        return weg if alle_scenarios() else [*weg, "scenario"]


def in_periode(telbaar: QuerySet[Melding], periode: Periode) -> QuerySet[Melding]:
    """The meldingen that were received in this period and count: one that was taken back does not, and of those that
    tell of one event only the one that goes on does."""
    rijen = telbaar.filter(ontvangen_op__gte=periode.begin_op, ontvangen_op__lt=periode.eind_op)
    return rijen.filter(dubbel_van__isnull=True).exclude(status__in=tellen_niet()).order_by()


def _van_gemeente(gemeente: int) -> QuerySet[Betrokkenheid, Any]:
    return Betrokkenheid.objects.filter(gemeente=gemeente).order_by().values("melding")
