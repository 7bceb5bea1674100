/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - what sessions do, in numbers
 *
 * Context: process
 */
#ifndef _KTAP_SESSION_STATS_H
#define _KTAP_SESSION_STATS_H

struct ktap_session;
struct ktap_status;
struct seq_file;

/* Fills all of @status but its size. */
void ktap_stats_status(struct ktap_session *session, struct ktap_status *status);

/* The text of the file "sessions". */
int ktap_stats_show(struct seq_file *seq, void *unused);

#endif /* _KTAP_SESSION_STATS_H */
