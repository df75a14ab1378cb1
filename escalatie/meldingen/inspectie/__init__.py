"""The track of the inspection on a page of its own."""
