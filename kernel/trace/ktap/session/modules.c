// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - modules that come and go while programs run
 *
 * Context: process
 *
 * No program holds a module.  One that comes is looked through for what the
 * programs name, after the tracing core has learned of its events and before
 * its first function runs.  One that goes loses its hooks before anybody else
 * looks at them; its last function has run then.
 */

#include <linux/limits.h>
#include <linux/module.h>
#include <linux/notifier.h>

#include "event/print.h"
#include "link/resolve.h"
#include "session/modules.h"
#include "session/policy.h"
#include "session/session.h"

static void add_module(struct ktap_session *session, const struct module *module)
{
	struct ktap_events *events = &session->events;
	int ret = ktap_resolve_module(session->prog, events, module);

	if (!ret)
		ret = ktap_policy_attach(events);
	if (ret)
		ktap_events_leave(events, module);
	ktap_events_attach_module(events, module);
}

static void on_coming(struct ktap_session *session, bool freeing, void *module)
{
	mutex_lock(&session->events.lock);
	if (session->events.follows)
		add_module(session, module);
	mutex_unlock(&session->events.lock);
}

/* Also of sessions that are being freed: that may take until later. */
static void on_going(struct ktap_session *session, bool freeing, void *module)
{
	mutex_lock(&session->events.lock);
	ktap_events_leave(&session->events, module);
	mutex_unlock(&session->events.lock);
}

static int note_coming(struct notifier_block *block, unsigned long state,
		       void *module)
{
	if (state == MODULE_STATE_COMING)
		ktap_session_each(on_coming, module);
	return NOTIFY_OK;
}

static int note_going(struct notifier_block *block, unsigned long state,
		      void *module)
{
	if (state != MODULE_STATE_GOING)
		return NOTIFY_OK;
	ktap_session_each(on_going, module);
	ktap_printer_forget();
	return NOTIFY_OK;
}

/* After all others, the tracing core's and BPF's among them. */
static struct notifier_block coming = {
	.notifier_call	= note_coming,
	.priority	= INT_MIN,
};

/* Before all others. */
static struct notifier_block going = {
	.notifier_call	= note_going,
	.priority	= INT_MAX,
};

int __init ktap_modules_init(void)
{
	int ret = register_module_notifier(&coming);

	return ret ?: register_module_notifier(&going);
}
