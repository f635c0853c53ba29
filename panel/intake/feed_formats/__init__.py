"""The formats that feeds come in, each read into records of one shape; libraries read, and this says what it means."""
