"""The panel: a dossier on a tool in, five takes and a verdict out."""
