"""Named migrations, forwards and back, each tested from a database that an earlier release wrote."""
