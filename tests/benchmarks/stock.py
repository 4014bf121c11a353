"""A stock python-telegram-bot that keeps nothing, as its documentation shows one.

Run by the benchmarks: `python -m tests.benchmarks.stock URL`.
"""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.chaos.process import TOKEN

Context = ContextTypes.DEFAULT_TYPE


async def echo(update: Update, context: Context) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


async def button(update: Update, context: Context) -> None:
    query = update.callback_query
    if query:
        await query.answer()
        await query.edit_message_text(text=f"Selected option: {query.data}")


def main(base: str) -> None:
    app = Application.builder().token(TOKEN).base_url(f"{base}/bot").build()
    app.add_handler(CallbackQueryHandler(button))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main(sys.argv[1])
