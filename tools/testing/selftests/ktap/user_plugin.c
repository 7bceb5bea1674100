// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - a library that user_load opens as it runs
 */

int plugin_call(int (*f)(int n), int n)
{
	n = f(n);
	asm volatile("" : "+r" (n));
	return n;
}
