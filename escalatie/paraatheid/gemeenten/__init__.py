"""The gemeenten of the region, and one that goes up in another."""
