// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of arguments of USDT markers
 */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include <linux/kernel.h>

#include "sema/usdt.h"
#include "tests/tap.h"

static const struct {
	unsigned int machine;
	const char *args;
	const char *wanted;
} cases[] = {
	{ EM_X86_64, "", "" },
	{ EM_X86_64, "8@%rdi", " arg1=%di:u64" },
	{ EM_X86_64, "8@%rdi -4@$5 2@-12(%rbp)",
	  " arg1=%di:u64 arg2=\\5:s32 arg3=-12(%bp):u16" },
	{ EM_X86_64, "4@%r8d 2@%r15w -1@%r9b 8@%r10",
	  " arg1=%r8:u32 arg2=%r15:u16 arg3=%r9:s8 arg4=%r10:u64" },
	{ EM_X86_64, "1@%al 2@%ax 4@%eax 8@%rax 1@%dil 4@%esp",
	  " arg1=%ax:u8 arg2=%ax:u16 arg3=%ax:u32 arg4=%ax:u64 arg5=%di:u8 arg6=%sp:u32" },
	{ EM_X86_64, "1@%ah 1@%bh", " arg1=%ax:b8@8/16 arg2=%bx:b8@8/16" },
	{ EM_X86_64, "8@(%rsp) 4@8(%r12) -8@0x10(%rbx)",
	  " arg1=+0(%sp):u64 arg2=+8(%r12):u32 arg3=+16(%bx):s64" },
	{ EM_X86_64, "-8@$-1 8@$0xffffffffffffffff 8@$9223372036854775808",
	  " arg1=\\-1:s64 arg2=\\-1:u64 arg3=\\-9223372036854775808:u64" },
	/* No translation: the others keep their numbers. */
	{ EM_X86_64, "8@(%rax,%rbx,8) 8@name(%rip) 8f@%xmm0 8@%fs:(%rax) -4@$7",
	  " arg1=\\0:u64 arg2=\\0:u64 arg3=\\0:u64 arg4=\\0:u64 arg5=\\7:s32" },
	{ EM_X86_64, "8@%r16 8@%r 8@% 8@ 8@$ 8@$x 8@() 8@( 8@8(%r16) 8@8(%ah)",
	  " arg1=\\0:u64 arg2=\\0:u64 arg3=\\0:u64 arg4=\\0:u64 arg5=\\0:u64 arg6=\\0:u64 arg7=\\0:u64 arg8=\\0:u64 arg9=\\0:u64 arg10=\\0:u64" },
	{ EM_X86_64, "nonsense 99@%rdi 0@%rdi -9@%rsi",
	  " arg1=\\0:u64 arg2=%di:u64 arg3=%di:u64 arg4=%si:u64" },
	{ EM_386, "-4@%eax 4@8(%ebp)", " arg1=%ax:s32 arg2=+8(%bp):u32" },

	{ EM_AARCH64, "8@x0 -4@w1 4@5 -8@-3",
	  " arg1=%x0:u64 arg2=%x1:s32 arg3=\\5:u32 arg4=\\-3:s64" },
	{ EM_AARCH64, "8@[sp, 24] -4@[x29, -12] 8@[x0] 4@[sp,#8]",
	  " arg1=+24(%sp):u64 arg2=-12(%x29):s32 arg3=+0(%x0):u64 arg4=+8(%sp):u32" },
	{ EM_AARCH64, "8@sp 8@fp 8@lr 8@xzr 4@wzr 8@x30",
	  " arg1=%sp:u64 arg2=%x29:u64 arg3=%x30:u64 arg4=\\0:u64 arg5=\\0:u32 arg6=%x30:u64" },
	{ EM_AARCH64, "8@[x0, x1] 8@x31 8@d0 8@[sp 8@[x1, 8]! 8@x",
	  " arg1=\\0:u64 arg2=\\0:u64 arg3=\\0:u64 arg4=\\0:u64 arg5=\\0:u64" },
	{ EM_AARCH64, "8@[x0, x1, lsl 3] -4@w3", " arg1=\\0:u64 arg2=%x3:s32" },
};

int main(void)
{
	char text[2048], small[16], longer[300];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		text[0] = '\0';
		usdt_add_args(text, sizeof(text), cases[i].args,
			      cases[i].machine);
		tap_text(text, cases[i].wanted, cases[i].args);
	}
	small[0] = '\0';
	usdt_add_args(small, sizeof(small), "8@%rdi 8@%rsi", EM_X86_64);
	tap_ok(strlen(small) == sizeof(small) - 1, "no more than there is room for");
	memset(longer, '1', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	memcpy(longer, "8@$", 3);
	text[0] = '\0';
	usdt_add_args(text, sizeof(text), longer, EM_X86_64);
	tap_text(text, " arg1=\\0:u64", "an operand that is too long is none");
	return tap_end();
}
