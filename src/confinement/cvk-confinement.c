// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "confinement/cvk-confinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ALLOW SCMP_ACT_ALLOW
#define CLONE_NAMESPACES                                                                           \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |    \
   CLONE_NEWNET)

/* What the language engine and the C library need once everything is loaded. What is open then is
 * /dev/null, two sockets, which cannot be connected, listened on or given descriptors, and what the
 * language engine keeps for itself: random bytes and its own memory figures, for reading. */
static const int allowed_calls[] = {
  SCMP_SYS (brk),
  SCMP_SYS (clock_getres),
  SCMP_SYS (clock_gettime),
  SCMP_SYS (clock_nanosleep),
  SCMP_SYS (close),
  SCMP_SYS (exit),
  SCMP_SYS (exit_group),
  SCMP_SYS (futex),
  SCMP_SYS (get_robust_list),
  SCMP_SYS (getpid),
  SCMP_SYS (getrandom),
  SCMP_SYS (getrusage),
  SCMP_SYS (gettid),
  SCMP_SYS (gettimeofday),
  SCMP_SYS (madvise),
  SCMP_SYS (membarrier),
  SCMP_SYS (mincore),
  SCMP_SYS (mremap),
  SCMP_SYS (munmap),
  SCMP_SYS (nanosleep),
  SCMP_SYS (pread64),
  SCMP_SYS (read),
  SCMP_SYS (restart_syscall),
  SCMP_SYS (rseq),
  SCMP_SYS (rt_sigaction),
  SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (rt_sigreturn),
  SCMP_SYS (sched_getaffinity),
  SCMP_SYS (sched_yield),
  SCMP_SYS (set_robust_list),
  SCMP_SYS (sigaltstack),
  SCMP_SYS (sysinfo),
  SCMP_SYS (time),
  SCMP_SYS (write),
};

/* Nothing here calls these by accident: the process ends, and the engine says so. Every other call
 * fails with EPERM, which libraries take as an answer. */
static const int hostile_calls[] = {
  SCMP_SYS (accept),
  SCMP_SYS (accept4),
  SCMP_SYS (bind),
  SCMP_SYS (bpf),
  SCMP_SYS (chroot),
  SCMP_SYS (connect),
  SCMP_SYS (execve),
  SCMP_SYS (execveat),
  SCMP_SYS (fork),
  SCMP_SYS (io_uring_enter),
  SCMP_SYS (io_uring_register),
  SCMP_SYS (io_uring_setup),
  SCMP_SYS (kexec_load),
  SCMP_SYS (kill),
  SCMP_SYS (listen),
  SCMP_SYS (mount),
  SCMP_SYS (pidfd_getfd),
  SCMP_SYS (pidfd_open),
  SCMP_SYS (pidfd_send_signal),
  SCMP_SYS (pivot_root),
  SCMP_SYS (process_madvise),
  SCMP_SYS (process_vm_readv),
  SCMP_SYS (process_vm_writev),
  SCMP_SYS (ptrace),
  SCMP_SYS (sendmmsg),
  SCMP_SYS (sendmsg),
  SCMP_SYS (sendto),
  SCMP_SYS (setns),
  SCMP_SYS (socket),
  SCMP_SYS (socketpair),
  SCMP_SYS (tkill),
  SCMP_SYS (umount2),
  SCMP_SYS (unshare),
  SCMP_SYS (userfaultfd),
  SCMP_SYS (vfork),
};

static bool
add_calls (scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
  for (size_t i = 0; i < count; i++)
    {
      int result = seccomp_rule_add (filter, action, calls[i], 0);

      /* -EDOM and the like: this architecture has no such call, so that it cannot be made. */
      if (result < 0 && calls[i] >= 0)
        return false;
    }
  return true;
}

