"""What we will ask: access paths as values, chosen by their cost in calls."""
