// SPDX-License-Identifier: GPL-2.0
/*
 * ktap - tests of the code generator: scripts that are run, and what they print
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "tests/attempt.h"
#include "tests/machine.h"
#include "tests/tap.h"

struct run {
	const char *name;
	const char *script;
	const char *event;	/* fires once, then trace_end; or NULL */
	const char *output;
};

static const struct run runs[] = {
	/* values */
	{ "literals", "print(nil, true, false, 1, -1, \"s\", 's', [[l]])", NULL, "nil\ttrue\tfalse\t1\t-1\ts\ts\tl\n" },
	{ "integers", "print(0xff, 0o17, 0b11, 1_000, 1e3, 5ms, 1e3us, 2s, 1m, 1h, 7ns)", NULL, "255\t15\t3\t1000\t1000\t5000000\t1000000\t2000000000\t60000000000\t3600000000000\t7\n" },
	{ "large integers", "print(0xffffffffffffffff, 9223372036854775808, 18446744073709551615, 18446744073709551616, 2147483648, -2147483649)", NULL, "-1\t-9223372036854775808\t-1\t-1\t2147483648\t-2147483649\n" },
	{ "escapes", "print(\"a\\tb\\x41\\101\\\\\\\"\\'\\z\n c\\e\", len(\"\\0\\n\"))", NULL, "a\tbAA\\\"'c\033\t2\n" },
	{ "line in string", "print(\"a\\\nb\")", NULL, "a\nb\n" },
	{ "long strings", "print([==[\na]]b]=]]==])", NULL, "a]]b]=]\n" },
	{ "names of functions", "function f() { } var g = function () { } var t = {m = function () { }} print(f, g, t.m, function () { })", NULL, "function f\tfunction g\tfunction m\tfunction (anonymous)\n" },
	{ "types", "print(type(nil), type(1 == 1), type(1), type(\"\"), type({}), type(function () { }))", NULL, "nil\tboolean\tinteger\tstring\ttable\tfunction\n" },

	/* operators, with constants and without */
	{ "arithmetic", "var a, b = 7, 2 print(a + b, a - b, a * b, a / b, a % b, -a, ~a, a & b, a | b, a ^ b, a << b, a >> b)", NULL, "9\t5\t14\t3\t1\t-7\t-8\t2\t7\t5\t28\t1\n" },
	{ "folding", "print(7 + 2, 7 - 2, 7 * 2, 7 / 2, 7 % 2, -(7), ~7, 7 & 2, 7 | 2, 7 ^ 2, 7 << 2, 7 >> 2)", NULL, "9\t5\t14\t3\t1\t-7\t-8\t2\t7\t5\t28\t1\n" },
	{ "constant right", "var a = 7 print(a + 2, a - 2, a * 2, a / 2, a % 2, a & 2, a | 2, a ^ 2, a << 2, a >> 2)", NULL, "9\t5\t14\t3\t1\t2\t7\t5\t28\t1\n" },
	{ "constant left", "var a = 2 print(7 + a, 7 - a, 7 * a, 7 / a, 7 % a, 7 & a, 7 | a, 7 ^ a, 7 << a, 7 >> a)", NULL, "9\t5\t14\t3\t1\t2\t7\t5\t28\t1\n" },
	{ "large constants", "var a = 1 print(a + 4294967296, a - 2147483648, a - -2147483648, a * 4294967296, a & 0xffffffff, 4294967296 + a)", NULL, "4294967297\t-2147483647\t2147483649\t4294967296\t1\t4294967297\n" },
	{ "division", "var a, b = -7, 2 print(a / b, a % b, 7 / -2, 7 % -2, a / 2, a % 2)", NULL, "-3\t-1\t-3\t1\t-3\t-1\n" },
	{ "least integer", "var a = -9223372036854775808 print(a / -1, a % -1, -9223372036854775808 / -1, -9223372036854775808 % -1)", NULL, "-9223372036854775808\t0\t-9223372036854775808\t0\n" },
	{ "shifts", "var a, s = -8, 65 print(a >> s, a << s, a >> 65, 1 << 64, -8 >> 1)", NULL, "-4\t-16\t-4\t1\t-4\n" },
	{ "wrap", "var a = 9223372036854775807 print(a + 1, 9223372036854775807 + 1)", NULL, "-9223372036854775808\t-9223372036854775808\n" },
	{ "divide by zero", "print(1) print(1 / 0)", NULL, "1\nerror: divide by zero\n" },
	{ "divide by zero variable", "var z = 0 print(1 % z)", NULL, "error: divide by zero\n" },
	{ "nil arithmetic", "var x print(x + 1)", NULL, "error: arithmetic on a value that is not an integer\n" },
	{ "precedence", "var f = 6 print(f & 4 == 0, 1 + 2 * 3, 1 << 2 + 1, 7 & 3 << 1, \"f=\" .. 1 | 2, 1 .. 2 == \"12\", -2 * 3, !nil == true)", NULL, "false\t7\t8\t6\tf=3\ttrue\t-6\ttrue\n" },
	{ "comparisons", "var a, b = 1, 2 print(a == b, a != b, a < b, a <= b, a > b, a >= b)", NULL, "false\ttrue\ttrue\ttrue\tfalse\tfalse\n" },
	{ "compare constants", "var a = 1 print(a == 1, a != 1, a < 1, a <= 1, a > 1, a >= 1, 1 == a, 0 < a, 0 <= a, 0 > a, 2 >= a)", NULL, "true\tfalse\tfalse\ttrue\tfalse\ttrue\ttrue\ttrue\ttrue\tfalse\ttrue\n" },
	{ "compare large constants", "var a = 40000 print(a == 40000, a > 32768, a < 32767, 40001 > a)", NULL, "true\ttrue\tfalse\ttrue\n" },
	{ "compare folded", "print(1 < 2, 2 <= 1, \"a\" < \"b\", \"a\" < \"ab\", \"b\" >= \"a\", 1 == \"1\", nil == nil, true != false)", NULL, "true\tfalse\ttrue\ttrue\ttrue\tfalse\ttrue\ttrue\n" },
	{ "compare strings", "var a, b = \"a\", \"b\" print(a < b, a > b, a == \"a\", a != b)", NULL, "true\tfalse\ttrue\ttrue\n" },
	{ "compare kinds", "var a = 1 print(a == \"1\", a == nil, a != nil, nil == a, a == true)", NULL, "false\tfalse\ttrue\tfalse\tfalse\n" },
	{ "compare kinds by order", "var a = \"1\" print(a < 1)", NULL, "error: comparison of values without order\n" },
	{ "key of parts", "var t = {} t[1, \"a\"] = 2 t[1, \"a\"] += 3 t[nil, 1] ..= \"x\" print(t[1, \"a\"], t[\"a\", 1], t[nil, 1], t[1])", NULL, "5\tnil\tx\tnil\n" },
	{ "key of parts, once each", "function f(x) { print(\"f\", x) return x, x } var t = {} t[f(1), f(2)] += f(3) print(t[1, 2], t[f(1), f(2)])", NULL, "f\t1\nf\t2\nf\t3\nf\t1\nf\t2\n3\t3\n" },
	{ "key of parts in a constructor", "var a = 1 var t = {[a, 2] = 3, 4, [a + 1, a] = 5} print(t[1, 2], t[1], t[2, 1])", NULL, "3\t4\t5\n" },
	{ "key of parts in a list", "var t = {[1, 2] = 3, [4, 5] = 6} var i = 1 t[i, 2], t[4, 5], i = t[4, 5], t[i, 2], 9 print(t[1, 2], t[4, 5], i)", NULL, "6\t3\t9\n" },
	{ "key of parts as a value", "var t = {[1, \"a\"] = 2} for (k, v in pairs(t)) { print(k, k[1], k[2], k[3], v, t[k], type(k)) t[k] = nil } print(len(t))", NULL, "1, a\t1\ta\tnil\t2\t2\ttuple\n0\n" },
	{ "key of parts by variables", "var t, a, b = {}, 1, 2 t[a, b] = 3 t[a, b] = t[a, b] + 1 a = t[a, b] print(a, take(t, 1, b), take(t, 1, b)) t[b, b] = 1 delete(t, b, b) print(t[b, b])", NULL, "4\t4\tnil\nnil\n" },
	{ "samples", "var a, t = nil, {} a <<< 1 a <<< 2 t[1] <<< 3 t[1, 2] <<< 4 t <<< 5 print(a, t[1], t[1, 2], count(t), count(a), type(a))", NULL, "count 2, sum 3\tcount 1, sum 3\tcount 1, sum 4\t1\t2\taggregate\n" },
	{ "samples of a shared variable", "var a function f(x) { a <<< x } f(3) f(4) print(a)", NULL, "count 2, sum 7\n" },
	{ "undeclared samples", "trace e:e { us <<< 3 us <<< 4 by[1] <<< 5 by[1, 2] <<< 6 }", "e:e", "stats us count 2, sum 7\nstats by 1=count 1, sum 5 1, 2=count 1, sum 6\n" },
	{ "samples that are read", "trace e:e { us <<< 3 print(count(us)) }", "e:e", "1\n" },
	{ "compare tables", "var a, b = {}, {} var c = a print(a == b, a == c)", NULL, "false\ttrue\n" },
	{ "logical", "var t, f, n = 1, false, nil print(t && 2, f && 2, n && 2, t || 2, f || 2, n || 2, 0 && 3, \"\" || 3, !t, !f, !n)", NULL, "2\tfalse\tnil\t1\t2\t2\t3\t\tfalse\ttrue\ttrue\n" },
	{ "logical folded", "print(1 && 2, nil && 2, false || 2, 0 || 2, !0, !nil)", NULL, "2\tnil\t2\t0\tfalse\ttrue\n" },
	{ "short circuit", "function f(x) { print(\"f\", x) return x } print(f(nil) && f(1), f(2) || f(3))", NULL, "f\tnil\nf\t2\nnil\t2\n" },
	{ "choice", "var a = 1 print(a == 1 ? \"y\" : \"n\", a > 1 ? \"y\" : a > 0 ? \"m\" : \"n\", nil ? 1 : 2, 1 ? a : 2)", NULL, "y\tm\t2\t1\n" },
	{ "join", "var a = 1 print(\"a\" .. a .. nil .. true .. \"b\" .. 2 .. 3, 1..2)", NULL, "a1niltrueb23\t12\n" },
	{ "join is right", "var a, b = 1, 2 print(\"x\" .. a + b .. \"y\")", NULL, "x3y\n" },

	/* variables */
	{ "multiple assignment", "var a, b = 1, 2 a, b = b, a print(a, b)", NULL, "2\t1\n" },
	{ "assignment evaluates first", "var i, t = 1, {} i, t[i] = 5, 6 print(i, t[1], t[5])", NULL, "5\t6\tnil\n" },
	{ "assignment of elements", "var t = {1, 2} t[1], t[2] = t[2], t[1] print(t[1], t[2])", NULL, "2\t1\n" },
	{ "too few values", "var a, b = 1 print(a, b) a, b = 2 print(a, b)", NULL, "1\tnil\n2\tnil\n" },
	{ "too many values", "function f() { print(\"f\") } var a = 1, f() a = 2, f() print(a)", NULL, "f\nf\n2\n" },
	{ "shadowing", "var x = 1 { var x = x + 1 print(x) } print(x) var x = 5 print(x)", NULL, "2\n1\n5\n" },
	{ "shadowed built-ins", "var max = 3 function rand(x) { return x * 2 } var pid = pid + 1 for (len = 1, 1) { print(max, rand(4), pid, len) }", NULL, "3\t8\t101\t1\n" },
	{ "self reference in assignment", "var x = 1 x = {x, x} print(x[1], x[2]) var y = 2 y = y && {y} print(y[1])", NULL, "1\t1\n2\n" },
	{ "choice into its variable", "var x = 1 x = x == 1 ? x + 1 : x print(x) x = nil || x print(x) x = x && x + 1 print(x)", NULL, "2\n2\n3\n" },
	{ "join into its variable", "var s = \"a\" s = \"b\" .. s .. s print(s)", NULL, "baa\n" },
	{ "updates", "var x = 10 x += 5 x -= 1 x *= 2 x /= 3 x %= 5 print(x) x = 6 x &= 3 x |= 8 x ^= 1 x <<= 2 x >>= 1 print(x) x++ x-- x++ print(x)", NULL, "4\n22\n23\n" },
	{ "updates of nil", "var a, b, c, d a += 1 b++ c ..= \"s\" d = d - 1 print(a, b, c, d)", NULL, "1\t1\ts\t-1\n" },
	{ "update of nil by itself", "var x x += x", NULL, "error: arithmetic on a value that is not an integer\n" },
	{ "update of false", "var x = false x += 1", NULL, "error: arithmetic on a value that is not an integer\n" },
	{ "updates by variables", "var x, y x += 2 var z = x x *= z + 1 y -= z print(x, y)", NULL, "6\t-2\n" },
	{ "updates of elements", "var t = {} t.a += 1 t.a++ t.b ..= \"x\" t[1] -= 2 t.a = t.a * 5 print(t.a, t.b, t[1])", NULL, "10\tx\t-2\n" },
	{ "update is not made of calls", "var n = 0 function f() { n += 1 return n } var t = {} t[f()] = t[f()] + 1", NULL, "error: arithmetic on a value that is not an integer\n" },
	{ "update as assignment of nil", "var t = {} var k = \"k\" t[k] = t[k] + 1 t[k .. 1] = t[k .. 1] + 2 t.x = t.x .. \"a\" .. \"b\" print(t.k, t.k1, t.x)", NULL, "1\t2\tab\n" },
	{ "no update of the right operand", "var x x = 1 + x", NULL, "error: arithmetic on a value that is not an integer\n" },

	/* tables */
	{ "constructor", "var t = {10, 20; x = 1, [\"y\"] = 2, [5] = 3, end = 4, 30} print(t[1], t[2], t[3], t.x, t.y, t[5], t[\"end\"], len(t))", NULL, "10\t20\t30\t1\t2\t3\t4\t7\n" },
	{ "nested tables", "var t = {a = {b = {c = 1}}} t.a.b.c += 1 t->a->d = 5 print(t.a.b.c, t.a.d, t[\"a\"][\"b\"].c)", NULL, "2\t5\t2\n" },
	{ "elements", "var t = {} t[1] = \"a\" t[true] = 1 t[nil] = 2 t[1] = nil print(t[1], t[true], t[nil], len(t))", NULL, "nil\t1\t2\t2\n" },
	{ "index of nil", "var t print(t.x)", NULL, "error: index of a value that is not a table\n" },
	{ "delete and take", "var t = {a = 1, b = 2} print(take(t, \"a\"), take(t, \"a\"), len(t)) delete(t, \"b\") print(len(t))", NULL, "1\tnil\t1\n0\n" },
	{ "new tables", "var t = table.new(10, 5) t.x = 1 print(t.x, len(table.new()))", NULL, "1\t0\n" },

	/* control */
	{ "if", "for (i = 1, 4) { if (i == 1) { print(\"one\") } elseif (i == 2) { print(\"two\") } else if (i == 3) { print(\"three\") } else { print(\"more\") } }", NULL, "one\ntwo\nthree\nmore\n" },
	{ "if of constants", "if (nil) { print(1) } elseif (0) { print(2) } else { print(3) } if (false) { print(4) } if (\"\") { print(5) }", NULL, "2\n5\n" },
	{ "empty bodies", "if (pid == 1) { } else { } while (false) { } for (i = 1, 0) { } for (k in pairs({})) { } print(1)", NULL, "1\n" },
	{ "conditions", "var a, b, c = 1, nil, 2 if (a && b) { print(1) } if (a && c) { print(2) } if (b || c) { print(3) } if (!(a && b) && c) { print(4) } if (!(a || b)) { print(5) } if ((a || b) && (b || c)) { print(6) }", NULL, "2\n3\n4\n6\n" },
	{ "conditions of nil", "var a, b = 1 if (a != nil) { print(1) } if (b == nil) { print(2) } if (nil == a) { print(3) } while (b != nil) { } if (a != nil && b == nil) { print(4) }", NULL, "1\n2\n4\n" },
	{ "while", "var i = 0 while (i < 5) { i++ if (i == 2) { continue } if (i == 4) { break } print(i) }", NULL, "1\n3\n" },
	{ "endless while", "var i = 0 while (1) { i++ if (i > 3) { break } } print(i) while (true) { return }", NULL, "4\n" },
	{ "repeat", "var i = 0 repeat i++ until (i >= 3) print(i) repeat { var j = i i-- } until (j == 1) print(i)", NULL, "3\n0\n" },
	{ "continue in repeat", "var i = 0 repeat { i++ var a = i if (i < 3) { continue } var b = a * 2 } until (b != nil && a > 3) print(i)", NULL, "4\n" },
	{ "for range", "for (i = 1, 3) { print(i) } for (i = 3, 1, -1) { print(i) } for (i = 1, 0) { print(\"no\") } for (i = 1, 10, 4) { print(i) }", NULL, "1\n2\n3\n3\n2\n1\n1\n5\n9\n" },
	{ "for does not follow its variable", "for (i = 18, 16, -1) { i = i + 1 print(i) }", NULL, "19\n18\n17\n" },
	{ "for at the edges", "for (i = 9223372036854775806, 9223372036854775807) { print(i) } for (i = -9223372036854775808, -9223372036854775808, -1) { print(i) }", NULL, "9223372036854775806\n9223372036854775807\n-9223372036854775808\n" },
	{ "for steps", "for (i = 0; i < 3; i += 1) { print(i) } for (i = 0;; i++) { if (i == 2) { break } continue } for (var i = 5; i; ) { i = nil } print(\"end\")", NULL, "0\n1\n2\nend\n" },
	{ "for pairs", "var t = {1, 2, 3} var s = 0 for (k, v in pairs(t)) { if (k == 2) { continue } s += v * 10 + k } for (k in pairs(t)) { s += 100 * k break } print(s)", NULL, "144\n" },
	{ "nested loops", "for (i = 1, 3) { for (j = 1, 3) { if (j == i) { break } if (j > i) { continue } print(i, j) } }", NULL, "2\t1\n3\t1\n3\t2\n" },
	{ "loops at the ends of loops", "var n = 0 while (n < 3) { n++ for (i = 1, 0) { } } repeat { n-- for (k in pairs({})) { continue } } until (n == 0) for (i = 1, 2) { for (j = 1, 2) { continue print(0) } } for (i = 1, 2) { break for (j = 1, 2) { } } print(n)", NULL, "0\n" },
	{ "loops after loops", "for (i = 1, 2) { break } var a = 1 for (i = 1, 2) { for (k in pairs({1})) { break } a += i } print(a)", NULL, "4\n" },
	{ "return ends", "print(1) if (pid == 100) { return } print(2)", NULL, "1\n" },
	{ "code behind return", "function f() { return 1 print(2) } print(f()) return\nprint(3)", NULL, "1\n" },
	{ "code behind break", "while (true) { break print(1) } for (i = 1, 3) { return print(2) }", NULL, "2\n" },

	/* functions */
	{ "recursion", "function fact(n) { if (n <= 1) { return 1 } return n * fact(n - 1) } print(fact(10))", NULL, "3628800\n" },
	{ "tail recursion", "function sum(n, s) { if (n == 0) { return s } return sum(n - 1, s + n) } print(sum(10000, 0))", NULL, "50005000\n" },
	{ "tail recursion swaps", "function f(a, b, n) { if (n == 0) { return a, b } return f(b, a, n - 1) } print(f(1, 2, 3))", NULL, "2\t1\n" },
	{ "endless recursion", "function f(n) { return 1 + f(n) } f(1)", NULL, "error: stack overflow\n" },
	{ "results", "function two() { return 1, 2 } function none() { } print(two()) print(two(), 3) print((two())) print(none()) print(none(), 1) var a, b, c = two() print(a, b, c) a, b, c = 0, two() print(a, b, c) print(len({two()}), len({two(), two()}), len({(two())}))", NULL, "1\t2\n1\t3\n1\n\nnil\t1\n1\t2\tnil\n0\t1\t2\n2\t3\t1\n" },
	{ "results of results", "function two() { return 1, 2 } function three() { return 0, two() } function pass() { return three() } print(pass()) print(three(), two())", NULL, "0\t1\t2\n0\t1\t2\n" },
	{ "results that differ", "function f(x) { if (x) { return 1, 2 } return } print(f(true)) print(f(false)) print(f(true), f(false))", NULL, "1\t2\n\n1\n" },
	{ "arguments", "function f(a, b) { return a, b } print(f(1)) print(f(1, 2, 3)) function two() { return 8, 9 } print(f(two()))", NULL, "1\tnil\n1\t2\n8\t9\n" },
	{ "functions are values", "function f(x) { return x + 1 } var g = f var t = {f = f} print(g(1), t.f(2), (f)(3)) g = function (x) { return x * 2 } print(g(4))", NULL, "2\t3\t4\n8\n" },
	{ "function passed on", "function apply(g, x) { return g(x) } print(apply(function (x) { return x * x }, 7))", NULL, "49\n" },
	{ "function assigned", "function f() { return 1 } print(f()) f = function () { return 2 } print(f())", NULL, "1\n2\n" },
	{ "functions of each other", "var odd function even(n) { if (n == 0) { return true } return odd(n - 1) } odd = function (n) { if (n == 0) { return false } return even(n - 1) } print(even(10), odd(10))", NULL, "true\tfalse\n" },
	{ "local functions", "function f(x) { function g(y) { return y + 1 } var h = function (z) { return g(z) * 2 } return h(x) } print(f(3))", NULL, "8\n" },
	{ "functions see shared variables", "var n = 0 function inc() { n++ return n } inc() inc() print(n, inc())", NULL, "2\t3\n" },
	{ "call of nil", "var f f()", NULL, "error: call of a value that is not a function\n" },
	{ "parameters are private", "function f(x) { x += 1 return x } var x = 1 print(f(x), x)", NULL, "2\t1\n" },
	{ "updates of parameters", "function f(x) { x += 1 return x } print(f())", NULL, "1\n" },
	{ "cutting", "var v = 0x1ff80 print(s8(v), u8(v), s16(v), u16(v), s32(0x80000000), u32(-1), s8(255), u32(v << 20))", NULL, "-128\t128\t-128\t65408\t-2147483648\t4294967295\t-1\t4160749568\n" },

	/* closures */
	{ "closures count", "function counter() { var n = 0 return function () { n += 1 return n } } var c, d = counter(), counter() print(c(), c(), d())", NULL, "1\t2\t1\n" },
	{ "closures share", "function pair() { var n = 0 return function () { n++ }, function () { return n } } var inc, get = pair() inc() inc() print(get())", NULL, "2\n" },
	{ "closures of values", "function add(x) { return function (y) { return x + y } } print(add(3)(4), add(\"a\") != add(\"a\"))", NULL, "7\ttrue\n" },
	{ "closures of both", "function f(a, b) { var c = 1 return function () { c += a b = b .. c return b } } var g = f(10, \"x\") print(g(), g())", NULL, "x11\tx1121\n" },
	{ "closures of closures", "function f(a) { var n = a return function () { return function () { n *= 2 return n + a } } } print(f(3)()(), f(1)()())", NULL, "9\t3\n" },
	{ "closures in loops", "var t = {} for (i = 1, 3) { t[i] = function () { i += 10 return i } } print(t[1](), t[1](), t[2](), t[3]())", NULL, "11\t21\t12\t13\n" },
	{ "closures in steps", "var t = {} for (i = 0; i < 3; i++) { t[i] = function () { return i } } print(t[0](), t[2]())", NULL, "3\t3\n" },
	{ "closures in walks", "var t = {} for (k, v in pairs({a = 1})) { t[1] = function () { v += 1 return k .. v } } print(t[1](), t[1]())", NULL, "a2\ta3\n" },
	{ "closures in while", "var t = {} var n = 0 while (n < 2) { var m = n m += 5 t[n] = function () { m++ return m } n++ } print(t[0](), t[0](), t[1]())", NULL, "6\t7\t7\n" },
	{ "closures in repeat", "var i = 0 repeat { i++ if (i < 2) { continue } var c = i var f = function () { c++ return c } f() } until (c != nil && c > 3) print(i)", NULL, "3\n" },
	{ "closures know themselves", "for (i = 1, 2) { function fact(n) { if (n <= 1) { return i } return n * fact(n - 1) } print(fact(4)) }", NULL, "24\n48\n" },
	{ "closures within know the outer", "for (i = 5, 5) { function f(n) { var g = function () { return n == 0 ? i : f(n - 1) } return g() } print(f(3)) }", NULL, "5\n" },
	{ "closures that call each other", "function f() { var odd function even(n) { if (n == 0) { return true } return odd(n - 1) } odd = function (n) { if (n == 0) { return false } return even(n - 1) } return even(10), odd(10) } print(f())", NULL, "true\tfalse\n" },
	{ "closures that are assigned", "function f() { function g() { return 1 } var h = function () { return g() } g = function () { return 2 } return h() } print(f())", NULL, "2\n" },
	{ "closures of functions", "function f(x) { function g() { return x } function h() { return g() } return h } print(f(4)())", NULL, "4\n" },
	{ "closures that recurse in place", "for (i = 1, 1) { function sum(n, s) { if (n == 0) { return s + i } return sum(n - 1, s + n) } print(sum(10000, 0)) }", NULL, "50005001\n" },
	{ "cells of parameters", "function f(x, n) { var g = function () { x += 1 } g() if (n == 0) { return x } return f(x, n - 1) } print(f(1, 3))", NULL, "5\n" },
	{ "captured variables", "function f() { var a, b, c = 1, 2 var g = function () { a, b, c = b, c, a return a, b, c } return g() } print(f())", NULL, "2\tnil\t1\n" },
	{ "captured nil in updates", "function f() { var a, s var g = function () { a += 2 s ..= \"x\" } g() g() return a, s } print(f())", NULL, "4\txx\n" },
	{ "captured in handlers", "trace a:b { var n = pid var f = function () { return n } n += 1 print(f()) }", "a:b", "101\n" },

	/* lists of unknown length */
	{ "varargs", "function f(...) { return ... } print(f(1, 2, 3)) print(f()) print((f(1, 2))) print(f(1, 2), 3)", NULL, "1\t2\t3\n\n1\n1\t3\n" },
	{ "varargs behind parameters", "function f(a, ...) { var x, y = ... print(a, x, y) print(...) return len({...}) } print(f(1, 2, 3, 4)) print(f())", NULL, "1\t2\t3\n2\t3\t4\n3\nnil\tnil\tnil\n\n0\n" },
	{ "varargs in the middle", "function f(...) { return ..., 5 } print(f(1, 2)) print(f())", NULL, "1\t5\nnil\t5\n" },
	{ "varargs as operands", "function f(...) { return (...) + 1, ... == 1, ... .. \"x\" } print(f(1, 2))", NULL, "2\ttrue\t1x\n" },
	{ "varargs passed on", "function g(a, b) { return a, b } function f(...) { return g(...) } function h(...) { return g(0, ...) } print(f(1, 2, 3)) print(h(1))", NULL, "1\t2\n0\t1\n" },
	{ "varargs in constructors", "function f(...) { var t = {10, ...} return len(t), t[1], t[3] } print(f(1, 2))", NULL, "3\t10\t2\n" },
	{ "varargs and tail calls", "function f(n, ...) { if (n == 0) { return ... } return f(n - 1, n, ...) } print(f(3))", NULL, "1\t2\t3\n" },
	{ "results of values", "var f = function () { return 1, 2 } f = f print(f()) print(f(), f()) print((f())) var a, b, c = f() print(a, b, c) print(len({f()}), len({f(), f()}))", NULL, "1\t2\n1\t1\t2\n1\n1\t2\tnil\n2\t3\n" },
	{ "arguments of values", "function apply(g, ...) { return g(...) } print(apply(function (a, b, c) { return c, b, a }, 1, 2))", NULL, "nil\t2\t1\n" },
	{ "tail calls", "var g function f(n) { if (n == 0) { return 7, 8 } return g(n - 1) } g = function (n) { return f(n) } print(f(100000))", NULL, "7\t8\n" },
	{ "tail calls in a row", "function c(x) { return x, x } function b(x) { return c(x + 1) } function a(x) { return b(x + 1) } print(a(1))", NULL, "3\t3\n" },
	{ "built-ins as values", "var p, t = print, type p(1, t(\"x\")) print(print == p, (tostring)(5) .. 1) function f(g, ...) { return g(...) } f(print, 1, 2)", NULL, "1\tstring\ntrue\t51\n1\t2\n" },

	/* script's arguments */
	{ "arguments of the script", "print(arg[0], arg[1], arg[2], arg[3], arg[4], arg[5] || 10, type(arg[1]), type(arg[2]), type(arg[4]))", NULL, "t.kp\t-5\tx y\t0x\t255\t10\tinteger\tstring\tinteger\n" },
	{ "table of arguments", "var i = 1 print(len(arg), arg[i], arg[i + 1], arg[9])", NULL, "5\t-5\tx y\tnil\n" },
	{ "arguments in handlers", "trace a:b { var i = 0 print(arg[1], arg[i]) }", "a:b", "-5\tt.kp\n" },
	{ "arguments in events", "trace a:$2 { print(1) } trace a:$1 { print(2) }", "a:-5", "2\n" },

	/* program variables and handlers */
	{ "counter", "trace a:b { n += 1 }", "a:b", "n: 1\n" },
	{ "counter by ++", "trace a:b { n++ n++ m-- }", "a:b", "n: 2\nm: -1\n" },
	{ "counter by assignment", "trace a:b { n = n + 2 }", "a:b", "n: 2\n" },
	{ "text", "trace a:b { s ..= \"x\" s = s .. 1 .. 2 }", "a:b", "s: x12\n" },
	{ "table", "trace a:b { n[execname] += 1 n[pid] = n[pid] + 1 }", "a:b", "hist n init=1 100=1\n" },
	{ "declared table is printed", "var n = {} trace a:b { n[probename] += 1 }", "a:b", "hist n a:b=1\n" },
	{ "declared counter is printed", "var n = 5 trace a:b { n += 1 }", "a:b", "n: 6\n" },
	{ "what is read is not printed", "trace a:b { n += 1 } trace_end { print(\"end\", n) }", "a:b", "end\t1\n" },
	{ "what is stored is not printed", "trace a:b { n[1] = 2 }", "a:b", "" },
	{ "what is taken is not printed", "trace a:b { n[1] += 2 } trace_end { print(take(n, 1)) }", "a:b", "2\n" },
	{ "printed after trace_end", "trace a:b { n += 1 } trace_end { print(1) } trace_end { print(2) }", "a:b", "1\n2\nn: 1\n" },
	{ "variable of top-level code", "x = 5 trace a:b { x = x * 2 print(x) }", "a:b", "10\n" },
	{ "reset in another handler", "trace a:b { n += 1 } trace a:b { print(n) n = 0 } trace_end { print(n) }", "a:b", "1\n0\n" },
	{ "order of handlers", "trace a:b { print(1) } trace c:d { print(2) } trace a:b { print(3) }", "a:b", "1\n3\n" },
	{ "several events", "trace a:b, c:d { print(probename) }", "c:d", "c:d\n" },
	{ "fields of events", "trace a:b { print(args.x, args.y, args.x, args[\"x\"], args[\"y\"]) }", "a:b", "2000\t2001\t2000\t2002\t2003\n" },
	{ "elements of fields", "trace a:b { var i = 5 print(args.x[7], args.y[i], args.x) }", "a:b", "3007\t3105\t2000\n" },
	{ "fields in filters", "trace a:b /x == 2000 && y == 2001 && args.x < y/ { print(1) }", "a:b", "1\n" },
	{ "a variable is no field", "n += 0 trace a:b /n == 0/ { print(n) }", "a:b", "0\n" },
	{ "arguments by number", "trace a:b { for (i = 0, 2) { print(args[i], args[1 + 2]) } }", "a:b", "1000\t1003\n1001\t1003\n1002\t1003\n" },
	{ "arguments of events", "trace a:b { print(arg0, arg9, args[2], args[255]) }", "a:b", "1000\t1009\t1002\t1255\n" },
	{ "function in handlers", "function f(x) { return x + arg1 } trace a:b { print(f(1)) }", "a:b", "1002\n" },
	{ "private variables of handlers", "trace a:b { var n = 1 n += 1 print(n) } trace a:b { var n print(n) }", "a:b", "2\nnil\n" },
	{ "timer", "tick-1s { print(\"tick\", probename) }", "tick-1s", "tick\ttick-1s\n" },
	{ "top-level variable in a block", "{ var n = 3 function f() { n += 1 return n } print(f()) }", NULL, "4\n" },
	{ "return of a handler", "trace a:b { if (pid == 100) { return } print(1) } trace_end { return print(2) }", "a:b", "2\n" },
	{ "values of return are made", "function f() { print(\"f\") return 1 } trace a:b { return f(), 2 }", "a:b", "f\n" },

	/* filters */
	{ "filter holds", "trace a:b /pid == 100/ { print(1) }", "a:b", "1\n" },
	{ "filter does not hold", "trace a:b /pid == 1/ { print(1) }", "a:b", "" },
	{ "0 is false in filters", "trace a:b /uid/ { print(1) } trace a:b /!uid/ { print(2) } trace a:b /pid && uid/ { print(3) } trace a:b /uid || pid/ { print(4) } trace a:b /uid ? 1 : 0/ { print(5) } trace a:b /(!uid) == true/ { print(6) }", "a:b", "2\n4\n6\n" },
	{ "0 is false in filters as value", "trace a:b /(uid || 7) == 7/ { print(1) } trace a:b /(uid && 7) == 0/ { print(2) } trace a:b /(0 || 5) == 5/ { print(3) }", "a:b", "1\n2\n3\n" },
	{ "constant filters", "trace a:b /1/ { print(1) } trace a:b /0/ { print(2) } trace a:b /!0/ { print(3) } trace a:b /nil/ { print(4) }", "a:b", "1\n3\n" },
	{ "filter with variables", "var wanted = 100 trace a:b /pid == wanted && tid > wanted/ { print(1) }", "a:b", "1\n" },
	{ "filter divides", "trace a:b /pid / 50 > 1/ { print(1) }", "a:b", "1\n" },
	{ "functions in filters", "function f(x) { return x == 100 } trace a:b /f(pid)/ { print(1) }", "a:b", "1\n" },
	{ "0 is true again", "trace a:b /uid == 0/ { if (0) { print(1) } if (!0) { print(2) } }", "a:b", "1\n" },
};

