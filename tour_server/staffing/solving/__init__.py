"""Find rosters: the problem, its plain check, a proven bound, and the search. It knows no museum and no database."""
