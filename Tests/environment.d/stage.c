/* stage PART ...: what the tests of the environment and of privileges need from the system and a shell has not.
 *
 *   stage refuse CALL=ERROR ... -- COMMAND ...   runs a command for which system calls fail, as in a sandbox.
 *       CALL:ARGUMENT=ERROR fails only with that first argument. ERROR is a number.
 *   stage slow DESCRIPTOR COMMAND ...            gives a command a pipe that doesn't wait, reads it slowly,
 *                                                and writes to stdout what comes.
 *   stage deaf COMMAND ...                       runs a command that has every signal ignored and blocked.
 *   stage hold FOLDER [USER]                     two processes with files of FOLDER and each other's ends of
 *       what has ends; the first has two threads. The second is USER's. Writes `FIRST SECOND PORT` to stdout.
 *   stage hangs FOLDER COMMAND ...               runs a command where FOLDER is a file system that never answers;
 *                                                in its variable HOLDER is a process that has the directory open
 *   stage turn LISTER PROGRAM FILE               lists processes with LISTER -p while each becomes PROGRAM, with
 *                                                the words `reads FILE`
 *   stage swap FOLDER TARGET                     has FOLDER/d/x mapped, and over and over puts a link to TARGET in
 *                                                place of FOLDER/d and back
 *   stage reads FILE                             has a file open for a while
 *   stage crowd COUNT FILES                      so many processes with as many files each; writes `ready`
 *   stage pass COUNT                             so many processes that come and go; writes `passed` in the end
 *   stage threads COUNT FILE [NAME]              a process with so many threads beside the first: one has FILE
 *                                                alone, one a directory of its own, one a name; writes its ID
 *   stage replace COUNT                          the same, where a new thread takes the place of the oldest one
 *                                                all the time
 *   stage peak COMMAND ...                       runs a command that prints nothing, and writes how many KiB of memory
 *                                                it had at most
 *
 * Status 77: the system doesn't permit it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void require(int is_good, const char *what) {
  if (is_good) return;
  perror(what);
  exit(77);
}

static int run(char **command) {
  execvp(command[0], command);
  perror(command[0]);
  return 127;
}

static const struct {
  const char *name;
  unsigned number;
} calls[] = {
#define CALL(name) {#name, __NR_##name}
    CALL(clone), CALL(clone3), CALL(close), CALL(close_range), CALL(getdents64), CALL(kcmp),
    CALL(openat2), CALL(prctl), CALL(prlimit64), CALL(socket), CALL(statx),
#ifdef __NR_fork
    CALL(fork), CALL(vfork),
#endif
#undef CALL
};

static unsigned call_number(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
    if (strlen(calls[i].name) == length && strncmp(calls[i].name, name, length) == 0) return calls[i].number;
  fprintf(stderr, "stage: no call %.*s\n", (int)length, name);
  exit(2);
}

static int refuse(char **words) {
  struct sock_filter code[256];
  unsigned short length = 0;
  for (; *words && strcmp(*words, "--") != 0 && length < 240; words++) {
    char *word = *words, *error = strchr(word, '=');
    size_t name = strcspn(word, ":=");
    int has_argument = word[name] == ':';
    if (!error) return 2;
    struct sock_filter part[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call_number(word, name), 0, has_argument ? 3 : 1),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, has_argument ? (unsigned)atoi(word + name + 1) : 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(error + 1)),
    };
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
      if (has_argument || (i != 2 && i != 3)) code[length++] = part[i];
  }
  if (!*words || !words[1]) return 2;
  code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog filter = {.len = length, .filter = code};
  if (geteuid() != 0) require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
  require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0, "seccomp");
  return run(words + 1);
}

static int slow(char **words) {
  int descriptor = atoi(words[0]), ends[2], status;
  static char buffer[4096];
  require(pipe(ends) == 0, "pipe");
  pid_t child = fork();
  if (child == 0) {
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    dup2(ends[1], descriptor);
    close(ends[0]);
    close(ends[1]);
    exit(run(words + 1));
  }
  close(ends[1]);
  /* The pipe is full by then. */
  usleep(300000);
  for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0; usleep(1000))
    require(write(1, buffer, (size_t)count) == count, "write");
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static int deaf(char **words) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
  return run(words);
}

