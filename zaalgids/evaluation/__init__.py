"""Measurements that a museum runs on its own pictures and doorways before it opens."""
