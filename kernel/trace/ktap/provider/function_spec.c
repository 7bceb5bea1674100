// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - texts of function probes, and the functions they name
 *
 * Context: process
 */

#include <linux/ftrace.h>
#include <linux/glob.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>

#include "provider/function.h"

#define RETURN	"%return"

/* Copies @len bytes of @text; false: too long, or nothing. */
static bool copy_word(char *word, size_t size, const char *text, size_t len)
{
	if (!len || len >= size)
		return false;
	memcpy(word, text, len);
	word[len] = '\0';
	return true;
}

const char *function_spec_parse(struct function_spec *fs, const char *text)
{
	size_t len = strcspn(text, " ");
	const char *colon = memchr(text, ':', len);
	char *plus;

	fs->module[0] = '\0';
	fs->offset = 0;
	fs->args = skip_spaces(text + len);
	fs->is_return = len > strlen(RETURN) &&
			!strncmp(text + len - strlen(RETURN), RETURN,
				 strlen(RETURN));
	if (fs->is_return)
		len -= strlen(RETURN);
	if (colon) {
		if (!copy_word(fs->module, sizeof(fs->module), text, colon - text))
			return "has no good name of a module";
		len -= colon + 1 - text;
		text = colon + 1;
	}
	if (!copy_word(fs->symbol, sizeof(fs->symbol), text, len))
		return "has no good name of a function";

	plus = strchr(fs->symbol, '+');
	if (!plus)
		return NULL;
	*plus++ = '\0';
	if (kstrtoul(plus, 0, &fs->offset) || !fs->symbol[0])
		return "has a bad offset: write SYMBOL+0x10";
	if (fs->is_return)
		return "has an offset and %return; leave one of them out";
	return NULL;
}

struct walk {
	const struct function_spec *fs;
	int (*visit)(void *arg, const char *name, unsigned long addr);
	void *arg;
};

static int offer(void *data, const char *name, unsigned long addr)
{
	struct walk *walk = data;

	if (!glob_match(walk->fs->symbol, name))
		return 0;
	return walk->visit(walk->arg, name, addr);
}

static int offer_named(void *data, unsigned long addr)
{
	struct walk *walk = data;

	return walk->visit(walk->arg, walk->fs->symbol, addr);
}

static bool is_glob(const char *text)
{
	return strpbrk(text, "*?[\\");
}

/* Functions of modules: of one, by the text or by the caller's wish, or of all. */
#ifdef CONFIG_MODULES
static int each_of_modules(struct walk *walk, const struct module *module)
{
	const char *name = walk->fs->module[0] ? walk->fs->module : NULL;

	if (module && name && strcmp(name, module->name))
		return 0;
	return module_kallsyms_on_each_symbol(module ? module->name : name,
					      offer, walk);
}
#else
static int each_of_modules(struct walk *walk, const struct module *module)
{
	return 0;
}
#endif

int function_spec_each(const struct function_spec *fs,
		       const struct module *module,
		       int (*visit)(void *arg, const char *name,
				    unsigned long addr),
		       void *arg)
{
	struct walk walk = { .fs = fs, .visit = visit, .arg = arg };
	int ret;

	if (module || fs->module[0])
		ret = 0;
	else if (is_glob(fs->symbol))
		ret = kallsyms_on_each_symbol(offer, &walk);
	else
		ret = kallsyms_on_each_match_symbol(offer_named, fs->symbol,
						    &walk);
	return ret ?: each_of_modules(&walk, module);
}

/* Another module's function may come to lie where this one was. */
static bool is_in_init(unsigned long addr)
{
	struct module *module;
	bool is_in;

	if (core_kernel_text(addr))
		return false;
	preempt_disable();
	module = __module_address(addr);
	is_in = module && within_module_init(addr, module);
	preempt_enable();
	return is_in;
}

/*
 * What ftrace does not know is marked notrace, and so is all that runs inside
 * a probe: ktap itself, the clock, the entry code.  What kprobes must keep off
 * is refused as well, though ftrace would take it.
 */
const char *function_refusal(unsigned long addr)
{
	if (!kernel_text_address(addr))
		return "is no function";
	if (IS_ENABLED(CONFIG_DYNAMIC_FTRACE) && !ftrace_location(addr))
		return "cannot be probed: the kernel marks it notrace";
	if (within_kprobe_blacklist(addr))
		return "cannot be probed: kprobes themselves depend on it";
	if (is_in_init(addr))
		return "cannot be probed: it is freed when its module has started";
	return NULL;
}
