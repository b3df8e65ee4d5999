"""Wall screens: "Rooms now" on a wall for months, without a sign-in, and the desk's page of them."""
