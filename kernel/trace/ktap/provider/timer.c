// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tick-N: timers of the session's thread
 *
 * Context: process
 */

#include <linux/err.h>
#include <linux/string.h>

#include "event/event.h"
#include "event/tick.h"
#include "provider/providers.h"

#define PREFIX	"tick-"

bool ktap_timer_names(const char *text)
{
	return !strncmp(text, PREFIX, strlen(PREFIX));
}

static int timer_match(struct ktap_source *source, struct ktap_spec *spec)
{
	const char *wrong;
	struct ktap_event *event;
	struct ktap_tick *tick;
	u64 period_ns;

	if (!ktap_timer_names(spec->text))
		return 0;
	wrong = ktap_tick_parse(spec->text + strlen(PREFIX), &period_ns);
	if (wrong)
		return ktap_spec_refuse(spec, "%s", wrong);

	/* Each tick of the script is a timer of its own. */
	event = ktap_event_add(source, spec, sizeof(*tick),
			       (void *)(unsigned long)(spec->row + 1),
			       spec->text, spec->text);
	if (IS_ERR(event))
		return PTR_ERR(event);

	tick = container_of(event, struct ktap_tick, event);
	tick->period_ns = period_ns;
	ktap_tick_add(source->events, tick);
	return 0;
}

/* The session starts the timers when the gate opens. */
static int timer_attach(struct ktap_source *source)
{
	struct ktap_event *event;

	list_for_each_entry(event, &source->list, node)
		event->attached = true;
	return 0;
}

static void timer_detach(struct ktap_source *source)
{
	ktap_tick_stop_all(source->events);
}

const struct ktap_provider ktap_timer_provider = {
	.name	= "tick",
	.match	= timer_match,
	.attach	= timer_attach,
	.detach	= timer_detach,
};
