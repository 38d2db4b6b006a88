"""A sample council: made-up teams, rounds and answers, taken in and counted the way real ones are."""
