"""The rows that are stuck are counted at every poll of `/readyz`: an index of only those."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communicatie", "0010_database_weigert")]

    operations = [
        migrations.AddIndex(
            "bericht",
            models.Index(condition=models.Q(("status", "vastgelopen")), fields=["gepland_op"], name="bericht_vastgelopen"),
        ),
    ]
