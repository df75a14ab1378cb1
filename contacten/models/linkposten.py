"""What was sent with the signed links in mails: so often, and each form once."""

from django.db import models


class Linkpost(models.Model):
    """One form that came with a link. `link` names the link, and nobody. `formulier`: the key of that form, once it
    went through; a row without one only counts, for an hour. One that `vraagt` counts nothing: it waits until the
    worker has looked whether a mail goes out, to the `adres` that was typed there or to who the link is of, and is then
    gone. `wereld`: the number of the drill in which it was asked."""

    link = models.CharField(max_length=80)
    formulier = models.UUIDField(null=True, blank=True)
    vraagt = models.BooleanField(default=False)
    adres = models.EmailField(blank=True)
    wereld = models.PositiveIntegerField(null=True, blank=True)
    op = models.DateTimeField()

    class Meta:
        ordering = ["-op"]
        verbose_name_plural = "linkposten"
        constraints = [models.UniqueConstraint(fields=["link", "formulier"], name="linkpost_formulier_eenmaal")]
        indexes = [
            models.Index(fields=["link", "op"], name="linkpost_per_uur"),
            # Asked each round, of a table in which hardly any row waits.
            models.Index(fields=["op"], name="linkpost_wacht", condition=models.Q(vraagt=True)),
        ]

    def __str__(self) -> str:
        return self.link
