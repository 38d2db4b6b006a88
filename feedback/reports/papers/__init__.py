"""The paper form: the questions of one variant on A4, to tick and write on, and to be typed in by staff."""
