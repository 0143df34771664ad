#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "CTirpc.h"

/* netconfig.h comes with libtirpc only, while old C libraries have an rpc/rpc.h of their own. */
#if __has_include(<netconfig.h>) && __has_include(<rpc/rpc.h>)

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <rpc/rpc.h>
#include <rpc/rpcent.h>
/* Needs the types of rpc.h. */
#include <rpc/pmap_prot.h>
#include <sys/socket.h>
#include <unistd.h>

/* Tells packaging tools which library is loaded on demand: the UAPI group's "ELF dlopen metadata"
   (https://uapi-group.org/specifications/specs/elf_dlopen_metadata/). */
#define LIBRARY "libtirpc.so.3"
#define METADATA                                                                                  \
  "[{\"feature\":\"portmap\",\"description\":\"Names of RPC programs for ports (+M)\","           \
  "\"priority\":\"suggested\",\"soname\":[\"" LIBRARY "\"]}]"

__attribute__((used, section(".note.dlopen"), aligned(4))) static const struct {
  uint32_t name_size, description_size, type;
  char name[4];
  char description[(sizeof METADATA + 3) / 4 * 4];
} ctirpc_dlopen_note = {4, sizeof METADATA, 0x407c0c0a, "FDO", METADATA};

/* What is used of the library; clnt_call and its like are macros over the client's own table. */
struct library {
  CLIENT *(*create)(int, const struct netbuf *, rpcprog_t, rpcvers_t, u_int, u_int);
  xdrproc_t encode_nothing;
  xdrproc_t decode_list;
  struct rpcent *(*find_program)(int);
};

static bool load(struct library *library) {
  void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return false;
  library->create = (CLIENT * (*)(int, const struct netbuf *, rpcprog_t, rpcvers_t, u_int, u_int))
      dlsym(handle, "clnt_vc_create");
  library->encode_nothing = (xdrproc_t)dlsym(handle, "xdr_void");
  library->decode_list = (xdrproc_t)dlsym(handle, "xdr_pmaplist");
  /* The library's own, or that of the C library on which it depends. */
  library->find_program = (struct rpcent * (*)(int)) dlsym(handle, "getrpcbynumber");
  return library->create && library->encode_nothing && library->decode_list;
}

/* A connected descriptor, or -1. */
static int connect_in_time(const struct sockaddr_in *address, int milliseconds) {
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (descriptor < 0) return -1;
  int failure = connect(descriptor, (const struct sockaddr *)address, sizeof *address) ? errno : 0;
  if (failure == EINPROGRESS) {
    struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
    socklen_t size = sizeof failure;
    if (poll(&wait, 1, milliseconds) != 1) {
      failure = ETIMEDOUT;
    } else if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)) {
      failure = errno;
    }
  }
  if (!failure && !fcntl(descriptor, F_SETFL, 0)) return descriptor;
  close(descriptor);
  return -1;
}

static bool dump(
    const struct library *library, int descriptor, struct sockaddr_in *address, int milliseconds,
    void (*take)(const struct ctirpc_mapping *, void *), void *context) {
  struct netbuf server = {.maxlen = sizeof *address, .len = sizeof *address, .buf = address};
  CLIENT *client = library->create(descriptor, &server, PMAPPROG, PMAPVERS, 0, 0);
  if (!client) return false;
  struct pmaplist *list = NULL;
  struct timeval limit = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  bool is_answered = clnt_call(
                         client, PMAPPROC_DUMP, library->encode_nothing, NULL, library->decode_list,
                         (char *)&list, limit) == RPC_SUCCESS;
  for (struct pmaplist *entry = list; is_answered && entry; entry = entry->pml_next) {
    struct rpcent *program =
        library->find_program ? library->find_program((int)entry->pml_map.pm_prog) : NULL;
    struct ctirpc_mapping mapping = {
        .program = (uint32_t)entry->pml_map.pm_prog,
        .protocol = (uint32_t)entry->pml_map.pm_prot,
        .port = (uint32_t)entry->pml_map.pm_port,
        .name = program ? program->r_name : NULL,
    };
    take(&mapping, context);
  }
  clnt_freeres(client, library->decode_list, (char *)&list);
  clnt_destroy(client);
  return is_answered;
}

ctirpc_result ctirpc_list_mappings(
    int milliseconds, void (*take)(const struct ctirpc_mapping *, void *), void *context) {
  struct library library;
  if (!load(&library)) return CTIRPC_NOT_LOADED;
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons(PMAPPORT),
      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)},
  };
  int descriptor = connect_in_time(&address, milliseconds);
  if (descriptor < 0) return CTIRPC_NO_ANSWER;
  bool is_answered = dump(&library, descriptor, &address, milliseconds, take, context);
  close(descriptor);
  return is_answered ? CTIRPC_LISTED : CTIRPC_NO_ANSWER;
}

#else

ctirpc_result ctirpc_list_mappings(
    int milliseconds, void (*take)(const struct ctirpc_mapping *, void *), void *context) {
  (void)milliseconds;
  (void)take;
  (void)context;
  return CTIRPC_NOT_BUILT;
}

#endif
