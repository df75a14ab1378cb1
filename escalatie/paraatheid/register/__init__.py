"""What every organisation arranges beforehand, and the yearly overview of incidents (R131, R132, R162-R179)."""
