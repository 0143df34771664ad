#include "CSystem.h"

#include <limits.h>
#include <malloc.h>
#include <stdatomic.h>

void csystem_limit_heaps(long most) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, most < INT_MAX ? (int)most : INT_MAX);
#else
  (void)most;
#endif
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OTHER_ALLOCATOR
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_OTHER_ALLOCATOR)

/* glibc's allocator, which calls of these names get unless the program has its own. */
extern void *__libc_malloc(size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/* Ends the program where there is no memory. The Swift runtime would print its stack and abort. */
static void *required(void *block, size_t size) {
  static const char message[] = "lsof: out of memory\n";
  static atomic_flag is_ending = ATOMIC_FLAG_INIT;
  if (block || size == 0) return block;
  /* Several threads can find that at once: one says it for all. */
  while (atomic_flag_test_and_set(&is_ending)) pause();
  ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
  _exit(written < 0 ? 2 : EXIT_FAILURE);
}

void *malloc(size_t size) { return required(__libc_malloc(size), size); }

void *aligned_alloc(size_t alignment, size_t size) { return required(__libc_memalign(alignment, size), size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
  *block = aligned_alloc(alignment, size);
  return 0;
}

#endif
