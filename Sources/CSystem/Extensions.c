#define _GNU_SOURCE
#include "CSystem.h"

const char *csystem_describe_error(int code, char *buffer, size_t size) {
  return strerror_r(code, buffer, size);
}

const int csystem_o_path = O_PATH;
const int csystem_o_tmpfile = O_TMPFILE;
const int csystem_o_direct = O_DIRECT;
const int csystem_o_noatime = O_NOATIME;
