"""Take → findings: what an editor should look at. Pure; changes neither the take nor the verdict."""
