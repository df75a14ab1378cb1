"""What was sent with the signed links in mails: so often, and each form once."""

from django.db import models


class Linkpost(models.Model):
    """One form that came with a link. `link` names the link, and nobody. `formulier`: the key of that form, once it
    went through; a row without one only counts, for an hour."""

    link = models.CharField(max_length=80)
    formulier = models.UUIDField(null=True, blank=True)
    op = models.DateTimeField()

    class Meta:
        ordering = ["-op"]
        verbose_name_plural = "linkposten"
        constraints = [models.UniqueConstraint(fields=["link", "formulier"], name="linkpost_formulier_eenmaal")]
        indexes = [models.Index(fields=["link", "op"], name="linkpost_per_uur")]

    def __str__(self) -> str:
        return self.link
