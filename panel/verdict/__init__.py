"""Takes → Verdict, Comparison; pure and exact."""
