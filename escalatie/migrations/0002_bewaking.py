"""Seals on the steps of a melding, and what the watch finds and tells."""

from django.db import migrations, models
from django.db.models import Q

from escalatie.draaiboek.zegels import VELDEN, bereken


def verzegel(apps, schema_editor):
    """Seal every step that was there before seals were, in the order of the chain."""
    Overgang = apps.get_model("escalatie", "Overgang")
    melding, vorige, klaar = 0, "", []
    for rij in Overgang.objects.order_by("melding_id", "volgnummer").iterator(chunk_size=2000):
        vorige = vorige if rij.melding_id == melding else ""
        rij.zegel = bereken({naam: getattr(rij, naam) for naam in VELDEN}, vorige)
        melding, vorige = rij.melding_id, rij.zegel
        klaar.append(rij)
    Overgang.objects.bulk_update(klaar, ["zegel"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("escalatie", "0001_initial")]

    operations = [
        migrations.AddField("overgang", "zegel", models.CharField(blank=True, db_default="", default="", max_length=64)),
        migrations.CreateModel(
            name="Bevinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nummer", models.PositiveSmallIntegerField()),
                ("zin", models.CharField(max_length=300)),
                ("kenmerken", models.JSONField(default=list)),
                ("gevonden_op", models.DateTimeField()),
                ("laatst_op", models.DateTimeField()),
                ("verdwenen_op", models.DateTimeField(blank=True, null=True)),
                ("hersteld_door", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "verbose_name_plural": "bevindingen",
                "ordering": ["-gevonden_op", "nummer"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("verdwenen_op__isnull", True)), fields=("nummer",), name="bevinding_een_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("sleutel", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("zin", models.CharField(max_length=300)),
                ("begonnen_op", models.DateTimeField()),
                ("gemeld_op", models.DateTimeField()),
            ],
            options={"verbose_name_plural": "alarmen"},
        ),
        migrations.RunPython(verzegel, migrations.RunPython.noop),
    ]
