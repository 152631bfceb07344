"""How a question to the API is phrased, and how its reply is read."""
