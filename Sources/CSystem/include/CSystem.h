/* What Swift's Glibc module lacks: GNU extensions, function-like macros and variadic calls.
 * No feature macro is defined here: Swift's own view of the C library has none either, and the two must
 * agree on its structures. What needs _GNU_SOURCE is in Extensions.c. */
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include "CEnding.h"
#include "CGuard.h"
#include "CPrivileges.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/kcmp.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

/* argv as the kernel gave it. Swift's CommandLine looks for it in /proc/self, which need not be there. */
int csystem_argument_count(void);
const char *csystem_argument(int index);

/* getdents64(2): glibc has a wrapper only since 2.30, and Swift can't see struct linux_dirent64. */
static inline ssize_t csystem_getdents64(int descriptor, void *buffer, size_t size) {
  return syscall(SYS_getdents64, descriptor, buffer, size);
}

/* open(2) and openat(2) are variadic. */
static inline int csystem_open(const char *path, int flags, mode_t mode) { return open(path, flags, mode); }
static inline int csystem_openat(int directory, const char *path, int flags) {
  return openat(directory, path, flags);
}

/* The columns of a terminal; 0 where they aren't known. */
int csystem_terminal_width(int descriptor);

/* Closes all descriptors from `first` on, however many there may be. */
void csystem_close_from(int first);

/* kcmp(2) has no wrapper. Returns 0 where both processes share the object. */
static inline long csystem_kcmp(pid_t first, pid_t second, int type) {
  return syscall(SYS_kcmp, first, second, type, 0L, 0L);
}

/* How the open file descriptions of two descriptors compare: 0 where they are the same, 1 or 2 for before or after, 3
 * for unordered, -1 where that can't be told. */
static inline long csystem_kcmp_files(pid_t first, int first_file, pid_t second, int second_file) {
  return syscall(SYS_kcmp, first, second, KCMP_FILE, (long)first_file, (long)second_file);
}

/* The limits of a process's descriptors, by prlimit(2), ~0 for none. Returns 0 or -1. */
static inline int csystem_descriptor_limits(pid_t process, uint64_t *soft, uint64_t *hard) {
  uint64_t limits[2];
  if (syscall(SYS_prlimit64, process, RLIMIT_NOFILE, NULL, limits) != 0) return -1;
  *soft = limits[0];
  *hard = limits[1];
  return 0;
}

/* pidfd_open(2) and pidfd_getfd(2): glibc has wrappers only since 2.36. The latter duplicates a descriptor of another
 * process. */
static inline int csystem_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
static inline int csystem_pidfd_getfd(int process, int descriptor) {
  return (int)syscall(SYS_pidfd_getfd, process, descriptor, 0);
}

/* The network namespace of a socket, by SIOCGSKNS: a descriptor, which is not close-on-exec, or -1. */
int csystem_socket_namespace(int socket);

/* Whether a descriptor that stands for a namespace stands for one of the network's; true where kernels before 4.11
 * can't tell. */
bool csystem_is_network_namespace(int namespace_);

/* Moves the calling thread to a network namespace (setns(2)). Returns 0, or -1. */
int csystem_enter_network_namespace(int namespace_);

/* mbrtowc(3) with the state zeroed: (size_t)-1 and -2 come back as -1, a NUL as 0. */
static inline long csystem_decode_character(const uint8_t *bytes, size_t count, uint32_t *character) {
  mbstate_t state;
  wchar_t wide = 0;
  memset(&state, 0, sizeof state);
  size_t used = mbrtowc(&wide, (const char *)bytes, count, &state);
  *character = (uint32_t)wide;
  return used > 16 ? -1 : (long)used;
}
static inline bool csystem_is_printable(uint32_t character) { return iswprint((wint_t)character) != 0; }
/* wcwidth(3): the columns of the terminal that a character takes, -1 where it isn't printable. */
int csystem_columns(uint32_t character);
/* MB_CUR_MAX is a function call behind a macro. */
static inline size_t csystem_longest_character(void) { return MB_CUR_MAX; }

/* isprint(3) in the locale, as a function. */
static inline bool csystem_is_plain(int byte) { return isprint(byte) != 0; }

/* strerror_r(3) in its GNU form: the words, which may be in `buffer`. */
const char *csystem_describe_error(int code, char *buffer, size_t size);

/* memfd_create, close-on-exec: a file of the kernel's own tmpfs. Returns the descriptor, or -1. */
int csystem_memory_file(void);

/* statx(2) of what a path leads to. With `cached` it is what the kernel remembers: no server is asked, if the file
 * system can do without. Sets type, permissions, numbers, owner, links and size, and `*mount` to the ID of the mount
 * as mountinfo has it, 0 where that is not known. Returns 0, or -1. */
int csystem_status(int directory, const char *path, bool cached, struct stat *status, uint64_t *mount);

/* stat(2) for a path from the root that follows no link on its way, the last part included: ENOTDIR or ELOOP
 * where there is one, wherever it leads. Returns 0, or -1. */
int csystem_unlinked_status(const char *path, struct stat *status);

/* The same for a path from another root, such as /proc/PID/root. */
int csystem_unlinked_status_below(const char *root, const char *path, struct stat *status);

/* The owner's UID of the user namespace that a namespace belongs to, or that it is, and the inode of the one that it
 * belongs to, 0 where that is none the caller may see (ioctl_ns(2)). Returns 0, or -1. */
int csystem_namespace_owner(int namespace_, uid_t *owner, uint64_t *user_namespace);

/* The name of a BPF map, or of a program, in so many bytes with a NUL (bpf(2)). Returns 0, or -1. */
#define CSYSTEM_BPF_NAME 16
int csystem_bpf_name(bool is_map, uint32_t id, char *name);

/* open_by_handle_at(2): the file of a handle on the file system of an open directory, with O_PATH. Returns a
 * descriptor, or -1. */
int csystem_open_by_handle(int directory, int type, const uint8_t *handle, size_t count);

/* Opens a plain file for reading, at a path from the root on which there is no link: what somebody else can write
 * to can't lead elsewhere. Returns a descriptor, or -1. */
int csystem_open_unlinked(const char *path);

/* Flags of open(2) that are GNU extensions. */
extern const int csystem_o_path;
extern const int csystem_o_tmpfile;
extern const int csystem_o_direct;
extern const int csystem_o_noatime;

/// Has the threads of this process share at most so many heaps (mallopt(3), M_ARENA_MAX), where the C library has
/// several; the environment (MALLOC_ARENA_MAX) can't allow more.
void csystem_limit_heaps(long most);

/* Begins a thread with a stack of so many bytes; where it is to be `elsewhere`, on another processor than the calling
 * one if there is one and it may be chosen: the scheduler may leave a new thread to wait for its creator for some
 * milliseconds, though another processor is idle. Returns 0, or an error number (pthread_create(3)). */
int csystem_start_thread(
    pthread_t *thread, size_t stack_size, bool elsewhere, void *(*run)(void *), void *body);

#endif
