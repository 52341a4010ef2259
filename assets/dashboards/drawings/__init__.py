"""One file a drawing made on the server: `draw(...) -> Markup`, an SVG without style or script.

Templates call it by name. Colours come from static/site.css by class, so that theme and paper need no redrawing.
"""
