"""The board: staff adjust a session's rooms by hand, one saved step at a time."""
