"""What was known, asked, answered and paid: SQLAlchemy Core over SQLite; decides nothing."""
