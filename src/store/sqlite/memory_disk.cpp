#include "store/sqlite/memory_disk.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <sched.h>
#include <sqlite3.h>
#include <vector>

#include "runtime/random.h"

namespace syncline {
namespace {

constexpr std::size_t sector = 4096;
constexpr std::uint64_t never = ~std::uint64_t{0};

using SharedMemory = std::vector<std::unique_ptr<std::array<char, 32768>>>;

/// One file: what it holds now, and what it held at its last fsync.
struct Content {
  std::string now, synced;
  std::vector<bool> is_dirty;      // by sector: may differ from `synced`
  std::vector<std::size_t> dirty;  // the same, as a list
  SharedMemory shared_memory;
  std::array<int, SQLITE_SHM_NLOCK> shm_shared{};
  std::array<bool, SQLITE_SHM_NLOCK> shm_exclusive{};
  int readers = 0, reserved = 0, exclusive = 0;

  void mark_dirty(std::size_t from, std::size_t end) {
    for (std::size_t at = from / sector; at * sector < end; ++at) {
      if (is_dirty.size() <= at) is_dirty.resize(at + 1);
      if (!is_dirty[at]) dirty.push_back(at);
      is_dirty[at] = true;
    }
  }
  /// Takes the sector over into what is safe.
  void keep(std::size_t at) {
    const std::size_t from = at * sector;
    const std::size_t end = std::min({from + sector, now.size(), synced.size()});
    if (from < end) synced.replace(from, end - from, now, from, end - from);
  }
  void clear_dirty() {
    is_dirty.clear();
    dirty.clear();
  }
};

}  // namespace

struct MemoryDisk::State {
  std::string name;
  sqlite3_vfs vfs{};
  std::mutex mutex;  // connections of several threads share the files
  std::map<std::string, std::shared_ptr<Content>> files;
  SharedMemory of_the_dead;  // dead connections may still look at it
  bool full = false, failing_sync = false;
  std::uint64_t syncs = 0, changes_left = never;
  std::uint64_t life = 1;  // connections of earlier lives are dead

  bool may_change() {
    if (changes_left == never) return true;
    if (changes_left == 0) return false;
    --changes_left;
    return true;
  }
  void crash() {
    ++life;
    changes_left = never;
    for (auto& [path, content] : files) {
      for (auto& region : content->shared_memory) of_the_dead.push_back(std::move(region));
      content->shared_memory.clear();
      content->shm_shared = {};
      content->shm_exclusive = {};
      content->readers = content->reserved = content->exclusive = 0;
    }
  }
};

/// The functions that SQLite calls. They are C callbacks: no exception leaves them.
struct MemoryVfs {
  using State = MemoryDisk::State;

  struct File {
    sqlite3_file base;
    State* disk;
    std::shared_ptr<Content>* content;
    int lock;
    unsigned shm_shared, shm_exclusive;  // bit per lock that this connection holds
    std::uint64_t life;

    bool dead() const { return life != disk->life; }
  };

  static File& file(sqlite3_file* f) { return *reinterpret_cast<File*>(f); }
  static State& disk(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }

  static int close(sqlite3_file* f) {
    unlock(f, SQLITE_LOCK_NONE);
    shm_unmap(f, 0);
    delete file(f).content;
    file(f).content = nullptr;
    return SQLITE_OK;
  }

  static int read(sqlite3_file* f, void* into, int amount, sqlite3_int64 offset) {
    const std::lock_guard hold(file(f).disk->mutex);
    if (file(f).dead()) return SQLITE_IOERR_READ;
    const std::string& bytes = (*file(f).content)->now;
    const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto count = std::min(static_cast<std::size_t>(amount), bytes.size() - from);
    std::memcpy(into, bytes.data() + from, count);
    if (count == static_cast<std::size_t>(amount)) return SQLITE_OK;
    std::memset(static_cast<char*>(into) + count, 0, static_cast<std::size_t>(amount) - count);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* f, const void* from, int amount, sqlite3_int64 offset) {
    State& disk = *file(f).disk;
    const std::lock_guard hold(disk.mutex);
    if (file(f).dead() || !disk.may_change()) return SQLITE_IOERR_WRITE;
    Content& content = **file(f).content;
    std::string& bytes = content.now;
    const auto end = static_cast<std::size_t>(offset) + static_cast<std::size_t>(amount);
    if (end > bytes.size()) {
      if (disk.full) return SQLITE_FULL;
      bytes.resize(end);
    }
    std::memcpy(bytes.data() + offset, from, static_cast<std::size_t>(amount));
    content.mark_dirty(static_cast<std::size_t>(offset), end);
    return SQLITE_OK;
  }

  static int truncate(sqlite3_file* f, sqlite3_int64 size) {
    State& disk = *file(f).disk;
    const std::lock_guard hold(disk.mutex);
    if (file(f).dead() || !disk.may_change()) return SQLITE_IOERR_TRUNCATE;
    Content& content = **file(f).content;
    content.mark_dirty(static_cast<std::size_t>(size), content.now.size());
    content.now.resize(static_cast<std::size_t>(size));
    return SQLITE_OK;
  }

