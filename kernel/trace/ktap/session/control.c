// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - the control files: arguments in, checked and handed on
 *
 * Context: process; everything here may sleep
 *
 * The only place that copies from and to user space.
 */

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/tracefs.h>
#include <linux/uaccess.h>
#include <uapi/linux/ktap_bytecode.h>

#include "limits.h"
#include "output/reader.h"
#include "session/control.h"
#include "session/launch.h"
#include "session/policy.h"
#include "session/session.h"
#include "session/stats.h"

static_assert(sizeof(struct ktap_start) == KTAP_START_SIZE_VER0);
static_assert(sizeof(struct ktap_status) == KTAP_STATUS_SIZE_VER0);

static int session_open(struct inode *inode, struct file *file)
{
	struct ktap_session *session;
	int ret = ktap_policy_open();

	if (ret)
		return ret;
	session = ktap_session_open();
	if (IS_ERR(session))
		return PTR_ERR(session);

	file->private_data = session;
	return nonseekable_open(inode, file);
}

static int session_release(struct inode *inode, struct file *file)
{
	ktap_session_close(file->private_data);
	return 0;
}

static ssize_t session_write(struct file *file, const char __user *from,
			     size_t bytes, loff_t *pos)
{
	struct ktap_session *session = file->private_data;
	ssize_t ret = bytes;
	void *room;

	if (!bytes)
		return 0;
	if (mutex_lock_interruptible(&session->lock))
		return -ERESTARTSYS;
	room = ktap_session_room(session, bytes);
	if (IS_ERR(room))
		ret = PTR_ERR(room);
	else if (copy_from_user(room, from, bytes))
		ret = -EFAULT;
	else
		session->image_bytes += bytes;
	mutex_unlock(&session->lock);
	return ret;
}

/* Moves what there is to the user; @session->read_lock is held. */
static ssize_t read_records(struct ktap_session *session, char __user *to,
			    size_t size)
{
	ssize_t done = 0;
	ssize_t bytes;

	do {
		bytes = ktap_reader_read(session->reader, session->bounce,
					 min_t(size_t, size - done,
					       KTAP_RECORD_MAX));
		if (bytes <= 0)
			break;
		if (copy_to_user(to + done, session->bounce, bytes))
			return -EFAULT;
		done += bytes;
	} while (!fatal_signal_pending(current));

	return done ?: bytes;
}

static bool has_ended(struct ktap_session *session)
{
	return ktap_session_state(session) == KTAP_STATE_ENDED;
}

static int wait_for_records(struct ktap_session *session)
{
	struct ktap_ring *ring = session->run.ring;

	return wait_event_interruptible(*ktap_ring_readers(ring),
					ktap_ring_ready(ring) ||
					has_ended(session));
}

static ssize_t session_read(struct file *file, char __user *to, size_t size,
			    loff_t *pos)
{
	struct ktap_session *session = file->private_data;
	bool ended;
	ssize_t ret;

	if (ktap_session_state(session) == KTAP_STATE_NEW)
		return -EINVAL;
	if (!size)
		return 0;

	for (;;) {
		/* Before looking for records: none come after it. */
		ended = has_ended(session);
		if (!ended && !(file->f_flags & O_NONBLOCK) &&
		    wait_for_records(session))
			return -ERESTARTSYS;

		if (mutex_lock_interruptible(&session->read_lock))
			return -ERESTARTSYS;
		ret = read_records(session, to, size);
		mutex_unlock(&session->read_lock);
		if (ret || ended)
			return ret;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
	}
}

static __poll_t session_poll(struct file *file, poll_table *table)
{
	struct ktap_session *session = file->private_data;
	struct ktap_ring *ring;

	if (ktap_session_state(session) == KTAP_STATE_NEW)
		return EPOLLERR;

	ring = session->run.ring;
	poll_wait(file, ktap_ring_readers(ring), table);
	if (has_ended(session) || ktap_ring_ready(ring))
		return EPOLLIN | EPOLLRDNORM;
	return 0;
}

