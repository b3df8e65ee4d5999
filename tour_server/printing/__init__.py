"""What a museum prints: labels of its works with a code, and folded flyers of its tours, as PDF."""
