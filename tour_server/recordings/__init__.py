"""Recorded speech: people's recordings of narration blocks, made or dropped at the desk, which releases use first."""
