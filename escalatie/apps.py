"""App configuration."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate

# Where the procedure of each kind of zaak is.
KAMERS = ("meldingen", "persvragen", "paraatheid.register")


class EscalatieConfig(AppConfig):
    """Het protocol aan het werk."""

    name = "escalatie"
    verbose_name = "Het protocol aan het werk"

    def ready(self) -> None:
        """Put the arrows of the protocol files on the lock, and register the checks that hold law and lock together.
        Lay the procedures under the one engine."""
        for controle in ("controle", "controle_communicatie", "controle_paraatheid", "controle_slot"):
            import_module(f"escalatie.protocol.{controle}")
        for controle in ("oefenen.scenario", "bewaren.rekenen"):
            import_module(f"escalatie.{controle}")
        import_module("calamiteiten.toegang.doel").hoort_erbij(*import_module("escalatie.inzage.kring").KRING)
        slot = import_module("escalatie.protocol.slot")
        slot.leg_aan()
        procedures = (import_module(f"escalatie.{kamer}.procedure") for kamer in KAMERS)
        import_module("escalatie.draaiboek.procedure").leg_aan(procedure.PROCEDURE for procedure in procedures)
        # The end of `migrate` is the one moment at which the owner of the database is at work.
        post_migrate.connect(slot.vul_na_migreren, sender=self)
        post_migrate.connect(import_module("calamiteiten.toegang.slot").leg_na_migreren, sender=self)
