"""What the two papers ask, sentence by sentence, with where it lives in the product and which test proves it."""
