"""What pages of the desk print, put together from what selectors give."""