  static int sync(sqlite3_file* f, int) {
    State& disk = *file(f).disk;
    const std::lock_guard hold(disk.mutex);
    if (file(f).dead() || disk.failing_sync || !disk.may_change()) return SQLITE_IOERR_FSYNC;
    ++disk.syncs;
    Content& content = **file(f).content;
    content.synced.resize(content.now.size());
    for (const std::size_t at : content.dirty) content.keep(at);
    content.clear_dirty();
    return SQLITE_OK;
  }

  static int size(sqlite3_file* f, sqlite3_int64* size) {
    const std::lock_guard hold(file(f).disk->mutex);
    if (file(f).dead()) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>((*file(f).content)->now.size());
    return SQLITE_OK;
  }

  static int lock(sqlite3_file* f, int level) {
    const std::lock_guard hold(file(f).disk->mutex);
    File& me = file(f);
    if (me.dead()) return SQLITE_IOERR_LOCK;
    Content& content = **me.content;
    if (level <= me.lock) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED && content.exclusive > 0) return SQLITE_BUSY;
    if (level >= SQLITE_LOCK_RESERVED && me.lock < SQLITE_LOCK_RESERVED && content.reserved > 0) return SQLITE_BUSY;
    if (level == SQLITE_LOCK_EXCLUSIVE && content.readers > 1) return SQLITE_BUSY;
    content.readers += me.lock < SQLITE_LOCK_SHARED;
    content.reserved += level >= SQLITE_LOCK_RESERVED && me.lock < SQLITE_LOCK_RESERVED;
    content.exclusive += level == SQLITE_LOCK_EXCLUSIVE;
    me.lock = level;
    return SQLITE_OK;
  }

  static int unlock(sqlite3_file* f, int level) {
    const std::lock_guard hold(file(f).disk->mutex);
    File& me = file(f);
    if (me.dead()) return SQLITE_OK;
    Content& content = **me.content;
    if (level >= me.lock) return SQLITE_OK;
    content.exclusive -= me.lock == SQLITE_LOCK_EXCLUSIVE;
    content.reserved -= me.lock >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED;
    content.readers -= level == SQLITE_LOCK_NONE;
    me.lock = level;
    return SQLITE_OK;
  }

