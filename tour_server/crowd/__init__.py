"""How many people are where: footfall comes in, occupancy comes out."""
