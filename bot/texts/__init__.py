"""Every sentence a person reads, a function each, by reader. The msgid is the English source."""
