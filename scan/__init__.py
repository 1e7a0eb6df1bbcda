"""``make scan``: a demo of its own is walked and attacked, as a visitor and as the people of the house.

``crawl`` walks every kind of page as each of them and asks of each answer what ``answers`` asks; ``attack`` lets
wapiti loose on what the walk found. ``findings`` says what counts, and which false alarms are set aside and why. See
docs/security.md.
"""

AGENT = "ideaboard-scan"  # what wapiti calls itself, so that the site can show itself as wapiti needs it
