"""Files that people add to a zaak: judged by what is in them, kept on disk, scanned (docs/besluiten/0038)."""
