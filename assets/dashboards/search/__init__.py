"""The search: one file a kind of thing that can be found, `<tier>/<kind>.sql`.

Its SELECT gives rank (higher is shown first), title, text, city, day, path (the page that shows it) and identifiers,
one a line; the first is its own. `things` asks them all, `index` makes scripts of the answers.
"""