static int opened(const char *directory, const char *name, int flags) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  int descriptor = open(path, flags | O_CREAT, 0600);
  require(descriptor >= 0, path);
  return descriptor;
}

/* Descriptors 20, 30 ... are the first process's ends, 21, 31 ... the second's. */
static void tie(int kind, int first, int second) {
  require(dup2(first, 20 + kind * 10) >= 0 && dup2(second, 21 + kind * 10) >= 0, "dup2");
  close(first);
  if (second != first) close(second);
}

static void keep(int mine) {
  for (int kind = 0; kind < 4; kind++) close(20 + kind * 10 + !mine);
}

/* So many that a listing of them fills a pipe. */
static void copy(int file) {
  for (int copies = 0; copies < 900; copies++) dup(file);
}

static void *stay(void *unused) {
  prctl(PR_SET_NAME, "stage-one", 0, 0, 0);
  for (;;) pause();
  return unused;
}

static __attribute__((noreturn)) void hold(char **words) {
  const char *directory = words[0];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct sockaddr_un local = {.sun_family = AF_UNIX};
  socklen_t size = sizeof address;
  int ends[2], listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
  require(pipe(ends) == 0, "pipe");
  tie(0, ends[0], ends[1]);
  require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0, "socketpair");
  tie(1, ends[0], ends[1]);
  require(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 5) == 0, "listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  require(connect(client, (struct sockaddr *)&address, size) == 0, "connect to the loopback interface");
  tie(2, accept(listener, NULL, NULL), client);
  int event = eventfd(0, 0);
  tie(3, event, event);
  int gate[2];
  require(pipe2(gate, O_CLOEXEC) == 0, "pipe");
  /* The first is the second's child, so that its number is nowhere in what the second's user sees of the
   * second. */
  pid_t first = fork();
  prctl(PR_SET_NAME, first == 0 ? "stage-first" : "stage-second", 0, 0, 0);
  if (first == 0) {
    setpgid(0, 0);
    keep(0);
    int bound = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(local.sun_path, sizeof local.sun_path, "%s/socket", directory);
    require(bind(bound, (struct sockaddr *)&local, sizeof local) == 0 && listen(bound, 5) == 0, "socket");
    copy(opened(directory, "first", O_RDWR));
    pthread_t thread;
    require(pthread_create(&thread, NULL, stay, NULL) == 0, "pthread_create");
    close(1);
    require(write(gate[1], "!", 1) == 1, "write");
    /* Its pipe ends with the second, whose death signal would not reach it from another user. */
    char end;
    while (read(20, &end, 1) != 0) continue;
    _exit(0);
  }
  close(listener);
  keep(1);
  close(gate[1]);
  char byte;
  require(read(gate[0], &byte, 1) == 1, "the first");
  close(gate[0]);
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  int file = opened(directory, "second", O_RDWR);
  fcntl(file, F_SETLK, &lock);
  copy(file);
  if (words[1]) {
    uid_t user = (uid_t)atoi(words[1]);
    require(setgroups(0, NULL) == 0 && setgid(user) == 0 && setuid(user) == 0, "setuid");
    /* Its files are its user's to see. */
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  printf("%d %d %d\n", (int)first, (int)getpid(), ntohs(address.sin_port));
  fflush(stdout);
  waitpid(first, NULL, 0);
  exit(0);
}

