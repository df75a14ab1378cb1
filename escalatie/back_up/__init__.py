"""Back-up and restore: the database and the files of the data folder in one encrypted file, and back again.

`back_ups.py` makes one, `herstel.py` puts one back; the rest are their parts. docs/besluiten/0009 says why age.
"""
