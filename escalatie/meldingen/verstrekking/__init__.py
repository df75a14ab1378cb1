"""Personal data that were supplied outside this application: why, how and to whom (R44, R45)."""
