"""Small programs that use the driver."""
