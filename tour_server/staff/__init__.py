"""Who may sign in at the desk: accounts, sign-in and sign-out, the page of people."""
