"""A step names the statuses of its own version: no list of them here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calamiteiten", "0004_slot_uit_protocol"),
        ("escalatie", "0005_rollen_zonder_keuzes"),
    ]

    operations = [
        migrations.AlterField("overgang", "van", models.CharField(blank=True, max_length=24)),
        migrations.AlterField("overgang", "naar", models.CharField(max_length=24)),
    ]
