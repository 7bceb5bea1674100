/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - the thread of a session
 *
 * Context: process
 */
#ifndef _KTAP_SESSION_THREAD_H
#define _KTAP_SESSION_THREAD_H

struct ktap_session;

/**
 * ktap_thread_create() - make the thread; it does not run yet
 * @session: A session whose program is loaded.
 *
 * Return: 0, or what kthread_create() says.
 */
int ktap_thread_create(struct ktap_session *session);

#endif /* _KTAP_SESSION_THREAD_H */
