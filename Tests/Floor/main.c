/* floor WORK: what a lister of open files can't do without where procfs is all that it has: it asks for the same, on
 * two threads, in the cheapest way that there is, and throws the answers away. No lister by procfs is faster.
 *
 *   floor links      the link of each descriptor of each process
 *   floor all        with its status and its own mode too, and the maps of each process
 *   floor tasks      `all`, and of each further task its name and the links that are its own; descriptors and maps are
 *                    the process's */
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

static void look_at_descriptors(int process) {
  int place = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = place < 0 ? NULL : fdopendir(place);
  if (!directory) return;
  struct dirent *entry;
  while ((entry = readdir(directory))) {
    if (entry->d_name[0] == '.') continue;
    char link[4096];
    struct stat status;
    ssize_t length = readlinkat(place, entry->d_name, link, sizeof link);
    if (length < 0 || !asks_status) continue;
    fstatat(place, entry->d_name, &status, 0);
    fstatat(place, entry->d_name, &status, AT_SYMLINK_NOFOLLOW);
  }
  closedir(directory);
}

static void read_whole(int place, const char *name) {
  static _Thread_local char text[65536];
  int file = openat(place, name, O_RDONLY | O_CLOEXEC);
  while (file >= 0 && read(file, text, sizeof text) > 0) continue;
  if (file >= 0) close(file);
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
    read_whole(task, "stat");
    for (int name = 0; name < 3; name++) {
      char link[4096];
      if (readlinkat(task, (const char *[]){"cwd", "root", "exe"}[name], link, sizeof link) < 0) break;
    }
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
    look_at_descriptors(process);
    if (asks_status) read_whole(process, "maps");
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
