"""What doctor and the models commands look at, a file for each kind of thing; every file gives remarks and facts."""
