"""The drawings of the brief, as SVG by hand."""
