/*
 * command.h - what members may say to the server, and what comes of it
 *
 * These are the rules of the chat: chat/PROTOCOL.md, as functions. Each stands
 * for something that happens to a member, and is called by the event loop.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "member.h"

/* It has connected. */
void command_welcome(chat_t *chat, member_t *mp);

/* A line of length bytes came from it. */
void command_line(chat_t *chat, member_t *mp, const char *line, size_t length);

/* A line came that was too long. */
void command_long_line(member_t *mp);

/* It has not logged in, and its time is up. */
void command_login_expired(member_t *mp);

/* It is gone; those in its room are told why. */
void command_gone(chat_t *chat, member_t *mp, const char *why);

/* The server ends: everybody is told. */
void command_shutdown(member_t *mp);

#endif /* COMMAND_H */
