#include "CTestSystem.h"

#include <linux/fuse.h>
#include <stdio.h>
#include <sys/uio.h>

/* A file system whose server talks to /dev/fuse itself (linux/fuse.h). In its root are as many files as
   anyone asks for: a name that begins with `directory` is a directory, `program` is a copy of a real one, all
   else is a file of two pages. `directory-endless` has entries without an end, other directories have none. Nothing
   may be cached, so that the kernel asks each time. SIGUSR1 makes the server read requests and answer none,
   SIGHUP makes it slow, SIGUSR2 makes it answer again at once. */

enum { most_files = 256, longest_name = 64, file_size = 8192, longest_request = 1 << 17 };

static char names[most_files][longest_name];
static uint64_t name_count = 2; /* 1 is the root */
static int program = -1;
static volatile sig_atomic_t is_silent, is_slow;

static void change(int signal) {
  is_silent = signal == SIGUSR1;
  is_slow = signal == SIGHUP;
}

/* Fills a page with entries that follow the one at `position`. */
static size_t list_endlessly(char *page, size_t size, uint64_t position) {
  const size_t length = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + 20);
  size_t count = 0;
  for (; count + length <= size; count += length) {
    struct fuse_dirent *entry = (struct fuse_dirent *)(page + count);
    char name[21];
    memset(entry, 0, length);
    entry->ino = entry->off = ++position;
    entry->type = S_IFREG >> 12;
    entry->namelen = 20;
    snprintf(name, sizeof name, "%020llu", (unsigned long long)position);
    memcpy(entry->name, name, 20);
  }
  return count;
}

static void describe(uint64_t inode, struct fuse_attr *attributes) {
  const char *name = inode == 1 ? "directory" : names[inode];
  struct stat status;
  memset(attributes, 0, sizeof *attributes);
  attributes->ino = inode;
  attributes->nlink = 1;
  attributes->blksize = 4096;
  bool is_directory = strncmp(name, "directory", 6) == 0;
  attributes->mode = (is_directory ? S_IFDIR : S_IFREG) | 0777;
  attributes->size = is_directory ? 0 : file_size;
  if (strcmp(name, "program") == 0 && fstat(program, &status) == 0)
    attributes->size = (uint64_t)status.st_size;
}

static uint64_t look_up(const char *name) {
  for (uint64_t inode = 2; inode < name_count; inode++)
    if (strcmp(names[inode], name) == 0)
      return inode;
  if (name_count == most_files || strlen(name) >= longest_name)
    return 0;
  strcpy(names[name_count], name);
  return name_count++;
}

static void send_reply(int device, uint64_t request, int error, const void *bytes, size_t count) {
  struct fuse_out_header head = {(uint32_t)(sizeof head + count), -error, request};
  struct iovec parts[] = {{&head, sizeof head}, {(void *)bytes, count}};
  ssize_t written = writev(device, parts, 2);
  (void)written;
}

static void answer(int device, const struct fuse_in_header *head, const void *body) {
  static char data[longest_request];
  union {
    struct fuse_init_out start;
    struct fuse_entry_out entry;
    struct fuse_attr_out status;
    struct fuse_open_out open;
    struct fuse_write_out write;
    struct fuse_statfs_out space;
  } out;
  size_t size = 0;
  memset(&out, 0, sizeof out);
  switch (head->opcode) {
    case FUSE_INIT:
      out.start.major = FUSE_KERNEL_VERSION;
      out.start.minor = 31;
      out.start.max_background = 64;
      out.start.congestion_threshold = 64;
      out.start.max_write = 4096;
      out.start.time_gran = 1;
      size = sizeof out.start;
      break;
    case FUSE_LOOKUP:
      out.entry.nodeid = look_up(body);
      if (out.entry.nodeid == 0) {
        send_reply(device, head->unique, ENOENT, NULL, 0);
        return;
      }
      describe(out.entry.nodeid, &out.entry.attr);
      size = sizeof out.entry;
      break;
    case FUSE_GETATTR:
    case FUSE_SETATTR:
      describe(head->nodeid, &out.status.attr);
      size = sizeof out.status;
      break;
    case FUSE_OPEN:
    case FUSE_OPENDIR: size = sizeof out.open; break;
    case FUSE_READ: {
      const struct fuse_read_in *read = body;
      ssize_t count = read->size < sizeof data ? read->size : sizeof data;
      memset(data, 0, (size_t)count);
      if (head->nodeid != 1 && strcmp(names[head->nodeid], "program") == 0)
        count = pread(program, data, (size_t)count, (off_t)read->offset);
      send_reply(device, head->unique, 0, data, count < 0 ? 0 : (size_t)count);
      return;
    }
    case FUSE_WRITE:
      out.write.size = ((const struct fuse_write_in *)body)->size;
      size = sizeof out.write;
      break;
    case FUSE_STATFS: size = sizeof out.space; break;
    case FUSE_READDIR: {
      const struct fuse_read_in *read = body;
      if (head->nodeid == 1 || strcmp(names[head->nodeid], "directory-endless") != 0) break;
      size_t room = read->size < sizeof data ? read->size : sizeof data;
      send_reply(device, head->unique, 0, data, list_endlessly(data, room, read->offset));
      return;
    }
    case FUSE_RELEASE:
    case FUSE_RELEASEDIR: break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT: return;
    default: send_reply(device, head->unique, ENOSYS, NULL, 0); return;
  }
  send_reply(device, head->unique, 0, &out, size);
}

void testsystem_serve_files(int device, int executable, volatile int *unanswered) {
  static char request[longest_request + 4096];
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = change;
  sigaction(SIGHUP, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  sigaction(SIGUSR2, &action, NULL);
  program = executable;
  for (;;) {
    ssize_t count = read(device, request, sizeof request);
    if (count < 0 && errno != EINTR && errno != ENOENT && errno != EAGAIN)
      return;
    if (count < (ssize_t)sizeof(struct fuse_in_header))
      continue;
    const struct fuse_in_header *head = (const struct fuse_in_header *)request;
    if (is_silent) {
      /* These want no answer, and process 0 is one outside of our namespace. */
      if (head->pid != 0 && head->opcode != FUSE_INTERRUPT && head->opcode != FUSE_FORGET &&
          head->opcode != FUSE_BATCH_FORGET)
        ++*unanswered;
      continue;
    }
    if (is_slow) usleep(700000);
    answer(device, head, request + sizeof(struct fuse_in_header));
  }
}

int testsystem_mount_files(int device, const char *directory) {
  char options[128];
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", device);
  return mount("silent", directory, "fuse.silent", MS_NOSUID | MS_NODEV, options);
}

int testsystem_mount_auto(int pipe, const char *directory) {
  char options[128];
  snprintf(options, sizeof options, "fd=%d,pgrp=%d,minproto=5,maxproto=5,indirect", pipe, (int)getpgrp());
  return mount("silent", directory, "autofs", 0, options);
}
