"""HTTP as every service speaks it: problems, commands, lists, scope from the token, live updates, health, metrics."""