static void run_one(const struct run *run)
{
	static const char *const argv[] = { "-5", "x y", "0x", "0xff" };
	struct attempt attempt = { .argc = 4, .argv = argv };
	const char *why;
	char *output;

	attempt_compile(&attempt, run->script, strlen(run->script));
	if (!attempt.compiled || attempt.unreadable) {
		tap_text(attempt.compiled ? attempt.unreadable : attempt.errors,
			 "", run->name);
	} else {
		why = machine_verify(&attempt.image);
		output = why ? strdup(why) : machine_run(&attempt.image,
							  run->event);
		tap_text(output, run->output, run->name);
		free(output);
	}
	attempt_free(&attempt);
}

/* Many values at a time, in one instruction or several. */
static void test_long_join(void)
{
	char script[4096], wanted[1024];
	struct run run = {
		.name = "long joins",
		.script = script,
		.output = wanted,
	};
	size_t len = 0, out = 0;
	int i;

	len += sprintf(script, "var a = 1 print(a");
	out += sprintf(wanted, "1");
	for (i = 0; i < 300; i++) {
		len += sprintf(script + len, " .. a");
		out += sprintf(wanted + out, "1");
	}
	sprintf(script + len, ")");
	sprintf(wanted + out, "\n");
	run_one(&run);
}

/* 300 operands of a left operator need few registers. */
static void test_long_sum(void)
{
	char script[4096];
	struct run run = {
		.name = "long sums",
		.script = script,
		.output = "301\n",
	};
	size_t len = 0;
	int i;

	len += sprintf(script, "var a = 1 print(a");
	for (i = 0; i < 300; i++)
		len += sprintf(script + len, " + a");
	sprintf(script + len, ")");
	run_one(&run);
}

static void test_sizes(void)
{
	static const char script[] = "trace a:b { n[execname] += 1 }";
	struct attempt attempt = { 0 };

	attempt_compile(&attempt, script, strlen(script));
	tap_is(attempt.image.funcs.nr, 3, "functions of the counting one-liner");
	tap_is(attempt.image.funcs.items[1].nr_insns, 4,
	       "instructions of its handler");
	tap_is(attempt.image.funcs.items[1].nr_regs, 2,
	       "registers of its handler");
	attempt_free(&attempt);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(runs); i++)
		run_one(&runs[i]);
	test_long_join();
	test_long_sum();
	test_sizes();
	return tap_end();
}
