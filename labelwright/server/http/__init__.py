"""The HTTP doors: a route file per noun. A door reads the request, calls one verb, and writes the answer."""
