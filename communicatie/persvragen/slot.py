"""The lock of a press question: its stage changes along an arrow of the protocol files only (R21), as in a melding."""

from django_fsm import FSMField

from basis.grendel import Grendel


class Persslot(Grendel):
    """The stage of a press question."""

    status = FSMField(max_length=24, protected=True)

    class Meta:
        abstract = True
