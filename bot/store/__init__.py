"""SQL, one module per aggregate. Functions take the transaction first and return values."""
