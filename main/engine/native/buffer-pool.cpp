#include "buffer-pool.h"

#include <cstdlib>
#include <iterator>
#include <list>
#include <mutex>
#include <new>
#if defined(_WIN32)
#include <malloc.h>
#endif

namespace weft {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kMostIdleBytes = size_t(512) << 20;
constexpr size_t kMostIdleBuffers = 32;

// Stands before the floats; as large as the alignment, so that the floats stay aligned.
struct alignas(kAlignment) Header {
  size_t bytes;
};

void *allocate(size_t bytes) {
#if defined(_WIN32)
  return _aligned_malloc(bytes, kAlignment);
#else
  void *memory = nullptr;
  return posix_memalign(&memory, kAlignment, bytes) == 0 ? memory : nullptr;
#endif
}

void release(Header *header) {
#if defined(_WIN32)
  _aligned_free(header);
#else
  std::free(header);
#endif
}

struct Idle {
  std::mutex mutex;
  std::list<Header *> buffers;  // most recently used first
  size_t bytes = 0;
};

Idle &idle() {
  static Idle *state = new Idle;  // never destroyed: TensorFlow may drop a tensor after our statics are gone
  return *state;
}

// The smallest idle buffer that fits without wasting more than half of it, or null.
Header *takeIdle(size_t bytes) {
  Idle &state = idle();
  std::lock_guard<std::mutex> lock(state.mutex);
  auto best = state.buffers.end();
  for (auto at = state.buffers.begin(); at != state.buffers.end(); ++at) {
    const bool fits = (*at)->bytes >= bytes && (*at)->bytes <= 2 * bytes;
    if (fits && (best == state.buffers.end() || (*at)->bytes < (*best)->bytes)) best = at;
  }
  if (best == state.buffers.end()) return nullptr;
  Header *header = *best;
  state.buffers.erase(best);
  state.bytes -= header->bytes;
  return header;
}

}  // namespace

float *takeBuffer(size_t floats) {
  const size_t bytes = (floats * sizeof(float) + kAlignment) / kAlignment * kAlignment;
  Header *header = takeIdle(bytes);
  if (header == nullptr) {
    void *memory = allocate(sizeof(Header) + bytes);
    if (memory == nullptr) return nullptr;
    header = new (memory) Header{bytes};
  }
  return reinterpret_cast<float *>(header + 1);
}

void giveBuffer(float *buffer) {
  if (buffer == nullptr) return;
  Header *header = reinterpret_cast<Header *>(buffer) - 1;
  Idle &state = idle();
  std::list<Header *> surplus;
  {
    std::lock_guard<std::mutex> lock(state.mutex);
    state.buffers.push_front(header);
    state.bytes += header->bytes;
    while (state.bytes > kMostIdleBytes || state.buffers.size() > kMostIdleBuffers) {
      state.bytes -= state.buffers.back()->bytes;
      surplus.splice(surplus.begin(), state.buffers, std::prev(state.buffers.end()));
    }
  }
  for (Header *old : surplus) release(old);
}

}  // namespace weft
