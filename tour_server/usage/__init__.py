"""Usage statistics: how often each work was played, from the kiosks' playback counts."""
