#include "CTestSystem.h"

#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/if_alg.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <stddef.h>
#include <sys/ioctl.h>

int testsystem_lock(int descriptor, int command, short type, off_t start, off_t length) {
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
  return fcntl(descriptor, command, &lock);
}

int testsystem_bpf_map(void) {
  union bpf_attr map;
  memset(&map, 0, sizeof map);
  map.map_type = BPF_MAP_TYPE_ARRAY;
  map.key_size = map.value_size = 4;
  map.max_entries = 1;
  return (int)syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map);
}

int testsystem_bpf_program(void) {
  struct bpf_insn code[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT},
  };
  union bpf_attr program;
  memset(&program, 0, sizeof program);
  program.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
  program.insns = (uint64_t)(uintptr_t)code;
  program.insn_cnt = sizeof code / sizeof *code;
  program.license = (uint64_t)(uintptr_t) "GPL";
  return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &program, sizeof program);
}

int testsystem_perf_event(void) {
  struct perf_event_attr event;
  memset(&event, 0, sizeof event);
  event.size = sizeof event;
  event.type = PERF_TYPE_SOFTWARE;
  event.config = PERF_COUNT_SW_DUMMY;
  event.disabled = event.exclude_kernel = 1;
  return (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, 0);
}

int testsystem_io_uring(void) {
  struct io_uring_params parameters;
  memset(&parameters, 0, sizeof parameters);
  return (int)syscall(SYS_io_uring_setup, 4, &parameters);
}

int testsystem_userfaultfd(void) { return (int)syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY); }

int testsystem_landlock(void) {
  struct landlock_ruleset_attr rules = {.handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE};
  return (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
}

int testsystem_fscontext(void) { return (int)syscall(SYS_fsopen, "tmpfs", 0); }

int testsystem_pidfd(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int testsystem_seccomp_listener(void) {
  struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog filter = {.len = 1, .filter = code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return -1;
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
}

int testsystem_skip_sleep(void) {
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_nanosleep, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pselect6, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_nanosleep, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof code / sizeof *code, .filter = code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return -1;
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter);
}

int testsystem_alg_socket(void) {
  struct sockaddr_alg address = {.salg_family = AF_ALG, .salg_type = "hash", .salg_name = "sha256"};
  int descriptor = socket(AF_ALG, SOCK_SEQPACKET, 0);
  if (descriptor >= 0 && bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
  }
  return descriptor;
}

long testsystem_send_descriptors(int socket, int descriptor, int count) {
  int sent[8];
  if (count < 0 || count > 8) {
    errno = EINVAL;
    return -1;
  }
  for (int place = 0; place < count; place++) sent[place] = descriptor;
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof sent)];
  } control = {0};
  size_t size = (size_t)count * sizeof(int);
  struct iovec byte = {.iov_base = "x", .iov_len = 1};
  struct msghdr message = {
    .msg_iov = &byte, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(size)};
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(size);
  memcpy(CMSG_DATA(&control.header), sent, size);
  return sendmsg(socket, &message, 0);
}

int testsystem_loopback_up(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return -1;
  int outcome = ioctl(descriptor, SIOCSIFFLAGS, &request);
  close(descriptor);
  return outcome;
}

/* struct in6_ifreq of linux/ipv6.h, which can't be included beside netinet/in.h. */
struct address_request {
  uint8_t address[16];
  uint32_t prefix;
  int interface;
};

int testsystem_add_address(const char *interface, const uint8_t address[16]) {
  struct ifreq flags = {.ifr_flags = IFF_UP | IFF_RUNNING};
  struct address_request request = {.prefix = 64, .interface = (int)if_nametoindex(interface)};
  int descriptor = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return -1;
  strncpy(flags.ifr_name, interface, sizeof flags.ifr_name - 1);
  memcpy(request.address, address, sizeof request.address);
  int outcome = ioctl(descriptor, SIOCSIFFLAGS, &flags);
  if (outcome == 0)
    outcome = ioctl(descriptor, SIOCSIFADDR, &request);
  int reason = errno;
  close(descriptor);
  errno = reason;
  return outcome;
}

int testsystem_tunnel(const char *interface) {
  /* IFF_TUN and IFF_NO_PI of linux/if_tun.h. */
  struct ifreq request = {.ifr_flags = 0x1001};
  int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  if (descriptor < 0)
    return -1;
  strncpy(request.ifr_name, interface, sizeof request.ifr_name - 1);
  /* TUNSETIFF */
  if (ioctl(descriptor, _IOW('T', 202, int), &request) != 0) {
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
  }
  return descriptor;
}

socklen_t testsystem_unix_address(struct sockaddr_un *address, const uint8_t *name, size_t length) {
  if (length > sizeof address->sun_path)
    return 0;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, name, length);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}
