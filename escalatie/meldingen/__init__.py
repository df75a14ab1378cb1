"""The procedure of a melding (Hoofdstuk 2): a room per page."""
