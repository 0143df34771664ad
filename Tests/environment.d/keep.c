/* keep DEED ...: does what the words say one after another, writes `ready`, and stays until it is killed or its
 * parent ends. Files are opened as descriptors from 3 on.
 *
 *   open FILE, change DIRECTORY, remove FILE, rename OLD NEW, make FILE (of 5000 bytes)
 *   map FILE                 maps the first page
 *   listen NAME              a UNIX socket, bound by this name; one that begins with @ is abstract
 *   deepen COUNT             as many directories, one in another, and goes to the innermost
 *   space                    a mount namespace of its own
 *   survive                  another thread stays, and the first ends
 *   swap ONE OTHER           has one descriptor of either by turns, as long as it stays
 *   move ONE OTHER           renames what is ONE to OTHER and back, as long as it stays
 *   repeat COUNT ONE OTHER   opens the one and the other so many times, by turns
 *   bind WHAT PLACE          mounts it there
 *   memory NAME              a file of memory
 *   shuffle COUNT FILE       opens it so many times, and has the others replace the first by turns, as long as it stays
 *   mount TYPE SOURCE DIRECTORY
 *   unmount DIRECTORY
 *   user NUMBER              becomes this user, and this group
 *
 * Status 77: the system doesn't permit it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void require(int is_good, const char *what) {
  if (is_good) return;
  perror(what);
  exit(77);
}

static void make(const char *name) {
  int file = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  require(file >= 0 && ftruncate(file, 5000) == 0, name);
  close(file);
}

static void map(const char *name) {
  int file = open(name, O_RDONLY | O_CLOEXEC);
  require(file >= 0 && mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0) != MAP_FAILED, name);
  close(file);
}

static void listen_at(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  strncpy(address.sun_path, name, sizeof address.sun_path - 1);
  socklen_t size = offsetof(struct sockaddr_un, sun_path) + strlen(address.sun_path);
  if (*name == '@') address.sun_path[0] = '\0';
  require(bind(server, (struct sockaddr *)&address, size) == 0 && listen(server, 1) == 0, name);
}

static void repeat(int count, const char *one, const char *other) {
  rlim_t most = (rlim_t)count * 2 + 64;
  struct rlimit limit = {most, most};
  require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
  while (count-- > 0) require(open(one, O_RDONLY) >= 0 && open(other, O_RDONLY) >= 0, one);
}

static void deepen(int count) {
  char name[201];
  memset(name, 'd', sizeof name - 1);
  name[sizeof name - 1] = '\0';
  while (count-- > 0) require(mkdir(name, 0755) == 0 && chdir(name) == 0, "deepen");
}

static void *stay(void *unused) {
  (void)unused;
  for (;;) pause();
}

static void *swap(void *names) {
  int place = open("/dev/null", O_RDONLY);
  for (char **name = names;;) {
    for (int turn = 0; turn < 2; turn++) {
      int file = open(name[turn], O_RDONLY);
      if (file < 0 || dup2(file, place) < 0) exit(1);
      close(file);
    }
  }
}

static void *move(void *names) {
  for (char **name = names;;)
    if (rename(name[0], name[1]) != 0 || rename(name[1], name[0]) != 0) exit(1);
}

static struct {
  int count;
  int *files;
} shuffled;

static void *shuffle(void *unused) {
  (void)unused;
  for (int number = 1;; number = (number + 1) % shuffled.count)
    if (number > 0 && dup2(shuffled.files[number], shuffled.files[0]) < 0) exit(1);
}

static void open_shuffled(int count, const char *name) {
  shuffled.count = count;
  shuffled.files = calloc((size_t)count, sizeof *shuffled.files);
  for (int number = 0; number < count; number++) {
    shuffled.files[number] = open(name, O_RDONLY);
    require(shuffled.files[number] >= 0, name);
  }
}

int main(int count, char **words) {
  int survives = 0;
  pthread_t other;
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  for (char **word = words + 1; word < words + count;) {
    const char *deed = *word++;
    const char *name = word < words + count ? *word : "";
    if (strcmp(deed, "space") == 0) {
      require(unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, deed);
      continue;
    }
    if (strcmp(deed, "survive") == 0) {
      survives = 1;
      continue;
    }
    word++;
    if (strcmp(deed, "open") == 0) require(open(name, O_RDONLY) >= 0, name);
    if (strcmp(deed, "change") == 0) require(chdir(name) == 0, name);
    if (strcmp(deed, "remove") == 0) require(unlink(name) == 0, name);
    if (strcmp(deed, "rename") == 0) require(rename(name, *word++) == 0, name);
    if (strcmp(deed, "make") == 0) make(name);
    if (strcmp(deed, "map") == 0) map(name);
    if (strcmp(deed, "swap") == 0) require(pthread_create(&other, NULL, swap, word++ - 1) == 0, deed);
    if (strcmp(deed, "move") == 0) require(pthread_create(&other, NULL, move, word++ - 1) == 0, deed);
    if (strcmp(deed, "memory") == 0) require(memfd_create(name, MFD_CLOEXEC) >= 0, name);
    if (strcmp(deed, "shuffle") == 0) {
      open_shuffled(atoi(name), *word++);
      require(pthread_create(&other, NULL, shuffle, NULL) == 0, deed);
    }
    if (strcmp(deed, "bind") == 0) require(mount(name, *word++, NULL, MS_BIND, NULL) == 0, name);
    if (strcmp(deed, "repeat") == 0) {
      const char *one = *word++, *other = *word++;
      repeat(atoi(name), one, other);
    }
    if (strcmp(deed, "listen") == 0) listen_at(name);
    if (strcmp(deed, "deepen") == 0) deepen(atoi(name));
    if (strcmp(deed, "unmount") == 0) require(umount2(name, MNT_DETACH) == 0, name);
    if (strcmp(deed, "mount") == 0) {
      const char *source = *word++, *place = *word++;
      require(mount(source, place, name, 0, NULL) == 0, place);
    }
    if (strcmp(deed, "user") == 0) {
      unsigned user = (unsigned)atoi(name);
      require(setgroups(0, NULL) == 0 && setgid(user) == 0 && setuid(user) == 0, deed);
      prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    }
  }
  require(!survives || pthread_create(&other, NULL, stay, NULL) == 0, "survive");
  puts("ready");
  fclose(stdout);
  if (survives) pthread_exit(NULL);
  stay(NULL);
}
