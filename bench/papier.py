"""``python -m bench.papier``: draws the long paper once, in a process of its own; says how many pages it has, and how
many MB were taken by who drew it."""

import os
import resource


def main() -> None:
    """Draw, measure, count, say."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    import django

    django.setup()
    from basis import klok
    from basis.pdf import maak_pdf

    from .werk import lang_papier

    maak_pdf(lang_papier(), "Proef", op=klok.nu(), door="Kim", keer=20)
    geheugen = (
        max(resource.getrusage(wie).ru_maxrss for wie in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1000
    )
    # Only now: this process would be the larger one.
    from weasyprint import HTML

    print(len(HTML(string=lang_papier()).render().pages), geheugen)


if __name__ == "__main__":
    main()
