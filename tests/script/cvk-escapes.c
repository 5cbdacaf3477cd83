// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#include "config.h"

#include "script/cvk-escapes.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static int
outcome (long result)
{
  return result < 0 ? errno : 0;
}

/* A child that an attempt made ends at once. */
static int
outcome_of_process (long result)
{
  if (result == 0)
    _exit (0);
  return outcome (result);
}

static int
read_file (void)
{
  return outcome (syscall (SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY));
}

static int
read_file_by_openat2 (void)
{
  struct open_how how = { .flags = O_RDONLY };

  return outcome (syscall (SYS_openat2, AT_FDCWD, "/etc/passwd", &how, sizeof how));
}

static int
write_file (void)
{
  return outcome (syscall (SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY | O_CREAT, 0600));
}

static int
open_own_memory (void)
{
  return outcome (syscall (SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDWR));
}

static int
open_name (void)
{
  return outcome (syscall (SYS_openat, AT_FDCWD, "/proc/self/comm", O_WRONLY));
}

static int
look_at_file (void)
{
  char buffer[512];

  return outcome (syscall (SYS_statx, AT_FDCWD, "/etc/passwd", 0, 0x7ff, buffer));
}

static int
list_folder (void)
{
  return outcome (syscall (SYS_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY));
}

static int
change_folder (void)
{
  return outcome (syscall (SYS_chdir, "/"));
}

static int
make_memory_file (void)
{
  return outcome (syscall (SYS_memfd_create, "escape", 0));
}

static int
copy_descriptor (void)
{
  return outcome (syscall (SYS_dup, 3));
}

static int
make_pipe (void)
{
  int ends[2];

  return outcome (syscall (SYS_pipe2, ends, 0));
}

static int
open_internet_socket (void)
{
  return outcome (syscall (SYS_socket, AF_INET, SOCK_STREAM, 0));
}

static int
open_local_socket (void)
{
  return outcome (syscall (SYS_socket, AF_UNIX, SOCK_STREAM, 0));
}

static int
open_kernel_socket (void)
{
  return outcome (syscall (SYS_socket, AF_NETLINK, SOCK_RAW, 0));
}

/* On a descriptor that is there; unconfined it is an error of another kind. */
static int
connect_descriptor (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = 0x5000 };

  return outcome (syscall (SYS_connect, 3, &address, sizeof address));
}

static int
send_descriptor (void)
{
  struct msghdr message = { 0 };

  return outcome (syscall (SYS_sendmsg, 3, &message, MSG_DONTWAIT));
}

static int
make_socket_pair (void)
{
  int ends[2];

  return outcome (syscall (SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends));
}

static int
run_program (void)
{
  const char *arguments[] = { "/bin/true", NULL };
  const char *environment[] = { NULL };

  return outcome (syscall (SYS_execve, "/bin/true", arguments, environment));
}

static int
run_program_by_descriptor (void)
{
  const char *arguments[] = { "/bin/true", NULL };
  const char *environment[] = { NULL };

  return outcome (syscall (SYS_execveat, AT_FDCWD, "/bin/true", arguments, environment, 0));
}

static int
fork_by_clone (void)
{
  return outcome_of_process (syscall (SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL));
}

static int
fork_by_clone3 (void)
{
  struct clone_args arguments = { .exit_signal = SIGCHLD };

  return outcome_of_process (syscall (SYS_clone3, &arguments, sizeof arguments));
}

#ifdef SYS_fork
static int
fork_plainly (void)
{
  return outcome_of_process (syscall (SYS_fork));
}
#endif

static int
make_thread_with_namespace (void)
{
  return outcome (syscall (SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWUSER, NULL,
                           NULL, NULL, NULL));
}

static int
signal_parent (void)
{
  return outcome (syscall (SYS_kill, getppid (), 0));
}

static int
signal_everybody (void)
{
  return outcome (syscall (SYS_kill, -1, 0));
}

static int
signal_thread_of_parent (void)
{
  pid_t parent = getppid ();

  return outcome (syscall (SYS_tgkill, parent, parent, 0));
}

static int
queue_signal (void)
{
  siginfo_t info = { .si_code = SI_QUEUE };

  return outcome (syscall (SYS_rt_sigqueueinfo, getpid (), 0, &info));
}

static int
watch_parent (void)
{
  return outcome (syscall (SYS_pidfd_open, getppid (), 0));
}

static int
trace (void)
{
  return outcome (syscall (SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL));
}

