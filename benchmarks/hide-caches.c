/* Makes this processor look like one of AMD's that does not tell of its caches, as in some virtual machines: there oneDNN
   before 3.8 computes some convolutions wrongly and dies of others. So what ModelDsl does about it can be checked elsewhere.
   For 64-bit Linux on processors whose CPUID can be made to fault ("cpuid_fault" in /proc/cpuinfo).

     gcc -shared -fPIC -O1 benchmarks/hide-caches.c -o hide-caches.so
     LD_PRELOAD=$PWD/hide-caches.so dotnet run -c Release --project benchmarks/ModelDsl.ConvolutionProbe -- --few */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012

static int (*libc_sigaction)(int, const struct sigaction *, struct sigaction *);
static struct sigaction programs; /* what the program itself does about SIGSEGV */

static int allow_cpuid(int on) { return (int)syscall(SYS_arch_prctl, ARCH_SET_CPUID, on); }

static void answer(greg_t *r) {
    uint32_t leaf = (uint32_t)r[REG_RAX], sub = (uint32_t)r[REG_RCX], a, b, c, d;
    allow_cpuid(1);
    __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(leaf), "c"(sub));
    allow_cpuid(0);
    switch (leaf) {
    case 0: a = 0x10; b = 0x68747541; d = 0x69746e65; c = 0x444d4163; break;                /* AuthenticAMD */
    case 1: a = 0x00b00f21; break;                                                          /* a Zen 5 */
    case 7: if (sub == 0) d &= ~(1u << 22 | 1u << 23 | 1u << 24 | 1u << 25); break;         /* no AMX, no AVX512-FP16 */
    case 0xB:                                                                               /* two threads of one core */
        a = sub < 2; b = sub < 2 ? 2 : 0; c = sub | (sub == 0 ? 0x100 : sub == 1 ? 0x200 : 0); break;
    case 0x80000000: a = 0x80000021; b = 0x68747541; d = 0x69746e65; c = 0x444d4163; break;
    case 2: case 4: case 0x80000005: case 0x80000006: case 0x8000001D: case 0x8000001E: a = b = c = d = 0; break; /* caches */
    case 0x80000008: c = 1; break;                                                          /* two processors */
    }
    r[REG_RAX] = a; r[REG_RBX] = b; r[REG_RCX] = c; r[REG_RDX] = d;
    r[REG_RIP] += 2;
}

static void on_fault(int signal_number, siginfo_t *info, void *context) {
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *code = (const unsigned char *)r[REG_RIP];
    if (info->si_code == SI_KERNEL && code[0] == 0x0f && code[1] == 0xa2) { answer(r); return; }
    if (programs.sa_flags & SA_SIGINFO) { programs.sa_sigaction(signal_number, info, context); return; }
    if (programs.sa_handler != SIG_DFL && programs.sa_handler != SIG_IGN) { programs.sa_handler(signal_number); return; }
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

/* .NET has a handler for SIGSEGV: it goes behind ours. */
int sigaction(int number, const struct sigaction *next, struct sigaction *before) {
    if (!libc_sigaction) libc_sigaction = (int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction");
    if (number != SIGSEGV) return libc_sigaction(number, next, before);
    if (before) *before = programs;
    if (next) programs = *next;
    return 0;
}

__attribute__((constructor)) static void begin(void) {
    struct sigaction ours;
    memset(&ours, 0, sizeof ours);
    ours.sa_sigaction = on_fault;
    ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigaction(SIGILL, NULL, &(struct sigaction){0}); /* finds libc's */
    libc_sigaction(SIGSEGV, &ours, &programs);
    if (allow_cpuid(0) != 0) { perror("hide-caches: this processor or kernel cannot let CPUID fault"); exit(2); }
}
