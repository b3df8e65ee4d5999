"""The visitor's pages on a phone: a profile in three taps, a plan, stops, an offer."""
