/* The portmapper of this host, asked through libtirpc, which is loaded only when it is needed. */
#ifndef CTIRPC_H
#define CTIRPC_H

#include <stdbool.h>
#include <stdint.h>

/* A registered port. `name` is the RPC program's, or NULL; it lasts as long as the call that gets it. */
struct ctirpc_mapping {
  uint32_t program;
  /* IPPROTO_TCP, IPPROTO_UDP or another. */
  uint32_t protocol;
  uint32_t port;
  const char *name;
};

typedef enum ctirpc_result {
  CTIRPC_LISTED,
  /* No portmapper answers in time. */
  CTIRPC_NO_ANSWER,
  /* libtirpc.so.3 is not installed. */
  CTIRPC_NOT_LOADED,
  /* The build had no libtirpc headers. */
  CTIRPC_NOT_BUILT,
} ctirpc_result;

/* Calls `take` for each mapping, in the portmapper's order. Connecting and answering may take
   `milliseconds` each. */
ctirpc_result ctirpc_list_mappings(
    int milliseconds, void (*take)(const struct ctirpc_mapping *mapping, void *context), void *context);

#endif
