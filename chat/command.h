/*
 * command.h - the commands that members type, such as /join, and what they do
 *
 * These functions implement the rules of chat/PROTOCOL.md. The event loop calls
 * one of them when something happens to a member.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "member.h"

/* Welcomes a member who has just connected. */
void command_welcome(chat_t *chat, member_t *mp);

/* Handles a line of length bytes from the member. */
void command_line(chat_t *chat, member_t *mp, const char *line, size_t length);

/* Answers a line that was too long. */
void command_long_line(member_t *mp);

/* Ends the connection of a member who has not logged in in time. */
void command_login_expired(member_t *mp);

/* Logs out a member who is gone, and tells its room why. */
void command_gone(chat_t *chat, member_t *mp, const char *why);

/* Tells the member that the server ends, and ends the connection. */
void command_shutdown(member_t *mp);

#endif /* COMMAND_H */
