"""The plan of a run, its order, re-asks and cancellation; reports progress as values, knows neither HTTP nor SQL."""
