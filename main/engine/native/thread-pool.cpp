#include "thread-pool.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "denormals.h"

namespace weft {
namespace {

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Steps follow each other within microseconds: a helper that waits a moment awake saves the cost of waking it.
constexpr int kSpinsBeforeSleep = 2000;
constexpr int kSpinsBeforeYield = 2000;
constexpr int kMostThreads = 64;

class Pool {
 public:
  void run(int parts, void (*part)(void *, int), void *context) {
    const FlushDenormals flush;
    std::unique_lock<std::mutex> owner(owner_, std::defer_lock);
    if (parts <= 1 || !owner.try_lock()) {
      for (int index = 0; index < parts; index++) part(context, index);
      return;
    }
    start(parts - 1);
    part_ = part;
    context_ = context;
    done_.store(0, std::memory_order_relaxed);
    publish(parts);
    work();
    for (int spins = 0; done_.load(std::memory_order_acquire) < parts; spins++) {
      if (spins < kSpinsBeforeYield) relax();
      else std::this_thread::yield();
    }
  }

 private:
  // One word holds the round, the number of parts and the next part to take, so that taking one is a single
  // compare-and-swap that fails when the round has changed. A helper that wakes late finds nothing left to take.
  static constexpr uint64_t kRound = uint64_t(1) << 32;
  static uint32_t partsOf(uint64_t state) { return uint32_t(state >> 16) & 0xffff; }
  static uint32_t nextOf(uint64_t state) { return uint32_t(state) & 0xffff; }

  void publish(int parts) {
    {
      std::lock_guard<std::mutex> lock(sleep_);
      const uint64_t round = (state_.load(std::memory_order_relaxed) / kRound + 1) * kRound;
      state_.store(round | uint64_t(parts) << 16, std::memory_order_release);
    }
    wake_.notify_all();
  }

  void work() {
    uint64_t state = state_.load(std::memory_order_acquire);
    while (nextOf(state) < partsOf(state)) {
      if (!state_.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel)) continue;
      // A part taken keeps this round's caller waiting, so the job cannot change under us.
      part_(context_, int(nextOf(state)));
      done_.fetch_add(1, std::memory_order_acq_rel);
      state = state_.load(std::memory_order_acquire);
    }
  }

  void start(int helpers) {
    for (; started_ < std::min(helpers, kMostThreads - 1); started_++) std::thread([this] { serve(); }).detach();
  }

  [[noreturn]] void serve() {
    const FlushDenormals flush;
    uint64_t seen = 0;
    for (;;) {
      const auto idle = [&] { return state_.load(std::memory_order_acquire) / kRound == seen; };
      for (int spins = 0; spins < kSpinsBeforeSleep && idle(); spins++) relax();
      if (idle()) {
        std::unique_lock<std::mutex> lock(sleep_);
        wake_.wait(lock, [&] { return !idle(); });
      }
      seen = state_.load(std::memory_order_acquire) / kRound;
      work();
    }
  }

  std::mutex owner_;  // held by the caller that the helpers serve
  std::mutex sleep_;
  std::condition_variable wake_;
  std::atomic<uint64_t> state_{0};
  std::atomic<int> done_{0};
  int started_ = 0;  // guarded by owner_
  void (*part_)(void *, int) = nullptr;
  void *context_ = nullptr;
};

int available() { return std::max(1, std::min(kMostThreads, int(std::thread::hardware_concurrency()))); }

std::atomic<int> &limit() {
  static std::atomic<int> value{available()};
  return value;
}

thread_local int threadsHere = 0;

}  // namespace

void runParts(int parts, void (*part)(void *, int), void *context) {
  // Never destroyed: sleeping helpers may outlive every static object when the process ends.
  static Pool *pool = new Pool;
  pool->run(parts, part, context);
}

void setThreads(int threads) { limit().store(std::max(1, std::min(kMostThreads, threads))); }

int threads() { return threadsHere > 0 ? threadsHere : limit().load(); }

ThreadsHere::ThreadsHere(int threads) : before_(threadsHere) {
  if (threads > 0) threadsHere = std::min(kMostThreads, threads);
}

ThreadsHere::~ThreadsHere() { threadsHere = before_; }

}  // namespace weft