static int hangs(char **words) {
  char options[128], number[16];
  int server = open("/dev/fuse", O_RDWR);
  require(server >= 0 && unshare(CLONE_NEWNS) == 0, "fuse");
  require(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private mounts");
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", server);
  require(mount("stage", words[0], "fuse", 0, options) == 0, "mount");
  int gate[2];
  char byte;
  require(pipe2(gate, O_CLOEXEC) == 0, "pipe");
  pid_t holder = fork();
  if (holder == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    /* To open it in another way would never end. */
    require(open(words[0], O_PATH) >= 0, "O_PATH");
    require(write(gate[1], "!", 1) == 1, "write");
    close(gate[0]);
    close(gate[1]);
    for (;;) pause();
  }
  close(server);
  close(gate[1]);
  require(read(gate[0], &byte, 1) == 1, "the holder");
  snprintf(number, sizeof number, "%d", (int)holder);
  setenv("HOLDER", number, 1);
  return run(words + 1);
}

/* So many mappings that it takes milliseconds to list them. */
static void map(void) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = 30000;
  char *start = mmap(NULL, pages * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(start != MAP_FAILED, "mmap");
  for (size_t i = 0; i < pages; i += 2) mprotect(start + i * page, page, PROT_READ | PROT_WRITE);
}

static int swap(char **words) {
  require(chdir(words[0]) == 0 && mkdir("d", 0755) == 0 && symlink(words[1], "l") == 0, words[0]);
  int file = open("d/x", O_RDWR | O_CREAT, 0600);
  require(file >= 0 && ftruncate(file, 4096) == 0, "d/x");
  require(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0) != MAP_FAILED, "mmap");
  close(file);
  for (;;) {
    require(renameat2(AT_FDCWD, "d", AT_FDCWD, "l", RENAME_EXCHANGE) == 0, "renameat2");
    /* On a single processor the lister goes on meanwhile, and is interrupted by the next. */
    usleep(20);
  }
}

static int turn(char **words) {
  for (useconds_t delay = 1000; delay < 25000; delay += 500) {
    int gate[2];
    char byte, number[16];
    require(pipe2(gate, O_CLOEXEC) == 0, "pipe");
    pid_t subject = fork();
    if (subject == 0) {
      map();
      require(write(gate[1], "!", 1) == 1, "write");
      usleep(delay);
      execl(words[1], words[1], "reads", words[2], NULL);
      _exit(127);
    }
    require(read(gate[0], &byte, 1) == 1, "read");
    snprintf(number, sizeof number, "%d", (int)subject);
    if (fork() == 0) {
      execl(words[0], words[0], "-w", "-p", number, NULL);
      _exit(127);
    }
    while (wait(NULL) > 0) continue;
    close(gate[0]);
    close(gate[1]);
  }
  return 0;
}

static int reads(char **words) {
  require(open(words[0], O_RDONLY) >= 0, words[0]);
  usleep(100000);
  return 0;
}

