"""Which rooms staff have closed, as the server says it."""
