// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a program to be probed: functions and a USDT marker
 *
 *	user_load N [PLUGIN]
 *
 * Calls twice(i, "text") for i from 0 to N - 1, and passes a marker as often; then
 * outer(), which calls middle(), which calls inner(), N times.  Prints the sum of
 * the results of twice(), and "marked" if the marker's semaphore was set.  With
 * PLUGIN, a library, its plugin_call() calls inner(), too.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

unsigned short user_load_semaphore __attribute__((section(".probes")));

#ifdef __x86_64__
/* What <sys/sdt.h> makes of DTRACE_PROBE3(user_load, passed, a, b, 7). */
#define MARK(a, b)							\
	asm volatile("990:	nop\n"					\
		     ".pushsection .note.stapsdt,\"\",\"note\"\n"	\
		     ".balign 4\n"					\
		     ".4byte 992f-991f, 994f-993f, 3\n"		\
		     "991: .asciz \"stapsdt\"\n"			\
		     "992: .balign 4\n"					\
		     "993: .8byte 990b\n"				\
		     ".8byte _.stapsdt.base\n"				\
		     ".8byte user_load_semaphore\n"			\
		     ".asciz \"user_load\"\n"				\
		     ".asciz \"passed\"\n"				\
		     ".asciz \"-4@%%edi 8@%%rsi -4@$7\"\n"		\
		     "994: .balign 4\n"					\
		     ".popsection\n"					\
		     ".ifndef _.stapsdt.base\n"			\
		     ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
		     ".weak _.stapsdt.base\n"				\
		     "_.stapsdt.base: .space 1\n"			\
		     ".size _.stapsdt.base, 1\n"			\
		     ".popsection\n"					\
		     ".endif\n"						\
		     : : "D" (a), "S" (b))
#else
#define MARK(a, b)	((void)(a), (void)(b))
#endif

__attribute__((__noinline__)) int twice(int n, const char *text)
{
	/* So that the text's page is there when the marker is passed. */
	if (*(const volatile char *)text != 't')
		return 0;
	MARK(-n, text);
	return 2 * n;
}

/* Not to be inlined, nor called by a jump. */
#define LINK	__attribute__((__noinline__, __noclone__))

LINK int inner(int n)
{
	/* So that it has a frame, although it calls nobody. */
	asm volatile("" : "+r" (n) : "r" (__builtin_frame_address(0)));
	return n + 1;
}

LINK int middle(int n)
{
	n = inner(n);
	asm volatile("" : "+r" (n));
	return n + 1;
}

LINK int outer(int n)
{
	n = middle(n);
	asm volatile("" : "+r" (n));
	return n + 1;
}

static int call_plugin(const char *path)
{
	void *plugin = dlopen(path, RTLD_NOW);
	int (*call)(int (*f)(int n), int n) = NULL;

	if (plugin)
		call = (int (*)(int (*)(int), int))dlsym(plugin, "plugin_call");
	if (!call) {
		fprintf(stderr, "user_load: %s\n", dlerror());
		return 1;
	}
	call(inner, 1);
	return 0;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1, i;
	long sum = 0;

	for (i = 0; i < n; i++)
		sum += twice(i, "text");
	for (i = 0; i < n; i++)
		outer(i);
	printf("%ld%s\n", sum,
	       *(volatile unsigned short *)&user_load_semaphore ? " marked" : "");
	return argc > 2 ? call_plugin(argv[2]) : 0;
}
