"""What staff should look at before a publish, and what of it stops one."""
