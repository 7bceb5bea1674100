// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - built-ins: addresses of networks
 *
 * Context: any
 */

#include <linux/kernel.h>
#include <linux/uaccess.h>
#include <net/inet_sock.h>

#include "builtin/address.h"
#include "builtin/args.h"
#include "builtin/lib.h"
#include "data/string.h"
#include "data/value.h"
#include "vm/trap.h"

static int return_address(struct ktap_vm *vm, const void *bytes, size_t len,
			  struct ktap_value *result)
{
	char text[KTAP_ADDRESS_TEXT];

	return ktap_args_return_text(vm, text,
				     ktap_address_text(bytes, len, text),
				     result);
}

static int return_bytes(struct ktap_vm *vm, const struct ktap_string *bytes,
			struct ktap_value *result)
{
	switch (bytes->len) {
	case KTAP_IPV4_BYTES:
	case KTAP_MAC_BYTES:
	case KTAP_IPV6_BYTES:
		return return_address(vm, bytes->bytes, bytes->len, result);
	default:
		return ktap_trap_explain(vm, KTAP_TRAP_BAD_ARG,
					 "net.format(): argument 1 must have 4, 6 or 16 bytes, not %u",
					 bytes->len);
	}
}

/* Integers are addresses as they lie in memory, in the network's order. */
int ktap_lib_net_format(struct ktap_vm *vm, const struct ktap_value *args,
			unsigned int nr_args, struct ktap_value *result)
{
	u32 addr;

	switch (args[0].kind) {
	case KTAP_KIND_NIL:
		return 0;
	case KTAP_KIND_INT:
		addr = args[0].i;
		return return_address(vm, &addr, sizeof(addr), result);
	case KTAP_KIND_STRING:
		return return_bytes(vm, ktap_string_of(args[0].obj), result);
	default:
		return ktap_args_refuse(vm, "net.format", 1, &args[0],
					"an integer or a string");
	}
}

#ifdef CONFIG_INET
static int return_sock(struct ktap_vm *vm, const char *name,
		       const struct ktap_value *arg, size_t offset,
		       struct ktap_value *result)
{
	u32 addr;

	if (ktap_value_is_nil(arg))
		return 0;
	if (!ktap_value_is_int(arg))
		return ktap_args_refuse(vm, name, 1, arg, "an integer");
	if (copy_from_kernel_nofault(&addr, (void *)(long)arg->i + offset,
				     sizeof(addr)))
		ktap_loss_count(vm->run->losses, KTAP_LOSS_FAULT);
	else
		*result = ktap_value_int(addr);
	return 0;
}

#define SADDR	offsetof(struct inet_sock, inet_saddr)
#define DADDR	offsetof(struct sock, sk_daddr)
#else
static int return_sock(struct ktap_vm *vm, const char *name,
		       const struct ktap_value *arg, size_t offset,
		       struct ktap_value *result)
{
	return 0;
}

#define SADDR	0
#define DADDR	0
#endif

int ktap_lib_net_ip_sock_saddr(struct ktap_vm *vm, const struct ktap_value *args,
			       unsigned int nr_args, struct ktap_value *result)
{
	return return_sock(vm, "net.ip_sock_saddr", &args[0], SADDR, result);
}

int ktap_lib_net_ip_sock_daddr(struct ktap_vm *vm, const struct ktap_value *args,
			       unsigned int nr_args, struct ktap_value *result)
{
	return return_sock(vm, "net.ip_sock_daddr", &args[0], DADDR, result);
}
