"""The search: one file a kind of thing that can be found, `<tier>/<kind>.sql`; its SELECT gives rank (higher is shown
first), title, text, city, day, path (the page that shows it) and identifiers (one a line). `index` makes scripts of them.
"""