  static int is_reserved(sqlite3_file* f, int* out) {
    const std::lock_guard hold(file(f).disk->mutex);
    *out = (*file(f).content)->reserved > 0;
    return SQLITE_OK;
  }

  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return static_cast<int>(sector); }
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }  // as on Linux

  static int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
    const std::lock_guard hold(file(f).disk->mutex);
    auto& regions = (*file(f).content)->shared_memory;
    *out = nullptr;
    if (file(f).dead() || size != 32768) return SQLITE_IOERR_SHMMAP;
    const auto index = static_cast<std::size_t>(region);
    while (extend && regions.size() <= index) regions.push_back(std::make_unique<std::array<char, 32768>>());
    if (index < regions.size()) *out = regions[index]->data();
    return SQLITE_OK;
  }

  static int shm_lock(sqlite3_file* f, int offset, int count, int flags) {
    const std::lock_guard hold(file(f).disk->mutex);
    File& me = file(f);
    if (me.dead()) return SQLITE_IOERR_SHMLOCK;
    Content& content = **me.content;
    const bool shared = flags & SQLITE_SHM_SHARED;
    if (flags & SQLITE_SHM_UNLOCK) {
      for (int i = offset; i < offset + count; ++i) release_shm(me, content, i);
      return SQLITE_OK;
    }
    for (int i = offset; i < offset + count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const bool mine_shared = me.shm_shared >> i & 1;
      if (content.shm_exclusive[at] && !(me.shm_exclusive >> i & 1)) return SQLITE_BUSY;
      if (!shared && content.shm_shared[at] > (mine_shared ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (shared) {
        if (!(me.shm_shared >> i & 1)) ++content.shm_shared[at];
        me.shm_shared |= 1u << i;
      } else {
        content.shm_exclusive[at] = true;
        me.shm_exclusive |= 1u << i;
      }
    }
    return SQLITE_OK;
  }

  static void release_shm(File& me, Content& content, int i) {
    const auto at = static_cast<std::size_t>(i);
    if (me.shm_shared >> i & 1) --content.shm_shared[at];
    if (me.shm_exclusive >> i & 1) content.shm_exclusive[at] = false;
    me.shm_shared &= ~(1u << i);
    me.shm_exclusive &= ~(1u << i);
  }

  static void shm_barrier(sqlite3_file* f) { const std::lock_guard hold(file(f).disk->mutex); }

  static int shm_unmap(sqlite3_file* f, int remove) {
    const std::lock_guard hold(file(f).disk->mutex);
    if (file(f).dead()) return SQLITE_OK;
    Content& content = **file(f).content;
    for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) release_shm(file(f), content, i);
    if (remove) content.shared_memory.clear();
    return SQLITE_OK;
  }

  static const sqlite3_io_methods methods;

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* f, int flags, int* out_flags) {
    State& state = disk(vfs);
    const std::lock_guard hold(state.mutex);
    File& me = file(f);
    me = {};
    const std::string key = name ? name : "temporary " + std::to_string(state.files.size());
    auto found = state.files.find(key);
    if (found == state.files.end()) {
      if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
      found = state.files.emplace(key, std::make_shared<Content>()).first;
    }
    me.disk = &state;
    me.life = state.life;
    me.content = new std::shared_ptr<Content>(found->second);
    me.base.pMethods = &methods;
    if (out_flags) *out_flags = flags;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int) {
    State& state = disk(vfs);
    const std::lock_guard hold(state.mutex);
    state.files.erase(name);
    return SQLITE_OK;
  }

  static int access(sqlite3_vfs* vfs, const char* name, int, int* out) {
    State& state = disk(vfs);
    const std::lock_guard hold(state.mutex);
    const auto found = state.files.find(name);
    *out = found != state.files.end() && !found->second->now.empty();
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }
  static int randomness(sqlite3_vfs*, int size, char* out) {
    // WAL salts and temporary names: the same in every history, so that a seed repeats.
    std::memset(out, 42, static_cast<std::size_t>(size));
    return size;
  }
  // SQLite waits so for another connection's short lock and gives up after 100 times: the holder must get to run. Tasks
  // of the simulator never meet here, they switch outside of SQLite only.
  static int sleep(sqlite3_vfs*, int microseconds) {
    for (int i = 0; i <= microseconds / 20; ++i) ::sched_yield();
    return microseconds;
  }
  static int time(sqlite3_vfs*, double* out) {
    *out = 2460000.5;
    return SQLITE_OK;
  }
  static int time64(sqlite3_vfs*, sqlite3_int64* out) {
    *out = 212'544'043'200'000;
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

const sqlite3_io_methods MemoryVfs::methods = {
    2,         close,       read,    write,       truncate,        sync,    size,     lock,
    unlock,    is_reserved, control, sector_size, characteristics, shm_map, shm_lock, shm_barrier,
    shm_unmap, nullptr,     nullptr};

MemoryDisk::MemoryDisk() : state_(std::make_unique<State>()) {
  static std::atomic<std::uint64_t> made{0};
  state_->name = "memory-" + std::to_string(++made);
  sqlite3_vfs& vfs = state_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(MemoryVfs::File);
  vfs.mxPathname = 512;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = MemoryVfs::open;
  vfs.xDelete = MemoryVfs::remove;
  vfs.xAccess = MemoryVfs::access;
  vfs.xFullPathname = MemoryVfs::full_path;
  vfs.xRandomness = MemoryVfs::randomness;
  vfs.xSleep = MemoryVfs::sleep;
  vfs.xCurrentTime = MemoryVfs::time;
  vfs.xCurrentTimeInt64 = MemoryVfs::time64;
  vfs.xGetLastError = MemoryVfs::last_error;
  sqlite3_vfs_register(&vfs, 0);
}

MemoryDisk::~MemoryDisk() { sqlite3_vfs_unregister(&state_->vfs); }

const std::string& MemoryDisk::vfs() const { return state_->name; }

void MemoryDisk::crash() {
  const std::lock_guard hold(state_->mutex);
  state_->crash();
}

void MemoryDisk::power_cut(std::uint64_t seed) {
  Prng chance(seed);
  const std::lock_guard hold(state_->mutex);
  state_->crash();
  for (auto& [name, content] : state_->files) {
    if (chance.chance(1, 2)) content->synced.resize(content->now.size());
    for (const std::size_t at : content->dirty) {
      if (chance.chance(1, 2)) content->keep(at);
    }
    content->now = content->synced;
    content->clear_dirty();
  }
}

void MemoryDisk::fail_after(std::uint64_t changes) {
  const std::lock_guard hold(state_->mutex);
  state_->changes_left = changes;
}

void MemoryDisk::set_full(bool full) {
  const std::lock_guard hold(state_->mutex);
  state_->full = full;
}
void MemoryDisk::set_failing_sync(bool failing) {
  const std::lock_guard hold(state_->mutex);
  state_->failing_sync = failing;
}
std::uint64_t MemoryDisk::syncs() const {
  const std::lock_guard hold(state_->mutex);
  return state_->syncs;
}
std::uint64_t MemoryDisk::bytes() const {
  const std::lock_guard hold(state_->mutex);
  std::uint64_t sum = 0;
  for (const auto& [name, content] : state_->files) sum += content->now.size();
  return sum;
}

}  // namespace syncline
