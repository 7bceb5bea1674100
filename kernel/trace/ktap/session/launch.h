/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - from an image to a running thread
 *
 * Context: process
 */
#ifndef _KTAP_SESSION_LAUNCH_H
#define _KTAP_SESSION_LAUNCH_H

#include "prog/message.h"

struct ktap_session;
struct ktap_start;

/**
 * ktap_launch() - load the image of a session and start the program
 * @session: The session.
 * @start: What was asked for; its fields are in range.
 * @message: Says what is wrong.
 *
 * After a failure another image can be written.
 *
 * Return: 0, -EINVAL (also: nothing was written), -EBUSY (started already),
 * -ESRCH (no such target), or what loading says.
 */
int ktap_launch(struct ktap_session *session, const struct ktap_start *start,
		struct ktap_message *message);

#endif /* _KTAP_SESSION_LAUNCH_H */
