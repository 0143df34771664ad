#ifndef CBPF_OPEN_FILE_OUTPUT_H
#define CBPF_OPEN_FILE_OUTPUT_H

#include "CBPF.h"

/// What the programs for open files keep (Programs/Names.h, HeldFile.h, Path.h); their generated headers use the types.
struct known {
  unsigned long named[CBPF_MOST_NAMED], named_bits[8];
  int knows_named, lacks_inodes;
  unsigned long lacking[16];
};
struct step {
  unsigned long name, mount;
  unsigned sequence;
};
struct output {
  struct cbpf_open_file record;
  char path[4096 + 8];
};

#endif
