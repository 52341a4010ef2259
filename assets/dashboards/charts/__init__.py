"""One file a chart type: `chart(rows, ...) -> alt.Chart`, pure; the file's name is the name of the spec."""