static int
read_memory_of_process (void)
{
  char source = 0, target = 0;
  struct iovec from = { &source, 1 }, to = { &target, 1 };

  return outcome (syscall (SYS_process_vm_readv, getpid (), &to, 1, &from, 1, 0));
}

static int
write_memory_of_process (void)
{
  char source = 0, target = 0;
  struct iovec from = { &source, 1 }, to = { &target, 1 };

  return outcome (syscall (SYS_process_vm_writev, getpid (), &from, 1, &to, 1, 0));
}

static int
change_priority (void)
{
  return outcome (syscall (SYS_setpriority, 0, 0, 19));
}

static int
raise_limits (void)
{
  uint64_t limit[2] = { 1 << 20, 1 << 20 };

  return outcome (syscall (SYS_prlimit64, 0, 4, limit, NULL));
}

static int
limit_parent (void)
{
  uint64_t limit[2];

  return outcome (syscall (SYS_prlimit64, getppid (), 4, NULL, limit));
}

static int
map_executable_memory (void)
{
  void *memory = mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return memory == MAP_FAILED ? errno : 0;
}

static int
make_memory_executable (void)
{
  void *memory = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return outcome (mprotect (memory, 4096, PROT_READ | PROT_EXEC));
}

static int
leave_folder_tree (void)
{
  return outcome (syscall (SYS_unshare, CLONE_FS));
}

static int
make_user_namespace (void)
{
  return outcome (syscall (SYS_unshare, CLONE_NEWUSER));
}

static int
enter_namespace (void)
{
  return outcome (syscall (SYS_setns, 3, 0));
}

static int
mount_folder (void)
{
  return outcome (syscall (SYS_mount, "none", "/nonexistent", "tmpfs", 0, NULL));
}

static int
change_root (void)
{
  return outcome (syscall (SYS_chroot, "/"));
}

static int
load_bpf (void)
{
  char attributes[128] = { 0 };

  return outcome (syscall (SYS_bpf, 0, attributes, sizeof attributes));
}

static int
watch_page_faults (void)
{
  return outcome (syscall (SYS_userfaultfd, 0));
}

static int
open_performance_counter (void)
{
  char attributes[128] = { 0 };

  return outcome (syscall (SYS_perf_event_open, attributes, 0, -1, -1, 0));
}

static int
use_keyring (void)
{
  return outcome (syscall (SYS_keyctl, 0, -3, 1));
}

static int
make_ring (void)
{
  char parameters[256] = { 0 };

  return outcome (syscall (SYS_io_uring_setup, 4, parameters));
}

static int
type_into_terminal (void)
{
  char letter = 'x';

  return outcome (syscall (SYS_ioctl, 0, TIOCSTI, &letter));
}

static int
ask_descriptor (void)
{
  int count;

  return outcome (syscall (SYS_ioctl, 3, FIONREAD, &count));
}

