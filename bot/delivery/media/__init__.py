"""Pictures: fetched from Telegram, made anew in a locked room, kept sealed."""
