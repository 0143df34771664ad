/* What the test tools need from Linux and can't import into Swift: variadic calls, calls that glibc
   does not wrap, fork, and flags whose macros are not plain numbers. */
#ifndef CTESTSYSTEM_H
#define CTESTSYSTEM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <mqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* fork(2), which Swift hides. Sound in a program of one thread. */
static inline pid_t testsystem_fork(void) { return fork(); }

static inline int testsystem_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int testsystem_fcntl(int descriptor, int command, long value) {
  return fcntl(descriptor, command, value);
}
static inline int testsystem_prctl(int option, unsigned long value) { return prctl(option, value, 0L, 0L, 0L); }
static inline mqd_t testsystem_mq_open(const char *name, int flags) { return mq_open(name, flags, 0600, NULL); }
static inline int testsystem_unshare(int flags) { return unshare(flags); }
static inline long testsystem_call(long number, long a, long b, long c, long d, long e) {
  return syscall(number, a, b, c, d, e);
}
static inline uint64_t testsystem_makedev(uint32_t major, uint32_t minor) { return makedev(major, minor); }
static inline uint32_t testsystem_major(uint64_t device) { return major(device); }
static inline uint32_t testsystem_minor(uint64_t device) { return minor(device); }

/* Addresses are unions under _GNU_SOURCE, which Swift can't pass. */
static inline int testsystem_bind(int descriptor, const void *address, socklen_t length) {
  return bind(descriptor, address, length);
}
static inline int testsystem_connect(int descriptor, const void *address, socklen_t length) {
  return connect(descriptor, address, length);
}
static inline int testsystem_accept(int descriptor) { return accept(descriptor, NULL, NULL); }
static inline int testsystem_name(int descriptor, void *address, socklen_t *length) {
  return getsockname(descriptor, address, length);
}

/* The status word of wait(2). */
static inline bool testsystem_exited(int status) { return WIFEXITED(status); }
static inline int testsystem_exit_status(int status) { return WEXITSTATUS(status); }
static inline int testsystem_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

/* Sets a lock of the given type on [start, start + length) with F_SETLK or F_OFD_SETLK. */
int testsystem_lock(int descriptor, int command, short type, off_t start, off_t length);

/* Each makes one anonymous inode (see anon_inode_getfd in the kernel) and returns its descriptor, or
   -1 with errno set. */
int testsystem_bpf_map(void);
int testsystem_bpf_program(void);
int testsystem_perf_event(void);
int testsystem_io_uring(void);
int testsystem_userfaultfd(void);
int testsystem_landlock(void);
int testsystem_fscontext(void);
int testsystem_pidfd(pid_t process);
/* Installs a filter that refuses nothing; the listener's descriptor is that of its notifications. */
int testsystem_seccomp_listener(void);
/* Lets this process and its children sleep no more: the calls return at once, as if the time had passed. */
int testsystem_skip_sleep(void);
/* An algorithm's socket, bound to sha256 (AF_ALG). */
int testsystem_alg_socket(void);

/* Sends `count` (at most 8) duplicates of a descriptor, with a byte, over a UNIX socket (SCM_RIGHTS of unix(7)).
   Returns what sendmsg(2) does. */
long testsystem_send_descriptors(int socket, int descriptor, int count);

/* Brings the loopback interface of this network namespace up. */
int testsystem_loopback_up(void);
/* Adds an IPv6 address of 64 bits of prefix to an interface, and brings that up. */
int testsystem_add_address(const char *interface, const uint8_t address[16]);
/* A network interface without a network; it is there as long as the descriptor. */
int testsystem_tunnel(const char *interface);
/* Fills a UNIX address with raw bytes and returns its length, or 0 if they don't fit. An abstract
   name begins with a zero byte. */
socklen_t testsystem_unix_address(struct sockaddr_un *address, const uint8_t *name, size_t length);

/* How testsystem_spawn starts a program. Descriptors below 0 mean /dev/null. */
struct testsystem_start {
  const char *path;
  char *const *arguments;
  char *const *environment;
  int input, output, error;
  /* Nobody: give up root for this user and group (0: keep). */
  uid_t user;
  /* A process whose network namespace to enter (0: keep). */
  pid_t network;
};

/* Starts a program; -1 with errno set if there can be no process. A program that can't be run ends
   with status 127. */
pid_t testsystem_spawn(const struct testsystem_start *start);

/* Mounts a FUSE file system on a directory whose server reads from `device`, an open /dev/fuse; 0 or -1. */
int testsystem_mount_files(int device, const char *directory);
/* Serves it until the device is gone; see FileServer.c. `executable` is what the file `program` has in it.
   `unanswered` counts the requests that got no answer. */
void testsystem_serve_files(int device, int executable, volatile int *unanswered);
/* Mounts an automounter's directory whose daemon is the calling process group, at the other end of a pipe. */
int testsystem_mount_auto(int pipe, const char *directory);

/* Ends the calling thread only, also when it is the process's first. */
void testsystem_exit_thread(void);

/* libFuzzer's main function for programs that have one of their own (FuzzerInterface.h). */
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*feed)(const uint8_t *bytes, size_t size));

#endif
