/* floor WORK: what a lister of open files can't do without where procfs is all that it has: it asks for the same, on
 * two threads, in the cheapest way that there is, and throws the answers away. No lister by procfs is faster.
 *
 *   floor links      the link of each descriptor of each process
 *   floor all        with its status and its own mode too, and the maps of each process
 *   floor tasks      `all`, and what `links` has of each task that is not a process's first */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2, MOST = 1 << 16 };

static int processes[MOST], count;
static atomic_int next;
static int asks_status, asks_tasks;

static void look_at_descriptors(int process, int asks_all) {
  int place = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = place < 0 ? NULL : fdopendir(place);
  if (!directory) return;
  struct dirent *entry;
  while ((entry = readdir(directory))) {
    if (entry->d_name[0] == '.') continue;
    char link[4096];
    struct stat status;
    ssize_t length = readlinkat(place, entry->d_name, link, sizeof link);
    if (length < 0 || !asks_all) continue;
    fstatat(place, entry->d_name, &status, 0);
    fstatat(place, entry->d_name, &status, AT_SYMLINK_NOFOLLOW);
  }
  closedir(directory);
}

static void look_at_maps(int process) {
  static _Thread_local char text[65536];
  int maps = openat(process, "maps", O_RDONLY | O_CLOEXEC);
  while (maps >= 0 && read(maps, text, sizeof text) > 0) continue;
  if (maps >= 0) close(maps);
}

static void look_at_tasks(int process, const char *first) {
  int place = openat(process, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = place < 0 ? NULL : fdopendir(place);
  if (!directory) return;
  struct dirent *entry;
  while ((entry = readdir(directory))) {
    if (entry->d_name[0] == '.' || strcmp(entry->d_name, first) == 0) continue;
    int task = openat(place, entry->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (task < 0) continue;
    look_at_descriptors(task, 0);
    close(task);
  }
  closedir(directory);
}

static void *work(void *unused) {
  (void)unused;
  for (int index; (index = atomic_fetch_add(&next, 1)) < count;) {
    char path[32], *name = path + 6;
    snprintf(path, sizeof path, "/proc/%d", processes[index]);
    int process = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (process < 0) continue;
    look_at_descriptors(process, asks_status);
    if (asks_status) look_at_maps(process);
    if (asks_tasks) look_at_tasks(process, name);
    close(process);
  }
  return NULL;
}

int main(int words, char **word) {
  if (words != 2) return 2;
  asks_tasks = strcmp(word[1], "tasks") == 0;
  asks_status = asks_tasks || strcmp(word[1], "all") == 0;
  DIR *directory = opendir("/proc");
  if (!directory) return 1;
  struct dirent *entry;
  while ((entry = readdir(directory)) && count < MOST) {
    int number = atoi(entry->d_name);
    if (number > 0) processes[count++] = number;
  }
  closedir(directory);
  pthread_t threads[THREADS];
  for (int thread = 0; thread < THREADS; thread++) pthread_create(&threads[thread], NULL, work, NULL);
  for (int thread = 0; thread < THREADS; thread++) pthread_join(threads[thread], NULL);
  return 0;
}
