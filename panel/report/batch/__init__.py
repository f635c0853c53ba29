"""What a batch writes: lines, tables, an index of its pages and the text of its summary."""
