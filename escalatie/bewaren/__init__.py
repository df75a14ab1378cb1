"""How long things are kept, the one verb that destroys, and what of somebody is given out (docs/besluiten/0040)."""
