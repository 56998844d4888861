"""The demo: two sample projects made here, colleagues who work in them, one address.

Nothing of it comes from elsewhere: the streets are drawn (`streets`, `vehicles`), the tickets are written from phrases
(`tickets`). What a scene truly shows is known exactly, so colleagues can make mistakes and reviewers can find them.
"""
