"""The one door to objects outside the database: source folders, uploads, thumbnails.

Every copy of a payload that the house makes is made here, so that it can be counted, bounded and destroyed.
"""

from labelwright.integrations.objects.content import Content
from labelwright.integrations.objects.door import Object, Objects
from labelwright.integrations.objects.places import Found, Unfit
from labelwright.integrations.objects.uploads import Incoming, Kept

__all__ = ["Content", "Found", "Incoming", "Kept", "Object", "Objects", "Unfit"]
