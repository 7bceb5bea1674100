/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap - addresses of networks as text
 *
 * Context: any
 */
#ifndef _KTAP_BUILTIN_ADDRESS_H
#define _KTAP_BUILTIN_ADDRESS_H

#include <linux/types.h>

/* Bytes of addresses. */
#define KTAP_IPV4_BYTES		4
#define KTAP_MAC_BYTES		6
#define KTAP_IPV6_BYTES		16

/* No text is longer, its NUL included. */
#define KTAP_ADDRESS_TEXT	48

/**
 * ktap_address_text() - an address as text
 * @bytes: The address, in the network's order.
 * @len: Its length, one of the above.
 * @buf: KTAP_ADDRESS_TEXT bytes.
 *
 * Return: Length of the text.
 */
size_t ktap_address_text(const void *bytes, size_t len, char *buf);

#endif /* _KTAP_BUILTIN_ADDRESS_H */
