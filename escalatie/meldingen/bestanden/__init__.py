"""The files of a melding: the list, adding one, a new version, taking back, and getting the bytes.

The register of paraatheid has the same pages (`escalatie.paraatheid.register.bestanden`), with its own door.
"""
