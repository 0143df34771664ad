#define _GNU_SOURCE
#include "CSystem.h"

#include <limits.h>
#include <linux/bpf.h>
#include <linux/nsfs.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

int csystem_columns(uint32_t character) { return wcwidth((wchar_t)character); }

const char *csystem_describe_error(int code, char *buffer, size_t size) {
  return strerror_r(code, buffer, size);
}

const int csystem_o_path = O_PATH;
const int csystem_o_tmpfile = O_TMPFILE;
const int csystem_o_direct = O_DIRECT;
const int csystem_o_noatime = O_NOATIME;

int csystem_socket_namespace(int socket) { return ioctl(socket, SIOCGSKNS); }

bool csystem_is_network_namespace(int namespace_) {
  int type = ioctl(namespace_, NS_GET_NSTYPE);
  return type == CLONE_NEWNET || (type < 0 && errno == ENOTTY);
}

int csystem_enter_network_namespace(int namespace_) { return setns(namespace_, CLONE_NEWNET); }

/* The only calls are some that may follow a fork(2) of several threads. */
void csystem_close_from(int first) {
  /* By number: glibc has a wrapper only since 2.34. */
  if (syscall(SYS_close_range, (unsigned)first, ~0u, 0) == 0) return;
  /* Kernels before 5.9, and sandboxes that refuse the call. */
  struct entry {
    uint64_t inode;
    int64_t position;
    uint16_t length;
    uint8_t type;
    char name[];
  };
  _Alignas(struct entry) char entries[4096];
  int directory = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  for (ssize_t count; (count = csystem_getdents64(directory, entries, sizeof entries)) > 0;) {
    for (ssize_t at = 0; at < count; at += ((struct entry *)(entries + at))->length) {
      const char *name = ((struct entry *)(entries + at))->name;
      int number = 0;
      if (*name == '.') continue;
      for (; *name != '\0'; name++) number = number * 10 + (*name - '0');
      if (number >= first && number != directory) close(number);
    }
  }
  close(directory);
}

int csystem_memory_file(void) { return (int)syscall(SYS_memfd_create, "lsof", 1u /* MFD_CLOEXEC */); }

int csystem_status(int directory, const char *path, bool cached, struct stat *status, uint64_t *mount) {
  /* STATX_MNT_ID, and where stx_mnt_id is: C libraries have it since 2.33, kernels since 5.8. */
  const unsigned mount_mask = 0x1000;
  const size_t mount_offset = 0x90;
  struct statx found;
  const int flags = AT_NO_AUTOMOUNT | (cached ? AT_STATX_DONT_SYNC : 0);
  *mount = 0;
  /* By number: what glibc does in place of a call that is missing fails with another error. */
  if (syscall(SYS_statx, directory, path, flags, STATX_BASIC_STATS | mount_mask, &found) != 0) {
    /* Kernels before 4.11, and sandboxes that refuse the call. */
    return errno == ENOSYS || errno == EPERM ? fstatat(directory, path, status, 0) : -1;
  }
  memset(status, 0, sizeof *status);
  status->st_dev = makedev(found.stx_dev_major, found.stx_dev_minor);
  status->st_rdev = makedev(found.stx_rdev_major, found.stx_rdev_minor);
  status->st_ino = found.stx_ino;
  status->st_mode = found.stx_mode;
  status->st_nlink = found.stx_nlink;
  status->st_uid = found.stx_uid;
  status->st_gid = found.stx_gid;
  status->st_size = (off_t)found.stx_size;
  status->st_blocks = (blkcnt_t)found.stx_blocks;
  status->st_mtim.tv_sec = found.stx_mtime.tv_sec;
  if (found.stx_mask & mount_mask) memcpy(mount, (const char *)&found + mount_offset, sizeof *mount);
  return 0;
}

/* Closes a descriptor, and leaves errno as it is. */
static void close_quietly(int descriptor) {
  int error = errno;
  close(descriptor);
  errno = error;
}

