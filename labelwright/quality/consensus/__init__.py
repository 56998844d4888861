"""What the truth probably is, out of several people's labels, and how sure that is. One file a method."""
