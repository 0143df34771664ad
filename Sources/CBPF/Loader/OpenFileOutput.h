#ifndef CBPF_OPEN_FILE_OUTPUT_H
#define CBPF_OPEN_FILE_OUTPUT_H

#include "CBPF.h"

/// What the programs that iterate over open files keep (Programs/OpenFile.h); their generated headers use the type.
struct output {
  struct cbpf_open_file record;
  char path[4096 + 8];
  unsigned long named[CBPF_MOST_NAMED], last_mount;
  int knows_named, lacks_inodes, mount_lacks_names;
  unsigned owner;
};

#endif
