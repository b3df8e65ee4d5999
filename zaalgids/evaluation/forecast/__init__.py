"""How right forecasts of visitors would have been."""