/* The file at a path from `root` on which there is no link, opened with O_PATH; or -1. */
static int open_unlinked(const char *root, const char *path) {
  char part[NAME_MAX + 1];
  int directory = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  while (directory >= 0) {
    path += strspn(path, "/");
    size_t length = strcspn(path, "/");
    if (length == 0) break;
    int next = -1;
    if (length > NAME_MAX) {
      errno = ENAMETOOLONG;
    } else {
      memcpy(part, path, length);
      part[length] = '\0';
      next = openat(directory, part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    }
    close_quietly(directory);
    directory = next;
    path += length;
  }
  return directory;
}

int csystem_unlinked_status(const char *path, struct stat *status) {
  return csystem_unlinked_status_below("/", path, status);
}

int csystem_unlinked_status_below(const char *root, const char *path, struct stat *status) {
  int file = open_unlinked(root, path);
  if (file < 0) return -1;
  int result = fstat(file, status);
  if (result == 0 && S_ISLNK(status->st_mode)) {
    errno = ELOOP;
    result = -1;
  }
  close_quietly(file);
  return result;
}

int csystem_open_unlinked(const char *path) {
  struct stat status;
  char link[sizeof "/proc/self/fd/" + 3 * sizeof(int)];
  int file = open_unlinked("/", path);
  if (file < 0) return -1;
  int result = fstat(file, &status);
  /* To open a device or a FIFO can do something, or wait. */
  if (result == 0 && !S_ISREG(status.st_mode)) {
    errno = EINVAL;
    result = -1;
  }
  if (result == 0) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    /* Without waiting for whoever has a lease on it (fcntl(2), F_SETLEASE). */
    result = open(link, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  }
  close_quietly(file);
  return result;
}

int csystem_namespace_owner(int namespace_, uid_t *owner, uint64_t *user_namespace) {
  struct stat status;
  *user_namespace = 0;
  /* Only a user namespace has an owner. */
  int result = ioctl(namespace_, NS_GET_OWNER_UID, owner);
  /* The ioctl opens it close-on-exec (fs/nsfs.c). The first one belongs to none. */
  int user = ioctl(namespace_, NS_GET_USERNS);
  if (user < 0) return result;
  if (fstat(user, &status) == 0) *user_namespace = status.st_ino;
  if (result != 0) result = ioctl(user, NS_GET_OWNER_UID, owner);
  close_quietly(user);
  return result;
}

int csystem_bpf_name(bool is_map, uint32_t id, char *name) {
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.prog_id = id;
  int command = is_map ? BPF_MAP_GET_FD_BY_ID : BPF_PROG_GET_FD_BY_ID;
  int object = (int)syscall(SYS_bpf, command, &attributes, sizeof attributes);
  if (object < 0) return -1;
  union {
    struct bpf_map_info map;
    struct bpf_prog_info program;
  } info;
  memset(&info, 0, sizeof info);
  memset(&attributes, 0, sizeof attributes);
  attributes.info.bpf_fd = (uint32_t)object;
  attributes.info.info_len = is_map ? sizeof info.map : sizeof info.program;
  attributes.info.info = (uint64_t)(uintptr_t)&info;
  int result = (int)syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &attributes, sizeof attributes);
  if (result == 0) {
    memcpy(name, is_map ? info.map.name : info.program.name, CSYSTEM_BPF_NAME);
    name[CSYSTEM_BPF_NAME - 1] = '\0';
  }
  close_quietly(object);
  return result;
}

int csystem_open_by_handle(int directory, int type, const uint8_t *handle, size_t count) {
  union {
    struct file_handle handle;
    char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
  } file;
  if (count > MAX_HANDLE_SZ) {
    errno = EINVAL;
    return -1;
  }
  memset(&file, 0, sizeof file);
  file.handle.handle_bytes = (unsigned)count;
  file.handle.handle_type = type;
  memcpy(file.handle.f_handle, handle, count);
  return open_by_handle_at(directory, &file.handle, O_PATH | O_CLOEXEC);
}

int csystem_terminal_width(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
