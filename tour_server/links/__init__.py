"""Links: which works belong together and why, proposed to staff; tours along them; names that other houses know."""