static int check_start(const struct ktap_start *start,
		       struct ktap_message *message)
{
	if (start->flags & ~(KTAP_START_NAME_SKIPPED | KTAP_START_FOLLOW |
			     KTAP_START_ALL | KTAP_START_DRY) || start->reserved)
		ktap_message_set(message, "unknown flag of KTAP_IOC_START");
	else if (start->utc_offset <= -KTAP_MAX_UTC_OFFSET ||
		 start->utc_offset >= KTAP_MAX_UTC_OFFSET)
		ktap_message_set(message,
				 "local time must be less than a day from UTC");
	else if (start->mem_limit && (start->mem_limit < KTAP_MIN_MEM ||
				      start->mem_limit > KTAP_MAX_MEM))
		ktap_message_set(message,
				 "memory limit must be between %u and %llu bytes",
				 KTAP_MIN_MEM, KTAP_MAX_MEM);
	else if (start->ring_bytes && (start->ring_bytes < KTAP_MIN_RING ||
				       start->ring_bytes > KTAP_MAX_RING))
		ktap_message_set(message,
				 "ring must have between %u and %u bytes for each CPU",
				 KTAP_MIN_RING, KTAP_MAX_RING);
	else if (start->budget > KTAP_MAX_BUDGET)
		ktap_message_set(message, "budget must be at most %lld units",
				 KTAP_MAX_BUDGET);
	else if (start->overload > KTAP_MAX_OVERLOAD)
		ktap_message_set(message, "overload must be at most %u percent",
				 KTAP_MAX_OVERLOAD);
	else if (start->target > INT_MAX)
		ktap_message_set(message, "there is no process %u",
				 start->target);
	else if (start->cpus_bytes > KTAP_MAX_CPU_BYTES ||
		 !start->cpus != !start->cpus_bytes)
		ktap_message_set(message, "CPUs: %u bytes at address 0x%llx",
				 start->cpus_bytes, start->cpus);

	return message->text[0] ? -EINVAL : 0;
}

/* The message goes out also when the buffer is short; a NUL ends it. */
static void copy_message(const struct ktap_start *start,
			 struct ktap_message *message)
{
	size_t bytes = min_t(size_t, strlen(message->text) + 1,
			     start->log_bytes);

	if (!start->log || !bytes)
		return;
	message->text[bytes - 1] = '\0';
	if (copy_to_user(u64_to_user_ptr(start->log), message->text, bytes))
		return;		/* the error is the caller's answer anyway */
}

static long start_session(struct ktap_session *session, void __user *arg)
{
	struct ktap_message *message;
	struct ktap_start start;
	u32 size;
	int ret;

	if (get_user(size, (u32 __user *)arg))
		return -EFAULT;
	if (size < KTAP_START_SIZE_VER0)
		return -EINVAL;
	if (size > PAGE_SIZE)
		return -E2BIG;
	ret = copy_struct_from_user(&start, sizeof(start), arg, size);
	if (ret)
		return ret;

	message = kzalloc(sizeof(*message), GFP_KERNEL);
	if (!message)
		return -ENOMEM;
	ret = check_start(&start, message);
	if (!ret)
		ret = ktap_launch(session, &start, message);
	if (ret)
		copy_message(&start, message);
	kfree(message);
	return ret;
}

static long read_status(struct ktap_session *session,
			struct ktap_status __user *arg)
{
	struct ktap_status status = { };
	u32 size;

	if (get_user(size, &arg->size))
		return -EFAULT;
	if (size < KTAP_STATUS_SIZE_VER0)
		return -EINVAL;

	ktap_stats_status(session, &status);
	size = min_t(u32, size, sizeof(status));
	status.size = size;
	return copy_to_user(arg, &status, size) ? -EFAULT : 0;
}

static long session_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct ktap_session *session = file->private_data;

	switch (cmd) {
	case KTAP_IOC_START:
		return start_session(session, (void __user *)arg);
	case KTAP_IOC_STOP:
		return ktap_session_stop(session);
	case KTAP_IOC_STATUS:
		return read_status(session, (void __user *)arg);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations session_fops = {
	.owner		= THIS_MODULE,
	.open		= session_open,
	.release	= session_release,
	.write		= session_write,
	.read		= session_read,
	.poll		= session_poll,
	.unlocked_ioctl	= session_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static int sessions_open(struct inode *inode, struct file *file)
{
	int ret = ktap_policy_open();

	return ret ?: single_open(file, ktap_stats_show, NULL);
}

static const struct file_operations sessions_fops = {
	.owner		= THIS_MODULE,
	.open		= sessions_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

int __init ktap_control_init(void)
{
	struct dentry *dir = tracefs_create_dir("ktap", NULL);

	if (!dir)
		return -ENOMEM;
	if (!tracefs_create_file("session", 0600, dir, NULL, &session_fops) ||
	    !tracefs_create_file("sessions", 0400, dir, NULL, &sessions_fops))
		return -ENOMEM;

	return 0;
}
