"""The lock of a melding: its status changes along an arrow only. Which arrows there are is in the protocol files alone.

`escalatie.protocol.slot` puts the arrows of every version on this field when the application starts, and into the
database when it is migrated. Why and by whom a melding moves is the law of its own version; the door asks that.
"""

from django_fsm import FSMField

from basis.grendel import Grendel


class Slot(Grendel):
    """The status of a melding."""

    status = FSMField(max_length=24, protected=True)

    class Meta:
        abstract = True
