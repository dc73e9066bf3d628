/* Preloaded into a program under trial: notes what it does to the files of a folder, and fails at the n-th of them.
 *
 * faults_arm() begins. A note is: kind, inode, offset, length, bytes; see faults.py, which lays a disk out of them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS 4096
enum { SPACE = 1, ANY = 2 };

static char folder[4096];
static size_t folder_length;
static int error_number, lasting, tape = -1, armed;
static long fail_at, steps, failed;
static char *paths[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(result, name, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int inside(const char *path) {
    size_t length = strlen(path);
    return armed && !strncmp(path, folder, folder_length) && (length < 4 || strcmp(path + length - 4, "-shm"));
}

static int watched(int fd) { return armed && fd >= 0 && fd < FDS && paths[fd]; }

static void raw(const void *data, size_t length) {
    const char *rest = data;
    while (length) {
        long done = syscall(SYS_write, tape, rest, length);
        if (done <= 0) abort();
        rest += done; length -= (size_t)done;
    }
}

static void note(char kind, uint64_t inode, uint64_t offset, const void *data, uint64_t length) {
    if (tape < 0) return;
    char head[25];
    head[0] = kind;
    memcpy(head + 1, &inode, 8); memcpy(head + 9, &offset, 8); memcpy(head + 17, &length, 8);
    pthread_mutex_lock(&lock);
    raw(head, sizeof head); raw(data, length);
    pthread_mutex_unlock(&lock);
}

static void note_names(char kind, const char *one, const char *other) {
    char both[8192];
    size_t first = strlen(one), second = other ? strlen(other) : 0;
    memcpy(both, one, first);
    if (other) { both[first] = '\n'; memcpy(both + first + 1, other, second); }
    note(kind, 0, 0, both, first + (other ? second + 1 : 0));
}

static uint64_t inode_of(int fd, int *is_folder) {
    struct stat state;
    if (fstat(fd, &state)) return 0;
    if (is_folder) *is_folder = S_ISDIR(state.st_mode);
    return state.st_ino;
}

/* whether this step fails */
static int fails(int kind) {
    if (!error_number || (error_number == ENOSPC && kind != SPACE)) return 0;
    long now = __sync_add_and_fetch(&steps, 1);
    if (fail_at && (now == fail_at || (lasting && now > fail_at))) { failed++; errno = error_number; return 1; }
    return 0;
}

