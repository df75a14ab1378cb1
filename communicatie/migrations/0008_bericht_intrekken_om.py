# A message that a sender holds while it is withdrawn ends withdrawn when that attempt fails.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("communicatie", "0007_mediasignaal_beoordeeld"),
    ]

    operations = [
        migrations.AddField(
            model_name="bericht",
            name="intrekken_om",
            field=models.CharField(blank=True, max_length=300),
        ),
    ]
