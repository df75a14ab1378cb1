"""The lock on a press question: which stage can follow which (R21). Why and by whom is in the protocol file."""

from django_fsm import FSMField, transition

from basis.grendel import Grendel

from .statussen import PersStatus


class Persslot(Grendel):
    """The stage of a press question: arrows only."""

    status = FSMField(max_length=24, choices=PersStatus.choices, default=PersStatus.VRAAGSTELLING, protected=True)

    class Meta:
        abstract = True

    @transition(field=status, source=PersStatus.VRAAGSTELLING, target=PersStatus.INFORMATIE_VERZAMELEN)
    def verzamel_informatie(self) -> None:
        """R6–R9: the adviser thinks along."""

    @transition(field=status, source=PersStatus.VRAAGSTELLING, target=PersStatus.AFSTEMMING)
    def antwoord_direct(self) -> None:
        """R4: the contractmanager can give the information at once."""

    @transition(field=status, source=PersStatus.INFORMATIE_VERZAMELEN, target=PersStatus.AFSTEMMING)
    def stem_af(self) -> None:
        """R10: the asking gemeente gets kernboodschap and background."""

    @transition(field=status, source=PersStatus.AFSTEMMING, target=PersStatus.COMMUNICATIE)
    def communiceer(self) -> None:
        """R13–R16: every gemeente knows; the gemeente answers."""

    @transition(field=status, source=PersStatus.COMMUNICATIE, target=PersStatus.EVALUATIE)
    def evalueer(self) -> None:
        """R20."""

    @transition(field=status, source=PersStatus.EVALUATIE, target=PersStatus.AFGEROND)
    def rond_af(self) -> None:
        """R20: the short evaluation is there."""

    @transition(
        field=status,
        source=[
            PersStatus.INFORMATIE_VERZAMELEN,
            PersStatus.AFSTEMMING,
            PersStatus.COMMUNICATIE,
            PersStatus.EVALUATIE,
        ],
        target=PersStatus.VRAAGSTELLING,
    )
    def hervat(self) -> None:
        """R2: back to the start, with a reason: the question turned out to be another one."""