/* Calls that are allowed in one form only. */
static bool
add_forms (scmp_filter_ctx filter)
{
  struct scmp_arg_cmp not_executable = SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  struct scmp_arg_cmp itself = SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t) getpid ());
  scmp_datum_t not_in_a_thread = CLONE_THREAD | CLONE_VFORK | CLONE_PTRACE | CLONE_NAMESPACES;

  return seccomp_rule_add (filter, ALLOW, SCMP_SYS (mmap), 1, not_executable) == 0 &&
         seccomp_rule_add (filter, ALLOW, SCMP_SYS (mprotect), 1, not_executable) == 0 &&
         seccomp_rule_add (filter, ALLOW, SCMP_SYS (clone), 1,
                           SCMP_A0 (SCMP_CMP_MASKED_EQ, not_in_a_thread, CLONE_THREAD)) == 0
         /* Its flags are in memory, where a filter cannot look; the C library then uses clone. */
         && seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0) == 0 &&
         seccomp_rule_add (filter, ALLOW, SCMP_SYS (tgkill), 1, itself) == 0 &&
         seccomp_rule_add (filter, ALLOW, SCMP_SYS (prctl), 1,
                           SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME)) == 0 &&
         seccomp_rule_add (filter, ALLOW, SCMP_SYS (prlimit64), 2, SCMP_A0 (SCMP_CMP_EQ, 0),
                           SCMP_A2 (SCMP_CMP_EQ, 0)) == 0;
}

const char *
cvk_confinement_load_filter (void)
{
  const char *problem = NULL;
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));

  if (filter == NULL)
    return "The system call filter cannot be made.";
  if (seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0 ||
      seccomp_attr_set (filter, SCMP_FLTATR_CTL_NNP, 1) != 0 ||
      seccomp_attr_set (filter, SCMP_FLTATR_CTL_TSYNC, 1) != 0 ||
      !add_calls (filter, ALLOW, allowed_calls, sizeof allowed_calls / sizeof *allowed_calls) ||
      !add_calls (filter, SCMP_ACT_KILL_PROCESS, hostile_calls,
                  sizeof hostile_calls / sizeof *hostile_calls) ||
      !add_forms (filter))
    problem = "The system call filter cannot be made.";
  else if (seccomp_load (filter) != 0)
    problem = "The kernel does not take the system call filter.";
  seccomp_release (filter);
  return problem;
}

static bool
set_limit (int resource, rlim_t value)
{
  struct rlimit limit = { value, value };

  return setrlimit (resource, &limit) == 0;
}

static bool
may_map_with_data_limit (size_t bytes)
{
  struct rlimit limit;
  long page = sysconf (_SC_PAGESIZE);
  void *memory;

  getrlimit (RLIMIT_DATA, &limit);
  limit.rlim_cur = bytes;
  if (setrlimit (RLIMIT_DATA, &limit) != 0)
    return false;
  memory = mmap (NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  munmap (memory, page);
  return true;
}

/* The private memory this process holds already. Asked of the kernel by trying, because /proc need
 * not be mounted. */
static size_t
measure_data (void)
{
  size_t low = 0, high = (size_t) 1 << 46;

  while (high - low > 1 << 16)
    {
      size_t middle = low + (high - low) / 2;

      if (may_map_with_data_limit (middle))
        high = middle;
      else
        low = middle;
    }
  return high;
}

static bool
replace_standard_streams (void)
{
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);

  if (null < 0)
    return false;
  for (int fd = 0; fd <= 2; fd++)
    if (null != fd && dup2 (null, fd) < 0)
      return false;
  if (null > 2)
    close (null);
  return true;
}

static bool
drop_capabilities (void)
{
  struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

  /* Only who has CAP_SETPCAP may and needs to shrink the bounding set. */
  for (int capability = 0; prctl (PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
    prctl (PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  return syscall (SYS_capset, &header, none) == 0;
}

const char *
cvk_confinement_prepare (int last_fd)
{
  /* The user stays the same, so that a parent without CAP_KILL may still end this process. */
  if (!replace_standard_streams ())
    return "The standard streams cannot be closed.";
  if (close_range (last_fd + 1, ~0u, 0) != 0)
    return "Inherited files cannot be closed.";
  if (prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return "The process cannot be bound to its parent.";
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !drop_capabilities ())
    return "Privileges cannot be given up.";
  if (!set_limit (RLIMIT_CORE, 0) || !set_limit (RLIMIT_FSIZE, 0))
    return "Resource limits cannot be set.";
  return NULL;
}

const char *
cvk_confinement_seal (size_t data_limit)
{
  if (!set_limit (RLIMIT_DATA, measure_data () + data_limit) || !set_limit (RLIMIT_NOFILE, 0))
    return "Resource limits cannot be set.";
  return cvk_confinement_load_filter ();
}
