"""Takes → Verdict, Comparison: pure, exact, and blind to findings; calls no model."""