static int
make_dumpable (void)
{
  return outcome (syscall (SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static int
outlive_parent (void)
{
  return outcome (syscall (SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0, 0));
}

static int
add_filter (void)
{
  return outcome (syscall (SYS_seccomp, 2, 0, &(uint32_t){ 0 }));
}

static int
become_root (void)
{
  return outcome (syscall (SYS_setresuid, -1, -1, -1));
}

static int
watch_files (void)
{
  return outcome (syscall (SYS_inotify_init1, 0));
}

static int
share_memory (void)
{
  return outcome (syscall (SYS_shmget, 0, 4096, 0600 | 01000));
}

#ifdef __x86_64__
/* The table of another architecture: number 39 of i386 is mkdir. */
static int
call_as_other_architecture (void)
{
  long result;

  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"(39L), "b"(0L), "c"(0L)
                   : "memory", "r8", "r9", "r10", "r11");
  return (int) (result < 0 ? -result : 0);
}

static int
call_as_x32 (void)
{
  return outcome (syscall (0x40000000 | SYS_getppid));
}
#endif

const CvkEscape cvk_escapes[] = {
  { "read a file", read_file, CVK_ESCAPE_ALWAYS },
  { "read a file by openat2", read_file_by_openat2, CVK_ESCAPE_ALWAYS },
  { "write a file", write_file, CVK_ESCAPE_ALWAYS },
  { "open its own memory", open_own_memory, CVK_ESCAPE_SAME_USER },
  { "open a file of /proc for writing", open_name, CVK_ESCAPE_SAME_USER },
  { "look at a file", look_at_file, CVK_ESCAPE_ALWAYS },
  { "list a folder", list_folder, CVK_ESCAPE_ALWAYS },
  { "change the folder", change_folder, CVK_ESCAPE_ALWAYS },
  { "make a file in memory", make_memory_file, CVK_ESCAPE_ALWAYS },
  { "copy a descriptor", copy_descriptor, CVK_ESCAPE_ALWAYS },
  { "make a pipe", make_pipe, CVK_ESCAPE_ALWAYS },
  { "open an internet socket", open_internet_socket, CVK_ESCAPE_ALWAYS },
  { "open a local socket", open_local_socket, CVK_ESCAPE_ALWAYS },
  { "open a kernel socket", open_kernel_socket, CVK_ESCAPE_ALWAYS },
  { "connect a descriptor", connect_descriptor, CVK_ESCAPE_SOMETIMES },
  { "send a message", send_descriptor, CVK_ESCAPE_ALWAYS },
  { "make a pair of sockets", make_socket_pair, CVK_ESCAPE_ALWAYS },
  { "run a program", run_program, CVK_ESCAPE_ALWAYS },
  { "run a program by descriptor", run_program_by_descriptor, CVK_ESCAPE_ALWAYS },
  { "fork by clone", fork_by_clone, CVK_ESCAPE_ALWAYS },
  { "fork by clone3", fork_by_clone3, CVK_ESCAPE_SOMETIMES },
#ifdef SYS_fork
  { "fork", fork_plainly, CVK_ESCAPE_ALWAYS },
#endif
  { "make a thread with a namespace", make_thread_with_namespace, CVK_ESCAPE_SOMETIMES },
  { "signal the parent", signal_parent, CVK_ESCAPE_SAME_USER },
  { "signal everybody", signal_everybody, CVK_ESCAPE_SOMETIMES },
  { "signal a thread of the parent", signal_thread_of_parent, CVK_ESCAPE_SAME_USER },
  { "queue a signal", queue_signal, CVK_ESCAPE_ALWAYS },
  { "watch the parent", watch_parent, CVK_ESCAPE_ALWAYS },
  { "trace", trace, CVK_ESCAPE_ALWAYS },
  { "read memory of a process", read_memory_of_process, CVK_ESCAPE_ALWAYS },
  { "write memory of a process", write_memory_of_process, CVK_ESCAPE_ALWAYS },
  { "change the priority", change_priority, CVK_ESCAPE_ALWAYS },
  { "raise limits", raise_limits, CVK_ESCAPE_SOMETIMES },
  { "read limits of the parent", limit_parent, CVK_ESCAPE_SOMETIMES },
  { "map executable memory", map_executable_memory, CVK_ESCAPE_ALWAYS },
  { "make memory executable", make_memory_executable, CVK_ESCAPE_ALWAYS },
  { "leave the folder tree", leave_folder_tree, CVK_ESCAPE_SOMETIMES },
  { "make a user namespace", make_user_namespace, CVK_ESCAPE_SOMETIMES },
  { "enter a namespace", enter_namespace, CVK_ESCAPE_SOMETIMES },
  { "mount", mount_folder, CVK_ESCAPE_SOMETIMES },
  { "change the root", change_root, CVK_ESCAPE_SOMETIMES },
  { "load bpf", load_bpf, CVK_ESCAPE_SOMETIMES },
  { "watch page faults", watch_page_faults, CVK_ESCAPE_SOMETIMES },
  { "open a performance counter", open_performance_counter, CVK_ESCAPE_SOMETIMES },
  { "use the keyring", use_keyring, CVK_ESCAPE_SOMETIMES },
  { "make an io_uring", make_ring, CVK_ESCAPE_SOMETIMES },
  { "type into a terminal", type_into_terminal, CVK_ESCAPE_SOMETIMES },
  { "ask a descriptor", ask_descriptor, CVK_ESCAPE_ALWAYS },
  { "make itself dumpable", make_dumpable, CVK_ESCAPE_ALWAYS },
  { "outlive its parent", outlive_parent, CVK_ESCAPE_ALWAYS },
  { "add a filter", add_filter, CVK_ESCAPE_SOMETIMES },
  { "become root", become_root, CVK_ESCAPE_ALWAYS },
  { "watch files", watch_files, CVK_ESCAPE_ALWAYS },
  { "share memory", share_memory, CVK_ESCAPE_SOMETIMES },
#ifdef __x86_64__
  { "call as i386", call_as_other_architecture, CVK_ESCAPE_SOMETIMES },
  { "call as x32", call_as_x32, CVK_ESCAPE_SOMETIMES },
#endif
};

const size_t cvk_n_escapes = sizeof cvk_escapes / sizeof *cvk_escapes;