static int crowd(char **words) {
  int files = atoi(words[1]);
  struct rlimit limit;
  require(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
  limit.rlim_cur = limit.rlim_max;
  require(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
  for (int number = atoi(words[0]); number > 0; number--) {
    pid_t child = fork();
    require(child >= 0, "fork");
    if (child > 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int file = 0; file < files; file++) require(open("/dev/null", O_RDONLY) >= 0, "open");
    // Whoever is ready stops; the parent waits for that.
    raise(SIGSTOP);
    pause();
  }
  for (int number = atoi(words[0]); number > 0; number--) {
    int status;
    require(waitpid(-1, &status, WUNTRACED) > 0 && WIFSTOPPED(status), "crowd");
  }
  printf("ready\n");
  fflush(stdout);
  while (1) pause();
}

/* Each has files for a moment; there are fifty at a time. */
static int pass(char **words) {
  for (int left = atoi(words[0]), alive = 0; left > 0 || alive > 0;) {
    if (left == 0 || alive == 50) {
      require(wait(NULL) > 0, "wait");
      alive--;
      continue;
    }
    pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0) {
      for (int file = 0; file < 10; file++) open("/dev/null", O_RDONLY);
      usleep(3000);
      _exit(0);
    }
    left--;
    alive++;
  }
  printf("passed\n");
  return 0;
}

static const char *file_of_thread, *name_of_thread;
static sem_t begun;

static void *be_thread(void *number) {
  if (number == (void *)1) {
    require(unshare(CLONE_FILES) == 0 && open(file_of_thread, O_RDONLY) >= 0, file_of_thread);
    prctl(PR_SET_NAME, "has a file");
  } else if (number == (void *)2) {
    require(unshare(CLONE_FS) == 0 && chdir("/") == 0, "unshare");
  } else if (number == (void *)3 && name_of_thread) {
    prctl(PR_SET_NAME, name_of_thread);
  }
  sem_post(&begun);
  while (1) pause();
}

static pthread_t make_thread(void *(*body)(void *), void *what) {
  pthread_attr_t attributes;
  pthread_t thread;
  require(pthread_attr_init(&attributes) == 0, "threads");
  require(pthread_attr_setstacksize(&attributes, 64 * 1024) == 0, "threads");
  require(pthread_create(&thread, &attributes, body, what) == 0, "threads");
  return thread;
}

static void write_own_id(void) {
  printf("%d\n", getpid());
  fflush(stdout);
}

static int threads(char **words) {
  long count = atol(words[0]);
  file_of_thread = words[1];
  name_of_thread = words[2];
  require(sem_init(&begun, 0, 0) == 0, "threads");
  for (long number = 1; number <= count; number++) make_thread(be_thread, (void *)number);
  for (long number = 1; number <= count; number++) require(sem_wait(&begun) == 0, "threads");
  write_own_id();
  while (1) pause();
}

static void *wait_to_end(void *semaphore) {
  while (sem_wait(semaphore) != 0) continue;
  return NULL;
}

static int replace(char **words) {
  int count = atoi(words[0]);
  pthread_t *threads = calloc(count, sizeof *threads);
  sem_t *ends = calloc(count, sizeof *ends);
  require(threads && ends, "replace");
  for (int number = 0; number < count; number++) {
    require(sem_init(&ends[number], 0, 0) == 0, "replace");
    threads[number] = make_thread(wait_to_end, &ends[number]);
  }
  write_own_id();
  for (int number = 0;; number = (number + 1) % count) {
    usleep(1000);
    sem_post(&ends[number]);
    pthread_join(threads[number], NULL);
    threads[number] = make_thread(wait_to_end, &ends[number]);
  }
}

static int peak(char **words) {
  struct rusage usage;
  int status;
  pid_t child = fork();
  require(child >= 0, "fork");
  if (child == 0) {
    int nowhere = open("/dev/null", O_WRONLY);
    require(dup2(nowhere, 1) >= 0 && dup2(nowhere, 2) >= 0, "dup2");
    exit(run(words));
  }
  require(wait4(child, &status, 0, &usage) > 0, "wait4");
  printf("%ld\n", usage.ru_maxrss);
  return 0;
}

int main(int count, char **words) {
  if (count >= 4 && strcmp(words[1], "refuse") == 0) return refuse(words + 2);
  if (count >= 4 && strcmp(words[1], "slow") == 0) return slow(words + 2);
  if (count >= 3 && strcmp(words[1], "deaf") == 0) return deaf(words + 2);
  if (count >= 3 && strcmp(words[1], "hold") == 0) hold(words + 2);
  if (count >= 4 && strcmp(words[1], "hangs") == 0) return hangs(words + 2);
  if (count == 5 && strcmp(words[1], "turn") == 0) return turn(words + 2);
  if (count == 4 && strcmp(words[1], "swap") == 0) return swap(words + 2);
  if (count == 3 && strcmp(words[1], "reads") == 0) return reads(words + 2);
  if (count == 4 && strcmp(words[1], "crowd") == 0) return crowd(words + 2);
  if ((count == 4 || count == 5) && strcmp(words[1], "threads") == 0) return threads(words + 2);
  if (count == 3 && strcmp(words[1], "replace") == 0) return replace(words + 2);
  if (count >= 3 && strcmp(words[1], "peak") == 0) return peak(words + 2);
  if (count == 3 && strcmp(words[1], "pass") == 0) return pass(words + 2);
  fprintf(stderr, "stage: see the source\n");
  return 2;
}
