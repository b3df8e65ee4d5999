"""New software of the kiosk: fetched, checked, installed into the other slot, tried, kept or given back."""
