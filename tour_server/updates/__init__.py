"""New software for kiosks: bundles that a technician adds, and rollouts of them in stages."""