void faults_arm(const char *where, int number, long at, int to_the_end, const char *tape_file) {
    strncpy(folder, where, sizeof folder - 1);
    folder_length = strlen(folder);
    error_number = number; fail_at = at; lasting = to_the_end; steps = failed = 0;
    memset(paths, 0, sizeof paths);
    if (tape_file && *tape_file) tape = (int)syscall(SYS_openat, AT_FDCWD, tape_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    armed = 1;
}
long faults_steps(void) { return steps; }
long faults_failed(void) { return failed; }

static int opened(int (*again)(const char *, int, mode_t), const char *path, int flags, mode_t mode) {
    if (!inside(path)) return again(path, flags, mode);
    int there = !access(path, F_OK);
    if ((flags & O_CREAT) && !there && fails(SPACE)) return -1;
    if ((flags & O_TRUNC) && there && fails(ANY)) return -1;
    int fd = again(path, flags, mode);
    if (fd < 0 || fd >= FDS) return fd;
    free(paths[fd]); paths[fd] = strdup(path);
    if ((flags & O_CREAT) && !there) note('C', inode_of(fd, 0), 0, path, strlen(path));
    if ((flags & O_TRUNC) && there) note('T', inode_of(fd, 0), 0, "", 0);
    return fd;
}
#define OPEN(name) \
    static int again_##name(const char *path, int flags, mode_t mode) { REAL(int, #name, const char *, int, ...); return real(path, flags, mode); } \
    int name(const char *path, int flags, ...) { va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); return opened(again_##name, path, flags, mode); }
OPEN(open)
OPEN(open64)
#define OPENAT(name) \
    static int again_##name(const char *path, int flags, mode_t mode) { REAL(int, #name, int, const char *, int, ...); return real(AT_FDCWD, path, flags, mode); } \
    int name(int at, const char *path, int flags, ...) { va_list list; va_start(list, flags); mode_t mode = va_arg(list, mode_t); va_end(list); \
        if (path[0] == '/') return opened(again_##name, path, flags, mode); \
        REAL(int, #name, int, const char *, int, ...); return real(at, path, flags, mode); }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(int, "close", int);
    if (watched(fd)) { free(paths[fd]); paths[fd] = 0; }
    return real(fd);
}

static void wrote(int fd, off_t offset, const void *data, ssize_t done) {
    if (done > 0) note('W', inode_of(fd, 0), (uint64_t)offset, data, (uint64_t)done);
}
ssize_t write(int fd, const void *data, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (armed && (fd == 1 || fd == 2)) note('!', 0, 0, data, length);
    if (!watched(fd)) return real(fd, data, length);
    if (fails(SPACE)) return -1;
    off_t offset = lseek(fd, 0, (fcntl(fd, F_GETFL) & O_APPEND) ? SEEK_END : SEEK_CUR);
    ssize_t done = real(fd, data, length);
    wrote(fd, offset, data, done);
    return done;
}
#define PWRITE(name) ssize_t name(int fd, const void *data, size_t length, off_t offset) { \
    REAL(ssize_t, #name, int, const void *, size_t, off_t); \
    if (!watched(fd)) return real(fd, data, length, offset); \
    if (fails(SPACE)) return -1; \
    ssize_t done = real(fd, data, length, offset); wrote(fd, offset, data, done); return done; }
PWRITE(pwrite)
PWRITE(pwrite64)
#define SENDFILE(name) ssize_t name(int out, int in, off_t *from, size_t count) { \
    REAL(ssize_t, #name, int, int, off_t *, size_t); \
    if (!watched(out)) return real(out, in, from, count); \
    static char buffer[1 << 16]; \
    size_t part = count < sizeof buffer ? count : sizeof buffer; \
    ssize_t got = from ? pread(in, buffer, part, *from) : read(in, buffer, part); \
    if (got <= 0) return got; \
    ssize_t done = write(out, buffer, (size_t)got); \
    if (done > 0 && from) *from += done; \
    return done; }
SENDFILE(sendfile)
SENDFILE(sendfile64)

#define TRUNCATE(name) int name(int fd, off_t size) { \
    REAL(int, #name, int, off_t); \
    if (!watched(fd)) return real(fd, size); \
    if (fails(ANY)) return -1; \
    int result = real(fd, size); if (!result) note('T', inode_of(fd, 0), (uint64_t)size, "", 0); return result; }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define SYNC(name) int name(int fd) { \
    REAL(int, #name, int); \
    if (!watched(fd)) return real(fd); \
    if (fails(ANY)) return -1; \
    int is_folder = 0; uint64_t inode = inode_of(fd, &is_folder); \
    note(is_folder ? 'D' : 'S', inode, 0, paths[fd], strlen(paths[fd])); return 0; }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (!inside(to)) return real(from, to);
    if (fails(ANY)) return -1;
    int result = real(from, to);
    if (!result) note_names('R', from, to);
    return result;
}
int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (!inside(path)) return real(path);
    if (!access(path, F_OK) && fails(ANY)) return -1;
    int result = real(path);
    if (!result) note_names('U', path, 0);
    return result;
}
int unlinkat(int at, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char whole[8192] = "";
    if (path[0] == '/') strncpy(whole, path, sizeof whole - 1);
    else if (watched(at)) { strcpy(whole, paths[at]); strcat(whole, "/"); strcat(whole, path); }
    if (!inside(whole)) return real(at, path, flags);
    if (!access(whole, F_OK) && fails(ANY)) return -1;
    int result = real(at, path, flags);
    if (!result) note_names('U', whole, 0);
    return result;
}
int rmdir(const char *path) {
    REAL(int, "rmdir", const char *);
    if (!inside(path)) return real(path);
    if (!access(path, F_OK) && fails(ANY)) return -1;
    int result = real(path);
    if (!result) note_names('U', path, 0);
    return result;
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    if (!inside(path)) return real(path, mode);
    if (fails(SPACE)) return -1;
    int result = real(path, mode);
    if (!result) note_names('M', path, 0);
    return result;
}
